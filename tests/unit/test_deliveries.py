"""The delivery as a state machine: the code does what the table in its docstring says, row by row, and no more."""

from __future__ import annotations

import contextlib
import datetime as dt
from dataclasses import fields, replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery import model
from bot.delivery.bounds import LEASE, QUARANTINE, Bounds
from bot.delivery.clocks import APART
from bot.delivery.model import (
    FARTHEST,
    IN_FLIGHT,
    OPEN,
    REPOST_WINDOW,
    REVIEW_DAYS,
    Absent,
    Arm,
    Claim,
    Delivery,
    Event,
    Expire,
    Fail,
    IllegalTransition,
    Lose,
    NotPosted,
    Posted,
    Release,
    Repost,
    Review,
    Skip,
    State,
    decide,
    stale_at,
)
from bot.settings import Settings
from tests.factories import NINE, a_delivery

SECOND = dt.timedelta(seconds=1)
HOUR = dt.timedelta(hours=1)
EXPIRES = NINE + 6 * HOUR
ME, OTHER = "me", "other"

EVENTS: tuple[Event, ...] = (
    Claim(ME),
    Release(ME),
    Arm(ME, "tip"),
    Posted("1.0"),
    NotPosted("ratelimited", HOUR),
    Fail("is_archived"),
    Lose("timeout"),
    Skip("holiday"),
    Expire(),
    Absent(),
    Review(),
    Repost(),
)
ASKED = NINE + QUARANTINE
STATES: tuple[State, ...] = get_args(State)
MOMENTS = (
    NINE - SECOND,
    NINE,
    NINE + LEASE,
    NINE + QUARANTINE,
    EXPIRES,
    NINE + REVIEW_DAYS,
    ASKED + REVIEW_DAYS,
    EXPIRES + REVIEW_DAYS,
)

PLANNED = a_delivery()
CLAIMED = decide(PLANNED, Claim(ME), NINE)
SENDING = decide(CLAIMED, Arm(ME, "tip"), NINE)
UNKNOWN = decide(SENDING, Lose("timeout"), NINE)
REVIEW = decide(UNKNOWN, Review(), NINE + QUARANTINE)
ROWS: dict[State, Delivery] = {
    "planned": PLANNED,
    "claimed": CLAIMED,
    "sending": SENDING,
    "unknown": UNKNOWN,
    "review": REVIEW,
    "posted": decide(SENDING, Posted("1.0"), NINE),
    "failed": decide(SENDING, Fail("is_archived"), NINE),
    "skipped": decide(PLANNED, Skip("holiday"), NINE),
}


def table() -> dict[tuple[str, str], set[str]]:
    """The states that each (state, event) may lead to, according to the table in the docstring."""
    found: dict[tuple[str, str], set[str]] = {}
    for line in (model.__doc__ or "").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|") or cells[0] == "from" or set(cells[0]) == {"-"}:
            continue
        states = sorted(OPEN | {"failed"}) if cells[0] == "any open, failed" else [cells[0]]
        target = next(state for state in STATES if cells[3].startswith(state))
        for state in states:
            found.setdefault((state, cells[1]), set()).add(target)
    return found


PAIRS = [(state, event) for state in STATES for event in EVENTS]


def outcomes(state: State, event: Event) -> set[str]:
    """The states that are reached from `state`, at any moment."""
    reached: set[str] = set()
    for now in MOMENTS:
        with contextlib.suppress(IllegalTransition):
            reached.add(decide(ROWS[state], event, now).state)
    return reached


@pytest.mark.parametrize(
    ("state", "event"), PAIRS, ids=[f"{state}-{type(event).__name__}" for state, event in PAIRS]
)
def test_an_event_leads_where_the_table_says_and_nowhere_else(state: State, event: Event) -> None:
    assert outcomes(state, event) == table().get((state, type(event).__name__), set())


def test_the_table_names_every_event_and_every_state_has_a_row_here() -> None:
    assert {event for _, event in table()} == {type(event).__name__ for event in EVENTS}
    assert {type(event) for event in EVENTS} == set(get_args(Event))
    assert all(ROWS[state].state == state for state in STATES)


@pytest.mark.parametrize(
    ("row", "event", "now"),
    [
        (PLANNED, Claim(ME), NINE - SECOND),
        (PLANNED, Claim(ME), EXPIRES),
        (replace(PLANNED, not_before=NINE + SECOND), Claim(ME), NINE),
        (PLANNED, Expire(), EXPIRES - SECOND),
        (CLAIMED, Arm(OTHER, "tip"), NINE),
        (CLAIMED, Arm(ME, "tip"), NINE + LEASE),
        (replace(CLAIMED, expires_at=NINE + SECOND), Arm(ME, "tip"), NINE + SECOND),
        (CLAIMED, Release(OTHER), NINE + LEASE - SECOND),
        (CLAIMED, Release(), NINE + LEASE - SECOND),
        (UNKNOWN, Review(), NINE + QUARANTINE - SECOND),
        (UNKNOWN, Absent(), NINE + QUARANTINE - SECOND),
        (REVIEW, Expire(), ASKED + REVIEW_DAYS - SECOND),
    ],
)
def test_a_guard_that_does_not_hold_refuses(row: Delivery, event: Event, now: dt.datetime) -> None:
    with pytest.raises(IllegalTransition, match=type(event).__name__):
        decide(row, event, now)


@pytest.mark.parametrize(
    ("row", "event", "now", "changed"),
    [
        (PLANNED, Claim(ME), NINE, {"state": "claimed", "owner": ME, "lease_until": NINE + LEASE}),
        (PLANNED, Skip("holiday"), NINE, {"state": "skipped", "error": "holiday"}),
        (PLANNED, Expire(), EXPIRES, {"state": "skipped", "error": "missed"}),
        (CLAIMED, Release(ME), NINE, {"state": "planned", "owner": None, "lease_until": None}),
        (CLAIMED, Release(), NINE + LEASE, {"state": "planned", "owner": None, "lease_until": None}),
        (
            CLAIMED,
            Arm(ME, "tip"),
            NINE + SECOND,
            {"state": "sending", "tip": "tip", "armed_at": NINE + SECOND, "attempts": 1},
        ),
        (
            CLAIMED,
            Skip("paused"),
            NINE,
            {"state": "skipped", "error": "paused", "owner": None, "lease_until": None},
        ),
        (
            SENDING,
            NotPosted("ratelimited", HOUR),
            NINE,
            {
                "state": "planned",
                "error": "ratelimited",
                "not_before": NINE + HOUR,
                "owner": None,
                "lease_until": None,
            },
        ),
        (
            SENDING,
            Lose("timeout"),
            NINE,
            {
                "state": "unknown",
                "error": "timeout",
                "quarantine_until": NINE + QUARANTINE,
                "owner": None,
                "lease_until": None,
            },
        ),
        (
            CLAIMED,
            Release(ME, HOUR),
            NINE,
            {"state": "planned", "owner": None, "lease_until": None, "not_before": NINE + HOUR},
        ),
        (UNKNOWN, Review(), ASKED, {"state": "review"}),
        (UNKNOWN, Review(), NINE + HOUR, {"state": "review", "quarantine_until": NINE + HOUR}),
        (UNKNOWN, Absent(), NINE + QUARANTINE, {"state": "planned", "quarantine_until": None}),
        (
            UNKNOWN,
            Absent(),
            EXPIRES,
            {"state": "skipped", "error": "missed", "quarantine_until": None},
        ),
        (REVIEW, Posted(None), NINE + HOUR, {"state": "posted", "error": None}),
        (UNKNOWN, Posted("1.0"), NINE, {"state": "posted", "ts": "1.0", "error": None}),
        (replace(ROWS["posted"], ts=None), Posted("1.0"), NINE, {"ts": "1.0"}),
        (ROWS["failed"], Posted("1.0"), NINE, {"state": "posted", "ts": "1.0", "error": None}),
        (
            REVIEW,
            Repost(),
            EXPIRES + HOUR,
            {
                "state": "planned",
                "expires_at": EXPIRES + HOUR + REPOST_WINDOW,
                "attempts": 0,
                "error": None,
            },
        ),
        (REVIEW, Expire(), ASKED + REVIEW_DAYS, {"state": "skipped", "error": "unresolved"}),
    ],
)
def test_an_event_changes_these_fields_and_no_other(
    row: Delivery, event: Event, now: dt.datetime, changed: dict[str, object]
) -> None:
    after = decide(row, event, now)
    differing = {
        field.name: getattr(after, field.name)
        for field in fields(Delivery)
        if getattr(after, field.name) != getattr(row, field.name)
    }
    assert differing == changed | {"version": row.version + 1}


def test_what_is_surely_not_posted_is_tried_until_its_time_is_over_and_then_missed() -> None:
    row, now, bounds = PLANNED, NINE, Bounds()
    while now < EXPIRES:
        row = decide(decide(row, Claim(ME), now), Arm(ME, "tip"), now)
        row = decide(row, NotPosted("not_connected", bounds.backoff(row.attempts, 0.5)), now)
        assert row.not_before is not None
        now = row.not_before
    assert 360 <= row.attempts < 370
    assert decide(row, Expire(), now).error == "missed"


@given(st.timedeltas(dt.timedelta(seconds=-5), dt.timedelta(days=400)), st.floats(0, 1))
def test_what_cannot_be_made_ready_is_tried_less_often_the_later_it_is(
    late: dt.timedelta, jitter: float
) -> None:
    bounds = Bounds()
    wait = bounds.patience(late, jitter)
    assert bounds.first_wait / 2 <= wait <= bounds.longest_wait * 1.5
    assert wait <= bounds.patience(late * 2 if late > dt.timedelta() else late, jitter)


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_a_backoff_grows_to_its_limit_and_varies_by_half(attempts: int, jitter: float) -> None:
    bounds = Bounds()
    wait = bounds.backoff(attempts, jitter)
    assert bounds.first_wait / 2 <= wait <= bounds.longest_wait * 1.5
    assert wait <= bounds.backoff(attempts + 1, jitter)


@pytest.mark.parametrize(("jitter", "more"), [(0.0, 0.5), (0.5, 1.0), (1.0, 1.5)])
def test_what_slack_named_is_waited_for_and_only_a_fifth_of_a_backoff_more(
    jitter: float, more: float
) -> None:
    assert Bounds().again(30 * SECOND, 1, jitter) == (30 + more) * SECOND
    assert Bounds().again(None, 1, jitter) == more * 5 * SECOND


def test_what_a_person_asks_for_once_more_comes_at_once_whatever_it_waited_for() -> None:
    waiting = replace(REVIEW, not_before=NINE + 365 * 24 * HOUR)  # by a clock that was wrong
    again = decide(waiting, Repost(), NINE + HOUR)
    assert decide(again, Claim(ME), NINE + HOUR).state == "claimed"


def test_bounds_that_are_scaled_keep_their_ratios() -> None:
    bounds = Bounds().scaled(0.01)
    assert (bounds.lease, bounds.quarantine) == (LEASE / 100, QUARANTINE / 100)
    assert bounds.last_start * 100 == Bounds().last_start == dt.timedelta(seconds=45)


def test_the_lease_and_the_quarantine_have_the_length_that_is_asked_for() -> None:
    claimed = decide(PLANNED, Claim(ME, SECOND), NINE)
    assert claimed.lease_until == NINE + SECOND
    unknown = decide(decide(claimed, Arm(ME, "tip"), NINE), Lose("timeout", 2 * SECOND), NINE)
    assert unknown.quarantine_until == NINE + 2 * SECOND


def test_a_lease_further_ahead_than_any_can_be_is_over_and_what_was_being_sent_is_unknown_for_longer() -> (
    None
):
    believed, wrong = NINE + LEASE - FARTHEST, NINE + LEASE - FARTHEST - SECOND
    with pytest.raises(IllegalTransition):
        decide(CLAIMED, Release(), believed)
    assert decide(CLAIMED, Release(), wrong).state == "planned"
    with pytest.raises(IllegalTransition):
        decide(CLAIMED, Arm(ME, "tip"), wrong)
    lost = decide(SENDING, Lose("timeout"), believed)
    assert (lost.quarantine_until, lost.armed_at) == (believed + QUARANTINE, NINE)
    lost = decide(SENDING, Lose("lease_over"), wrong)
    assert (lost.quarantine_until, lost.armed_at) == (
        wrong + FARTHEST + QUARANTINE,
        wrong - dt.timedelta(days=1),
    )


def test_no_lease_that_can_be_set_reaches_so_far() -> None:
    [longest] = [
        bound.le for bound in Settings.model_fields["lease_seconds"].metadata if hasattr(bound, "le")
    ]
    assert longest * SECOND + 2 * APART < FARTHEST


def test_nothing_is_sent_in_any_way_before_it_was_armed() -> None:
    assert {state for (state, event), _ in table().items() if event in ("Lose", "NotPosted")} == {"sending"}
    assert all(ROWS[state].armed_at is None for state in ("planned", "claimed"))


@pytest.mark.parametrize("state", STATES)
def test_a_delivery_is_stale_at_the_first_moment_that_an_event_of_time_fits(state: State) -> None:
    row = ROWS[state]
    due = stale_at(row)
    assert (due is None) == (state not in OPEN)
    if due is None:
        return
    events: dict[State, Event] = {
        "planned": Expire(),
        "claimed": Release(),
        "sending": Lose("lease_over"),
        "unknown": Review(),
        "review": Expire(),
    }
    event = events[state]
    assert decide(row, event, due).state != state
    if state != "sending":
        with pytest.raises(IllegalTransition):
            decide(row, event, due - SECOND)


def test_a_delivery_without_owner_is_never_in_the_hands_of_a_worker() -> None:
    for state, row in ROWS.items():
        assert (row.owner is not None) == (state in IN_FLIGHT - {"unknown"})


def test_the_kinds_that_stand_in_databases_keep_their_names() -> None:
    assert (model.NOTICE, model.CHECK_IN, model.SILENCE) == ("notice", "check_in", "silence")
    assert {"nudge", "extra"} == model.NUDGES
    assert {"nudge", "extra"} == model.NUDGES


def test_a_delivery_that_begins_has_no_past_and_its_slot_stands_once_without_a_subject() -> None:
    given = ("id", "ref", "kind", "slot", "due_at", "expires_at")
    row = Delivery(**{name: getattr(PLANNED, name) for name in given})
    assert {field.name: getattr(row, field.name) for field in fields(row) if field.name not in given} == {
        "state": "planned",
        "subject": "",
        "tip": "",
        "not_before": None,
        "owner": None,
        "lease_until": None,
        "armed_at": None,
        "quarantine_until": None,
        "attempts": 0,
        "ts": None,
        "error": None,
        "version": 1,
    }
