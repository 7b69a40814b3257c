"""What is stored about a person: seen, downloaded, deleted, and deleted when it is old."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from bot.core import texts as texts_core
from bot.habits import texts
from bot.privacy import texts as privacy_texts
from tests.factories import NINE
from tests.fakes.slack import words
from tests.fakes.web_api import error
from tests.running import Running
from tests.slack.colleagues import DAY, SECRET, VERA, Colleagues, direct
from tests.support import Logs


async def test_a_person_sees_downloads_and_deletes_everything(
    running: Running, team: Colleagues, tmp_path: Path, logs: Logs
) -> None:
    api = running.api
    await team.plan(then=SECRET)
    await team.press(texts.HOW)
    await team.asked()
    await team.answer("Gelukt", VERA)
    kept = await running.slack.command("privacy")
    assert texts.PLANS_TITLE in words(kept)
    assert words(await team.press(privacy_texts.PRIVACY_DOWNLOAD, on=kept)) == privacy_texts.FILE_COMES
    [completed] = await api.wait("files.completeUploadExternal")
    assert completed["channel_id"] == direct(VERA)
    [data] = api.files.values()
    assert json.loads(data)[texts.PLANS_TITLE]["gegevens"][0]["dan"] == SECRET
    erased = await team.press(privacy_texts.PRIVACY_ERASE, on=kept)
    assert erased["replace_original"] is True
    assert privacy_texts.PRIVACY_ERASED in words(erased)
    assert privacy_texts.PRIVACY_NONE in words(await running.slack.command("privacy"))
    assert _traces(tmp_path) == []
    assert VERA not in logs.text


def _traces(folder: Path) -> list[tuple[str, str]]:
    """Each trace of Vera in the database's files, with the name of the file."""
    files = folder.glob("leiderschap.db*")
    wanted = (VERA, direct(VERA), SECRET)
    return [(file.name, one) for file in files for one in wanted if one.encode() in file.read_bytes()]


async def test_a_guest_sees_and_deletes_what_is_kept_too(running: Running, team: Colleagues) -> None:
    await team.plan()
    running.api.people[VERA] = {"is_restricted": True}
    running.time.now += 2 * dt.timedelta(hours=1)
    erased = await team.press(privacy_texts.PRIVACY_ERASE, on=await running.slack.command("privacy"))
    assert privacy_texts.PRIVACY_ERASED in words(erased)


async def test_a_file_that_slack_does_not_take_is_told(
    running: Running, team: Colleagues, logs: Logs
) -> None:
    await team.plan()
    running.api.answer("files.getUploadURLExternal", error("missing_scope"))
    await team.press(privacy_texts.PRIVACY_DOWNLOAD, on=await running.slack.command("privacy"))
    await running.api.wait("chat.postMessage", 2)
    assert words(team.letters(VERA)[-1]) == texts_core.FILE_FAILED
    assert "missing_scope" in logs.text


async def test_what_is_old_is_deleted_and_the_log_says_how_much(
    running: Running, team: Colleagues, logs: Logs
) -> None:
    await team.plan(remind_on=None)
    await running.tick(NINE + 91 * DAY)
    assert words(await running.slack.command("mijn")) == texts.MINE_NONE
    [deleted] = logs.events("retention.deleted")
    assert deleted["plans"] == 1
