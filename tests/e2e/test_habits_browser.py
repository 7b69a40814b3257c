"""A plan from the button under a tip to the overview, as people see it: local-slack's page in a real browser.

HABITS_SCREENSHOTS names a folder to keep the pictures in.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from playwright.async_api import expect

from bot.habits import texts
from bot.habits.harvest import texts as harvest_texts
from bot.habits.plans.wording import capital
from bot.privacy import texts as privacy_texts
from tests.e2e.seen import TEAM, TEN, seen

pytestmark = pytest.mark.browser

CHECK_IN_DAY = dt.datetime(2025, 1, 14, 9, 5, tzinfo=dt.UTC)
COUNT_DAY = dt.datetime(2025, 1, 16, 9, 5, tzinfo=dt.UTC)
WISH = "stel ik in het kanaal een open vraag"


async def test_a_plan_from_the_button_to_the_overview(tmp_path: Path) -> None:
    async with seen(tmp_path, Path(os.environ.get("HABITS_SCREENSHOTS", tmp_path))) as one:
        page = one.page
        await one.tick(TEN)
        await one.go_to("# leiderschap")
        await expect(one.button(texts.PLAN)).to_be_visible()
        await one.picture("1-tip")
        await one.button(texts.PLAN).click()
        await expect(page.get_by_text(texts.MOMENT_ASK)).to_be_visible()
        await one.picture("2-moments")
        await one.button(texts.OWN_MOMENT).click()
        await expect(page.get_by_text(texts.FORM_REMIND).first).to_be_visible()
        await page.locator("input:visible").nth(2).fill(WISH)
        await one.picture("2-own-words")
        await one.button(texts.FORM_KEEP).click()
        await expect(page.get_by_text(texts.PLANNED)).to_be_visible()
        await expect(page.get_by_text(WISH).last).to_be_visible()
        await one.picture("3-planned")
        await one.button(texts.HOW).click()
        await one.picture("4-passage")
        for number, name in enumerate(list(TEAM.values())[:5]):
            await one.act_as(name)
            await one.button(texts.PLAN).click()
            await one.button(capital(texts.MEETING)).click()
            await expect(page.get_by_text(texts.PLANNED)).to_have_count(number + 2)

        await one.act_as("Voorbeeld Vera")
        await one.tick(CHECK_IN_DAY)
        await one.tick(CHECK_IN_DAY + dt.timedelta(hours=2, minutes=1))
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
        await one.button(harvest_texts.SHARE).click()
        await expect(page.get_by_text(harvest_texts.WHAT_COMES)).to_be_visible()
        await page.get_by_role("button", name="Sluiten").click()
        await one.picture("7-answered")

        await one.tick(COUNT_DAY)
        await one.go_to("# leiderschap")
        await page.get_by_text("2 replies").click()
        await expect(page.get_by_text("6 mensen maakten een plan.")).to_be_visible()
        await one.picture("8-thread")

        await one.type("/leiderschap overzicht")
        await expect(page.get_by_text(texts.OVERVIEW_TABLES)).to_be_visible()
        await one.picture("9-overview")
        await one.go_to("Voorbeeld Vera")
        await expect(page.get_by_text(texts.OVERVIEW_THEMES).last).to_be_visible()
        await one.picture("10-tables")
        await one.type("/leiderschap mijn")
        await expect(page.get_by_text(texts.MINE_HOW)).to_be_visible()
        await one.picture("11-mine")
        await one.type("/leiderschap privacy")
        await expect(page.get_by_text(privacy_texts.PRIVACY_INTRO)).to_be_visible()
        await one.picture("12-privacy")
        await one.button(privacy_texts.PRIVACY_ERASE).click()
        await expect(page.get_by_text(privacy_texts.PRIVACY_ERASED)).to_be_visible()
        await one.picture("13-erased")
