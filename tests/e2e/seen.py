"""A bot in local-slack, in a page of a real browser; it ticks only when the test says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from playwright.async_api import Locator, Page, ViewportSize, async_playwright

from bot import app
from bot.demo import local_slack, workspace
from tests.databases import tables_copied
from tests.e2e.conftest import CHROMIUM
from tests.e2e.test_demo_browser import ARGUMENTS
from tests.factories import NINE
from tests.running import Time
from tests.support import local_slack as program

SIZE: ViewportSize = {"width": 1100, "height": 1080}
TEAM = {f"U{number}VOORBEELD": f"Voorbeeld {number}" for number in range(10, 30)}
TEN = NINE + dt.timedelta(hours=1)

Way = Callable[[str], AbstractAsyncContextManager[str]]
"""Turns the address of Slack into one that leads there."""


@dataclass
class Seen:
    """The page, and a bot whose clock the test moves."""

    page: Page
    bot: app.Bot
    time: Time
    folder: Path

    async def tick(self, at: dt.datetime) -> None:
        self.time.now = at
        await self.bot.clock.tick()

    async def go_to(self, name: str) -> None:
        await self.page.get_by_role("button", name=name).first.click()

    async def type(self, text: str) -> None:
        await self.page.locator(".composer-input").first.fill(text)
        await self.page.locator(".composer-input").first.press("Enter")

    async def picture(self, name: str) -> None:
        await self.page.mouse.move(0, 0)
        await self.page.screenshot(path=self.folder / f"{name}.png")

    async def act_as(self, name: str) -> None:
        await self.page.locator("select").first.select_option(label=name)

    def button(self, label: str) -> Locator:
        return self.page.get_by_role("button", name=label, exact=True).last


@asynccontextmanager
async def seen(folder: Path, pictures: Path, way: Way = nullcontext) -> AsyncIterator[Seen]:
    """A bot in a Slack with a team of twenty, on the day before its first tip. Its posts go through `way`."""
    time = Time(TEN - dt.timedelta(days=1))
    with mock.patch.dict(workspace.USERS, TEAM):
        async with local_slack.running(program(), folder) as (address, _), way(address) as reached:
            own = workspace.bot_settings(folder, reached, tick_seconds=3600)
            await tables_copied(own.database_url.get_secret_value())
            async with app.running(own, time) as bot, async_playwright() as playwright:

                @bot.bolt.event("message")
                async def nothing() -> None:
                    """local-slack sends messages even to a bot that did not ask for them (seen, not documented)."""

                browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
                page = await browser.new_page(viewport=SIZE)
                await page.goto(address)
                yield Seen(page, bot, time, pictures)
                await browser.close()
