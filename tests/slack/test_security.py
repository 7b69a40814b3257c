"""Nobody can flood the bot, no secret leaves it, and it says when it cannot work."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import logging
import traceback
from collections.abc import AsyncIterator
from pathlib import Path
from unittest import mock

import httpx
import pytest
import structlog

from bot import web
from bot.core import texts
from bot.core.errors import StoreError
from bot.core.health import Health, Heartbeat
from bot.database import engine as store_engine
from bot.settings import SettingsError, load
from bot.slack import texts as texts_slack
from bot.slack.installations import clients
from bot.slack.words import WORDS
from tests.fakes.installing import CLIENT_SECRET, KEY, an_installable_bot, granted
from tests.fakes.slack import SIGNING_SECRET
from tests.fakes.web_api import WebApi, error
from tests.running import BOT_TOKEN, Running, a_bot
from tests.support import captured_logs

pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")


# Nobody floods


@pytest.fixture
async def limited(tmp_path: Path, api: WebApi) -> AsyncIterator[Running]:
    async with a_bot(tmp_path, api, questions_per_minute=20, workspace_questions_per_minute=30) as running:
        yield running


async def test_who_asks_two_hundred_questions_is_slowed_politely_and_others_are_not(limited: Running) -> None:
    answers = [await limited.slack.command("help") for _ in range(200)]
    refused = [
        answer for answer in answers if texts_slack.SLOW_DOWN in json.dumps(answer, ensure_ascii=False)
    ]
    assert 170 <= len(refused) <= 180
    assert all(answer["response_type"] == "ephemeral" for answer in refused)
    limited.slack.person = "U2NOOR"
    assert texts.HELP_SUMMARY.by(WORDS) in (await limited.slack.command("help"))["text"]


async def test_a_busy_workspace_is_told_so(limited: Running) -> None:
    heard = []
    for number in range(40):
        limited.slack.person = f"U{number}PERSOON"
        heard.append((await limited.slack.command("help"))["text"])
    assert heard[:30] == [texts.HELP_SUMMARY.by(WORDS)] * 30
    assert heard[-1] == texts_slack.BUSY_WORKSPACE
    assert texts.HELP_SUMMARY.by(WORDS) in (await limited.slack.command("help", team_id="T2"))["text"]


async def test_who_mentions_the_bot_too_often_is_told_once_and_privately(
    limited: Running, api: WebApi
) -> None:
    for _ in range(60):
        assert (await limited.slack.mention("ceo blog")).status_code == 200
    await api.wait("chat.postMessage", 20)
    [told] = await api.wait("chat.postEphemeral")
    assert (told["user"], told["channel"]) == ("U1VERA", "C1")
    assert texts_slack.SLOW_DOWN in told["text"]
    assert len(api.of("chat.postMessage")) <= 21


# Whether it works


async def test_a_bot_that_works_is_ready(running: Running) -> None:
    await running.tick()
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(running.bot.web), base_url="https://bot.example"
    ) as http:
        ready = await http.get("/readyz")
    assert (ready.status_code, ready.text) == (200, "ready")


async def test_what_does_not_work_is_named_and_nothing_else_is_told(tmp_path: Path, api: WebApi) -> None:
    now = 1000.0
    heartbeat = Heartbeat(lambda: now, 120)

    async def fails() -> bool:
        raise StoreError("postgresql://vera:geheim@db/x cannot be used")

    async def hangs() -> bool:
        await asyncio.sleep(60)
        return True

    application = web.create((), Health({"database": fails, "clock": heartbeat.is_there, "slack": hangs}))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(application), base_url="https://bot.example"
    ) as http:
        with mock.patch("bot.core.health.PATIENCE", 0.05):
            first = await http.get("/readyz")
            now += 120
            later = await http.get("/readyz")
            heartbeat.beat()
            again = await http.get("/readyz")
        assert (await http.get("/healthz")).status_code == 200
    assert (first.status_code, first.text) == (503, "not ready: database, slack")
    assert later.text == "not ready: database, clock, slack"
    assert again.text == first.text


async def test_a_database_that_is_gone_is_named(running: Running) -> None:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(running.bot.web), base_url="https://bot.example"
    ) as http:
        with mock.patch.object(store_engine, "reading", side_effect=StoreError("gone")):
            ready = await http.get("/readyz")
    assert (ready.status_code, ready.text) == (503, "not ready: database")


# No secret comes out

PLANTED = {
    "token": BOT_TOKEN,
    "installed token": "xoxb-geplant-1234567890-abcdef",
    "refresh token": "xoxe-1-geplant-abcdef",
    "client secret": CLIENT_SECRET,
    "signing secret": SIGNING_SECRET,
    "key": KEY,
    "response address": "geheimadres",
    "code": "onechtecode",
}


@pytest.mark.parametrize("form", ["json", "text"])
async def test_no_secret_is_in_any_log_error_repr_or_traceback(
    tmp_path: Path, api: WebApi, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr(clients, "LOOK_AGAIN", 0.01)  # nobody else renews the token
    out: list[str] = []
    with captured_logs("DEBUG", form) as logs:
        secrets = {"access_token": PLANTED["installed token"], "refresh_token": PLANTED["refresh token"]}
        async with an_installable_bot(tmp_path, api) as bot:
            out += [repr(bot.bot), repr(bot.bot.tokens), str(vars(bot.bot.tokens.installations))]
            bot.time.now = dt.datetime.now(dt.UTC)
            async with bot.browser() as browser:
                state = await bot.begin(browser)
                page = await bot.finish(browser, state, granted("T1", **secrets, expires_in=1))
                out.append(page.text)
            for broken in ("search", "share"):
                with mock.patch("bot.answers.service.Answering.answer", side_effect=RuntimeError(broken)):
                    await bot.slack.send(
                        str(httpx.QueryParams(bot.slack.command_fields("zoek openheid"))).encode()
                    )
            refusal = error("invalid_refresh_token", refresh_token=PLANTED["refresh token"])
            api.answer("oauth.v2.access", refusal, always=True)
            bot.time.now += dt.timedelta(hours=1)  # the token expired, and Slack refuses to renew it
            assert "Er ging iets mis" in await bot.ask("T1")
            try:
                await bot.clients("T1")
            except Exception:
                out.append(traceback.format_exc())
            metrics = await bot.slack.get("/metrics")
            out.append(metrics.text)
        log = structlog.get_logger()
        for secret in (PLANTED["token"], PLANTED["installed token"], PLANTED["refresh token"]):
            log.info(
                "a.test",
                text=f"x {secret} y",
                nested={"token": secret, "more": [secret]},
                error=ValueError(secret),
            )
            logging.getLogger("voorbeeld").warning("of a library: %s %s", secret, {"token": secret})
            try:
                raise ValueError(f"refused: {secret}")
            except ValueError:
                log.exception("a.test")
        out.append(logs.text)
    everything = "\n".join(out)
    assert "a.test" in everything
    leaked = [name for name, secret in PLANTED.items() if secret in everything]
    assert leaked == []


def test_settings_tell_no_secret_when_printed_or_refused() -> None:
    loaded = load(
        slack_bot_token=PLANTED["token"],
        slack_client_secret=CLIENT_SECRET,
        slack_signing_secret=SIGNING_SECRET,
        encryption_keys=KEY,
        database_url="postgresql://vera:wachtwoordgeheim@localhost/x",
    )
    shown = f"{loaded!r} {loaded} {loaded.model_dump()}"
    with pytest.raises(SettingsError) as refused:
        load(
            slack_bot_token="onechtgeheim",
            encryption_keys="onechtesleutel,nogeen",
            public_url="http://geheimhost",
        )
    shown += str(refused.value) + "".join(traceback.format_exception(refused.value))
    for secret in (*PLANTED.values(), "wachtwoordgeheim", "onechtgeheim", "onechtesleutel", "geheimhost"):
        assert secret not in shown
    assert "LEIDERSCHAP_ENCRYPTION_KEYS" in shown
    assert "Fernet.generate_key" in shown
