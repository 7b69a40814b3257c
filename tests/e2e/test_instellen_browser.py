"""A lead sets up a channel in local-slack's page: fills in the form, is told what is wrong, corrects it and saves.

INSTELLEN_SCREENSHOTS names a folder to keep the pictures in.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, async_playwright, expect

from bot.channels import texts
from bot.channels.settings import texts as texts_settings
from tests.e2e.conftest import CHROMIUM, Start
from tests.e2e.test_demo_browser import ARGUMENTS

pytestmark = pytest.mark.browser


class Lead:
    """A person who uses the page."""

    def __init__(self, page: Page, pictures: Path) -> None:
        self.page = page
        self._pictures = pictures

    async def type(self, words: str) -> None:
        await self.page.locator(".composer-input").fill(words)
        await self.page.locator(".composer-input").press("Enter")

    async def press(self, label: str) -> None:
        await self.page.get_by_role("button", name=label, exact=True).last.click()

    def field(self, label: str) -> Locator:
        named = self.page.locator(".bk-label", has_text=re.compile(f"^{re.escape(label)}"))
        return self.page.locator(".bk-input", has=named)

    async def choose(self, label: str, option: str) -> None:
        await self.field(label).locator("select").select_option(label=option)

    async def sees(self, words: str) -> None:
        await expect(self.page.get_by_text(words).last).to_be_visible()

    async def picture(self, name: str) -> None:
        await self.page.screenshot(path=self._pictures / f"{name}.png")


async def test_a_lead_fills_in_the_form_is_told_what_is_wrong_corrects_it_and_saves(
    start_demo: Start, tmp_path: Path
) -> None:
    pictures = Path(os.environ.get("INSTELLEN_SCREENSHOTS", tmp_path))
    async with start_demo() as demo, async_playwright() as playwright:
        address = (await demo.until(r"(http://127\.0\.0\.1:\d+)\n"))[1]
        await demo.until("In #leiderschap staat")
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = await browser.new_page(viewport={"width": 1100, "height": 1500})
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        await page.goto(address)
        await page.get_by_role("button", name="# leiderschap").click()
        lead = Lead(page, pictures)

        await lead.type("/leiderschap instellen")
        await lead.sees(texts_settings.PREVIEW_NOW)
        await lead.picture("opened")
        await expect(lead.field(texts_settings.WEEKDAY).locator("option").first).to_have_text("Nu: dinsdag")

        await lead.choose(texts_settings.WEEKDAY, "woensdag")
        await page.get_by_label("Nieuw leiderschap").check()
        await page.get_by_label(texts_settings.MORE_SHOWN).check()
        await lead.press(texts.CHECK)
        await lead.field(texts_settings.CLOSED).locator("input").fill("32 december t/m 3 januari")
        await lead.press(texts.CHECK)
        await lead.sees("is voor mij geen datum.")
        await lead.picture("wrong")

        await (
            lead.field(texts_settings.CLOSED)
            .locator("input")
            .fill("21 december t/m 3 januari: kantoor dicht")
        )
        await lead.press(texts.CHECK)
        await lead.sees(texts_settings.PREVIEW)
        await lead.picture("checked")

        await lead.press(texts.SAVE)
        await lead.sees(texts_settings.SAVED_ON.format(channel="leiderschap"))
        await lead.picture("saved")
        await lead.press("Sluiten")

        await lead.type("/leiderschap planning")
        await lead.sees("Planning van #leiderschap")
        listed = page.get_by_text(re.compile(r"^woensdag \d+ \w+ 20\d\d om 10\.00 uur"))
        await expect(listed).not_to_have_count(0)
        await lead.picture("planning")

        await lead.type("/leiderschap status")
        await lead.sees("Thema's: Nieuw leiderschap.")
        assert faults == []
        await browser.close()
