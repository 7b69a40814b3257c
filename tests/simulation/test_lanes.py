"""What a lane claims, how long it waits and which other lanes it does not hold up, in virtual time."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import Any
from unittest import mock

import pytest

from bot.core.errors import StoreError
from bot.core.platform import NotPostedError
from bot.delivery import delivering
from bot.delivery.bounds import Bounds
from bot.delivery.delivering import PATIENCE
from bot.delivery.model import Delivery
from bot.delivery.pacing.model import TELLING
from tests.factories import a_channel
from tests.fakes.ledger import MemoryLedger, MemoryPacing
from tests.simulation.facts import START
from tests.simulation.slack import Messenger
from tests.simulation.stores import Ledger, Pacing
from tests.simulation.test_delivering import full, in_world, plan, ticks, told
from tests.simulation.worker import TICK, Worker
from tests.simulation.world import World

SECOND = dt.timedelta(seconds=1)
DAY = dt.timedelta(days=1)


def hanging(*channels: str) -> Any:
    """A Slack that answers no post in these channels, and every other post at once."""

    async def send(self: Messenger, channel: str, id: str) -> str:
        if channel in channels:
            await asyncio.sleep(3600)
        self.worker.world.apply(channel, id)
        return "1.0"

    return mock.patch.object(Messenger, "_send", send)


def taking(seconds: float) -> Any:
    """A Slack that takes this long for each post."""

    async def send(self: Messenger, channel: str, id: str) -> str:
        await asyncio.sleep(seconds)
        self.worker.world.apply(channel, id)
        return "1.0"

    return mock.patch.object(Messenger, "_send", send)


def another(world: World) -> Worker:
    """A second process."""
    worker = Worker(world, "other")
    worker.skew = 0.0
    worker.heard(world.time)
    return worker


def moments(world: World, of: str) -> list[float]:
    """The moments of the posts in channels whose id starts with `of`."""
    return sorted(one.at for one in world.messages if one.channel.startswith(of))


def claims(world: World) -> list[tuple[float, Delivery]]:
    """Every claim, with its moment."""
    found = [one for past in world.database.past.values() for one in past if one[1].state == "claimed"]
    return sorted(found, key=lambda one: one[0])


@pytest.mark.parametrize(("rate", "together"), [(5.0, 25), (2.0, 10), (0.1, 1), (1000.0, 100)])
def test_a_lane_claims_what_it_can_post_in_five_seconds_at_least_one_and_never_more_than_a_hundred(
    rate: float, together: int
) -> None:
    async def work(world: World, worker: Worker) -> None:
        plan(world, 120)
        await worker.delivering.tick(worker.wall())

    world = in_world(work, rate=rate)
    at_once = Counter(at for at, _ in claims(world))
    assert next(iter(at_once.values())) == together


def test_a_claim_holds_for_as_long_as_the_bounds_say() -> None:
    async def work(world: World, _: Worker) -> None:
        world.bounds = Bounds().scaled(2)
        worker = another(world)
        plan(world, 3)
        await worker.delivering.tick(worker.wall())
        worker.end()

    world = in_world(work)
    assert len(claims(world)) == 3
    for at, row in claims(world):
        assert row.lease_until is not None
        held = row.lease_until - START - at * SECOND
        assert 119 * SECOND < held <= 120 * SECOND


def test_a_lane_claims_nothing_of_another_workspace() -> None:
    async def work(world: World, worker: Worker) -> None:
        plan(world, 1, "A")
        plan(world, 40, "B")
        await worker.delivering.tick(worker.wall())
        assert len(moments(world, "A")) == 1

    world = in_world(work)
    assert len(claims(world)) == 41, "each once: none was given back"


def test_posts_that_take_long_do_not_make_a_workspace_slower() -> None:
    async def work(world: World, worker: Worker) -> None:
        plan(world, 100)
        await ticks(worker, 60)

    with taking(8):
        world = in_world(work)
    assert len(world.messages) == 100
    assert max(moments(world, "T")) < 20 + 8 + 2, "five a second, whenever the answers come"


@pytest.mark.parametrize("notices", [20, 70])
def test_tips_that_are_claimed_wait_for_notices_no_longer_than_their_lease_allows(notices: int) -> None:
    async def work(world: World, worker: Worker) -> None:
        plan(world, 40)
        ticking = asyncio.create_task(ticks(worker, 150))
        await asyncio.sleep(1)
        for number in range(notices):
            told(world, f"U{number}")
        await ticking

    world = in_world(work, rate=1.0)
    told_at, tips = moments(world, "U"), moments(world, "T")
    assert (len(told_at), len(tips)) == (notices, 40)
    first, last = min(told_at) + 1.5, max(told_at)
    assert not [at for at in tips if first < at < last], "none is posted while a notice waits"
    assert min(at for at in tips if at > first) < last + 3, "and they go on right after the last"
    for past in world.database.past.values():
        held = [until - at for (at, row), (until, _) in pairwise(past) if row.state == "claimed"]
        assert max(held, default=0.0) < 50, "a lease less the time of a post, and of giving back"


def test_a_notice_waits_for_no_other_that_slack_does_not_answer() -> None:
    async def work(world: World, worker: Worker) -> None:
        told(world, "U1")
        for _ in range(3):
            told(world, "U2")
        await worker.delivering.tick(worker.wall())
        assert [one.channel for one in world.messages] == ["U2"] * 3

    with hanging("U1"):
        in_world(work)


def test_a_notice_that_slack_does_not_answer_holds_up_no_tip() -> None:
    async def work(world: World, worker: Worker) -> None:
        told(world, "U1")
        plan(world, 10)
        await worker.delivering.tick(worker.wall())
        assert len(moments(world, "T1")) == 10

    with hanging("U1"):
        in_world(work)


def test_no_tip_is_claimed_by_a_lane_that_could_not_look_for_notices() -> None:
    failing = 1

    async def claim(self: Ledger, *asked: Any, **fields: Any) -> Any:
        nonlocal failing
        if fields["notices"] and failing:
            failing -= 1
            raise StoreError("the database is gone")
        return await MemoryLedger.claim(self, *asked, **fields)

    async def work(world: World, worker: Worker) -> None:
        plan(world, 3)
        for number in range(3):
            told(world, f"U{number}")
        await ticks(worker, 30)

    with mock.patch.object(Ledger, "claim", claim):
        world = in_world(work, rate=1.0)
    order = [one.channel[0] for one in sorted(world.messages, key=lambda one: one.at)]
    assert "".join(order) == "UUUTTT"


def test_a_lane_that_met_a_wrong_clock_holds_nothing_up_once_it_is_right() -> None:
    take = MemoryPacing.take

    async def work(world: World, worker: Worker) -> None:
        async def meanwhile(self: MemoryPacing, *asked: Any, **named: Any) -> Any:
            turns = await take(self, *asked, **named)
            worker.set_by, worker.set_until = 90.0, world.time + 5
            return turns

        plan(world, 3)
        with mock.patch.object(MemoryPacing, "take", meanwhile):
            await worker.delivering.tick(worker.wall())
        assert world.messages == []
        await asyncio.sleep(TICK)
        await ticks(worker, 30)

    assert len(in_world(work).messages) == 3


def test_a_stopped_lane_claims_no_more() -> None:
    async def work(world: World, worker: Worker) -> None:
        plan(world, 100)
        told(world, "U1")
        ticking = asyncio.create_task(worker.delivering.tick(worker.wall()))
        await asyncio.sleep(2)
        stopping = asyncio.create_task(worker.delivering.stop())
        await asyncio.sleep(0)
        worker.stopped = True
        await stopping
        await ticking

    in_world(work)


def slowed(world: World, rate: float, ago: float) -> None:
    """Record that Slack kept the workspace waiting until `ago` seconds ago, and that its rate is now this."""
    until = START - ago * SECOND
    world.database.slowed["T1"] = rate, until - SECOND, until


@pytest.mark.parametrize(("ago", "least", "most"), [(0.0, 11, 17), (30.0, 30, 40), (55.0, 42, 52)])
def test_after_a_restart_a_workspace_goes_on_at_the_rate_that_it_had_come_back_to(
    ago: float, least: int, most: int
) -> None:
    async def work(world: World, worker: Worker) -> None:
        slowed(world, 1.0, ago)
        plan(world, 100)
        await worker.delivering.tick(worker.wall())

    world = in_world(work)
    assert least <= sum(at < 10 for at in moments(world, "T")) <= most


def test_a_wait_that_a_wrong_clock_wrote_slows_nobody_for_longer_than_a_minute() -> None:
    async def work(world: World, worker: Worker) -> None:
        slowed(world, 1.0, -400 * 86400.0)
        plan(world, 400)
        await ticks(worker, 90)

    world = in_world(work)
    assert sum(65 <= at < 75 for at in moments(world, "T")) >= 48


def test_after_a_restart_one_refusal_is_enough_for_a_workspace_that_was_slowed() -> None:
    refused: list[float] = []

    async def work(world: World, worker: Worker) -> None:
        nonlocal refused
        slowed(world, 1.0, 0)
        plan(world, 30)
        send, refused = full(world, 50, lambda _: True)
        with mock.patch.object(Messenger, "_send", send):
            await ticks(worker, 30)

    in_world(work)
    assert len(refused) == 1


def test_of_two_processes_one_posts_in_a_workspace_however_long_that_takes() -> None:
    async def work(world: World, worker: Worker) -> None:
        other = another(world)
        plan(world, 100)
        await asyncio.gather(ticks(worker, 110), ticks(other, 110))
        other.end()

    with mock.patch.object(Pacing, "take", MemoryPacing.take):  # which lets only one process in
        world = in_world(work, rate=1.0)
    assert len(world.messages) == 100
    assert len({one.owner for _, one in claims(world)}) == 1


def test_a_tick_waits_ten_seconds_for_what_it_began_and_no_longer() -> None:
    async def work(world: World, worker: Worker) -> None:
        plan(world, 1, channel="C1")
        plan(world, 1, "T2", "C2")

        async def send(self: Messenger, channel: str, id: str) -> str:
            await asyncio.sleep(9.5 if channel == "C1" else 3600)
            return "1.0"

        with mock.patch.object(Messenger, "_send", send):
            await worker.delivering.tick(worker.wall())
        assert 10 <= world.time < 11

    in_world(work)


def test_a_lane_that_is_done_makes_room_for_the_next_at_once() -> None:
    async def work(world: World, worker: Worker) -> None:
        plan(world, 1, "A", "slow")
        for name in "BCDE":
            plan(world, 1, name, name)
        await worker.delivering.tick(worker.wall())
        assert {one.channel for one in world.messages} == {*"BCDE"}
        assert max(one.at for one in world.messages) < 5

    with mock.patch.object(delivering, "LANES", 2), hanging("slow"):
        in_world(work)


def test_a_lane_makes_room_for_the_next_until_the_tick_is_over() -> None:
    takes = {"B": PATIENCE - 1.1, "C": 0.05}

    async def send(self: Messenger, channel: str, id: str) -> str:
        await asyncio.sleep(takes.get(channel, 0.0))
        self.worker.world.apply(channel, id)
        return "1.0"

    async def work(world: World, worker: Worker) -> None:
        for name in "BCD":
            plan(world, 1, name, name)
        with mock.patch.object(Messenger, "_send", send):
            await worker.delivering.tick(worker.wall())
            await asyncio.sleep(1)
        assert [one.channel for one in world.messages] == [*"BCD"]
        assert PATIENCE - 1 < world.messages[0].at < world.messages[1].at < PATIENCE

    with mock.patch.object(delivering, "LANES", 1):
        in_world(work)


def test_lanes_that_were_opened_for_notices_make_no_room_for_more_tips() -> None:
    async def work(world: World, worker: Worker) -> None:
        tips = [f"T{number}-0" for number in range(6)]
        for number in range(6):
            plan(world, 1, f"T{number}")
        with hanging("U1", *tips):
            ticking = asyncio.create_task(ticks(worker, 100))
            await asyncio.sleep(2)
            for name in ("X1", "X2"):
                told(world, "U1", name)
            await ticking
        asked = {one.workspace for one in world.requests}
        assert asked >= {"X1", "X2"}
        assert len(asked - {"X1", "X2"}) == 2

    with mock.patch.object(delivering, "LANES", 2):
        in_world(work)


def test_nothing_is_planned_and_nothing_settled_by_clocks_that_differ() -> None:
    async def work(world: World, worker: Worker) -> None:
        world.database.keep(a_channel("C1", next_due_at=START + DAY, next_slot=START.date()))
        [row] = plan(world, 1)
        worker.set_by, worker.set_until = 2 * 86400.0, world.time + 100
        await ticks(worker, 60)
        assert list(world.database.rows.values()) == [row]

    in_world(work)


def test_deliveries_are_held_by_the_databases_clock() -> None:
    async def clock(self: MemoryLedger) -> dt.datetime:
        asked = START + asyncio.get_running_loop().time() * SECOND
        await asyncio.sleep(4)
        return asked + 22 * SECOND  # read halfway, from a clock that is 20 seconds ahead

    async def work(world: World, worker: Worker) -> None:
        await asyncio.sleep(60)
        plan(world, 3)
        with mock.patch.object(MemoryLedger, "clock", clock):
            await worker.delivering.tick(worker.wall())

    world = in_world(work)
    assert len(world.messages) == 3
    for at, row in claims(world):
        assert row.lease_until is not None
        assert abs(row.lease_until - START - (at + 20 + 60) * SECOND) < SECOND


def in_order(world: World, *channels: str) -> None:
    """Plan a tip that is due now in each of these channels, to be claimed in this order."""
    known = len(world.database.rows)
    for number, channel in enumerate(channels, start=known + 1):
        plan(world, 1, channel=channel, subject=str(number), id=uuid.UUID(int=number))


def refusing(refuses: Callable[[float, str], bool], wait: float, *, everywhere: bool = False) -> Any:
    """A Slack that refuses posts by their moment and channel and names this wait, and the moments at which it did."""
    refused: list[float] = []

    async def send(self: Messenger, channel: str, id: str) -> str:
        world = self.worker.world
        if refuses(world.time, channel):
            refused.append(world.time)
            raise NotPostedError("ratelimited", wait * SECOND, everywhere=everywhere)
        world.apply(channel, id)
        return "1.0"

    return mock.patch.object(Messenger, "_send", send), refused


def test_a_channel_gets_one_post_a_second_whatever_comes_between() -> None:
    async def work(world: World, worker: Worker) -> None:
        in_order(world, *["C1", "C2", "C3"] * 4)
        await ticks(worker, 15)

    with taking(0.01):
        world = in_world(work)
    for channel in ("C1", "C2", "C3"):
        found = moments(world, channel)
        assert len(found) == 4
        assert all(later - earlier > 0.85 for earlier, later in pairwise(found))


def test_many_channels_that_are_refused_with_others_between_hold_up_no_workspace() -> None:
    full_ones = {f"C{number}" for number in range(0, 60, 5)}
    slack, refused = refusing(lambda at, channel: at < 50 and channel in full_ones, 50)

    async def work(world: World, worker: Worker) -> None:
        in_order(world, *(f"C{number}" for number in range(60)))
        await ticks(worker, 15)

    with slack:
        world = in_world(work)
    assert len(refused) == 12
    assert len(world.messages) == 48
    assert max(moments(world, "C")) < 60 / 5 + 2


def test_a_workspace_that_is_kept_waiting_is_recognised_also_after_a_channel_that_was_refused_alone() -> None:
    slack, refused = refusing(lambda at, channel: 3 < at < 20 or channel == "C0", 40)

    async def work(world: World, worker: Worker) -> None:
        in_order(world, *(f"C{number}" for number in range(60)))
        await ticks(worker, 30)

    with slack:
        in_world(work)
    assert TELLING <= len(refused) <= TELLING + 3


@pytest.mark.parametrize(("rate", "ago"), [(1.5, 0.0), (1.0, 61.0)])
def test_after_a_restart_a_workspace_that_is_at_its_rate_is_not_taken_for_slowed(
    rate: float, ago: float
) -> None:
    slack, refused = refusing(lambda _, channel: channel == "C0", 50)

    async def work(world: World, worker: Worker) -> None:
        slowed(world, rate, ago)
        in_order(world, *(f"C{number}" for number in range(20)))
        await ticks(worker, 30)

    with slack:
        world = in_world(work, rate=1.5)
    assert len(refused) == 1, "the first of all posts"
    assert len(world.messages) == 19, "one channel that has to wait is no workspace that has to"


def test_after_a_wait_each_refusal_is_a_wait_of_its_own_until_something_is_taken() -> None:
    slack, refused = refusing(lambda at, _: at < 30, 5)

    async def work(world: World, worker: Worker) -> None:
        in_order(world, *(f"C{number}" for number in range(20)))
        await ticks(worker, 60)

    with slack:
        world = in_world(work, rate=1.0)
    assert len(refused) > TELLING + 3
    assert all(later - earlier > 4.9 for earlier, later in pairwise(refused[TELLING - 1 :]))
    assert len(world.messages) == 20


def test_a_workspace_that_is_kept_waiting_once_more_is_slowed_once_more() -> None:
    slack, refused = refusing(lambda at, _: at < 1 or 20 < at < 25, 10)

    async def work(world: World, worker: Worker) -> None:
        in_order(world, *(f"C{number}" for number in range(150)))
        await ticks(worker, 60)

    with slack:
        world = in_world(work)
    again = max(refused) + 10
    assert sum(again <= at < again + 10 for at in moments(world, "C")) < 28, "a quarter, and what came back"


async def stopped_and(worker: Worker, other: Worker, seconds: float) -> None:
    """Stop the first process, and let the other run for this long."""
    await worker.delivering.stop()
    await ticks(other, seconds)
    other.end()


def test_who_comes_after_a_process_waits_as_long_as_slack_said_and_goes_on_at_half_the_rate() -> None:
    slack, refused = refusing(lambda at, _: at < 5, 55, everywhere=True)

    async def work(world: World, worker: Worker) -> None:
        in_order(world, *(f"C{number}" for number in range(60)))
        ticking = asyncio.create_task(worker.delivering.tick(worker.wall()))
        await asyncio.sleep(4)
        await stopped_and(worker, another(world), 80)
        await ticking

    with slack:
        world = in_world(work)
    found = moments(world, "C")
    assert max(refused) < 1
    assert 55 < min(found) < 55 + TICK + 1
    assert sum(at < min(found) + 8 for at in found) < 32, "two and a half a second, and a little more"


def test_who_comes_after_a_process_takes_what_was_refused_last_for_the_workspaces() -> None:
    slack, _ = refusing(lambda at, channel: channel == "C1" and at < 10, 40)

    async def work(world: World, worker: Worker) -> None:
        slowed(world, 1.0, 0)
        in_order(world, "C0", "C1")
        await worker.delivering.tick(worker.wall())
        in_order(world, *(f"D{number}" for number in range(60)))
        await stopped_and(worker, another(world), 60)

    with slack:
        world = in_world(work)
    found = moments(world, "D")
    assert 40 < min(found) < 40 + TICK + 3
    assert sum(at < min(found) + 8 for at in found) < 24, "at the rate that it was slowed to"


def test_who_comes_after_a_process_does_not_wait_for_a_channel_alone() -> None:
    slack, refused = refusing(lambda at, channel: channel == "C0" and at < 10, 100)

    async def work(world: World, worker: Worker) -> None:
        in_order(world, "C0", "C1")
        await worker.delivering.tick(worker.wall())
        in_order(world, "D0")
        await stopped_and(worker, another(world), 30)

    with slack:
        world = in_world(work, rate=1.0)
    assert len(refused) == 1
    assert {one.channel for one in world.messages} == {"C1", "D0"}


def test_a_workspace_that_is_done_is_free_for_others_a_second_later() -> None:
    async def work(world: World, worker: Worker) -> None:
        other = another(world)
        in_order(world, "C1")
        await worker.delivering.tick(worker.wall())
        in_order(world, "C1")
        while world.time < 5:
            await other.delivering.tick(other.wall())
            await asyncio.sleep(0.1)
        other.end()

    with mock.patch.object(Pacing, "take", MemoryPacing.take), taking(0.01):
        world = in_world(work)
    [first, second] = moments(world, "C1")
    assert 0.9 < second - first < 3
