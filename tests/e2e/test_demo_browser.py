"""The demo as people see it: local-slack's page in a real browser.

DEMO_SCREENSHOT names a file for the picture; the one in the README is docs/images/demo.png.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.async_api import ViewportSize, async_playwright, expect

from tests.e2e.conftest import CHROMIUM, Start

pytestmark = pytest.mark.browser

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZE: ViewportSize = {"width": 1100, "height": 1080}
"""The tip and the answer together."""


async def test_in_the_page_a_question_is_answered_and_a_passage_shared(
    start_demo: Start, tmp_path: Path
) -> None:
    picture = Path(os.environ.get("DEMO_SCREENSHOT", tmp_path / "demo.png"))
    async with start_demo() as demo, async_playwright() as playwright:
        address = (await demo.until(r"(http://127\.0\.0\.1:\d+)\n"))[1]
        await demo.until("In #leiderschap staat")
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = await browser.new_page(viewport=SIZE)
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        await page.goto(address)
        await page.get_by_role("button", name="# leiderschap").click()
        await expect(page.get_by_role("button", name="Laat zien hoe").first).to_be_visible()

        await page.locator(".composer-input").fill("/leiderschap ceo blog")
        await page.locator(".composer-input").press("Enter")
        share = page.get_by_role("button", name="Deel in kanaal").first
        await expect(share).to_be_visible()
        await expect(page.get_by_text("only visible to you")).to_be_visible()
        await page.mouse.move(0, 0)
        await page.screenshot(path=picture)

        await share.click()
        await expect(page.get_by_text("Gedeeld door @Voorbeeld Vera")).to_be_visible()
        assert faults == []
        await browser.close()
