"""A bot that cannot start says what is wrong and what to do, without a secret."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.core.errors import LeiderschapError
from bot.database.engine import writing
from tests.fakes.slack import SIGNING_SECRET
from tests.fakes.web_api import HTML, RESET, Answer, WebApi, error, rate_limited, server_error
from tests.running import BOT_TOKEN, TUESDAYS_AT_NINE, a_bot
from tests.support import captured_logs

APP_TOKEN = "xapp-onecht-geheim"


@pytest.fixture
async def api() -> AsyncIterator[WebApi]:
    async with WebApi().serving() as api:
        yield api


async def refused(folder: Path, api: WebApi, channels: str = TUESDAYS_AT_NINE, **settings: Any) -> str:
    """The error of a bot that cannot start."""
    with pytest.raises(LeiderschapError) as raised, captured_logs() as logs:
        async with a_bot(folder, api, channels, new=True, **settings):
            pass
    for secret in (BOT_TOKEN, SIGNING_SECRET, APP_TOKEN, "wachtwoord99"):
        assert secret not in f"{raised.value!r} {logs.text}"
    return str(raised.value)


@pytest.mark.parametrize("code", ["invalid_auth", "account_inactive", "token_revoked", "not_authed"])
async def test_a_foreign_token_is_refused_with_what_to_do(tmp_path: Path, api: WebApi, code: str) -> None:
    api.answer("auth.test", error(code), always=True)
    said = await refused(tmp_path, api)
    assert all(part in said for part in ("SLACK_BOT_TOKEN", code, "OAuth & Permissions"))


@pytest.mark.parametrize("method", ["auth.test", "users.conversations"])
@pytest.mark.parametrize(
    "answer",
    [HTML, RESET, rate_limited(3), server_error(503), error("fatal_error"), Answer(body="[]")],
    ids=["html", "reset", "full", "down", "fatal", "list"],
)
async def test_a_slack_that_does_not_answer_well_is_not_taken_for_a_wrong_token(
    tmp_path: Path, api: WebApi, method: str, answer: Answer
) -> None:
    api.answer(method, answer, always=True)
    said = await refused(tmp_path, api)
    assert api.url in said
    assert "TOKEN" not in said


async def test_a_slack_that_is_not_there_is_named(tmp_path: Path, api: WebApi) -> None:
    assert "http://127.0.0.1:1/api/" in await refused(tmp_path, api, slack_api_url="http://127.0.0.1:1/api/")


async def test_a_missing_scope_is_named_and_that_the_app_has_to_be_installed_again(
    tmp_path: Path, api: WebApi
) -> None:
    api.answer("users.conversations", error("missing_scope", needed="groups:read"), always=True)
    said = await refused(tmp_path, api)
    assert "missing_scope" in said
    assert "install the app again" in said


async def test_an_app_token_that_slack_refuses_is_named_and_not_tried_for_ever(
    tmp_path: Path, api: WebApi
) -> None:
    api.answer("apps.connections.open", error("invalid_auth"), always=True)
    said = await refused(tmp_path, api, slack_app_token=APP_TOKEN)
    assert "SLACK_APP_TOKEN" in said
    assert "connections:write" in said


async def test_a_port_in_use_is_named(tmp_path: Path, api: WebApi) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = await refused(tmp_path, api, port=port, host="127.0.0.1")
    assert f"PORT {port}" in said


BROKEN_CHANNELS = {
    "an unknown time zone": ("timezone: Europe/Amsterdm", "time zone"),
    "a time that is none": ('time: "25:00"', "time"),
    "a theme that is none": ("themes: [bestaat-niet]", "bestaat-niet"),
}


@pytest.mark.parametrize(("line", "said"), BROKEN_CHANNELS.values(), ids=BROKEN_CHANNELS)
async def test_a_broken_channels_file_is_refused_with_its_line(
    tmp_path: Path, api: WebApi, line: str, said: str
) -> None:
    name = line.partition(":")[0]
    kept = [old for old in TUESDAYS_AT_NINE.splitlines() if f" {name}:" not in old]
    fault = await refused(tmp_path, api, "\n".join([*kept, f"    {line}", ""]))
    assert said in fault
    assert f"channels.yaml:{len(kept) + 1}: " in fault


async def test_broken_articles_are_refused_with_their_line_and_the_database_is_not_touched(
    tmp_path: Path, api: WebApi
) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "eigen.md").write_text("## Zonder voorwerk {#x}\n\nTekst.\n", encoding="utf-8")
    assert "eigen.md:1: " in await refused(tmp_path, api)
    assert not (tmp_path / "leiderschap.db").exists()


async def test_a_database_that_cannot_be_written_is_named(tmp_path: Path, api: WebApi) -> None:
    assert "/proc/version" in await refused(tmp_path, api, database_url="sqlite:////proc/version")


async def test_a_channel_whose_row_is_damaged_is_named(tmp_path: Path, api: WebApi) -> None:
    async with (
        a_bot(tmp_path, api, TUESDAYS_AT_NINE) as running,
        writing(running.channels._engine) as connection,
    ):
        await connection.execute(sa.text("UPDATE channels SET settings = '{}'"))
    assert "cannot read channel C1 of workspace T1" in await refused(tmp_path, api)


async def test_a_database_url_that_cannot_be_used_is_not_shown(tmp_path: Path, api: WebApi) -> None:
    for url in (
        "mysql://naam:wachtwoord99@host/db",
        "postgres://naam:wachtwoord99@127.0.0.1:1/db",
        "postgres://naam:wachtwoord99@127.0.0.1:99999/db",
        "postgres://naam:wachtwoord99@127.0.0.1/db?port=99999",
        "onzin wachtwoord99",
    ):
        said = await refused(tmp_path, api, database_url=url)
        assert "DATABASE_URL" in said
