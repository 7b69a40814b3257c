"""A lead is asked about a tip whose answer was lost, and answers, as they see it: local-slack's page in a real browser.

UNKNOWN_SCREENSHOTS names a folder to keep the pictures in.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from playwright.async_api import expect

from bot.core import texts as core_texts
from bot.delivery import texts
from bot.delivery.bounds import QUARANTINE
from bot.demo import workspace
from tests.e2e.seen import TEN, Seen, seen

pytestmark = pytest.mark.browser

ASKED = TEN + QUARANTINE + dt.timedelta(minutes=1)
TIP = "Tip van de week"


class Loses:
    """The way to Slack, which loses the answer to the first tip; if `arrives`, the tip itself arrives."""

    def __init__(self, *, arrives: bool) -> None:
        self._arrives = arrives
        self.lost = 0

    @asynccontextmanager
    async def __call__(self, slack: str) -> AsyncIterator[str]:
        async with aiohttp.ClientSession(slack) as session:

            async def forward(request: web.Request) -> web.StreamResponse:
                body = await request.read()
                loses = not self.lost and TIP.encode() in body and request.path.endswith("chat.postMessage")
                self.lost += loses
                if loses and not self._arrives:
                    return self._reset(request)
                headers = {name: request.headers[name] for name in ("Authorization", "Content-Type")}
                asked = session.request(request.method, request.path_qs, data=body, headers=headers)
                async with asked as answer:
                    told = await answer.read()
                    if loses:
                        return self._reset(request)
                    return web.Response(body=told, status=answer.status, content_type=answer.content_type)

            application = web.Application()
            application.router.add_route("*", "/api/{method}", forward)
            runner = web.AppRunner(application, access_log=None)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            host, port = runner.addresses[0][:2]
            try:
                yield f"http://{host}:{port}"
            finally:
                await runner.cleanup()

    def _reset(self, request: web.Request) -> web.StreamResponse:
        assert request.transport
        request.transport.abort()
        return web.Response()


@asynccontextmanager
async def asked(folder: Path, *, arrives: bool) -> AsyncIterator[Seen]:
    """The page, where the lead reads the question about the first tip."""
    way = Loses(arrives=arrives)
    async with seen(folder, Path(os.environ.get("UNKNOWN_SCREENSHOTS", folder)), way) as one:
        await one.tick(TEN)
        assert way.lost == 1
        await one.tick(ASKED)
        await one.go_to(workspace.USERS[workspace.YOU])
        await expect(one.page.get_by_text("Ik weet niet of de tip er staat")).to_be_visible()
        yield one


async def tips(one: Seen, count: int) -> None:
    """Expect this many tips in the channel."""
    await one.go_to("# leiderschap")
    await expect(one.page.get_by_role("button", name=core_texts.HOW)).to_have_count(count)


async def stands_once(one: Seen) -> None:
    """Expect one tip in the channel, however often the clock ticks."""
    for minutes in (1, 2, 3):
        await one.tick(ASKED + dt.timedelta(minutes=minutes))
    await tips(one, 1)


async def test_a_lead_who_misses_the_tip_has_it_posted_and_it_stands_there_once(tmp_path: Path) -> None:
    async with asked(tmp_path, arrives=False) as one:
        await one.picture("1-asked")
        await tips(one, 0)
        await one.go_to(workspace.USERS[workspace.YOU])
        await one.button(texts.REPOST).click()
        await expect(one.page.get_by_text(texts.REPOST_DONE)).to_be_visible()
        await one.picture("2-answered")
        await stands_once(one)
        await one.picture("3-posted")


async def test_a_lead_who_sees_the_tip_says_so_and_it_does_not_come_again(tmp_path: Path) -> None:
    async with asked(tmp_path, arrives=True) as one:
        await one.button(texts.ALREADY_THERE).click()
        await expect(one.page.get_by_text(texts.ALREADY_THERE_DONE)).to_be_visible()
        await one.picture("4-already-there")
        await stands_once(one)
