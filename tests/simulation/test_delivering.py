"""The delivery over minutes and hours, in virtual time: it stops, waits, shares and remembers."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any
from unittest import mock

import pytest

from bot.core.errors import StoreError
from bot.core.messages import Message
from bot.core.platform import NotPostedError, RefusedError
from bot.delivery import delivering
from bot.delivery.delivering import PATIENCE, RATE, STOP_WITHIN
from bot.delivery.model import Delivery, Fail, Lose, Posted
from bot.delivery.notices.reporting import notice
from bot.delivery.pacing.model import TELLING
from bot.delivery.ports import Prepared, Turn
from bot.delivery.recording import Recording, nothing
from tests.benchmarks.pace import at_random, measured
from tests.factories import a_channel, a_delivery
from tests.fakes.ledger import MemoryLedger, MemoryPacing
from tests.simulation import virtual
from tests.simulation.facts import QUIET, START
from tests.simulation.slack import Messenger
from tests.simulation.stores import Pacing
from tests.simulation.worker import TICK, Nudge, Worker
from tests.simulation.world import World

HOUR = dt.timedelta(hours=1)


def in_world(work: Callable[[World, Worker], Awaitable[None]], *, rate: float = RATE) -> World:
    """Let one worker do something in a world without faults or channels; fails if that breaks a promise."""
    world = World(1, channels=0, faults=QUIET)
    world.rate = rate

    async def run() -> None:
        worker = Worker(world, "worker")
        worker.skew = 0.0
        worker.heard(world.time)
        await work(world, worker)
        worker.end()
        await asyncio.sleep(0)

    virtual.run(run())
    assert world.broken == {}
    return world


def plan(world: World, count: int, workspace: str = "T1", channel: str = "", **fields: Any) -> list[Delivery]:
    rows = [
        a_delivery(
            channel or f"{workspace}-{number}", START, workspace=workspace, slot=START.date(), **fields
        )
        for number in range(count)
    ]
    for row in rows:
        world.knows(row)
        assert world.database.put(row)
    return rows


def told(world: World, to: str, workspace: str = "T1") -> Delivery:
    """A notice that is due now, about a missed delivery."""
    missed = a_delivery("C0", START, workspace=workspace, subject=str(uuid.uuid4()), state="skipped")
    one = notice("missed", missed, to, world.now)
    assert world.database.put(missed)
    assert world.database.put(one)
    return one


async def ticks(worker: Worker, seconds: float) -> None:
    end = worker.world.time + seconds
    while worker.world.time < end:
        await worker.delivering.tick(worker.wall())
        await asyncio.sleep(15)


def test_a_large_workspace_does_not_hold_up_a_small_one() -> None:
    async def work(world: World, worker: Worker) -> None:
        plan(world, 500, "A-large")
        plan(world, 3, "B-small")
        await ticks(worker, 150)

    world = in_world(work)
    small = [message.at for message in world.messages if message.channel.startswith("B")]
    large = [message.at for message in world.messages if message.channel.startswith("A")]
    assert len(small) == 3
    assert max(small) < 3
    assert len(large) == 500
    assert 95 < max(large) < 110, "five a second"


def test_a_channel_gets_one_post_a_second() -> None:
    asked: list[float] = []

    async def taken(self: Messenger, channel: str, id: str) -> str:
        asked.append(self.worker.world.time)
        return "1.0"

    async def work(world: World, worker: Worker) -> None:
        for number in range(4):
            plan(world, 1, channel="C1", subject=str(number), kind="nudge")
        await ticks(worker, 60)

    with mock.patch.object(Messenger, "_send", taken):
        in_world(work)
    moments = asked
    assert len(moments) == 4
    assert all(0.9 <= later - earlier < 1.5 for earlier, later in pairwise(moments))


def test_stopping_gives_back_what_was_not_sent_and_finishes_what_was() -> None:
    async def slow(self: Messenger, channel: str, id: str) -> str:
        await asyncio.sleep(8)
        self.worker.world.apply(channel, id)
        return "1.0"

    async def work(world: World, worker: Worker) -> None:
        plan(world, 200)
        ticking = asyncio.create_task(worker.delivering.tick(worker.wall()))
        await asyncio.sleep(2)
        before = world.time
        await worker.delivering.stop()
        assert world.time - before <= 10
        await ticking

    with mock.patch.object(Messenger, "_send", slow):
        world = in_world(work)
    states = {row.state for row in world.database.rows.values()}
    assert states == {"planned", "posted"}
    assert len(world.messages) == sum(row.state == "posted" for row in world.database.rows.values()) > 5


def test_stopping_does_not_wait_for_a_slack_that_never_answers() -> None:
    async def hangs(self: Messenger, channel: str, id: str) -> str:
        await asyncio.sleep(3600)
        return "1.0"

    async def work(world: World, worker: Worker) -> None:
        plan(world, 3)
        ticking = asyncio.create_task(worker.delivering.tick(worker.wall()))
        await asyncio.sleep(2)
        before = world.time
        await worker.delivering.stop()
        assert 9 <= world.time - before < 10
        await ticking

    with mock.patch.object(Messenger, "_send", hangs):
        world = in_world(work)
    assert {row.state for row in world.database.rows.values()} == {"sending"}


def test_nothing_is_begun_after_a_stop_that_comes_while_it_is_planned() -> None:
    planned = 0

    async def work(world: World, worker: Worker) -> None:
        async def slowly(now: dt.datetime, stopping: Callable[[], bool]) -> None:
            nonlocal planned
            while planned < 5000 and not stopping():
                plan(world, 1, channel=f"C{planned}")
                planned += 1
                await asyncio.sleep(0.01)

        worker.delivering._plan = slowly
        ticking = asyncio.create_task(worker.delivering.tick(worker.wall()))
        await asyncio.sleep(2)
        await worker.delivering.stop()
        posted = len(world.messages)
        await ticking
        await asyncio.sleep(60)
        assert len(world.messages) == posted

    world = in_world(work)
    assert 0 < planned < 5000
    assert {row.state for row in world.database.rows.values()} <= {"planned", "posted"}


def test_a_turn_that_was_asked_for_before_a_stop_is_given_back() -> None:
    take = MemoryPacing.take

    async def work(world: World, worker: Worker) -> None:
        async def slowly(self: MemoryPacing, *asked: Any, **named: Any) -> Any:
            turns = await take(self, *asked, **named)
            await asyncio.sleep(1)
            return turns

        for number in range(3):
            plan(world, 1, f"T{number}")
        with mock.patch.object(MemoryPacing, "take", slowly):
            ticking = asyncio.create_task(worker.delivering.tick(worker.wall()))
            await asyncio.sleep(0.5)
            await worker.delivering.stop()
            await ticking
        assert world.messages == []
        assert all(until <= worker.wall() for _, until in world.database.held.values())

    in_world(work)


def test_a_lane_that_runs_claims_nothing_by_a_clock_that_was_set_ahead() -> None:
    async def work(world: World, worker: Worker) -> None:
        plan(world, 100)
        later = [
            replace(row, due_at=START + HOUR)
            for row in (a_delivery(f"L{number}", START, slot=START.date()) for number in range(20))
        ]
        for row in later:
            world.knows(row)
            world.database.put(row)
        await worker.delivering.tick(worker.wall())
        worker.set_by, worker.set_until = 3600.0, world.time + 60
        await worker.delivering.tick(worker.wall())
        await asyncio.sleep(55)
        assert {message.channel[0] for message in world.messages} == {"T"}

    in_world(work)


def test_what_slack_said_of_a_later_attempt_is_not_dropped_with_what_it_said_before() -> None:
    async def work(world: World, worker: Worker) -> None:
        [row] = plan(world, 1)
        recording = worker.recording
        first = world.database.rows[row.id] = replace(row, state="sending", owner="worker", attempts=1)
        recording._held[row.id] = first, Posted("1.0"), nothing
        later = replace(first, version=5, attempts=2)

        async def meanwhile(*_: Any) -> None:
            recording._held[row.id] = later, Posted("2.0"), nothing

        with mock.patch.object(Recording, "_write", meanwhile):
            await recording.flush()
        assert recording._held[row.id][0] is later
        recording._held.clear()

    in_world(work)


def test_what_is_still_made_ready_when_the_time_to_stop_is_over_is_not_posted_after_it() -> None:
    async def slowly(*_: Any) -> Prepared:
        await asyncio.sleep(STOP_WITHIN + 3)
        return Prepared(Message("tip", ()), "tip")

    async def work(world: World, worker: Worker) -> None:
        plan(world, 3)
        ticking = asyncio.create_task(worker.delivering.tick(worker.wall()))
        await asyncio.sleep(1)
        await worker.delivering.stop()
        await ticking
        await asyncio.sleep(60)
        assert world.messages == []

    with mock.patch.object(Nudge, "prepare", slowly):
        world = in_world(work)
    assert {row.state for row in world.database.rows.values()} == {"claimed"}, "left to the end of the lease"


def test_a_channel_counts_as_told_about_only_once_that_stands_in_the_ledger() -> None:
    move = MemoryLedger.move

    async def refused(*_: Any) -> str:
        raise RefusedError("not_in_channel", pauses=True)

    async def gone(self: MemoryLedger, row: Delivery, event: Any, *given: Any) -> Delivery:
        if isinstance(event, Fail):
            raise StoreError("the database is gone")
        return await move(self, row, event, *given)

    async def work(world: World, worker: Worker) -> None:
        channel = a_channel("C1", next_due_at=START + HOUR)
        world.database.channels[channel.ref] = channel
        plan(world, 1, channel="C1")
        with mock.patch.object(MemoryLedger, "move", gone), mock.patch.object(Messenger, "_send", refused):
            await worker.delivering.tick(worker.wall())
        assert world.database.channels[channel.ref].paused is None

    in_world(work)


def test_what_slack_said_is_kept_for_as_long_as_the_database_is_gone() -> None:
    move = MemoryLedger.move

    async def work(world: World, worker: Worker) -> None:
        [row] = plan(world, 1)
        gone = True
        tried: list[float] = []

        async def fails(self: MemoryLedger, *given: Any) -> Delivery:
            if gone and world.messages:
                tried.append(world.time)
                raise StoreError("the database is gone")
            return await move(self, *given)

        with mock.patch.object(MemoryLedger, "move", fails):
            await worker.delivering.tick(worker.wall())
            await asyncio.sleep(1800)
            waits = [round(later - earlier) for earlier, later in pairwise(tried)]
            assert waits[:8] == [1, 2, 4, 8, 16, 30, 30, 30]
            assert world.database.rows[row.id].state == "sending"
            # Another process saw that the lease ended; Slack's answer proves more than that.
            other = MemoryLedger(world.database)
            gone = False
            await other.move(world.database.rows[row.id], Lose("lease_over"), world.now)
            await asyncio.sleep(60)
        assert world.database.rows[row.id].state == "posted"

    in_world(work)


def full(
    world: World, wait: float, about: Callable[[str], bool], *, everywhere: bool = False
) -> tuple[Callable[..., Awaitable[str]], list[float]]:
    """A Slack that keeps the channels of `about` waiting this long after the first post in one of them, and the moments
    at which it refused."""
    refused: list[float] = []

    async def send(self: Messenger, channel: str, id: str) -> str:
        if about(channel) and world.time < (refused or [world.time])[0] + wait:
            refused.append(world.time)
            left = dt.timedelta(seconds=refused[0] + wait - world.time)
            raise NotPostedError("ratelimited", left, everywhere=everywhere)
        await asyncio.sleep(0.05)
        world.apply(channel, id)
        return "1.0"

    return send, refused


def test_a_workspace_that_slack_keeps_waiting_is_left_alone_and_then_slower_for_less_than_a_minute() -> None:
    refused: list[float] = []

    async def work(world: World, worker: Worker) -> None:
        nonlocal refused
        plan(world, 400)
        send, refused = full(world, 50, lambda _: True)
        with mock.patch.object(Messenger, "_send", send):
            await ticks(worker, 300)

    world = in_world(work)
    after = sorted(message.at for message in world.messages)
    assert TELLING <= len(refused) <= TELLING + 2, "and those that were on their way"
    assert max(refused) < min(refused) + 2
    assert refused[0] + 50 <= min(after) < refused[0] + 51, "nobody waits longer than Slack asks for"
    first, last = [sum(begin <= at - min(after) < begin + 10 for at in after) for begin in (0, 60)]
    assert 25 <= first <= 36, "half of five a second"
    assert last >= 48


def test_a_channel_that_slack_keeps_waiting_holds_up_no_other() -> None:
    refused: list[float] = []

    async def work(world: World, worker: Worker) -> None:
        nonlocal refused
        plan(world, 100)
        send, refused = full(world, 120, lambda channel: channel in {"T1-7", "T1-8"})
        with mock.patch.object(Messenger, "_send", send):
            await ticks(worker, 200)

    world = in_world(work)
    moments = {message.channel: message.at for message in world.messages}
    assert len(moments) == 100
    assert sorted(moments, key=lambda channel: moments[channel])[-2:] in (["T1-7", "T1-8"], ["T1-8", "T1-7"])
    assert len(refused) == 2
    assert sorted(moments.values())[97] < 21, "five a second"
    assert sorted(moments.values())[98] >= refused[0] + 120


def test_what_slack_says_of_the_whole_workspace_is_about_the_whole_workspace() -> None:
    refused: list[float] = []

    async def work(world: World, worker: Worker) -> None:
        nonlocal refused
        plan(world, 30)
        first = min(world.database.rows.values(), key=lambda row: row.id).ref.channel
        send, refused = full(world, 50, lambda channel: channel == first, everywhere=True)
        with mock.patch.object(Messenger, "_send", send):
            await ticks(worker, 100)

    world = in_world(work)
    assert len(refused) == 1
    assert not [one for one in world.messages if refused[0] + 1 < one.at < refused[0] + 50]
    assert len(world.messages) == 30


def test_another_process_and_a_restart_wait_as_long_as_slack_asked_for() -> None:
    refused: list[float] = []

    async def work(world: World, worker: Worker) -> None:
        nonlocal refused
        plan(world, 50)
        send, refused = full(world, 300, lambda _: True)
        with mock.patch.object(Messenger, "_send", send):
            await ticks(worker, 10)
            worker.end()
            other = Worker(world, "other")
            other.skew = 0.0
            await ticks(other, 400)
            other.end()

    world = in_world(work)
    assert max(refused) < min(refused) + 2
    assert len(world.messages) == 50


def test_what_a_look_gives_back_while_lanes_are_opened_is_posted_in_the_same_tick() -> None:
    taken = asyncio.Event()

    async def take(self: Pacing, *asked: Any, **named: Any) -> Sequence[Turn]:
        turns = await MemoryPacing.take(self, *asked, **named)
        taken.set()
        await asyncio.sleep(0.1)
        return turns

    async def work(world: World, worker: Worker) -> None:
        async def look() -> None:
            await taken.wait()
            plan(world, 1)

        with mock.patch.object(Pacing, "take", take), mock.patch.object(worker.reconciling, "look", look):
            await worker.delivering.tick(worker.wall())

    assert len(in_world(work).messages) == 1


def test_a_second_process_posts_nothing_in_a_workspace_where_one_posts() -> None:
    async def work(world: World, worker: Worker) -> None:
        other = Worker(world, "other")
        other.skew = 0.0
        other.heard(world.time)
        plan(world, 100)
        await asyncio.gather(ticks(worker, 60), ticks(other, 60))
        other.end()

    with mock.patch.object(
        Pacing, "take", MemoryPacing.take
    ):  # the simulation's own lets anybody in at times
        world = in_world(work)
    assert len(world.messages) == 100
    assert max(message.at for message in world.messages) > 100 / RATE - 2


@pytest.mark.parametrize("share", [0.015, 0.05])
@pytest.mark.parametrize("wait", [1.0, 30.0])
def test_posts_that_are_refused_at_random_leave_most_of_the_rate(share: float, wait: float) -> None:
    minutes = 1.5
    pushed = measured(at_random(share), wait, 20.0, minutes)
    assert pushed.refused
    assert len(pushed.taken) >= 0.6 * 20 * minutes * 60


def test_notices_are_told_before_a_backlog_of_tips() -> None:
    async def work(world: World, worker: Worker) -> None:
        plan(world, 400)
        ticking = asyncio.create_task(ticks(worker, 100))
        await asyncio.sleep(20)
        late = world.time
        for number in range(30):
            told(world, f"U{number}")
        await ticking
        first = [one.at for one in world.messages if one.channel[0] == "U"]
        tips = [one.at for one in world.messages if one.channel[0] == "T"]
        assert len(first) == 30
        assert min(first) < late + TICK + 1, "as soon as somebody looks what is due"
        assert max(first) < min(first) + 30 / 5 + 1, "at the whole rate of the workspace"
        assert sum(min(first) + 1 < at < max(first) for at in tips) <= 1, "and no tip between them"

    in_world(work)


def test_a_notice_waits_for_no_tip_that_slack_does_not_answer() -> None:
    async def hangs(self: Messenger, channel: str, id: str) -> str:
        if channel[0] != "U":
            await asyncio.sleep(3600)
        self.worker.world.apply(channel, id)
        return "1.0"

    async def work(world: World, worker: Worker) -> None:
        for number in range(40):
            plan(world, 10, f"T{number}")  # more than a process holds at once
        ticking = asyncio.create_task(ticks(worker, 60))
        await asyncio.sleep(20)
        for number in (3, 99):
            told(world, "U1", f"T{number}")
        await asyncio.sleep(TICK + 2)
        assert [one.channel for one in world.messages] == ["U1", "U1"]
        ticking.cancel()

    with mock.patch.object(Messenger, "_send", hangs):
        in_world(work)


def test_a_notice_needs_no_lane_that_others_leave_free() -> None:
    async def hangs(self: Messenger, channel: str, id: str) -> str:
        if channel[0] != "U":
            await asyncio.sleep(3600)
        self.worker.world.apply(channel, id)
        return "1.0"

    async def work(world: World, worker: Worker) -> None:
        for number in range(6):
            plan(world, 1, f"T{number}")
        ticking = asyncio.create_task(ticks(worker, 40))
        await asyncio.sleep(5)
        told(world, "U1", "T9")
        await asyncio.sleep(TICK + PATIENCE + 2)
        assert [one.channel for one in world.messages] == ["U1"]
        await ticking
        assert len(worker.delivering._lanes) == 3

    with mock.patch.object(delivering, "LANES", 3), mock.patch.object(Messenger, "_send", hangs):
        in_world(work)


def test_the_notices_of_one_person_come_one_a_second_in_their_order() -> None:
    async def work(world: World, worker: Worker) -> None:
        rows = []
        for _ in range(5):
            rows.append(told(world, "U1"))
            await asyncio.sleep(1)
        await ticks(worker, 60)
        assert [one.delivery for one in world.messages] == [str(row.id) for row in rows]
        moments = [one.at for one in world.messages]
        assert all(later - earlier > 0.4 for earlier, later in pairwise(moments))

    in_world(work)


def test_a_post_that_gets_through_leaves_a_pause_that_came_while_it_was_on_its_way() -> None:
    refused = a_channel("T1-0", paused="not_in_channel", next_due_at=START + 24 * HOUR, version=1)
    shared = replace(refused, paused="is_shared", next_due_at=None, next_slot=None)

    async def stopped_meanwhile(self: Messenger, channel: str, id: str) -> str:
        self.worker.world.database.channels[refused.ref] = shared
        return "1.0"

    async def work(world: World, worker: Worker) -> None:
        world.database.channels[refused.ref] = refused
        plan(world, 1)
        await worker.delivering.tick(worker.wall())

    with mock.patch.object(Messenger, "_send", stopped_meanwhile):
        world = in_world(work)
    assert [row.state for row in world.database.rows.values()] == ["posted"]
    assert world.database.channels[refused.ref] == shared


def test_nothing_is_claimed_while_the_clocks_differ() -> None:
    async def work(world: World, worker: Worker) -> None:
        await worker.delivering.tick(worker.wall())
        plan(world, 1)
        worker.set_by, worker.set_until = 90.0, world.time + 3600
        await ticks(worker, 3590)
        assert world.messages == [], "no time makes a wrong clock right"
        await ticks(worker, 40)
        assert len(world.messages) == 1

    in_world(work)


class Ahead(Worker):
    """A process whose clock is three hours ahead, with its own Slack that is wrong by as much."""

    def wall(self) -> dt.datetime:
        return super().wall() + 3 * HOUR


def test_what_a_process_of_a_clock_hours_ahead_left_behind_is_found_soon_and_not_posted_again() -> None:
    async def unanswered(self: Messenger, channel: str, id: str) -> str:
        self.worker.world.apply(channel, id)
        await asyncio.sleep(3600)
        return "1.0"

    async def work(world: World, worker: Worker) -> None:
        [row] = plan(world, 1)
        ahead = Ahead(world, "ahead")
        ahead.clocks.slack(ahead.wall())
        with mock.patch.object(Messenger, "_send", unanswered):
            await ahead.delivering.tick(ahead.wall())
        ahead.end()
        await ticks(worker, 25 * 60)
        assert world.database.rows[row.id].state == "posted"

    world = in_world(work)
    assert len(world.messages) == 1
