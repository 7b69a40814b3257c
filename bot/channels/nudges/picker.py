"""Which tip a channel gets for an occurrence."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from typing import TypeVar

from bot.channels.own_tips.model import AnyTip

T = TypeVar("T", bound=AnyTip)


def pick(tips: Sequence[T], history: Mapping[str, dt.date], channel: str, slot: dt.date) -> T:
    """The tip for `slot`: one that was never posted, else the one posted longest ago.

    `history` maps a tip's id to the last slot that it was posted for. Equal candidates are ordered by a hash of
    channel, slot and tip, so that every process and every restart picks the same. Raises ValueError without tips.
    """
    if not tips:
        raise ValueError("there are no tips to pick from")
    return min(
        tips,
        key=lambda tip: (history.get(tip.id, dt.date.min), stable_hash(channel, slot.isoformat(), tip.id)),
    )


def stable_hash(*parts: str) -> bytes:
    """The same bytes for the same parts in every process, unlike `hash`."""
    return hashlib.sha256("\x00".join(parts).encode()).digest()
