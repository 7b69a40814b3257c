"""Outcomes of deliveries are written, kept while the database is down, and remembered."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY

from bot.core.errors import StoreError
from bot.delivery.ledger import SqlLedger
from bot.delivery.model import Delivery, Fail, Lose, Posted, Release
from bot.delivery.notices.reporting import notice
from bot.delivery.recording import Recording, fields
from tests.delivering import ME, Delivering, delivering
from tests.factories import NINE, a_delivery
from tests.support import captured_logs

VERA = "U0VERA"
HOUR = dt.timedelta(hours=1)
DAY = 86400.0


@pytest.fixture
async def going(tmp_path: Path) -> AsyncIterator[Delivering]:
    async with delivering(tmp_path) as going:
        yield going


@pytest.fixture
def gone(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """While it contains anything, the database fails."""
    why: set[str] = set()
    move = SqlLedger.move

    async def moves(self: SqlLedger, *given: Any) -> Delivery:
        if why:
            raise StoreError("the database is gone")
        return await move(self, *given)

    monkeypatch.setattr(SqlLedger, "move", moves)
    return why


def a_notice_of(row: Delivery) -> Any:
    async def notices() -> Sequence[Delivery]:
        return [notice("failed", row, VERA, NINE)]

    return notices


async def test_what_is_to_be_told_is_written_with_what_happened(going: Delivering) -> None:
    row = await going.claimed()
    assert await going.recording.move(row, Fail("not_composed"), await a_notice_of(row)())
    other = await going.armed(a_delivery("C2"))
    assert await going.recording.outcome(other, Fail("is_archived"), a_notice_of(other))
    assert await going.notices(VERA) == sorted(f"failed/{one.id}" for one in (row, other))


async def test_what_slack_said_is_held_until_the_database_is_back_and_let_go_then(
    going: Delivering, gone: set[str]
) -> None:
    row = await going.armed()
    gone.add("away")
    assert await going.recording.outcome(row, Fail("is_archived"), a_notice_of(row)) is None
    await going.recording.flush()
    assert going.recording.holds(row)
    gone.clear()
    await asyncio.gather(going.recording.flush(), going.recording.flush())
    assert not going.recording.holds(row)
    assert (await going.row(row)).state == "failed"
    assert await going.notices(VERA) == [f"failed/{row.id}"]
    await going.recording.close()


async def test_a_process_that_ends_says_what_it_could_not_write(going: Delivering, gone: set[str]) -> None:
    row = await going.armed()
    gone.add("away")
    with captured_logs() as logs:
        await going.recording.outcome(row, Posted("1.0"))
        await going.recording.close()
    [line] = logs.events("delivery.not_recorded")
    assert (line["delivery"], line["outcome"]) == (str(row.id), "Posted")


async def test_a_process_that_ends_writes_what_it_can(going: Delivering, gone: set[str]) -> None:
    row = await going.armed()
    gone.add("away")
    await going.recording.outcome(row, Posted("1.0"))
    gone.clear()
    with captured_logs() as logs:
        await going.recording.close()
    assert (await going.row(row)).ts == "1.0"
    assert not logs.events("delivery.not_recorded")


async def test_proof_counts_whatever_others_made_of_the_row_meanwhile(going: Delivering) -> None:
    row = await going.armed()
    await going.moved(row, Lose("lease_over"))
    after = await going.recording.outcome(row, Posted("1.0"))
    assert after is not None
    assert (await going.row(row)).ts == "1.0"
    other = await going.armed(a_delivery("C2"))
    await going.moved(other, Lose("lease_over"))
    assert await going.recording.outcome(other, Fail("is_archived")) is None, (
        "that it failed is no such proof"
    )


async def test_proof_of_what_was_erased_meanwhile_is_let_go(going: Delivering) -> None:
    row = await going.armed()
    await going.forget(row)
    assert await going.recording.outcome(row, Posted("1.0")) is None
    assert not going.recording.holds(row)


async def test_a_process_counts_from_when_it_lost_an_answer_itself(going: Delivering) -> None:
    row = await going.recording.move(await going.armed(), Lose("timeout"))
    assert row is not None
    going.seconds += 50
    assert going.recording.unknown_for(row) == 50


async def test_a_process_counts_from_when_it_first_saw_what_another_lost(going: Delivering) -> None:
    rows = [await going.moved(await going.armed(a_delivery(f"C{n}")), Lose("timeout")) for n in range(2)]
    assert going.recording.unknown_for(rows[0]) == 0
    going.seconds += 30
    assert going.recording.unknown_for(rows[1]) == 0
    going.seconds += 20
    assert [going.recording.unknown_for(row) for row in rows] == [50, 20]


async def test_what_is_unknown_is_forgotten_after_a_day_and_not_before(going: Delivering) -> None:
    rows = [await going.moved(await going.armed(a_delivery(f"C{n}")), Lose("timeout")) for n in range(3)]
    going.recording.unknown_for(rows[0])
    going.seconds += DAY - 1
    going.recording.unknown_for(rows[1])
    assert going.recording.unknown_for(rows[0]) == DAY - 1
    going.seconds += 1
    going.recording.unknown_for(rows[2])
    assert going.recording.unknown_for(rows[0]) == 0


async def test_the_log_says_which_delivery_it_was_and_warns_of_what_went_wrong(going: Delivering) -> None:
    first, second = await going.claimed(), await going.armed(a_delivery("C2"))
    with captured_logs() as logs:
        await going.recording.move(first, Release(ME, HOUR))
        await going.recording.move(second, Lose("timeout"))
    said = [(line["event"], line["level"], line["delivery"]) for line in logs.events()]
    assert said == [
        ("delivery.planned", "info", str(first.id)),
        ("delivery.unknown", "warning", str(second.id)),
    ]


async def test_figures_name_the_reasons_that_they_know_and_no_other(going: Delivering) -> None:
    def counted(reason: str) -> float:
        labels = {"state": "failed", "reason": reason}
        return REGISTRY.get_sample_value("leiderschap_deliveries_total", labels) or 0.0

    recording = Recording(going.ledger, going.clocks, {"failed": {"is_archived"}})
    for channel, error, reason in (("C1", "is_archived", "is_archived"), ("C2", "no_such_code", "other")):
        before = counted(reason)
        await recording.move(await going.armed(a_delivery(channel)), Fail(error))
        assert counted(reason) == before + 1


def test_the_log_names_a_channel_and_no_person() -> None:
    row = a_delivery(state="failed", attempts=2, error="is_archived", armed_at=NINE.replace(second=7))
    assert fields(row) == {
        "delivery": str(row.id),
        "workspace": "T1",
        "channel": "C1",
        "kind": "nudge",
        "slot": "2025-01-07",
        "state": "failed",
        "attempts": 2,
        "reason": "is_archived",
        "late": 7.0,
    }
    told = fields(notice("failed", row, VERA, NINE))
    assert (told["channel"], told["late"]) == ("direct", None)
