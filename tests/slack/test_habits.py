"""From a tip to what came of it, as Slack sees it: signed requests, the real services, a clock that is moved."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.domain import texts_habits as texts
from bot.domain import texts_settings
from bot.slack.transport import DELIVERY
from bot.store.rounds import SqlRoundStore
from tests.factories import NINE
from tests.fakes.forms import filled, touched
from tests.fakes.slack import Slack, buttons, words
from tests.fakes.web_api import RESPONSE, WebApi, error
from tests.mrkdwn_reader import read
from tests.running import TUESDAYS_AT_NINE, Running, a_bot, shipped_content
from tests.slack.colleagues import (
    CHECK_IN_DAY,
    COUNT_DAY,
    EPHEMERAL,
    VERA,
    Colleagues,
    direct,
    users,
)
from tests.support import Logs

DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(weeks=1)
SECRET = "fluister ik een geheime zin"


@pytest.fixture
async def team(running: Running) -> Colleagues:
    """A team of thirty, with a tip in its channel."""
    running.api.members = users(30)
    await running.tick(NINE)
    return Colleagues(running)


async def test_from_a_tip_to_the_overview(running: Running, team: Colleagues, logs: Logs) -> None:
    api = running.api
    tip = shipped_content().library.tips[(await running.delivery()).tip]
    assert [one["text"]["text"] for one in buttons(team.tip())] == [
        texts.PLAN,
        texts.PASSAGE,
        texts.USEFUL,
        texts.NOT_USEFUL,
    ]
    people = users(12)
    for user in people:
        shown = await team.plan(user, then=SECRET)
        assert texts.PLANNED in words(shown)
    await running.tick(CHECK_IN_DAY)
    for number, user in enumerate(people):
        [asked] = team.letters(user)
        assert texts.CHECK_IN_ASK in words(asked)
        answer = await team.answer("Gelukt" if number < 6 else "Niet gelukt", user)
        assert answer["replace_original"] is True
    assert [tip.reflect in read(said).text for said in team.thread()] == [True]
    await running.tick(COUNT_DAY)
    assert "12 mensen maakten een plan; bij 6 is het gelukt." in team.thread()[-1]

    await team.lead()
    overview = await running.slack.command("overzicht")
    assert f"{tip.title} (7 januari 2025): 12 plannen, 6 keer gelukt" in words(overview)
    [completed] = await api.wait("files.completeUploadExternal")
    assert completed["channel_id"] == direct(VERA)
    asked_for = api.of("files.getUploadURLExternal")
    assert [one["filename"] for one in asked_for] == [texts.CHART_FILE, texts.TABLE_FILE, texts.THEMES_FILE]
    assert "7 januari 2025: 12 plannen, 6 keer gelukt" in asked_for[0]["alt_txt"]
    picture, table, _ = api.files.values()
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig")), delimiter=";"))
    assert rows[1] == ["2025-01-07", tip.title, "12", "6", *[texts.TOO_FEW] * 4]
    _nothing_personal(running, logs, people)


def _nothing_personal(running: Running, logs: Logs, people: list[str]) -> None:
    for secret in (SECRET, *people, *map(direct, people), VERA, direct(VERA)):
        assert secret not in logs.text
    for message in running.api.messages:
        metadata = message.get("metadata", {"event_type": DELIVERY, "event_payload": {"id": ""}})
        assert (metadata["event_type"], list(metadata["event_payload"])) == (DELIVERY, ["id"])
        if message["channel"] == "C1":
            assert not any(name in json.dumps(message) for name in (SECRET, *people))


@pytest.mark.parametrize(("count", "said"), [(4, texts.COUNT_TOO_FEW), (5, "5 mensen maakten een plan.")])
async def test_a_count_is_told_from_five_people_on(
    running: Running, team: Colleagues, count: int, said: str
) -> None:
    for user in users(count):
        await team.plan(user)
    await running.tick(CHECK_IN_DAY)
    await running.tick(COUNT_DAY)
    assert said in team.thread()[-1]


async def test_in_a_team_of_nine_nothing_is_counted(running: Running, team: Colleagues) -> None:
    running.api.members = users(9)
    running.api.members += ["U900GAST", "U901BOT"]
    running.api.people = {"U900GAST": {"is_restricted": True}, "U901BOT": {"is_bot": True}}
    for user in users(5):
        await team.plan(user)
    await running.tick(COUNT_DAY)
    assert texts.COUNT_TOO_FEW in team.thread()[-1]


async def test_when_slack_does_not_say_who_is_there_nothing_is_counted(
    running: Running, team: Colleagues
) -> None:
    running.api.answer("conversations.members", error("internal_error"), always=True)
    for user in users(12):
        await team.plan(user)
    await running.tick(COUNT_DAY)
    assert texts.COUNT_TOO_FEW in team.thread()[-1]


async def test_the_passage_comes_privately_and_literally(running: Running, team: Colleagues) -> None:
    answer = await team.press(texts.PASSAGE)
    assert answer["response_type"] == "ephemeral"
    content = shipped_content()
    tip = content.library.tips[(await running.delivery()).tip]
    section = next(one for one in content.corpus[tip.source.article].sections if one.id == tip.source.section)
    assert len([one for one in answer["blocks"] if one["type"] == "section"]) >= len(section.paragraphs)


async def test_a_vote_counts_once_and_the_last_one_counts(running: Running, team: Colleagues) -> None:
    for label in (texts.USEFUL, texts.USEFUL, texts.NOT_USEFUL):
        answer = await team.press(label)
        assert answer["response_type"] == "ephemeral"
        assert texts.VOTED.split("{")[0] in words(answer)
    tally = await SqlRoundStore(running.ledger._engine).tally((await running.delivery()).id)
    assert (tally.useful, tally.not_useful) == (0, 1)


async def test_what_a_client_does_not_send_back_stays_as_it_was(running: Running, team: Colleagues) -> None:
    view = await team.press(texts.PLAN)
    tip = shipped_content().library.tips[(await running.delivery()).tip]
    assert await team.send(touched(view, then="ga ik wandelen")) == {"response_action": "clear"}
    shown = words(running.api.of(EPHEMERAL)[-1])
    assert f"Als {tip.if_then.when}, dan ga ik wandelen." in shown
    assert "Op dinsdag 14 januari 2025 vraag ik je in een privébericht of het is gelukt." in shown


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"when": "  "}, "when", texts.EMPTY),
        ({"then": "..."}, "then", texts.EMPTY),
        ({"remind_on": NINE.date()}, "remind_on", texts.TOO_EARLY),
        ({"remind_on": NINE.date() + 61 * DAY}, "remind_on", texts.TOO_LATE.format(days=60)),
    ],
)
async def test_what_is_wrong_in_a_form_is_said_at_its_field(
    running: Running, team: Colleagues, fields: dict[str, object], field: str, sentence: str
) -> None:
    view = await team.press(texts.PLAN)
    answer = await team.send(filled(view, **fields))
    assert answer == {"response_action": "errors", "errors": {field: sentence}}
    assert running.api.of(EPHEMERAL) == []


async def test_where_nothing_can_be_shown_in_the_channel_the_form_shows_it(
    running: Running, team: Colleagues
) -> None:
    running.api.answer(EPHEMERAL, error("user_not_in_channel"))
    view = await team.press(texts.PLAN)
    answer = await team.send(filled(view))
    assert answer["response_action"] == "update"
    assert texts.PLANNED in words(answer["view"])


async def test_a_second_press_shows_the_plan_that_is_there_and_changes_it(team: Colleagues) -> None:
    await team.plan(when="het maandag is")
    again = await team.press(texts.PLAN)
    assert again["title"]["text"] == texts.FORM_CHANGE
    assert again["blocks"][1]["element"]["initial_value"] == "het maandag is"
    await team.send(filled(again, when="het vrijdag is"))
    mine = words(await team.running.slack.command("mijn"))
    assert "Als het vrijdag is" in mine
    assert "maandag is" not in mine


async def test_without_a_day_nothing_is_asked(running: Running, team: Colleagues) -> None:
    assert texts.PLANNED_NO_REMIND in words(await team.plan(remind_on=None))
    await running.tick(CHECK_IN_DAY + WEEK)
    assert team.letters(VERA) == []


async def test_only_who_chooses_so_is_named_and_once(running: Running, team: Colleagues) -> None:
    planned = await team.plan(then=SECRET)
    assert team.thread() == []
    assert words(await team.press(texts.TELL, on=planned)) == texts.TOLD_DONE
    assert f"<@{VERA}>" in team.thread()[0]
    assert SECRET in team.thread()[0]
    assert words(await team.press(texts.TELL, on=planned)) == texts.ALREADY_SHARED
    await running.tick(CHECK_IN_DAY)
    answered = await team.answer("Deels gelukt", VERA)
    view = await team.press(texts.REFLECT, on=answered)
    await team.send(filled(view, reflection="Het werd stil"))
    shown = running.api.of(EPHEMERAL)[-1]
    assert "Je schreef: Het werd stil" in words(shown)
    for said in (texts.SHARED_DONE, texts.ALREADY_SHARED):
        assert words(await team.press(texts.SHARE, on=answered)) == said
    assert "Het werd stil" in team.thread()[-1]
    assert len([one for one in team.thread() if f"<@{VERA}>" in one]) == 2


async def test_a_plan_is_planned_again_stopped_and_removed(running: Running, team: Colleagues) -> None:
    await team.plan()
    await running.tick(CHECK_IN_DAY)
    view = await team.press(texts.REPLAN, on=team.letters(VERA)[0])
    assert view["title"]["text"] == texts.FORM_AGAIN
    assert view["blocks"][-1]["element"]["initial_date"] == "2025-01-21"
    await team.send(filled(view))
    await running.tick(CHECK_IN_DAY + WEEK)
    assert len(team.letters(VERA)) == 2
    assert words(await team.press(texts.STOP, on=team.letters(VERA)[1])) == texts.STOPPED
    mine = await running.slack.command("mijn")
    assert texts.MINE_STATE["stopped"] in words(mine)
    for _ in range(2):
        removed = words(await team.press(texts.REMOVE, on=await running.slack.command("mijn")))
        assert removed == texts.REMOVED
    assert words(await running.slack.command("mijn")) == texts.MINE_NONE
    assert words(await team.press(texts.REMOVE, on=mine)) == texts.PLAN_GONE


async def test_a_plan_is_finished_before_its_day(running: Running, team: Colleagues) -> None:
    await team.plan()
    asked = await team.press(texts.FINISH, on=await running.slack.command("mijn"))
    await team.press("Gelukt", on=asked)
    await running.tick(CHECK_IN_DAY)
    assert team.letters(VERA) == []


async def test_who_wants_no_questions_gets_none_until_then(running: Running, team: Colleagues) -> None:
    await team.plan()
    view = await team.press(texts.SNOOZE, on=await running.slack.command("mijn"))
    await team.send(touched(view))
    assert "Tot en met" in words(running.api.of(EPHEMERAL)[-1])
    await running.tick(CHECK_IN_DAY)
    assert team.letters(VERA) == []
    answer = await team.press(texts.UNSNOOZE, on=await running.slack.command("mijn"))
    assert words(answer) == texts.UNSNOOZED
    await running.tick(NINE + 16 * DAY)
    assert len(team.letters(VERA)) == 1


async def test_a_year_later_every_button_still_answers(running: Running, team: Colleagues) -> None:
    planned = await team.plan()
    await running.tick(CHECK_IN_DAY)
    asked = team.letters(VERA)[0]
    running.time.now = NINE + 365 * DAY
    await running.tick()
    for label in (texts.USEFUL, texts.NOT_USEFUL):
        assert words(await team.press(label, on=_first(team))) == texts.VOTE_CLOSED
    assert "modal" in (await team.press(texts.PLAN, on=_first(team)))["type"]
    for label in ("Gelukt", texts.REPLAN, texts.STOP):
        assert words(await team.press(label, on=asked)) == texts.PLAN_GONE
    assert words(await team.press(texts.TELL, on=planned)) == texts.PLAN_GONE


def _first(team: Colleagues) -> dict[str, Any]:
    first: dict[str, Any] = team.running.api.messages[0]
    return first


async def test_on_a_tip_that_is_gone_every_button_answers(running: Running, team: Colleagues) -> None:
    async with running.ledger._engine.begin() as connection:
        await connection.execute(sa.text("UPDATE deliveries SET tip = 'weg'"))
    for label in (texts.PLAN, texts.PASSAGE):
        assert words(await team.press(label)) == texts.NUDGE_GONE
    assert texts.VOTED.split("{")[0] in words(await team.press(texts.USEFUL))


OUTSIDERS: dict[str, tuple[dict[str, Any], str]] = {
    "U9GAST": ({"is_ultra_restricted": True}, texts_settings.GUEST),
    "U9ANDER": ({"team_id": "T9"}, texts_settings.NOT_A_COLLEAGUE),
    "U9WEG": ({"deleted": True}, texts_settings.NOT_A_COLLEAGUE),
}


@pytest.mark.parametrize("outsider", OUTSIDERS)
@pytest.mark.parametrize("label", [texts.PLAN, texts.PASSAGE, texts.USEFUL, texts.NOT_USEFUL])
async def test_guests_and_people_of_elsewhere_can_press_nothing(
    running: Running, team: Colleagues, outsider: str, label: str
) -> None:
    fields, sentence = OUTSIDERS[outsider]
    running.api.people[outsider] = fields
    assert words(await team.press(label, outsider)) == sentence
    assert await SqlRoundStore(running.ledger._engine).get((await running.delivery()).id) is None


async def test_nobody_answers_for_somebody_else(running: Running, team: Colleagues) -> None:
    await team.plan()
    await running.tick(CHECK_IN_DAY)
    asked = team.letters(VERA)[0]
    for label in ("Gelukt", texts.REPLAN, texts.STOP):
        assert words(await team.press(label, "U2BRAM", asked)) == texts.PLAN_GONE
    assert words(await team.press("Gelukt", on=asked)).startswith("Genoteerd: gelukt.")


@pytest.mark.parametrize("text", ["overzicht", "proef"])
async def test_only_leads_and_administrators_see_the_overview_and_start_a_trial(
    running: Running, team: Colleagues, text: str
) -> None:
    await team.lead("U1LEAD")
    refused = words(await running.slack.command(text))
    assert refused.startswith("Alleen ")
    assert "kan dit doen" in refused
    running.api.people["U1BAAS"] = {"is_admin": True}
    for user in ("U1LEAD", "U1BAAS"):
        answer = await running.slack.command(text, user_id=user)
        assert texts.OVERVIEW_HOW in words(answer) or texts.TRIAL_WHAT in words(answer)


async def test_a_forged_button_starts_no_trial(running: Running, team: Colleagues) -> None:
    await team.lead("U1LEAD")
    offered = await running.slack.command("proef", user_id="U1LEAD")
    refused = words(await team.press(texts.TRIAL_START, on=offered))
    assert texts.TRIAL_STARTED not in refused
    assert texts.TRIAL_START in words(await running.slack.command("proef", user_id="U1LEAD"))


async def test_in_a_trial_chance_takes_the_button_away_and_both_arms_are_asked(
    running: Running, team: Colleagues
) -> None:
    await team.lead()
    started = await team.press(texts.TRIAL_START, on=await running.slack.command("proef"))
    assert words(started) == texts.TRIAL_STARTED
    arms = set()
    for week in range(1, 17):
        await running.tick(NINE + week * WEEK)
        arms.add(texts.PLAN in words(team.tip()))
        if arms == {True, False}:
            break
    assert arms == {True, False}
    await running.tick(running.time.now + 8 * DAY)
    asked = [one for one in running.api.messages if texts.USED_ASK in words(one)]
    assert asked
    assert words(await team.press(texts.YES, on=asked[-1])).startswith("Genoteerd: ja.")
    stopped = await team.press(texts.TRIAL_STOP, on=await running.slack.command("proef"))
    assert words(stopped) == texts.TRIAL_STOPPED


async def test_a_person_sees_downloads_and_deletes_everything(
    running: Running, team: Colleagues, tmp_path: Path, logs: Logs
) -> None:
    api = running.api
    await team.plan(then=SECRET)
    await team.press(texts.USEFUL)
    await running.tick(CHECK_IN_DAY)
    await team.answer("Gelukt", VERA)
    kept = await running.slack.command("privacy")
    assert texts.PLANS_TITLE in words(kept)
    assert words(await team.press(texts.PRIVACY_DOWNLOAD, on=kept)) == texts.FILE_COMES
    [completed] = await api.wait("files.completeUploadExternal")
    assert completed["channel_id"] == direct(VERA)
    [data] = api.files.values()
    assert json.loads(data)[texts.PLANS_TITLE]["gegevens"][0]["dan"] == SECRET
    erased = await team.press(texts.PRIVACY_ERASE, on=kept)
    assert erased["replace_original"] is True
    assert texts.PRIVACY_ERASED in words(erased)
    assert texts.PRIVACY_NONE in words(await running.slack.command("privacy"))
    assert _traces(tmp_path) == []
    assert VERA not in logs.text


def _traces(folder: Path) -> list[tuple[str, str]]:
    """Where something of Vera stands in the files of the database."""
    files = folder.glob("leiderschap.db*")
    wanted = (VERA, direct(VERA), SECRET)
    return [(file.name, one) for file in files for one in wanted if one.encode() in file.read_bytes()]


async def test_a_guest_sees_and_deletes_what_is_kept_too(running: Running, team: Colleagues) -> None:
    await team.plan()
    running.api.people[VERA] = {"is_restricted": True}
    running.time.now += 2 * dt.timedelta(hours=1)
    erased = await team.press(texts.PRIVACY_ERASE, on=await running.slack.command("privacy"))
    assert texts.PRIVACY_ERASED in words(erased)


async def test_a_file_that_slack_does_not_take_is_told(
    running: Running, team: Colleagues, logs: Logs
) -> None:
    await team.plan()
    running.api.answer("files.getUploadURLExternal", error("missing_scope"))
    await team.press(texts.PRIVACY_DOWNLOAD, on=await running.slack.command("privacy"))
    await running.api.wait("chat.postMessage", 2)
    assert words(team.letters(VERA)[-1]) == texts.FILE_FAILED
    assert "missing_scope" in logs.text


async def test_what_is_old_is_deleted_and_the_log_says_how_much(
    running: Running, team: Colleagues, logs: Logs
) -> None:
    await team.plan(remind_on=None)
    await running.tick(NINE + 91 * DAY)
    assert words(await running.slack.command("mijn")) == texts.MINE_NONE
    [deleted] = logs.events("retention.deleted")
    assert deleted["plans"] == 1


async def test_a_fault_of_the_habits_stops_no_tip(tmp_path: Path, api: WebApi, logs: Logs) -> None:
    async with a_bot(tmp_path, api, TUESDAYS_AT_NINE) as running:
        async with running.ledger._engine.begin() as connection:
            await connection.execute(sa.text("ALTER TABLE plans RENAME TO plans_gone"))
        await running.tick(NINE)
    assert api.posted()["C1"] == 1
    assert logs.events("habits.failed")


async def test_a_check_in_whose_answer_was_lost_is_left_and_told_to_nobody(
    running: Running, team: Colleagues
) -> None:
    await team.lead("U1LEAD")
    await team.plan()
    running.api.answer("chat.postMessage", error("fatal_error"), channel=direct(VERA))
    await running.tick(CHECK_IN_DAY)
    for minutes in range(1, 60, 5):
        await running.tick(CHECK_IN_DAY + dt.timedelta(minutes=minutes))
    assert team.letters(VERA) == []
    assert [one for one in running.api.messages if one["channel"] not in ("C1", direct(VERA))] == []


async def test_answers_come_on_the_address_of_the_click(slack: Slack, team: Colleagues) -> None:
    await team.press(texts.USEFUL)
    [answer] = slack.api.of(RESPONSE)
    assert answer["replace_original"] is False


async def test_a_lead_is_asked_once_when_nobody_clicks_and_can_change_the_rhythm(
    running: Running, team: Colleagues
) -> None:
    await team.lead()
    for week in range(8):
        await running.tick(NINE + week * WEEK)
        await running.tick(COUNT_DAY - WEEK + week * WEEK)
    [asked] = team.letters(VERA)
    assert texts.SILENCE_SUMMARY in asked["text"]
    assert (await team.press(texts.SILENCE_THEME, on=asked))["callback_id"] == "settings"
    assert (await team.press(texts.SILENCE_PAUSE, on=asked))["callback_id"] == "pause"
    await team.press(texts.SILENCE_BIWEEKLY, on=asked)
    channel = await running.channels.get("T1", "C1")
    assert channel
    assert channel.settings.rhythm.frequency == "biweekly"
