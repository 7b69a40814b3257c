"""If the machine's clock is wrong, from the start or suddenly, no scheduled work runs, and people notice nothing."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from unittest import mock

import pytest

from bot import app
from bot.core.moments import elapsed, utc_now
from bot.database import engine as store_engine
from bot.database.once import SqlOnceStore
from bot.delivery import services as delivery_services
from bot.delivery.clocks import Clocks
from bot.privacy import texts as privacy_texts
from tests.factories import C1, NINE, a_delivery
from tests.fakes.slack import words
from tests.fakes.web_api import BOT_USER, WORKSPACE, Answer, WebApi
from tests.running import MONDAY, TUESDAYS_AT_NINE, Running, Time, a_bot
from tests.slack.colleagues import Colleagues
from tests.support import Logs

DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(weeks=1)
FAR = [-400 * DAY, 3 * DAY, 400 * DAY, 20 * 365 * DAY]
DATELESS = Answer(
    body=json.dumps({"ok": True, "team_id": WORKSPACE, "user_id": BOT_USER, "bot_id": "B0BOT"}),
    headers={"Date": ""},
)


class Machine(Time):
    """The bot's time, and a machine's clock that is `ahead` of it."""

    def __init__(self, ahead: dt.timedelta = dt.timedelta()) -> None:
        super().__init__()
        self.ahead = ahead

    def __call__(self) -> dt.datetime:
        return self.now + self.ahead

    def wall(self) -> dt.datetime:
        return utc_now() + self.ahead


@asynccontextmanager
async def a_bot_on(machine: Machine, folder: Path, api: WebApi) -> AsyncIterator[Running]:
    clocks = Clocks(elapsed, machine.wall)
    with (
        mock.patch.object(delivery_services, "machine_clocks", return_value=clocks),
        mock.patch.object(app, "utc_now", machine.wall),
    ):
        async with a_bot(folder, api, TUESDAYS_AT_NINE, time=machine) as running:
            yield running


async def kept(folder: Path) -> bool:
    """Whether a record that is deleted after a day is still there; if it is not, it is written."""
    engine = store_engine.create(f"sqlite:///{folder}/leiderschap.db")
    try:
        return not await SqlOnceStore(engine).first("voorbeeld", MONDAY)
    finally:
        await engine.dispose()


async def ticks(running: Running) -> None:
    for _ in range(3):
        await running.tick()


async def answers(running: Running) -> None:
    """Check that people still get what they ask for."""
    assert words(await running.slack.command("help"))
    assert words(await running.slack.command("status"))
    await running.slack.command("belastingaangifte van de xylofoon")
    await running.settled()
    kept = await running.slack.command("privacy")
    erased = await Colleagues(running).press(privacy_texts.PRIVACY_ERASE, on=kept)
    assert privacy_texts.PRIVACY_ERASED in words(erased)


@pytest.mark.parametrize("ahead", FAR, ids=str)
async def test_a_clock_that_is_wrong_at_the_start_starts_nothing_and_the_tip_comes_at_its_moment(
    tmp_path: Path, api: WebApi, logs: Logs, ahead: dt.timedelta
) -> None:
    async with a_bot_on(Machine(), tmp_path, api) as running:
        await running.tick()
        before = await running.channels.get(C1)
    assert not await kept(tmp_path)
    machine = Machine(ahead)
    async with a_bot_on(machine, tmp_path, api) as running:
        await ticks(running)
        await answers(running)
        assert api.messages == []
        assert await running.deliveries() == []
        assert await running.channels.get(C1) == before
        assert await kept(tmp_path)
        assert logs.events("clock.apart")
        machine.ahead = dt.timedelta()
        await running.tick(NINE - dt.timedelta(minutes=1))
        assert api.messages == []
        await running.tick(NINE)
        assert api.posted() == {"C1": 1}
        assert [row.slot for row in await running.deliveries()] == [NINE.date()]


@pytest.mark.parametrize("ahead", FAR, ids=str)
async def test_a_clock_that_is_set_starts_nothing_from_that_moment_on(
    tmp_path: Path, api: WebApi, logs: Logs, ahead: dt.timedelta
) -> None:
    machine = Machine()
    async with a_bot_on(machine, tmp_path, api) as running:
        await running.tick()
        assert not await kept(tmp_path)
        machine.ahead = ahead
        await ticks(running)
        await answers(running)
        assert await running.deliveries() == []
        assert await kept(tmp_path)
        assert [line["clock"] for line in logs.events("clock.apart")] == ["slack"]
        machine.ahead = dt.timedelta()
        await running.tick(NINE)
        assert api.posted() == {"C1": 1}


async def test_a_slack_that_does_not_say_what_time_it_is_proves_nothing(
    tmp_path: Path, api: WebApi, logs: Logs
) -> None:
    api.answer("auth.test", DATELESS, always=True)
    async with a_bot_on(Machine(400 * DAY), tmp_path, api) as running:
        await ticks(running)
        assert await running.channels.get(C1) is None
        assert logs.events("clock.unknown")


async def test_what_a_person_decides_at_a_wrong_clock_is_decided_by_the_right_time(
    tmp_path: Path, api: WebApi
) -> None:
    machine = Machine()
    async with a_bot_on(machine, tmp_path, api) as running:
        await running.tick()
        machine.ahead = 400 * DAY
        stopped = await running.channels.get(C1)
        assert stopped is not None
        await running.channels.save(
            replace(stopped, paused="is_archived", next_due_at=None, next_slot=None), now=MONDAY
        )
        await running.slack.event(
            {"type": "member_joined_channel", "user": BOT_USER, "channel": "C1", "team": WORKSPACE}
        )
        await running.settled()
        found = await running.channels.get(C1)
        assert found is not None
        assert found.next_due_at == NINE


async def test_what_a_wrong_clock_wrote_is_put_right_and_no_date_is_lost(tmp_path: Path, api: WebApi) -> None:
    async with a_bot_on(Machine(), tmp_path, api) as running:
        await running.tick()
        found = await running.channels.get(C1)
        assert found is not None
        far = NINE + 57 * WEEK
        missed = [
            a_delivery(
                "C1", NINE + weeks * WEEK, slot=(NINE + weeks * WEEK).date(), state="skipped", error="missed"
            )
            for weeks in range(57)
        ]
        told = a_delivery(
            "U1LEAD",
            far,
            kind="notice",
            slot=far.date(),
            subject=f"missed/{missed[3].id}/2",
            workspace=WORKSPACE,
        )
        late = a_delivery("U1LEAD", far, kind="notice", slot=NINE.date(), subject="", workspace=WORKSPACE)
        waits = a_delivery("C2", MONDAY, slot=MONDAY.date(), not_before=far, expires_at=far)
        await running.ledger.add([*missed, told, late, waits])
        await running.channels.save(
            replace(found, next_due_at=far, next_slot=far.date(), series_since=far.date()), now=MONDAY
        )
    async with a_bot_on(Machine(), tmp_path, api) as running:
        await running.tick()
        found = await running.channels.get(C1)
        assert found is not None
        assert (found.next_due_at, found.next_slot) == (NINE, NINE.date())
        assert found.series_since == MONDAY.date()
        assert await running.deliveries() == []
        assert await running.ledger.get(str(told.id)) is None
        mended = await running.ledger.get(str(late.id))
        assert mended is not None
        assert mended.due_at == MONDAY
        claimable = await running.ledger.get(str(waits.id))
        assert claimable is not None
        assert claimable.not_before is None
        for weeks in (0, 1):
            await running.tick(NINE + weeks * WEEK)
        assert api.posted()["C1"] == 2


async def test_a_tip_that_came_early_or_was_posted_early_stays_and_does_not_come_again(
    tmp_path: Path, api: WebApi
) -> None:
    async with a_bot_on(Machine(), tmp_path, api) as running:
        await running.tick()
        found = await running.channels.get(C1)
        assert found is not None
        early = [
            a_delivery("C1", MONDAY, slot=NINE.date(), state="posted", ts="1.0", attempts=1),
            a_delivery("C1", MONDAY, slot=(NINE + WEEK).date(), state="skipped", error="posted_early"),
        ]
        await running.ledger.add(early)
        following = NINE + 2 * WEEK
        saved = await running.channels.save(
            replace(found, next_due_at=following, next_slot=following.date()), now=MONDAY
        )
        await running.tick(MONDAY + dt.timedelta(hours=2))
        assert await running.channels.get(C1) == saved
        assert len(await running.deliveries()) == 2
