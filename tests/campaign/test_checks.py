"""The campaign's checks find each broken promise, in made-up results."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from bot.delivery.model import Delivery, State
from bot.delivery.notices.reporting import What, notice
from tests.campaign.checks import End, broken
from tests.factories import C1, NINE, a_channel, a_delivery

DUE = NINE.timestamp()
WEEK = dt.timedelta(days=7)
POSTED = a_delivery(state="posted", attempts=1)
MISSED = a_delivery(due_at=NINE - WEEK, state="skipped", error="missed")
FAILED = a_delivery(state="failed", error="not_in_channel", attempts=1)
REVIEW = a_delivery(state="review", error="timeout", attempts=1, version=5)
OPEN = a_delivery(state="claimed")
LATER = replace(a_delivery(due_at=NINE + dt.timedelta(seconds=9), state="posted"), slot=NINE.date() + WEEK)

Posts = list[tuple[float, str, str]]


def an_end(rows: list[Delivery], applied: Posts, **fields: Any) -> End:
    first = min((row.slot for row in rows if row.kind == "nudge"), default=NINE.date())
    defaults: dict[str, Any] = {
        "refused": {(row.ref.channel, str(row.id)) for row in rows if row.state == "failed"},
        "channels": [a_channel(next_slot=first)],
        "leads": {C1: ("U0LEAD",)},
        "administrators": {"T1": ("U0ADMIN", "U0OWNER")},
        "begun": NINE,
        "lookup": False,
    }
    return End(rows, applied, **defaults | fields)


def at(row: Delivery, seconds: float = 1.0) -> tuple[float, str, str]:
    """The post of `row`, this many seconds after NINE."""
    return DUE + seconds, row.ref.channel, str(row.id)


def telling(
    what: What, row: Delivery, to: str = "U0LEAD", state: State = "posted", attempts: int = 1
) -> Delivery:
    """The notice about how `row` ended; its subject has the version of the row."""
    made = notice(what, replace(row, version=row.version - 1), to, NINE)
    return replace(made, state=state, attempts=attempts)


TOLD_MISSED = telling("missed", MISSED)
TOLD_FAILED = telling("paused", FAILED)
ASKED = telling("unknown", REVIEW)
LOST = telling("missed", MISSED, attempts=2)
REFUSED = telling("missed", MISSED, state="failed")
TO_ADMIN, TO_OWNER = telling("missed", MISSED, "U0ADMIN"), telling("missed", MISSED, "U0OWNER")


@pytest.mark.parametrize(
    "end",
    [
        an_end([POSTED], [at(POSTED)]),
        an_end([POSTED, LATER], [at(POSTED), at(LATER, 10)]),
        an_end([MISSED, TOLD_MISSED], [at(TOLD_MISSED)]),
        an_end([FAILED, TOLD_FAILED], [at(TOLD_FAILED)]),
        an_end([REVIEW, ASKED], [at(ASKED)]),
        an_end([REVIEW, ASKED], [at(REVIEW), at(ASKED)]),
        an_end([MISSED, LOST], [at(LOST), at(LOST, 9)]),
        an_end([MISSED, REFUSED, TO_ADMIN, TO_OWNER], [at(TO_ADMIN), at(TO_OWNER)]),
        an_end([MISSED, TO_ADMIN, TO_OWNER], [at(TO_ADMIN), at(TO_OWNER)], leads={}),
    ],
)
def test_a_good_end_breaks_nothing(end: End) -> None:
    assert broken(end) == []


@pytest.mark.parametrize(
    ("end", "promise"),
    [
        (an_end([POSTED], [at(POSTED), at(POSTED, 2)]), "was posted 2 times"),
        (an_end([], []), "nothing is recorded of channel C1"),
        (an_end([POSTED], [at(POSTED), at(LATER)]), "no row names"),
        (an_end([OPEN], []), "still claimed"),
        (an_end([REVIEW, ASKED], [at(ASKED)], lookup=True), "not settled"),
        (an_end([POSTED], []), "said to be posted, and is not there"),
        (an_end([MISSED, TOLD_MISSED], [at(MISSED), at(TOLD_MISSED)]), "said to be skipped (missed), and is there"),
        (an_end([FAILED, TOLD_FAILED], [at(TOLD_FAILED)], refused=()), "Slack never refused it"),
        (an_end([MISSED, TOLD_MISSED], [at(TOLD_MISSED)], begun=NINE - 2 * WEEK), "could have come"),
        (an_end([POSTED], [at(POSTED, -1)]), "1.00 s too early in C1"),
        (an_end([POSTED, LATER], [at(LATER, 10), at(POSTED, 11)]), "out of order: nudge in C1"),
        (an_end([MISSED], []), "nobody was told that it is skipped (missed)"),
        (an_end([FAILED], []), "nobody was told that it is failed"),
        (an_end([REVIEW], []), "nobody was told that it is review"),
        (an_end([REVIEW, TOLD_MISSED], [at(TOLD_MISSED)]), "nobody was told that it is review"),
        (an_end([MISSED, TOLD_MISSED], []), "nobody was told that it is skipped (missed)"),
        (an_end([MISSED, replace(TOLD_MISSED, state="review")], []), "not settled"),
        (an_end([MISSED, REFUSED], []), "nobody was told that it is skipped (missed)"),
        (an_end([MISSED, TO_ADMIN], [at(TO_ADMIN)], leads={}), "nobody was told that it is skipped (missed)"),
        (an_end([MISSED, TOLD_MISSED], [at(TOLD_MISSED), at(TOLD_MISSED, 2)]), "U0LEAD was told 2 times"),
        (an_end([MISSED, LOST], [at(LOST, second) for second in (1, 2, 3)]), "U0LEAD was told 3 times"),
    ],
)  # fmt: skip
def test_a_bad_end_is_found(end: End, promise: str) -> None:
    assert any(promise in str(one) for one in broken(end))
