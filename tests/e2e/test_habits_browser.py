"""A plan from the button under a tip to the overview, as people see it: local-slack's page in a real browser.

HABITS_SCREENSHOTS names a folder to keep the pictures in.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import pytest
from playwright.async_api import Locator, Page, ViewportSize, async_playwright, expect

from bot import app
from bot.demo import local_slack, workspace
from bot.domain import texts_habits as texts
from tests.e2e.conftest import CHROMIUM
from tests.e2e.test_demo_browser import ARGUMENTS
from tests.factories import NINE
from tests.running import Time
from tests.support import local_slack as program

pytestmark = pytest.mark.browser

SIZE: ViewportSize = {"width": 1100, "height": 1080}
TEAM = {f"U{number}VOORBEELD": f"Voorbeeld {number}" for number in range(10, 30)}
TEN = NINE + dt.timedelta(hours=1)
CHECK_IN_DAY = dt.datetime(2025, 1, 14, 9, 5, tzinfo=dt.UTC)
COUNT_DAY = dt.datetime(2025, 1, 16, 9, 5, tzinfo=dt.UTC)
WISH = "stel ik in het kanaal een open vraag"


@dataclass
class Seen:
    """The page, and a bot whose clock is moved."""

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
async def seen(folder: Path) -> AsyncIterator[Seen]:
    """A bot that ticks only when told, in a Slack with a team of twenty, on a page of a browser."""
    pictures = Path(os.environ.get("HABITS_SCREENSHOTS", folder))
    time = Time(TEN - dt.timedelta(days=1))
    with mock.patch.dict(workspace.USERS, TEAM):
        async with local_slack.running(program(), folder) as (address, _):
            own = workspace.bot_settings(
                f"{address}/api/", folder, slack_app_token=workspace.APP_TOKEN, tick_seconds=3600
            )
            async with app.running(own, time) as bot, async_playwright() as playwright:

                @bot.bolt.event("message")
                async def nothing() -> None:
                    """local-slack sends messages also to a bot that did not ask for them."""

                browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
                page = await browser.new_page(viewport=SIZE)
                await page.goto(address)
                yield Seen(page, bot, time, pictures)
                await browser.close()


async def test_a_plan_from_the_button_to_the_overview(tmp_path: Path) -> None:
    async with seen(tmp_path) as one:
        page = one.page
        await one.tick(TEN)
        await one.go_to("# leiderschap")
        await expect(one.button(texts.PLAN)).to_be_visible()
        await one.picture("1-tip")
        await one.button(texts.PLAN).click()
        await expect(page.get_by_text(texts.FORM_REMIND).first).to_be_visible()
        await page.locator("input:visible").nth(2).fill(WISH)
        await one.picture("2-form")
        await one.button(texts.FORM_KEEP).click()
        await expect(page.get_by_text(texts.PLANNED)).to_be_visible()
        await expect(page.get_by_text(WISH).last).to_be_visible()
        await one.picture("3-planned")
        await one.button(texts.PASSAGE).click()
        await one.button(texts.USEFUL).click()
        await expect(page.get_by_text("Genoteerd: nuttig.")).to_be_visible()
        await one.picture("4-passage-and-vote")
        for number, name in enumerate(list(TEAM.values())[:5]):
            await one.act_as(name)
            await one.button(texts.PLAN).click()
            await one.button(texts.FORM_KEEP).click()
            await expect(page.get_by_text(texts.PLANNED)).to_have_count(number + 2)

        await one.act_as("Voorbeeld Vera")
        await one.tick(CHECK_IN_DAY)
        await one.go_to("Voorbeeld Vera")
        await expect(page.get_by_text(texts.CHECK_IN_ASK)).to_be_visible()
        await one.picture("5-check-in")
        await one.button("Gelukt").click()
        await expect(page.get_by_text("Genoteerd: gelukt.")).to_be_visible()
        await one.button(texts.REFLECT).click()
        await expect(page.get_by_text(texts.FORM_REFLECT_HINT)).to_be_visible()
        await page.locator("input:visible").last.fill("Het werd een goed gesprek")
        await one.picture("6-reflection")
        await one.button(texts.FORM_KEEP).click()
        await expect(page.get_by_text("Je schreef: Het werd een goed gesprek")).to_be_visible()
        await one.button(texts.SHARE).click()
        await expect(page.get_by_text(texts.SHARED_DONE)).to_be_visible()
        await one.picture("7-answered")

        await one.tick(COUNT_DAY)
        await one.go_to("# leiderschap")
        await page.get_by_text("3 replies").click()
        await expect(page.get_by_text("6 mensen maakten een plan.")).to_be_visible()
        await expect(page.get_by_text("deelt hoe het ging: gelukt.")).to_be_visible()
        await one.picture("8-thread")

        await one.type("/leiderschap overzicht")
        await expect(page.get_by_text(texts.OVERVIEW_FILES)).to_be_visible()
        await one.picture("9-overview")
        await one.go_to("Voorbeeld Vera")
        await expect(page.get_by_role("img", name="Staafdiagram")).to_be_visible()
        await one.picture("10-chart")
        await one.type("/leiderschap mijn")
        await expect(page.get_by_text(texts.MINE_HOW)).to_be_visible()
        await one.picture("11-mine")
        await one.type("/leiderschap privacy")
        await expect(page.get_by_text(texts.PRIVACY_INTRO)).to_be_visible()
        await one.picture("12-privacy")
        await one.button(texts.PRIVACY_ERASE).click()
        await expect(page.get_by_text(texts.PRIVACY_ERASED)).to_be_visible()
        await one.picture("13-erased")
