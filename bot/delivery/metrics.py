"""The metrics of deliveries, counted where a row of the ledger changes state."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from typing import get_args

from prometheus_client import Counter, Gauge, Histogram

from bot.delivery.explaining import SKIPPED
from bot.delivery.model import OPEN, Delivery, State

DELIVERIES = Counter(
    "leiderschap_deliveries_total",
    "Transitions of deliveries, by the state reached; with Slack's code for those that went wrong",
    ["state", "reason"],
)
WAITING = Gauge(
    "leiderschap_deliveries_waiting",
    "Deliveries that are due and not at their end, by state, at the last tick; the same in every process with a clock",
    ["state"],
)
LATENESS = Histogram(
    "leiderschap_delivery_lateness_seconds",
    "From the moment that a message was due to the beginning of the post that brought it",
    buckets=(1, 5, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600),
)
LAST_TICK = Gauge("leiderschap_last_tick_timestamp_seconds", "When the clock last ticked without a fault")

WRONG: frozenset[State] = frozenset({"unknown", "failed", "skipped"})
OTHER = "other"

Codes = Mapping[str, Collection[str]]
"""The reasons that metrics name, by state; all others count as OTHER, so that there are few series."""
SKIPS: Codes = {"skipped": SKIPPED}


def begin(codes: Codes) -> None:
    """Create every possible series. To Prometheus, one that first appears with value 1 never increased, so the first
    failure would raise no alarm:
    https://prometheus.io/docs/practices/instrumentation/#avoid-missing-metrics"""
    for state in get_args(State):
        DELIVERIES.labels(state, "")
    for state, known in codes.items():
        for code in (*known, OTHER):
            DELIVERIES.labels(state, code)


def count(row: Delivery, codes: Codes = SKIPS) -> None:
    """Count that the delivery reached its state."""
    reason = row.error if row.state in WRONG else None
    DELIVERIES.labels(
        row.state, (reason if reason in codes.get(row.state, ()) else OTHER) if reason else ""
    ).inc()
    if row.state == "posted" and row.armed_at is not None:
        LATENESS.observe(max(0.0, (row.armed_at - row.due_at).total_seconds()))


def ticked(waiting: Mapping[str, int], *, worked: bool) -> None:
    """The clock ticked; `waiting` is how many deliveries are due, by state. While clocks differ a tick does not work
    on them: it has not `worked`."""
    if worked:
        LAST_TICK.set(time.time())
    for state in OPEN:
        WAITING.labels(state).set(waiting.get(state, 0))
