"""Which tip a slot gets: the one that a lead fixed, or the next of the series, or the next in turn."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.channels.model import Channel
from bot.channels.own_tips.model import AnyTip, OwnTip
from bot.library.tips import Library, Tip

T = TypeVar("T", bound=AnyTip)

History = Mapping[str, dt.date]
"""Each tip that was or may have been posted, with its last slot."""


@dataclass(frozen=True, slots=True)
class Pool:
    """The tips that a channel can get: the library, and its own tips by id."""

    library: Library
    own: Mapping[str, OwnTip]

    def find(self, id: str | None) -> AnyTip | None:
        return (self.own.get(id) or self.library.tips.get(id)) if id else None


def choose(channel: Channel, pool: Pool, history: History, slot: dt.date, fixed: str | None = None) -> AnyTip:
    """The tip for `slot`. `fixed` is ignored if that tip no longer exists. Raises ValueError if there are no tips."""
    if tip := pool.find(fixed):
        return tip
    if left := series_left(channel, pool.library, history):
        return left[0]
    return pick(rotation(channel, pool), history, channel.id, slot)


def rotation(channel: Channel, pool: Pool) -> Sequence[AnyTip]:
    """The tips that take turns: those of the channel's themes, and its own rotating ones."""
    own = [tip for tip in pool.own.values() if tip.rotates]
    return [*pool.library.of_themes(channel.settings.themes), *own]


def series_left(channel: Channel, library: Library, history: History) -> tuple[Tip, ...]:
    """The tips of the channel's series that it has not had since it started the series, in order."""
    series = library.series.get(channel.settings.series or "")
    since = channel.series_since or dt.date.min
    return tuple(
        library.tips[id]
        for id in (series.tips if series else ())
        if id in library.tips and history.get(id, dt.date.min) < since
    )


def pick(tips: Sequence[T], history: History, channel: str, slot: dt.date) -> T:
    """The tip for `slot`: one that was never posted, or else the one posted longest ago.

    `history` maps a tip's id to the last slot that it was posted in. A hash of channel, slot and tip decides between
    equal candidates, so that every process picks the same. Raises ValueError without tips.
    """
    if not tips:
        raise ValueError("there are no tips to pick from")
    return min(
        tips,
        key=lambda tip: (history.get(tip.id, dt.date.min), stable_hash(channel, slot.isoformat(), tip.id)),
    )


def following(tips: Sequence[T], shown: str, seed: str) -> T:
    """The tip after the one with the id `shown`, in an order that the seed decides and that contains each tip once;
    the first of that order if `shown` is not among them. Raises ValueError without tips.
    """
    if not tips:
        raise ValueError("there are no tips to follow")
    order = sorted(tips, key=lambda tip: stable_hash(seed, tip.id))
    at = next((number for number, tip in enumerate(order) if tip.id == shown), -1)
    return order[(at + 1) % len(order)]


def stable_hash(*parts: str) -> bytes:
    """The same bytes for the same parts in every process, unlike `hash`."""
    return hashlib.sha256("\x00".join(parts).encode()).digest()
