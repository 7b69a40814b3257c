"""An administrator adds an article in local-slack's page, which draws no field for a file: the form has the link alone.

ADDING_SCREENSHOTS names a folder to keep the pictures in.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.async_api import async_playwright, expect

from bot.answers.adding import texts
from tests.e2e.conftest import CHROMIUM, Start
from tests.e2e.test_demo_browser import ARGUMENTS
from tests.e2e.test_instellen_browser import Lead

pytestmark = pytest.mark.browser


async def test_an_administrator_opens_the_form_and_is_told_what_is_wrong_with_a_link(
    start_demo: Start, tmp_path: Path
) -> None:
    pictures = Path(os.environ.get("ADDING_SCREENSHOTS", tmp_path))
    async with start_demo() as demo, async_playwright() as playwright:
        address = (await demo.until(r"(http://127\.0\.0\.1:\d+)\n"))[1]
        await demo.until("In #leiderschap staat")
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = await browser.new_page(viewport={"width": 1100, "height": 1500})
        await page.goto(address)
        await page.get_by_role("button", name="# leiderschap").click()
        person = Lead(page, pictures)
        await person.type("/leiderschap artikelen")
        await person.press(texts.ADD)
        await person.sees(texts.LINK_HINT)
        await person.picture("opened")
        await expect(page.get_by_text(texts.FILE, exact=True)).to_have_count(0)
        await person.field(texts.LINK).locator("input").fill("https://192.168.0.1/stuk")
        await person.press(texts.SEND)
        await person.sees(texts.LINKS["private"])
        await person.picture("wrong")
        await browser.close()
