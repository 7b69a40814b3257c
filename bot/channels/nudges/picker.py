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


def following(tips: Sequence[T], shown: str, seed: str) -> T:
    """The tip after the one with the id `shown`, in an order of the seed's own that holds each once; the first of that
    order where `shown` is none of them. Raises ValueError without tips.
    """
    if not tips:
        raise ValueError("there are no tips to follow")
    order = sorted(tips, key=lambda tip: stable_hash(seed, tip.id))
    at = next((number for number, tip in enumerate(order) if tip.id == shown), -1)
    return order[(at + 1) % len(order)]


def stable_hash(*parts: str) -> bytes:
    """The same bytes for the same parts in every process, unlike `hash`."""
    return hashlib.sha256("\x00".join(parts).encode()).digest()
