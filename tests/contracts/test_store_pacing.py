"""The contract of `PacingStore`, on both databases: one process posts in a workspace, and all keep Slack's waits."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.delivery.ledger import SqlLedger
from bot.delivery.model import FARTHEST
from bot.delivery.pacing.store import SqlPacingStore
from bot.delivery.ports import Ledger, PacingStore
from tests.factories import NINE, a_delivery

SECOND = dt.timedelta(seconds=1)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def pacing(engine: AsyncEngine) -> PacingStore:
    return SqlPacingStore(engine)


@pytest.fixture
async def ledger(engine: AsyncEngine) -> Ledger:
    return await with_work(SqlLedger(engine))


async def with_work(ledger: Ledger) -> Ledger:
    """Work in three workspaces now, and in a fourth in an hour."""
    await ledger.add([a_delivery(f"C{n}", workspace=f"T{n % 3}") for n in range(9)])
    await ledger.add([a_delivery("C9", NINE + 60 * MINUTE, workspace="T9")])
    return ledger


async def taken(pacing: PacingStore, owner: str, now: dt.datetime = NINE, limit: int = 10) -> set[str]:
    return {turn.workspace for turn in await pacing.take(owner, now, now + MINUTE, limit, [])}


async def test_where_nothing_is_due_nothing_is_taken(pacing: PacingStore) -> None:
    assert await taken(pacing, "one") == set()


@pytest.mark.usefixtures("ledger")
class TestWithWork:
    async def test_the_workspaces_with_something_due_are_taken_once(self, pacing: PacingStore) -> None:
        assert await taken(pacing, "one") == {"T0", "T1", "T2"}
        assert await taken(pacing, "two") == set()

    async def test_two_processes_share_them(self, pacing: PacingStore) -> None:
        turns = await asyncio.gather(*(taken(pacing, f"process {n}") for n in range(6)))
        assert sorted(workspace for some in turns for workspace in some) == ["T0", "T1", "T2"]

    async def test_no_more_are_taken_than_asked_for(self, pacing: PacingStore) -> None:
        assert len(await taken(pacing, "one", limit=2)) == 2
        assert len(await taken(pacing, "two", limit=2)) == 1

    async def test_a_workspace_whose_process_died_is_free_after_its_time(self, pacing: PacingStore) -> None:
        await taken(pacing, "dead")
        assert await taken(pacing, "two", NINE + MINUTE) == {"T0", "T1", "T2"}

    async def test_who_keeps_a_workspace_has_it_longer_and_nobody_keeps_anothers(
        self, pacing: PacingStore
    ) -> None:
        await taken(pacing, "one")
        await pacing.keep("one", ["T0"], NINE + 5 * MINUTE)
        await pacing.keep("two", ["T1"], NINE + 5 * MINUTE)
        assert await taken(pacing, "two", NINE + MINUTE) == {"T1", "T2"}

    async def test_who_leaves_lets_others_in_from_then_on(self, pacing: PacingStore) -> None:
        await taken(pacing, "one")
        await pacing.keep("two", ["T1"], NINE)
        await pacing.keep("one", ["T0"], NINE + SECOND)
        assert await taken(pacing, "two") == set()
        assert await taken(pacing, "two", NINE + SECOND) == {"T0"}

    async def test_what_slack_said_holds_for_everybody_and_the_rate_is_remembered(
        self, pacing: PacingStore
    ) -> None:
        await pacing.slow("T0", 2.5, NINE, NINE + 2 * MINUTE)
        assert await taken(pacing, "one") == {"T1", "T2"}
        await pacing.keep("one", ["T1"], NINE)
        await pacing.keep("one", ["T2"], NINE)
        turns = await pacing.take("two", NINE + 2 * MINUTE, NINE + 3 * MINUTE, 10, [])
        [turn] = [turn for turn in turns if turn.workspace == "T0"]
        assert (turn.rate, turn.slowed_at, turn.blocked_until) == (2.5, NINE, NINE + 2 * MINUTE)

    async def test_of_two_waits_the_longer_holds_whichever_is_told_last(self, pacing: PacingStore) -> None:
        for minutes in (1, 5, 2):
            await pacing.slow("T0", 2.5, NINE, NINE + minutes * MINUTE)
        assert await taken(pacing, "one", NINE + 5 * MINUTE - SECOND) == {"T1", "T2"}
        assert await taken(pacing, "two", NINE + 5 * MINUTE) == {"T0"}

    async def test_who_knew_nothing_of_a_wait_that_is_on_makes_nobody_faster(
        self, pacing: PacingStore
    ) -> None:
        await pacing.slow("T0", 0.5, NINE, NINE + MINUTE)
        await pacing.slow("T0", 2.5, NINE + SECOND, NINE + MINUTE)
        [turn] = await pacing.take("one", NINE + MINUTE, NINE + 2 * MINUTE, 1, ["T1", "T2"])
        assert turn.rate == 0.5

    async def test_a_slower_rate_that_is_told_in_a_wait_holds(self, pacing: PacingStore) -> None:
        await pacing.slow("T0", 2.5, NINE, NINE + MINUTE)
        await pacing.slow("T0", 0.5, NINE + SECOND, NINE + MINUTE)
        [turn] = await pacing.take("one", NINE + MINUTE, NINE + 2 * MINUTE, 1, ["T1", "T2"])
        assert turn.rate == 0.5

    async def test_a_wait_that_is_over_is_not_lifted_later(self, pacing: PacingStore) -> None:
        await pacing.slow("T0", 2.5, NINE, NINE + MINUTE)
        await pacing.lift("T0", NINE + 2 * MINUTE)
        [turn] = await pacing.take("one", NINE + 2 * MINUTE, NINE + 3 * MINUTE, 1, ["T1", "T2"])
        assert turn.blocked_until == NINE + MINUTE

    async def test_after_a_wait_the_rate_is_what_the_next_one_says(self, pacing: PacingStore) -> None:
        await pacing.slow("T0", 0.5, NINE, NINE + MINUTE)
        await pacing.slow("T0", 2.5, NINE + MINUTE, NINE + 2 * MINUTE)
        [turn] = await pacing.take("one", NINE + 2 * MINUTE, NINE + 3 * MINUTE, 1, ["T1", "T2"])
        assert (turn.rate, turn.slowed_at) == (2.5, NINE + MINUTE)

    async def test_a_wait_that_was_not_the_workspaces_is_lifted(self, pacing: PacingStore) -> None:
        await pacing.lift("T0", NINE)
        await pacing.slow("T0", 2.5, NINE, NINE + MINUTE)
        await pacing.slow("T1", 2.5, NINE, NINE + MINUTE)
        await pacing.lift("T0", NINE)
        turns = await pacing.take("one", NINE, NINE + MINUTE, 10, [])
        assert {turn.workspace: (turn.rate, turn.blocked_until) for turn in turns} == {
            "T0": (2.5, NINE),
            "T2": (None, None),
        }, "and the rate stays what it was"

    async def test_what_a_clock_far_ahead_wrote_keeps_nobody_out(self, pacing: PacingStore) -> None:
        ahead = NINE + FARTHEST + SECOND
        assert await taken(pacing, "ahead", ahead) == {"T0", "T1", "T2"}
        await pacing.slow("T0", 2.5, ahead, ahead + MINUTE)
        assert await taken(pacing, "two") == {"T0", "T1", "T2"}
        await pacing.slow("T0", 2.5, NINE, NINE + MINUTE)
        await pacing.keep("two", ["T0"], NINE)
        assert await taken(pacing, "three", NINE + MINUTE) == {"T0", "T1", "T2"}, "nor is it the longer wait"

    async def test_the_longest_turn_that_can_be_is_believed(self, pacing: PacingStore) -> None:
        await pacing.take("one", NINE, NINE + FARTHEST, 10, [])
        assert await taken(pacing, "two") == set()
        assert await taken(pacing, "three", NINE + FARTHEST - SECOND) == set()

    async def test_a_wait_from_as_far_ahead_as_a_clock_is_believed_holds(self, pacing: PacingStore) -> None:
        await pacing.slow("T0", 2.5, NINE + FARTHEST, NINE + FARTHEST + MINUTE)
        assert await taken(pacing, "one") == {"T1", "T2"}

    async def test_what_is_claimed_or_over_is_no_work(self, pacing: PacingStore, ledger: Ledger) -> None:
        for row in await ledger.claim("other", NINE, 10, "T0"):
            assert row.ref.workspace == "T0"
        assert await taken(pacing, "one") == {"T1", "T2"}
        assert await taken(pacing, "two", NINE + 360 * MINUTE) == {"T9"}, "the others' time is just over"

    async def test_those_that_are_to_come_first_are_taken_first(self, pacing: PacingStore) -> None:
        [turn] = await pacing.take("one", NINE, NINE + MINUTE, 1, ["T1"], first=["T2", "T1", "elsewhere"])
        assert turn.workspace == "T2"
        [turn] = await pacing.take("two", NINE, NINE + MINUTE, 1, [], first=["T1"])
        assert turn.workspace == "T1"

    async def test_a_workspace_with_a_notice_to_claim_is_named_also_while_somebody_posts_there(
        self, pacing: PacingStore, ledger: Ledger
    ) -> None:
        assert await pacing.noticed(NINE) == []
        await ledger.add(
            [
                a_delivery("U1", kind="notice", workspace="T1"),
                a_delivery("U2", NINE + MINUTE, kind="notice", workspace="T2"),
                a_delivery("U3", kind="notice", workspace="T8"),
                a_delivery("U4", kind="notice", workspace="T9", not_before=NINE + MINUTE),
            ]
        )
        await taken(pacing, "one")
        assert list(await pacing.noticed(NINE)) == ["T1", "T8"]
        assert list(await pacing.noticed(NINE + MINUTE)) == ["T1", "T2", "T8", "T9"]
        assert await ledger.claim("one", NINE, 10, "T8", notices=True)
        assert list(await pacing.noticed(NINE)) == ["T1"], "one that is claimed is no more to claim"

    async def test_one_that_is_had_already_is_not_taken_again(self, pacing: PacingStore) -> None:
        turns = await pacing.take("one", NINE, NINE + MINUTE, 10, ["T1"])
        assert {turn.workspace for turn in turns} == {"T0", "T2"}


async def test_a_claim_of_one_workspace_takes_nothing_of_another(ledger: Ledger) -> None:
    lease = dt.timedelta(seconds=5)
    rows = await ledger.claim("one", NINE, 2, "T1", lease)
    assert [row.ref.workspace for row in rows] == ["T1", "T1"]
    assert {row.lease_until for row in rows} == {NINE + lease}
