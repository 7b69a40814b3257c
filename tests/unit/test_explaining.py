"""What an administrator reads about a delivery, and when it can be settled by hand."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, get_args

import pytest

from bot.channels.calendar.model import Why
from bot.channels.leads.permissions import SHARED
from bot.delivery.explaining import NOBODY_TO_TELL, SKIPPED, CannotSettle, explain, settlement, went_wrong
from bot.delivery.model import Posted, Repost, State
from bot.settings import ROOT
from tests.factories import NINE, a_delivery

SECOND = dt.timedelta(seconds=1)
ARMED: dict[str, Any] = {"attempts": 1, "armed_at": NINE + SECOND, "tip": "ceo-weekblog"}

TOLD = {
    "not due yet": ({"state": "planned"}, -60),
    "waits for the clock": ({"state": "planned"}, 60),
    "records it as missed": ({"state": "planned"}, 7 * 3600),
    "after ratelimited: tried again from 2025-01-07 08:05:00Z": (
        ARMED | {"state": "planned", "error": "ratelimited", "not_before": NINE + 300 * SECOND},
        60,
    ),
    "claimed by proces until 2025-01-07 08:01:00Z: nothing was sent": (
        {"state": "claimed", "owner": "proces", "lease_until": NINE + 60 * SECOND},
        10,
    ),
    "its worker is gone": ({"state": "sending", "owner": "proces", "lease_until": NINE}, 10),
    "as message 1700000000.1": (ARMED | {"state": "posted", "ts": "1700000000.1"}, 60),
    "a person says that it is there": (ARMED | {"state": "posted"}, 60),
    "nothing is decided before 2025-01-07 08:02:00Z": (
        ARMED | {"state": "unknown", "error": "timeout", "quarantine_until": NINE + 120 * SECOND},
        60,
    ),
    "at 2025-01-21 08:00:00Z it is skipped": (ARMED | {"state": "review", "error": "timeout"}, 600),
    "failed (is_archived)": (ARMED | {"state": "failed", "error": "is_archived"}, 60),
    "skipped (missed): its time had passed": ({"state": "skipped", "error": "missed"}, 60),
}


@pytest.mark.parametrize(("said", "given"), TOLD.items(), ids=TOLD)
def test_every_state_is_told_in_words(said: str, given: tuple[dict[str, Any], int]) -> None:
    fields, seconds = given
    lines = list(explain(a_delivery(**fields), [], NINE + seconds * SECOND))
    assert any(said in line for line in lines), lines
    assert any("attempt 1 began" in line for line in lines) == ("attempts" in fields)


def test_every_reason_to_skip_that_the_code_knows_is_told_in_words() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot").rglob("*.py"))
    named = set(re.findall(r'Skip\("(\w+)"', sources)) | set(
        re.findall(r'state="skipped", error="(\w+)"', sources)
    )
    assert {"off", "round_gone", "passed_on", "posted_early"} <= named
    assert named | {*get_args(Why), SHARED, NOBODY_TO_TELL} <= set(SKIPPED)


def test_a_notice_that_nobody_got_is_not_told_as_if_it_were_on_purpose() -> None:
    row = a_delivery(
        "administrators", kind="notice", subject="missed/x/1", state="skipped", error=NOBODY_TO_TELL
    )
    assert any("a promise that could not be kept" in line for line in explain(row, [], NINE))
    assert went_wrong(row)


def test_it_says_what_a_row_cannot_know_and_where_it_stands() -> None:
    row = a_delivery(state="posted", **ARMED | {"attempts": 3})
    told = "\n".join(explain(row, [], NINE))
    assert "only the number of earlier attempts is kept" in told
    assert f"delivery={row.id}" in told


def test_a_notice_tells_who_was_told_what() -> None:
    row = a_delivery(state="review")
    notice = a_delivery("U1VERA", kind="notice", subject=f"unknown/{row.id}/5", state="posted")
    assert any("told U1VERA: unknown (posted)" in line for line in explain(row, [notice], NINE))


@pytest.mark.parametrize("state", get_args(State))
def test_only_what_nobody_knows_can_be_settled(state: State) -> None:
    row = a_delivery(state=state, quarantine_until=NINE)
    for posted in (True, False):
        if state == "review" or (state == "unknown" and posted):
            assert settlement(row, NINE, posted=posted) == (Posted(None) if posted else Repost())
            continue
        with pytest.raises(CannotSettle, match="tick" if state == "unknown" else f"is {state}"):
            settlement(row, NINE, posted=posted)


def test_nothing_is_posted_again_before_a_lost_request_can_take_effect_no_more() -> None:
    row = a_delivery(state="unknown", quarantine_until=NINE + 120 * SECOND)
    with pytest.raises(CannotSettle, match="at 2025-01-07 08:02:00Z"):
        settlement(row, NINE, posted=False)
