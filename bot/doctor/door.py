"""Examines whether signed requests are accepted: it signs a request as Slack does and sends it to its own port."""

from __future__ import annotations

import time

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltError
from slack_sdk.signature import SignatureVerifier

from bot import serving, web
from bot.core.inputs.environment import tidy
from bot.doctor.findings import Finding
from bot.settings import Settings
from bot.slack.requests import routes

BODY = b"ssl_check=1"
"""What Slack itself sends now and then; it changes nothing:
https://docs.slack.dev/interactivity/implementing-slash-commands"""
SECONDS = 5.0
HERE = "127.0.0.1"


async def examine_door(settings: Settings) -> list[Finding]:
    """For a bot that receives Slack's requests by HTTP."""
    if settings.slack_signing_secret is None or settings.socket_mode:
        return []
    configured = settings.slack_signing_secret.get_secret_value()
    secret = tidy("".join(configured.split()))  # as Slack shows it
    status = await _own(configured, secret)
    if status != 200:
        advice = "copy SLACK_SIGNING_SECRET again from Basic Information, in one piece"
        return [
            Finding.fault("door", f"a request signed with SLACK_SIGNING_SECRET is refused ({status})", advice)
        ]
    running = await _running(settings, secret)
    if running == 401:
        advice = "restart it, or correct SLACK_SIGNING_SECRET here: both must be this app's Signing Secret"
        what = f"the bot on PORT {settings.port} refuses requests signed with SLACK_SIGNING_SECRET"
        return [Finding.fault("door", what, advice)]
    where = f", and the bot on PORT {settings.port} accepts it" if running == 200 else ""
    return [Finding.ok("door", f"a request signed with SLACK_SIGNING_SECRET is accepted{where}")]


async def _own(configured: str, secret: str) -> int:
    """The answer of the bot's own web application, on a port of its own."""

    async def nobody(**_: object) -> AuthorizeResult:
        raise BoltError("no identity is needed")

    bolt = AsyncApp(name="doctor", signing_secret=configured, authorize=nobody, process_before_response=True)
    door = serving.open_door(web.create(routes.of(bolt)), HERE, 0)
    try:
        return await _ask(f"http://{HERE}:{door.port}", secret) or 0
    finally:
        await door.close()


async def _running(settings: Settings, secret: str) -> int | None:
    """The answer of a bot that already runs; None if there is none."""
    if not settings.port:
        return None
    host = {"0.0.0.0": HERE, "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104 - not opened here
    return await _ask(f"http://{host}:{settings.port}", secret)


async def _ask(address: str, secret: str) -> int | None:
    stamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": SignatureVerifier(secret).generate_signature(timestamp=stamp, body=BODY) or "",
    }
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session:
            async with session.get(f"{address}/healthz") as alive:
                if await alive.text() != "ok":
                    return None  # somebody else's port
            async with session.post(f"{address}/slack/events", data=BODY, headers=headers) as answer:
                return answer.status
    except (aiohttp.ClientError, TimeoutError, UnicodeDecodeError):
        return None
