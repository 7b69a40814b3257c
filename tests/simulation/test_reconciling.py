"""Looking for unknown posts, in virtual time: no delivery, channel or workspace holds up another for ever."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace
from itertools import pairwise
from typing import Any
from unittest import mock

from bot.core.errors import LeiderschapError
from bot.delivery.model import Delivery
from bot.delivery.ports import Look
from bot.delivery.reconciling import LOOKS
from tests.factories import a_delivery
from tests.simulation.facts import START
from tests.simulation.slack import DeliveryLookup
from tests.simulation.test_delivering import in_world, ticks
from tests.simulation.worker import TICK, Worker
from tests.simulation.world import World

SOON = START + dt.timedelta(minutes=5)


def lost(world: World, channel: str, workspace: str = "T1", *, minutes: int = 60) -> Delivery:
    """A delivery whose answer was lost; it expires after this many minutes."""
    row = replace(
        a_delivery(channel, START, workspace=workspace, slot=START.date()),
        state="unknown",
        armed_at=START,
        quarantine_until=SOON,
        expires_at=START + dt.timedelta(minutes=minutes),
        attempts=1,
    )
    assert world.database.put(row)
    return row


def looking(find: Any) -> Any:
    return mock.patch.object(DeliveryLookup, "find", find)


def test_a_look_that_breaks_in_an_unforeseen_way_ends_in_a_question() -> None:
    async def breaks(*_: Any) -> Look:
        raise AttributeError("'NoneType' object has no attribute 'get'")

    async def work(world: World, worker: Worker) -> None:
        row = lost(world, "C1")
        await ticks(worker, 3700)
        assert world.database.rows[row.id].state == "review"

    with looking(breaks):
        in_world(work)


def test_a_workspace_in_which_slack_lets_nobody_look_does_not_hold_up_another() -> None:
    asked: list[str] = []

    async def refuses(self: DeliveryLookup, row: Delivery, *_: Any) -> Look:
        asked.append(row.ref.workspace)
        if row.ref.workspace == "A":
            raise LeiderschapError("ratelimited")
        return Look("1.0", one_page=True)

    async def work(world: World, worker: Worker) -> None:
        for number in range(3 * LOOKS):
            lost(world, f"A{number}", "A")
        row = lost(world, "Z1", "Z")
        await ticks(worker, 600)
        assert world.database.rows[row.id].state == "posted"
        assert asked.count("A") <= 600 / 15, "one a tick, when Slack refuses"

    with looking(refuses):
        in_world(work)


def test_one_delivery_that_cannot_be_looked_for_does_not_hold_up_its_workspace() -> None:
    async def breaks_once(self: DeliveryLookup, row: Delivery, *_: Any) -> Look:
        if row.ref.channel == "C0":
            raise KeyError("messages")
        return Look("1.0", one_page=True)

    async def work(world: World, worker: Worker) -> None:
        rows = [lost(world, f"C{number}", minutes=600) for number in range(10)]
        await ticks(worker, 900)
        await asyncio.sleep(0)
        assert [world.database.rows[row.id].state for row in rows] == ["unknown"] + 9 * ["posted"]

    with looking(breaks_once):
        in_world(work)


def test_no_more_than_ten_of_a_workspace_are_looked_for_in_a_tick() -> None:
    asked: list[tuple[float, str]] = []

    async def finds(self: DeliveryLookup, row: Delivery, *_: Any) -> Look:
        asked.append((asyncio.get_running_loop().time(), row.ref.channel))
        return Look("1.0", one_page=True)

    async def work(world: World, worker: Worker) -> None:
        for number in range(25):
            lost(world, f"C{number}", minutes=600)
        await ticks(worker, 900)

    with looking(finds):
        in_world(work)
    pauses = [place for place, (one, other) in enumerate(pairwise(asked), 1) if other[0] - one[0] > TICK / 3]
    assert pauses == [10, 20], "so many in each tick"
    assert len({channel for _, channel in asked}) == len(asked) == 25
