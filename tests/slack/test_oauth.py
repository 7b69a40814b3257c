"""Installing from a browser, on both databases: each state works once, in its own browser, and leads nowhere else."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import json
import math
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core import texts
from bot.core.messages import say
from bot.core.platform import NotPostedError, RefusedError
from bot.database.engine import reading
from bot.slack import texts as texts_slack
from bot.slack.installations.clients import NotRenewed
from bot.slack.installations.store import installations, workspaces
from bot.slack.manifest import SCOPES, manifest
from bot.slack.transport import SlackMessenger
from bot.slack.words import WORDS
from tests.factories import C1
from tests.fakes.installing import (
    ADDRESS,
    CLIENT_ID,
    CLIENT_SECRET,
    Installable,
    an_installable_bot,
    granted,
)
from tests.fakes.web_api import CUT, HTML, RESET, Answer, WebApi, error
from tests.running import a_bot
from tests.support import Logs

# slack_sdk sends the client's secret in a way that aiohttp deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")

HOUR = dt.timedelta(hours=1)


@pytest.fixture
async def bot(
    tmp_path: Path, api: WebApi, engine: AsyncEngine, database_url: str
) -> AsyncIterator[Installable]:
    async with an_installable_bot(tmp_path, api, database_url=database_url) as bot:
        yield bot


def one_each_two_seconds(begun: float) -> int:
    """How many more requests are allowed by now, because a slow machine needs some time to send sixty."""
    return math.ceil((time.monotonic() - begun) / 2)


async def installed(engine: AsyncEngine) -> list[tuple[str, str]]:
    """The enterprise and the workspace of every installation."""
    query = sa.select(installations.c.enterprise, installations.c.workspace)
    async with reading(engine) as connection:
        return sorted((row[0], row[1]) for row in await connection.execute(query))


async def test_somebody_installs_the_bot_and_it_answers_there(
    bot: Installable, engine: AsyncEngine, logs: Logs
) -> None:
    assert await bot.ask("T1") == texts_slack.NOT_INSTALLED
    async with bot.browser() as browser:
        response = await browser.get("/slack/install")
        address = urlsplit(response.headers["location"])
        asked = {name: values[0] for name, values in parse_qs(address.query).items()}
        assert f"{address.scheme}://{address.netloc}/api/" == bot.api.url
        assert address.path == "/oauth/v2/authorize"
        assert asked["client_id"] == CLIENT_ID
        assert asked["redirect_uri"] == f"{ADDRESS}/slack/oauth_redirect"
        assert asked["scope"].split(",") == sorted(SCOPES)
        cookie = response.headers["set-cookie"]
        assert all(word in cookie for word in ("__Host-", "Secure", "HttpOnly", "Path=/", "SameSite=lax"))

        done = await bot.finish(browser, asked["state"])
    assert done.status_code == 200
    assert texts_slack.INSTALLED in done.text
    assert "location" not in done.headers
    assert done.headers["cache-control"] == "no-store"
    assert done.headers["referrer-policy"] == "no-referrer"
    [sent] = [call for call in bot.api.calls if call.method == "oauth.v2.access"]
    assert sent.body == {"code": "onechtecode", "redirect_uri": f"{ADDRESS}/slack/oauth_redirect"}
    assert base64.b64decode(sent.token.removeprefix("Basic ")).decode() == f"{CLIENT_ID}:{CLIENT_SECRET}"
    assert await installed(engine) == [("", "T1")]
    assert texts.HELP_SUMMARY.by(WORDS) in await bot.ask("T1")
    assert await bot.ask("T2") == texts_slack.NOT_INSTALLED
    for secret in ("onechtecode", "xoxb-onecht", CLIENT_SECRET, asked["state"]):
        assert secret not in logs.text


async def test_a_state_is_used_once(bot: Installable, engine: AsyncEngine) -> None:
    async with bot.browser() as browser:
        state = await bot.begin(browser)
        cookies = dict(browser.cookies)
        assert (await bot.finish(browser, state)).status_code == 200
        browser.cookies.update(cookies)
        again = await bot.finish(browser, state, granted("T9"))
    assert again.status_code == 401
    assert texts_slack.NOT_DONE_REASONS["invalid_state"] in again.text
    assert await installed(engine) == [("", "T1")]


async def test_of_many_that_bring_the_same_state_at_once_one_installs(
    bot: Installable, engine: AsyncEngine
) -> None:
    async with bot.browser() as browser:
        state = await bot.begin(browser)
        cookies = dict(browser.cookies)
        bot.api.answer("oauth.v2.access", Answer(body=json.dumps(granted())), always=True)
        address = f"/slack/oauth_redirect?code=x&state={state}"
        header = {"cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        browser.cookies.clear()
        answers = await asyncio.gather(*(browser.get(address, headers=header) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [200] + [401] * 5
    assert len(bot.api.of("oauth.v2.access")) == 1


async def test_a_state_is_bound_to_the_browser_that_got_it(bot: Installable, engine: AsyncEngine) -> None:
    async with bot.browser() as one, bot.browser() as other:
        state, own = await bot.begin(one), await bot.begin(other)
        assert state != own
        assert (await bot.finish(other, state)).status_code == 400
        async with bot.browser() as without_cookie:
            assert (await bot.finish(without_cookie, state)).status_code == 400
        assert bot.api.of("oauth.v2.access") == []
        assert await installed(engine) == []
        bot.api.heal()
        assert (await bot.finish(one, state)).status_code == 200  # the others did not use the state up


async def test_a_state_ends_after_ten_minutes(bot: Installable, engine: AsyncEngine) -> None:
    async with bot.browser() as browser:
        state = await bot.begin(browser)
        bot.time.now += dt.timedelta(minutes=10)
        assert (await bot.finish(browser, state)).status_code == 401
    assert await installed(engine) == []


@pytest.mark.parametrize(
    "query", ["", "state=x", "code=x", "code=x&state=", "code=x&state=%ff", "code=&state=&error="]
)
async def test_a_return_without_what_belongs_to_it_installs_nothing(
    bot: Installable, engine: AsyncEngine, query: str, logs: Logs
) -> None:
    async with bot.browser() as browser:
        response = await browser.get(f"/slack/oauth_redirect?{query}")
    assert response.status_code in (200, 400)
    assert texts_slack.NOT_DONE in response.text
    assert await installed(engine) == []
    assert "Traceback" not in logs.text


async def test_a_page_leads_nowhere_else_and_repeats_nothing_of_the_address(bot: Installable) -> None:
    evil = "https://evil.example/<script>"
    async with bot.browser() as browser:
        for path in ("/slack/install", "/slack/oauth_redirect"):
            params = dict.fromkeys(("error", "team", "redirect_uri", "next", "state", "success_url"), evil)
            response = await browser.get(path, params=params)
            assert "evil" not in response.text + response.headers.get("location", "")
            assert "default-src 'none'" in response.headers["content-security-policy"]
        begun = await browser.get("/slack/install", params={"team": "T1&redirect_uri=https://evil.example"})
        assert "evil" not in begun.headers["location"]
        stopped = await browser.get("/slack/oauth_redirect", params={"error": "access_denied"})
    assert texts_slack.NOT_DONE_REASONS["access_denied"] in stopped.text


BAD_ANSWERS = {
    "a code that Slack refuses": error("invalid_code"),
    "a proxy's page": HTML,
    "an answer that breaks off": CUT,
    "no answer": RESET,
    "no token": Answer(body=json.dumps(granted(access_token=None))),
    "no workspace": Answer(body=json.dumps(granted(team=None))),
    "no organisation": Answer(body=json.dumps(granted(None, None))),
    "no bot": Answer(body=json.dumps(granted(bot_user_id=None))),
}


@pytest.mark.parametrize("answer", BAD_ANSWERS.values(), ids=BAD_ANSWERS)
async def test_an_answer_that_is_not_whole_installs_nothing(
    bot: Installable, engine: AsyncEngine, answer: Answer, logs: Logs
) -> None:
    async with bot.browser() as browser:
        response = await bot.finish(browser, await bot.begin(browser), answer)
    assert response.status_code == 401
    assert texts_slack.NOT_DONE_OTHER in response.text
    assert await installed(engine) == []
    assert "onechtecode" not in logs.text


async def test_who_floods_the_page_does_not_fill_the_database(bot: Installable, engine: AsyncEngine) -> None:
    async with bot.browser() as browser:
        begun = time.monotonic()
        codes = [(await browser.get("/slack/install")).status_code for _ in range(60)]
    assert codes.count(302) <= 30 + one_each_two_seconds(begun)
    assert 429 in codes


@pytest.mark.parametrize(
    "query", ["code=x&state=y", "error=access_denied", "error=x&state=own", "code=x&state=own"]
)
async def test_who_floods_the_way_back_keeps_nobody_from_finishing(
    bot: Installable, engine: AsyncEngine, query: str
) -> None:
    async with bot.browser() as flooder, bot.browser() as browser:
        own = await bot.begin(flooder)
        state = await bot.begin(browser)
        if query == "code=x&state=own":  # their own state works once
            assert (await bot.finish(flooder, own)).status_code == 200
        header = {"cookie": f"__Host-leiderschap-install={own}"}
        flooder.cookies.clear()
        address = "/slack/oauth_redirect?" + query.replace("own", own)
        begun = time.monotonic()
        codes = [(await flooder.get(address, headers=header)).status_code for _ in range(60)]
        assert 30 - one_each_two_seconds(begun) <= codes.count(429) <= 30
        assert (await bot.finish(browser, state, granted("T5"))).status_code == 200
    assert ("", "T5") in await installed(engine)


async def test_two_workspaces_use_their_own_tokens(bot: Installable) -> None:
    await bot.install("T1")
    await bot.install("T2")
    bot.api.people["U2NOOR"] = {"team_id": "T2"}
    for workspace, user in (("T1", "U1VERA"), ("T2", "U2NOOR")):
        mention = {
            "type": "app_mention",
            "user": user,
            "channel": "C1",
            "ts": "1.1",
            "text": "<@U0BOT> ceo blog",
        }
        fields = {
            "team_id": workspace,
            "authorizations": [{"team_id": workspace, "is_enterprise_install": False}],
        }
        assert (await bot.event(mention, bot.time.now, **fields)).status_code == 200
    await bot.api.wait("chat.postMessage", 2)
    tokens = {call.token for call in bot.api.calls if call.method == "chat.postMessage"}
    assert tokens == {"xoxb-onecht-T1", "xoxb-onecht-T2"}


async def test_an_organisation_installs_for_all_its_workspaces(bot: Installable, engine: AsyncEngine) -> None:
    await bot.install(None, "E1")
    assert await installed(engine) == [("E1", "")]
    fields = {"enterprise_id": "E1", "is_enterprise_install": "true"}
    for workspace in ("T1", "T2"):
        assert texts.HELP_SUMMARY.by(WORDS) in await bot.ask(workspace, **fields)
    assert await bot.ask("T3") == texts_slack.NOT_INSTALLED
    assert await bot.ask("T3", enterprise_id="E2", is_enterprise_install="true") == texts_slack.NOT_INSTALLED

    client = await bot.clients("T2")
    await client.users_conversations()
    [call] = [call for call in bot.api.calls if call.method == "users.conversations"]
    assert call.token == "xoxb-onecht-E1"
    assert call.body["team_id"] == "T2"


@pytest.mark.parametrize("order", [("revoked", "uninstalled"), ("uninstalled", "revoked"), ("revoked",)])
async def test_when_a_workspace_leaves_its_tokens_go_at_once_whatever_is_told_first(
    bot: Installable, engine: AsyncEngine, order: tuple[str, ...]
) -> None:
    await bot.install("T1")
    await bot.install("T2")
    assert texts.HELP_SUMMARY.by(WORDS) in await bot.ask("T1")
    for name in order:
        assert (await getattr(bot, name)(bot.time.now, team_id="T1")).status_code == 200
        assert await installed(engine) == [("", "T2")]
    assert await bot.ask("T1") == texts_slack.NOT_INSTALLED
    assert texts.HELP_SUMMARY.by(WORDS) in await bot.ask("T2")
    with pytest.raises(RefusedError) as refused:
        await SlackMessenger(bot.clients).post(C1, say("Hallo."))
    assert refused.value.pauses


async def test_tokens_of_people_that_are_revoked_end_nothing(bot: Installable, engine: AsyncEngine) -> None:
    await bot.install("T1")
    event = {"type": "tokens_revoked", "tokens": {"oauth": ["U1VERA"]}}
    assert (await bot.event(event, bot.time.now, team_id="T1")).status_code == 200
    assert await installed(engine) == [("", "T1")]


async def test_an_old_event_does_not_end_a_new_installation(bot: Installable, engine: AsyncEngine) -> None:
    await bot.install("T1")
    left = bot.time.now + HOUR
    await bot.uninstalled(left, team_id="T1")
    bot.time.now = left + HOUR
    await bot.install("T1")
    await bot.revoked(left, team_id="T1")
    assert await installed(engine) == [("", "T1")]


async def test_another_process_learns_within_a_minute_that_a_workspace_left(
    bot: Installable, tmp_path: Path, api: WebApi, database_url: str
) -> None:
    await bot.install("T1")
    async with an_installable_bot(tmp_path, api, database_url=database_url, time=bot.time) as other:
        assert texts.HELP_SUMMARY.by(WORDS) in await other.ask("T1")
        await bot.uninstalled(bot.time.now, team_id="T1")
        assert await bot.ask("T1") == texts_slack.NOT_INSTALLED
        bot.time.now += dt.timedelta(minutes=1)
        assert await other.ask("T1") == texts_slack.NOT_INSTALLED


@pytest.mark.parametrize("seconds", [-290, 290])
async def test_which_came_first_is_told_by_slacks_clock_alone(
    bot: Installable, engine: AsyncEngine, seconds: int
) -> None:
    bot.ahead = dt.timedelta(seconds=seconds)
    minute, slack = dt.timedelta(minutes=1), bot.time.now + bot.ahead
    await bot.install("T1")
    assert (await bot.uninstalled(slack + minute, team_id="T1")).status_code == 200
    assert await installed(engine) == []
    bot.time.now += 2 * minute
    await bot.install("T1")
    await bot.revoked(slack + minute, team_id="T1")  # a late event about the earlier installation
    assert await installed(engine) == [("", "T1")]


async def test_when_an_organisation_leaves_the_bot_is_gone_from_all_its_workspaces(
    bot: Installable, engine: AsyncEngine
) -> None:
    await bot.install(None, "E1")
    fields = {"enterprise_id": "E1", "is_enterprise_install": "true"}
    assert texts.HELP_SUMMARY.by(WORDS) in await bot.ask("T1", **fields)
    await bot.uninstalled(bot.time.now, enterprise_id="E1", is_enterprise_install=True)
    assert await installed(engine) == []
    assert await bot.ask("T1", **fields) == texts_slack.NOT_INSTALLED
    async with reading(engine) as connection:
        assert (await connection.execute(sa.select(workspaces.c.left_at))).scalar_one() == bot.time.now


async def test_thirty_days_after_it_left_the_clock_forgets_a_workspace(
    bot: Installable, engine: AsyncEngine
) -> None:
    await bot.install("T1")
    await bot.uninstalled(bot.time.now, team_id="T1")
    for days, kept in ((29, 1), (1, 0)):
        bot.time.now += dt.timedelta(days=days)
        await bot.bot.clock.tick()
        async with reading(engine) as connection:
            assert len((await connection.execute(sa.select(workspaces))).all()) == kept


EXPIRING: dict[str, Any] = {"refresh_token": "xoxe-een", "expires_in": 12 * 3600}


def renewed(number: int, **fields: object) -> Answer:
    body = {
        "ok": True,
        "token_type": "bot",
        "access_token": f"xoxe.xoxb-{number}",
        "refresh_token": f"xoxe-{number}",
    }
    return Answer(body=json.dumps(body | {"expires_in": 12 * 3600} | fields))


async def test_a_token_is_renewed_before_it_ends_once_for_all_who_need_it(bot: Installable) -> None:
    bot.time.now = dt.datetime.now(dt.UTC)
    await bot.install("T1", **EXPIRING)
    bot.api.answer("oauth.v2.access", renewed(2))
    bot.time.now += 9 * HOUR
    assert (await bot.clients("T1")).token == "xoxb-onecht-T1"
    bot.time.now += 2 * HOUR
    clients = await asyncio.gather(*(bot.clients("T1") for _ in range(10)))
    assert {client.token for client in clients} == {"xoxe.xoxb-2"}
    assert texts.HELP_SUMMARY.by(WORDS) in await bot.ask("T1")
    _, renewal = bot.api.of("oauth.v2.access")
    assert renewal == {"grant_type": "refresh_token", "refresh_token": "xoxe-een"}


async def test_the_old_token_serves_on_while_slack_does_not_renew_it_and_then_posts_wait(
    bot: Installable, logs: Logs
) -> None:
    bot.time.now = dt.datetime.now(dt.UTC)
    await bot.install("T1", **EXPIRING)
    bot.api.answer("oauth.v2.access", RESET, error("internal_error"), always=True)
    bot.time.now += 11 * HOUR
    assert (await bot.clients("T1")).token == "xoxb-onecht-T1"
    bot.time.now += 2 * HOUR
    with pytest.raises(NotPostedError):
        await SlackMessenger(bot.clients).post(C1, say("Hallo."))
    bot.api.heal()
    bot.api.answer("oauth.v2.access", renewed(3))
    bot.time.now += HOUR
    assert (await bot.clients("T1")).token == "xoxe.xoxb-3"
    assert "installation.not_renewed" in logs.text
    assert "xoxe" not in logs.text


NOT_RENEWED = {
    "nothing": Answer(body='{"ok": true}'),
    "no new token": renewed(2, access_token=None),
    "an empty token": renewed(2, access_token=""),
    "a token that is no text": renewed(2, access_token={"xoxb": 1}),
    "no token to renew with": renewed(2, refresh_token=None),
    "a number to renew with": renewed(2, refresh_token=5),
    "no end": renewed(2, expires_in=None),
    "an end that is no number": renewed(2, expires_in="morgen"),
    "an end that is yes": renewed(2, expires_in=True),
    "an end that was": renewed(2, expires_in=0),
    "an end that no calendar has": renewed(2, expires_in=10**30),
    "a list": Answer(body="[1]"),
    "a word": Answer(body='"ok"'),
    "a proxy's page": HTML,
}


@pytest.mark.parametrize("answer", NOT_RENEWED.values(), ids=NOT_RENEWED)
async def test_an_answer_without_new_tokens_leaves_the_old_ones_and_is_asked_for_again(
    bot: Installable, answer: Answer, logs: Logs
) -> None:
    bot.time.now = dt.datetime.now(dt.UTC)
    await bot.install("T1", **EXPIRING)
    bot.api.answer("oauth.v2.access", answer, always=True)
    bot.time.now += 11 * HOUR
    assert (await bot.clients("T1")).token == "xoxb-onecht-T1"
    bot.time.now += 2 * HOUR
    with pytest.raises(NotRenewed):
        await bot.clients("T1")
    bot.api.heal()
    bot.api.answer("oauth.v2.access", renewed(3))
    bot.time.now += HOUR
    assert (await bot.clients("T1")).token == "xoxe.xoxb-3"
    assert bot.api.of("oauth.v2.access")[-1]["refresh_token"] == "xoxe-een"
    assert "xoxe" not in logs.text


async def test_two_processes_renew_a_token_once(
    bot: Installable, tmp_path: Path, api: WebApi, database_url: str
) -> None:
    bot.time.now = dt.datetime.now(dt.UTC)
    await bot.install("T1", **EXPIRING)
    api.answer("oauth.v2.access", renewed(2))
    api.answer("oauth.v2.access", error("invalid_refresh_token"), always=True)
    async with an_installable_bot(tmp_path, api, database_url=database_url, time=bot.time) as other:
        bot.time.now += 11 * HOUR
        await asyncio.gather(*(process.clients("T1") for process in (bot, other)))
        bot.time.now += dt.timedelta(minutes=2)
        tokens = [(await process.clients("T1")).token for process in (bot, other)]
    assert tokens == ["xoxe.xoxb-2"] * 2
    assert len(api.of("oauth.v2.access")) == 2  # one to install, one to renew


async def test_the_environment_of_slacks_tools_changes_nothing_for_one_workspace(
    tmp_path: Path, api: WebApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_CLIENT_ID", CLIENT_ID)
    monkeypatch.setenv("SLACK_CLIENT_SECRET", CLIENT_SECRET)
    monkeypatch.setenv("HOME", str(tmp_path))
    async with a_bot(tmp_path, api) as one:
        assert (await one.slack.command("help"))["response_type"] == "ephemeral"
        assert (await one.slack.get("/slack/install")).status_code == 404
    assert not [name for name in os.listdir(tmp_path) if name.startswith(".bolt")]


def test_the_manifest_for_many_workspaces_has_what_installing_needs() -> None:
    one, many = manifest(None), manifest(f"{ADDRESS}/")
    assert many["oauth_config"]["redirect_urls"] == [f"{ADDRESS}/slack/oauth_redirect"]
    assert many["oauth_config"]["scopes"] == one["oauth_config"]["scopes"]
    events = set(many["settings"]["event_subscriptions"]["bot_events"])
    assert events - set(one["settings"]["event_subscriptions"]["bot_events"]) == {
        "app_uninstalled",
        "tokens_revoked",
    }
    assert many["settings"]["org_deploy_enabled"]
    assert "redirect_urls" not in one["oauth_config"]


async def test_somebody_of_another_workspace_of_the_organisation_is_answered_and_of_another_one_is_not(
    bot: Installable,
) -> None:
    await bot.install(None, "E1")
    fields = {"enterprise_id": "E1", "is_enterprise_install": "true"}
    for organisation, answered in (("E1", True), ("E2", False)):
        user = f"U5VAN{organisation}"
        belongs = {"enterprise_id": organisation, "teams": ["T7"]}
        bot.api.people[user] = {"team_id": "T7", "enterprise_user": belongs}
        answer = await bot.ask("T1", "ceo blog", user_id=user, **fields)
        assert ("Gevonden in de artikelen" in answer) == answered
        assert (texts.COLLEAGUES_ONLY in answer) != answered


async def test_a_workspace_that_left_is_forgotten_after_thirty_days(bot: Installable, logs: Logs) -> None:
    await bot.install("T1")
    await bot.uninstalled(bot.time.now, team_id="T1")
    left = bot.time.now
    for days, forgotten in ((29, []), (31, ["T1"])):
        bot.time.now = left + dt.timedelta(days=days)
        await bot.bot.clock.tick()
        assert [event["workspace"] for event in logs.events("workspace.forgotten")] == forgotten
