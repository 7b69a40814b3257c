"""The machine's clocks, for the places that put the bot together; everything else is given the time."""

from __future__ import annotations

import datetime as dt
import time

_COUNTS_SLEEP = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def elapsed() -> float:
    """Seconds on a clock that nobody can set and that keeps running while the machine sleeps."""
    return time.clock_gettime(_COUNTS_SLEEP)
