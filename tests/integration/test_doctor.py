"""`python -m bot doctor`: every fault is named with what to do, nothing is changed, and no secret is shown."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args
from unittest import mock

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from bot import serving
from bot.answers.readers import Answers
from bot.channels.settings.model import ChannelSettings
from bot.channels.store import SqlChannelStore
from bot.core.errors import StoreError
from bot.core.moments import utc_now
from bot.database.engine import create, writing
from bot.database.migrations import migrate
from bot.delivery.ledger import SqlLedger
from bot.doctor import GUESTS, SOMEONE, UPLOADS, examine
from bot.doctor.findings import Finding, guarded
from bot.settings import ROOT, Settings
from bot.slack.installations.model import Installation
from bot.slack.installations.store import SqlInstallationStore
from bot.slack.manifest import READ_FILES, SCOPES
from tests import running
from tests.databases import migrated
from tests.factories import TUESDAYS, a_channel, a_delivery
from tests.fakes.installing import CLIENT_ID, CLIENT_SECRET, KEY
from tests.fakes.slack import SIGNING_SECRET
from tests.fakes.web_api import HTML, RESET, Answer, WebApi, error
from tests.running import BOT_TOKEN

APP_TOKEN = "xapp-onecht-geheim"
SECRETS = (BOT_TOKEN, APP_TOKEN, SIGNING_SECRET, CLIENT_SECRET, KEY, "wachtwoord99", "xoxb-onecht")


def scopes(*more: str, without: str = "") -> Answer:
    """A good answer of auth.test, which names these scopes."""
    named = ",".join(sorted({*SCOPES, *more} - {without}))
    return Answer(headers={"X-OAuth-Scopes": named}, applied=True)


@pytest.fixture
async def api() -> AsyncIterator[WebApi]:
    async with WebApi().serving() as api:
        api.answer("auth.test", scopes(), always=True)
        yield api


async def found(
    settings: Settings, wall: Callable[[], dt.datetime] = utc_now, *, web: bool = True
) -> list[Finding]:
    with running.content_loaded_once():
        findings = [finding async for finding in examine(settings, wall, web=web)]
    for secret in SECRETS:
        assert secret not in repr(findings)
    return findings


def said(findings: list[Finding], level: str) -> str:
    """What there is of this level, a line each."""
    return "\n".join(f"{one.part}: {one.what}: {one.advice}" for one in findings if one.level == level)


@pytest.fixture
async def settings(tmp_path: Path, api: WebApi) -> Settings:
    """Those of a bot that is well: it has a database, and its token, scopes and content are good."""
    made = running.settings(tmp_path, api, port=3000, slack_app_token=APP_TOKEN)
    await migrated(made.database_url.get_secret_value())
    return made


async def store(settings: Settings, *channels: Any) -> None:
    engine = create(settings.database_url.get_secret_value())
    for channel in channels:
        await SqlChannelStore(engine).save(channel)
    await engine.dispose()


def a_coming_channel(id: str, name: str = "voorbeeld", **fields: Any) -> Any:
    made = a_channel(id, name=name, next_due_at=utc_now() + dt.timedelta(days=1), **fields)
    return replace(made, settings=replace(made.settings, active=True))


@pytest.mark.parametrize("answers", ["none", "shipped", "all"])
async def test_it_says_what_guests_are_answered_from(settings: Settings, answers: Answers) -> None:
    findings = await found(settings.model_copy(update={"answer_guests": answers}))
    assert GUESTS[answers] in said(findings, "ok")
    assert len(set(GUESTS.values())) == len(get_args(Answers)) == 3


@pytest.mark.parametrize("sentence", ["", "Bel onze vertrouwenspersoon."])
async def test_it_says_whether_a_company_says_itself_whom_to_turn_to(
    settings: Settings, sentence: str
) -> None:
    findings = await found(settings.model_copy(update={"someone_to_talk_to": sentence}))
    assert SOMEONE[bool(sentence)] in said(findings, "ok")


async def test_a_bot_that_is_well_has_no_fault_and_no_warning(settings: Settings) -> None:
    await store(settings, a_coming_channel("C1"))
    findings = await found(settings)
    assert said(findings, "fault") == said(findings, "warning") == ""
    parts = {finding.part for finding in findings}
    assert parts == {
        "settings", "content", "index", "meaning", "time", "disk", "database", "deliveries", "slack", "channels",
        "app token",
    }  # fmt: skip


async def test_what_is_not_set_is_named(tmp_path: Path, api: WebApi) -> None:
    made = running.settings(tmp_path, api, slack_bot_token=None, slack_signing_secret=None)
    faults = said(await found(made), "fault")
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "PORT"):
        assert f"{name} is not set" in faults or f"neither {name}" in faults or name in faults


async def test_nothing_is_made_where_nothing_is(tmp_path: Path, api: WebApi) -> None:
    made = running.settings(tmp_path, api, database_url=f"sqlite:///{tmp_path}/map/nieuw.db")
    findings = await found(made)
    assert "nieuw.db does not exist yet" in said(findings, "warning")
    assert not (tmp_path / "map").exists()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (error("invalid_auth"), "refuses the token (invalid_auth)"),
        (HTML, "does not answer well (unreadable_answer)"),
        (RESET, "does not answer well"),
        (Answer(503), "http_503"),
    ],
)
async def test_a_token_that_slack_does_not_take_is_told_from_a_slack_that_is_not_there(
    settings: Settings, api: WebApi, answer: Answer, words: str
) -> None:
    api.heal()
    api.answer("auth.test", answer, always=True)
    assert words in said(await found(settings), "fault")


async def test_scopes_that_lack_are_a_fault_and_those_too_many_a_warning(
    settings: Settings, api: WebApi
) -> None:
    api.heal()
    api.answer("auth.test", scopes("channels:history", without="commands"), always=True)
    findings = await found(settings)
    assert "the token lacks commands" in said(findings, "fault")
    assert "channels:history" in said(findings, "warning")


async def test_scopes_for_looking_up_are_asked_for_where_that_is_set(tmp_path: Path, api: WebApi) -> None:
    made = running.settings(tmp_path, api, delivery_lookup="history")
    assert "lacks channels:history, groups:history" in said(await found(made), "fault")
    api.heal()
    api.answer("auth.test", scopes("channels:history", "groups:history", "im:history"), always=True)
    assert "history" not in said(await found(made), "warning")


@pytest.mark.parametrize("on", [True, False])
async def test_it_says_whether_files_are_taken_and_what_that_would_allow(
    settings: Settings, api: WebApi, *, on: bool
) -> None:
    api.heal()
    api.answer("auth.test", scopes(*([READ_FILES] if on else [])), always=True)
    findings = await found(settings.model_copy(update={"uploads": on}))
    assert UPLOADS[on] in said(findings, "ok")
    assert said(findings, "fault") == ""
    assert READ_FILES not in said(findings, "warning")


async def test_an_installation_that_may_not_read_files_yet_is_a_warning_and_one_that_may_for_nothing_too(
    settings: Settings, api: WebApi
) -> None:
    findings = await found(settings.model_copy(update={"uploads": True}))
    assert said(findings, "fault") == ""
    assert "lacks files:read" in said(findings, "warning")
    api.heal()
    api.answer("auth.test", scopes(READ_FILES), always=True)
    assert "what the bot never does: files:read" in said(await found(settings), "warning")


async def test_a_process_without_web_needs_a_bot_token_alone(settings: Settings) -> None:
    made = settings.model_copy(update={"slack_app_token": None, "slack_signing_secret": None, "port": None})
    assert "SLACK_SIGNING_SECRET" in said(await found(made), "fault")
    findings = await found(made, web=False)
    assert said(findings, "fault") == ""
    assert "without requests from Slack" in said(findings, "ok")


async def test_where_no_channel_gets_tips_it_says_what_to_do(settings: Settings) -> None:
    assert "channels: no channel gets tips: name one in the channels file" in said(
        await found(settings), "warning"
    )
    settings.channels_file.write_text(running.TUESDAYS_AT_NINE, encoding="utf-8")
    assert "no channel gets tips" not in said(await found(settings), "warning")


async def test_a_database_file_that_is_empty_is_told_as_that(tmp_path: Path, api: WebApi) -> None:
    made = running.settings(tmp_path, api)
    (tmp_path / "leiderschap.db").touch()
    assert "it has no tables yet: `run` makes them" in said(await found(made), "warning")


async def test_a_database_file_that_others_may_read_is_named(settings: Settings) -> None:
    file = Path(settings.database_url.get_secret_value().removeprefix("sqlite:///"))
    assert "others" not in said(await found(settings), "warning")
    os.chmod(file, 0o644)
    assert f"others on this machine may use {file} (mode 644)" in said(await found(settings), "warning")


async def test_a_model_that_is_not_there_is_named_by_the_doctor(tmp_path: Path, settings: Settings) -> None:
    made = settings.model_copy(update={"meaning": "auto", "meaning_model": tmp_path / "geen-model"})
    assert "geen-model holds no model that is understood" in said(await found(made), "warning")


async def test_the_doctor_says_that_words_alone_answer_where_the_model_is_switched_off(
    settings: Settings,
) -> None:
    made = settings.model_copy(update={"meaning": "off"})
    assert "answers use words only" in said(await found(made), "ok")


async def test_an_app_token_that_is_refused_is_a_fault(settings: Settings, api: WebApi) -> None:
    api.answer("apps.connections.open", error("invalid_auth"), always=True)
    assert "app token: Slack refused SLACK_APP_TOKEN" in said(await found(settings), "fault")


@pytest.mark.parametrize(
    ("seconds", "level", "words"),
    [(-120, "fault", "behind Slack's"), (120, "fault", "ahead of Slack's"), (15, "warning", "ahead of")],
)
async def test_a_clock_that_is_wrong_is_a_fault(
    settings: Settings, seconds: int, level: str, words: str
) -> None:
    def wall() -> dt.datetime:
        return utc_now() + dt.timedelta(seconds=seconds)

    assert words in said(await found(settings, wall), level)


async def test_every_channel_that_the_bot_cannot_post_in_is_named_with_the_cause(
    settings: Settings, api: WebApi
) -> None:
    off = replace(a_coming_channel("C-uit", "uit"), settings=ChannelSettings(TUESDAYS, active=False))
    paused = a_coming_channel("C1", "stil", paused="restricted_action")
    lost = [
        a_coming_channel("C7", "archief"),
        a_coming_channel("C8", "buiten"),
        a_coming_channel("C9", "weg"),
    ]
    await store(settings, off, paused, *lost)
    for channel, archived in (("C7", True), ("C8", False)):
        body = json.dumps({"ok": True, "channel": {"id": channel, "is_archived": archived}})
        api.answer("conversations.info", Answer(body=body), channel=channel)
    api.answer("conversations.info", error("channel_not_found"), channel="C9")
    findings = await found(settings)
    faults = said(findings, "fault")
    assert "#archief (C7) is archived" in faults
    assert "#buiten (C8) does not have the bot in it: /invite" in faults
    assert "#weg (C9) is gone, or is private and without the bot (channel_not_found)" in faults
    assert "restricted_action" in said(findings, "warning")
    assert "C-uit" not in f"{findings}"


async def test_a_channel_whose_row_is_damaged_is_named_with_what_to_do(settings: Settings) -> None:
    await store(settings, a_coming_channel("C1"))
    engine = create(settings.database_url.get_secret_value())
    async with writing(engine) as connection:
        await connection.execute(sa.text("UPDATE channels SET settings = '{}'"))
    await engine.dispose()
    fault = said(await found(settings), "fault")
    assert "cannot read channel C1 of workspace T1" in fault
    assert "restore a backup" in fault


async def test_a_name_in_the_channels_file_that_is_not_there_is_a_fault(tmp_path: Path, api: WebApi) -> None:
    made = running.settings(tmp_path, api, 'channels: [{channel: "#bestaat-niet"}]')
    assert "no channel 'bestaat-niet'" in said(await found(made), "fault")


async def test_a_name_that_its_channel_has_no_more_is_a_warning(tmp_path: Path, api: WebApi) -> None:
    made = running.settings(tmp_path, api, running.TUESDAYS_AT_NINE)
    async with running.a_bot(tmp_path, api, running.TUESDAYS_AT_NINE):
        pass
    api.channels |= {"C1": "leiders", "C9": "leiderschap"}
    findings = await found(made)
    assert "is channel C1, now called #leiders" in said(findings, "warning")
    assert "channels forget leiderschap" in said(findings, "warning")
    assert "leiderschap" not in said(findings, "fault")
    del api.channels["C1"]
    assert "the bot is not in channel C1 ('leiderschap')" in said(await found(made), "fault")


async def test_broken_content_and_a_broken_channels_file_are_named_with_their_line(
    tmp_path: Path, api: WebApi
) -> None:
    made = running.settings(tmp_path, api, "channels:\n  - channel: C1\n    timezone: Europe/Amsterdm\n")
    assert "channels.yaml:3: " in said(await found(made), "fault")
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "eigen.md").write_text("## Zonder voorwerk {#x}\n\nTekst.\n", encoding="utf-8")
    assert "eigen.md:1: " in said(await found(made), "fault")


async def test_a_channels_file_that_is_not_there_is_a_fault(settings: Settings) -> None:
    settings.channels_file.unlink()
    faults = said(await found(settings), "fault")
    assert f"{settings.channels_file}: there is no such file: correct LEIDERSCHAP_CHANNELS_FILE" in faults


async def test_work_that_waits_for_somebody_and_work_that_nobody_does_are_named(settings: Settings) -> None:
    late = replace(a_coming_channel("C1"), next_due_at=utc_now() - dt.timedelta(hours=1))
    await store(settings, late)
    engine = create(settings.database_url.get_secret_value())
    await SqlLedger(engine).add([a_delivery(state="review")])
    await engine.dispose()
    warnings = said(await found(settings), "warning")
    assert "1 wait for somebody" in warnings
    assert "due for more than ten minutes" in warnings


async def test_a_database_of_another_version_is_named(settings: Settings) -> None:
    for revision, level, words in (
        ("0001", "warning", "an earlier version"),
        ("9999", "fault", "a later version"),
    ):
        engine = create(settings.database_url.get_secret_value())
        async with writing(engine) as connection:
            await connection.execute(sa.text(f"UPDATE alembic_version SET version_num = '{revision}'"))
        await engine.dispose()
        assert words in said(await found(settings), level)


async def test_a_disk_that_is_full_is_a_fault(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: mock.Mock(free=5_000_000))
    assert "0.0 GB free" in said(await found(settings), "fault")


async def test_postgresql_is_asked_whether_it_keeps_what_it_commits(
    tmp_path: Path, api: WebApi, postgresql_url: str
) -> None:
    made = running.settings(tmp_path, api, database_url=postgresql_url, port=3000)
    assert "run `python -m bot migrate`" in said(await found(made), "fault")
    await migrate(postgresql_url)
    findings = await found(made)
    assert said(findings, "fault") == ""
    assert "synchronous_commit is on" in said(findings, "ok")
    engine = create(postgresql_url)
    name = engine.url.database
    async with writing(engine) as connection:
        await connection.execute(sa.text(f"ALTER DATABASE {name} SET synchronous_commit = off"))
    await engine.dispose()
    assert "could be posted twice" in said(await found(made), "fault")


@pytest.mark.parametrize(
    "url",
    [
        "mysql://naam:wachtwoord99@host/db",
        "postgres://naam:wachtwoord99@127.0.0.1:1/db",
        "onzin wachtwoord99",
    ],
)
async def test_a_database_that_cannot_be_reached_is_a_fault_without_its_password(
    tmp_path: Path, api: WebApi, url: str
) -> None:
    findings = await found(running.settings(tmp_path, api, database_url=url))
    assert "database: " in said(findings, "fault")
    assert "the token is good" in said(findings, "ok")


def an_installation(workspace: str, **fields: Any) -> Installation:
    defaults: dict[str, Any] = {
        "enterprise": "",
        "bot_user": "U0BOT",
        "bot_id": "B0BOT",
        "installed_at": utc_now(),
    }
    return Installation(workspace=workspace, bot_token=f"xoxb-onecht-{workspace}", **defaults | fields)


async def test_where_many_workspaces_installed_it_each_is_examined_and_only_trouble_is_named(
    tmp_path: Path, api: WebApi
) -> None:
    made = running.settings(
        tmp_path, api, slack_bot_token=None, slack_client_id=CLIENT_ID, slack_client_secret=CLIENT_SECRET,
        encryption_keys=KEY, public_url="https://bot.example", port=3000,
    )  # fmt: skip
    url = made.database_url.get_secret_value()
    await migrated(url)
    engine = create(url)
    installed = SqlInstallationStore(engine, [KEY])
    for one in (
        an_installation("T1"),
        an_installation("T2", refresh_token="xoxe-1", expires_at=utc_now() - dt.timedelta(hours=1)),
        an_installation("", enterprise="E1"),
        an_installation("", enterprise="E2"),
    ):
        await installed.save(one)
    await installed.seen("T3", "E1")
    await installed.save(an_installation("T4"))
    await installed.remove("T4", "", utc_now() + dt.timedelta(seconds=1))
    await SqlChannelStore(engine).save(replace(a_coming_channel("C9", "weg"), workspace="T3"))
    await engine.dispose()
    api.answer("conversations.info", error("channel_not_found"))
    findings = [
        one for one in await found(made) if one.part.split()[0] in ("slack", "workspace", "organisation")
    ]
    assert "workspace T2: its token has expired" in said(findings, "warning")
    assert "workspace T3: #weg (C9) is gone" in said(findings, "fault")
    assert said(findings, "ok").startswith("slack: 2 of 4 workspaces are in order")
    assert {call.token for call in api.calls} == {"xoxb-onecht-T1", "xoxb-onecht-"}


async def test_channels_of_nobody_knows_which_workspace_are_a_fault(tmp_path: Path, api: WebApi) -> None:
    made = running.settings(
        tmp_path, api, running.TUESDAYS_AT_NINE, slack_bot_token=None, slack_client_id=CLIENT_ID,
        slack_client_secret=CLIENT_SECRET, encryption_keys=KEY, public_url="https://bot.example", port=3000,
    )  # fmt: skip
    assert "names channels, but not their workspace" in said(await found(made), "fault")


async def test_a_workspace_whose_key_is_missing_stops_no_other(tmp_path: Path, api: WebApi) -> None:
    other = "ZmDfcTF7_60GrrY167zsiPd67pEvs0aGOv2oasOM1Pg="
    made = running.settings(
        tmp_path, api, slack_bot_token=None, slack_client_id=CLIENT_ID, slack_client_secret=CLIENT_SECRET,
        encryption_keys=KEY, public_url="https://bot.example", port=3000,
    )  # fmt: skip
    await migrated(made.database_url.get_secret_value())
    engine = create(made.database_url.get_secret_value())
    await SqlInstallationStore(engine, [KEY]).save(an_installation("T1"))
    await SqlInstallationStore(engine, [other]).save(an_installation("T2"))
    await engine.dispose()
    findings = await found(made)
    assert "workspace T2: the installation of -/T2 cannot be decrypted" in said(findings, "fault")
    assert "1 of 2 workspaces are in order" in said(findings, "ok")


async def test_a_folder_of_articles_that_is_not_there_is_named(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert f"there is no folder {settings.articles}" in said(await found(settings), "ok")
    monkeypatch.setenv("LEIDERSCHAP_ARTICLES", str(settings.articles))
    assert f"there is no folder {settings.articles}" in said(await found(settings), "warning")
    settings.articles.write_text("geen map", encoding="utf-8")
    assert "is not a folder of articles" in said(await found(settings), "fault")


async def test_what_was_taken_off_a_variable_is_named(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_SIGNING_SECRET", f"{SIGNING_SECRET}\n")
    assert "SLACK_SIGNING_SECRET had spaces, line ends or quotes around it" in said(
        await found(settings), "warning"
    )


def by_http(settings: Settings, **more: Any) -> Settings:
    return settings.model_copy(update={"slack_app_token": None, **more})


async def test_the_signing_secret_is_tried_as_slack_uses_it(settings: Settings) -> None:
    door = [one for one in await found(by_http(settings, port=1)) if one.part == "door"]
    assert [one.level for one in door] == ["ok"]
    broken = by_http(settings, port=1, slack_signing_secret=SecretStr(f"{SIGNING_SECRET}\n"))
    assert "door: a request signed with SLACK_SIGNING_SECRET is refused (401)" in said(
        await found(broken), "fault"
    )


async def test_a_bot_that_runs_with_another_signing_secret_is_named(
    tmp_path: Path, settings: Settings, api: WebApi
) -> None:
    async with running.a_bot(tmp_path, api) as bot:
        door = serving.open_door(bot.bot.web, "127.0.0.1", 0)
        here = by_http(settings, port=door.port, host="127.0.0.1")
        assert f"the bot on PORT {door.port} accepts it" in said(await found(here), "ok")
        other = by_http(here, slack_signing_secret=SecretStr("wachtwoord99"))
        assert f"door: the bot on PORT {door.port} refuses requests signed" in said(
            await found(other), "fault"
        )
        await door.close()


async def test_its_own_advice_is_not_taken_for_a_secret(tmp_path: Path, api: WebApi) -> None:
    made = running.settings(tmp_path, api, slack_bot_token=None, slack_signing_secret=None)
    faults = said(await found(made), "fault")
    assert "Basic Information" in faults
    assert "[secret]" not in faults


async def test_what_nobody_foresaw_is_a_finding_too_and_does_not_show_its_text() -> None:
    async def fails(problem: Exception) -> list[Finding]:
        raise problem

    [finding] = await guarded("slack", lambda: fails(ValueError(f"met {BOT_TOKEN}")))
    assert finding == Finding("fault", "slack", "could not be examined (ValueError)", finding.advice)
    [finding] = await guarded("database", lambda: fails(StoreError("postgres://naam:wachtwoord99@host weg")))
    assert "wachtwoord99" not in finding.what


async def command(**variables: str) -> tuple[int | None, str]:
    """The command as a process: its exit code and all that it says."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "doctor", cwd=ROOT, env={"PATH": os.environ["PATH"], **variables},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    output = (await process.communicate())[0].decode()
    assert "Traceback" not in output
    for secret in SECRETS:
        assert secret not in output
    return process.returncode, output


async def test_the_command_exits_with_0_where_nothing_is_wrong_and_with_1_on_a_fault(
    tmp_path: Path, settings: Settings, api: WebApi
) -> None:
    variables = {
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_API_URL": api.url,
        "DATABASE_URL": settings.database_url.get_secret_value(),
        "LEIDERSCHAP_CHANNELS_FILE": str(settings.channels_file),
        "LEIDERSCHAP_ARTICLES": str(tmp_path / "articles"),
    }
    code, output = await command(**variables)
    assert code == 0, output
    assert "0 fault(s)" in output
    code, output = await command(**variables | {"SLACK_API_URL": "http://127.0.0.1:1/api/"})
    assert code == 1
    assert "does not answer well (not_connected)" in output
    code, output = await command(**variables | {"SLACK_BOT_TOKEN": "geheim-wachtwoord99"})
    assert code == 1
    assert "SLACK_BOT_TOKEN must start with xoxb-" in output
