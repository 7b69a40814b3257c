"""Nudges from real processes on one database: never twice, even if one dies at the worst moment."""

from __future__ import annotations

import asyncio
import datetime as dt
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.delivery.bounds import LEASE, QUARANTINE
from bot.settings import ROOT
from tests.factories import NINE
from tests.fakes.slack import words
from tests.fakes.web_api import WebApi
from tests.integration.test_nudging import THREE_CHANNELS, WEEK
from tests.running import TUESDAYS_AT_NINE, Time, a_bot

SECOND = dt.timedelta(seconds=1)


@pytest.fixture
async def api() -> AsyncIterator[WebApi]:
    async with WebApi().serving() as api:
        yield api


async def process(folder: Path, api: WebApi, channels: str, now: dt.datetime, *options: str) -> int:
    """Run the bot in its own process until it ends; returns the exit code."""
    started = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.integration.a_process", str(folder), api.url, channels, now.isoformat(), *options,
        cwd=ROOT, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, errors = await started.communicate()
    assert b"Traceback" not in errors, errors.decode()
    return started.returncode or 0


async def test_two_processes_post_each_tip_once(tmp_path: Path, api: WebApi) -> None:
    await process(tmp_path, api, THREE_CHANNELS, NINE - SECOND)
    for week in range(2):
        both = (process(tmp_path, api, THREE_CHANNELS, NINE + week * WEEK) for _ in range(2))
        assert await asyncio.gather(*both) == [0, 0]
        assert api.posted() == {"C1": week + 1, "C2": week + 1, "C3": week + 1}


async def test_a_process_that_dies_between_the_post_and_the_record_leaves_a_row_that_says_so_and_no_second_post(
    tmp_path: Path, api: WebApi
) -> None:
    assert await process(tmp_path, api, TUESDAYS_AT_NINE, NINE - SECOND) == 0
    assert await process(tmp_path, api, TUESDAYS_AT_NINE, NINE, "dies") == 9
    assert len(api.messages) == 1
    async with a_bot(tmp_path, api, TUESDAYS_AT_NINE, time=Time(NINE + SECOND)) as running:
        delivery = await running.delivery()
        assert (delivery.state, delivery.attempts, delivery.ts) == ("sending", 1, None)
        assert delivery.armed_at is not None
        await running.tick(NINE + LEASE + SECOND)
        assert (await running.delivery()).state == "unknown"
        await running.tick(NINE + LEASE + QUARANTINE + 5 * SECOND)
        assert (await running.delivery()).state == "review"
        assert "Ik weet niet zeker of de tip van" in words(await running.slack.command("status"))
        for minutes in range(10, 400, 30):
            await running.tick(NINE + minutes * 60 * SECOND)
        assert len(api.messages) == 1
        await running.tick(NINE + WEEK)
        assert (await running.delivery()).state == "posted"
    first, second = [message for message in api.messages if "thread_ts" not in message]
    assert first["text"] != second["text"], "a tip that may have been posted does not come again"
