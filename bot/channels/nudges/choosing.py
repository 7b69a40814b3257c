"""Which tip a slot gets: the one that a lead fixed, or the next of the series, or the next in turn."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.channels.model import Channel
from bot.channels.own_tips.model import AnyTip, OwnTip
from bot.channels.settings.model import Voice
from bot.library.tips import Library, Tip

T = TypeVar("T", bound=AnyTip)

History = Mapping[str, dt.date]
"""Each tip that was or may have been posted, with its last slot."""


KIN_WEEKS = 10
"""Tips that are kin come at least so far apart, where there are others."""


@dataclass(frozen=True, slots=True)
class Pool:
    """The tips that a channel can get: the library, and its own tips by id. `voice` is whom they speak to; where
    nobody leads the channel, that is the team."""

    library: Library
    own: Mapping[str, OwnTip]
    voice: Voice = "both"

    def find(self, id: str | None) -> AnyTip | None:
        return (self.own.get(id) or self.library.find(id)) if id else None

    def speaks(self, tip: AnyTip) -> bool:
        """Whether the tip has a voice that this channel hears."""
        return self.voice == "both" or tip.audience in ("both", "team" if self.voice == "team" else "leader")


def choose(channel: Channel, pool: Pool, history: History, slot: dt.date, fixed: str | None = None) -> AnyTip:
    """The tip for `slot`. `fixed` is ignored if that tip no longer exists, or no longer speaks to this channel. Raises
    ValueError if there are no tips."""
    tip = pool.find(fixed)
    if tip and pool.speaks(tip):
        return tip
    if left := series_left(channel, pool, history):
        return left[0]
    return pick(rotation(channel, pool), pool.library, history, channel.id, slot)


def rotation(channel: Channel, pool: Pool) -> Sequence[AnyTip]:
    """The tips that take turns: those of the channel's themes, and its own rotating ones. Where none of the themes
    speaks to this channel, those of all themes; where no tip at all speaks to leads, who alone would hear it, any."""
    own = [tip for tip in pool.own.values() if tip.rotates and pool.speaks(tip)]
    found = [tip for tip in pool.library.of_themes(channel.settings.themes) if pool.speaks(tip)]
    turns = [*(found or filter(pool.speaks, pool.library.tips.values())), *own]
    return turns if turns or pool.voice != "leads" else list(pool.library.tips.values())


def series_left(channel: Channel, pool: Pool, history: History) -> tuple[Tip, ...]:
    """The tips of the channel's series that it has not had since it started the series, in order."""
    series = pool.library.series.get(channel.settings.series or "")
    since = channel.series_since or dt.date.min
    tips = (pool.library.tips[id] for id in (series.tips if series else ()) if id in pool.library.tips)
    return tuple(tip for tip in tips if pool.speaks(tip) and history.get(tip.id, dt.date.min) < since)


def pick(tips: Sequence[T], library: Library, history: History, channel: str, slot: dt.date) -> T:
    """The tip for `slot`: one that was never posted, or else the one posted longest ago.

    `history` maps a tip's id to the last slot that it was posted in. Among tips that were never posted, kin of recent
    ones wait, and so does a bare question after another; those that could otherwise not be spread go first. A hash of
    channel, slot and tip decides between equal candidates, so that every process picks the same. Raises ValueError
    without tips.
    """
    if not tips:
        raise ValueError("there are no tips to pick from")
    new = [tip for tip in tips if tip.id not in history]
    waiting = _waiting(new or tips, library, history, slot)
    urgency = _urgency(new, library)

    def order(tip: T) -> tuple[object, ...]:
        last = history.get(tip.id, dt.date.min)
        chance = stable_hash(channel, slot.isoformat(), tip.id)
        return tip.id in waiting, last, -urgency.get(tip.id, 0), chance

    return min(new or tips, key=order)


def _waiting(tips: Sequence[AnyTip], library: Library, history: History, slot: dt.date) -> frozenset[str]:
    """The tips that had better not come in this slot: kin of recent ones, and a second bare question running."""
    since = slot - dt.timedelta(weeks=KIN_WEEKS)
    recent = {id for id, last in history.items() if last > since}
    newest = library.tips.get(max(history, key=history.__getitem__, default=""))
    again = newest is not None and newest.team is None
    return frozenset(tip.id for tip in tips if library.kin(tip.id) & recent or (again and _is_bare(tip)))


def _urgency(new: Sequence[AnyTip], library: Library) -> Mapping[str, int]:
    """Of the tips that were never posted, how many weeks of others each needs to be spread: the family that is left of
    it, and bare questions once they are half of what is left."""
    ids = {tip.id for tip in new}
    bare = sum(map(_is_bare, new))
    return {
        tip.id: len(library.family(tip.id) & ids)
        - 1
        + (len(ids) if _is_bare(tip) and 2 * bare >= len(ids) else 0)
        for tip in new
    }


def _is_bare(tip: AnyTip) -> bool:
    """Whether nothing but the tip's question stands in the channel."""
    return tip.audience == "leader"


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
