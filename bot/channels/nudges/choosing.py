"""Which tip a slot gets: what a lead fixed, else the next of the series, else the one whose turn it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.channels.model import Channel
from bot.channels.nudges.picker import pick
from bot.channels.own_tips.model import AnyTip, OwnTip
from bot.library.tips import Library, Tip

History = Mapping[str, dt.date]
"""Each tip that was or may have been posted, with its last slot."""


@dataclass(frozen=True, slots=True)
class Pool:
    """What one channel can be given: the library, and its own tips by id."""

    library: Library
    own: Mapping[str, OwnTip]

    def find(self, id: str | None) -> AnyTip | None:
        return (self.own.get(id) or self.library.tips.get(id)) if id else None


def choose(channel: Channel, pool: Pool, history: History, slot: dt.date, fixed: str | None = None) -> AnyTip:
    """The tip for `slot`. `fixed` counts only while such a tip exists. Raises ValueError where there is none at all."""
    if tip := pool.find(fixed):
        return tip
    if left := series_left(channel, pool.library, history):
        return left[0]
    return pick(rotation(channel, pool), history, channel.id, slot)


def rotation(channel: Channel, pool: Pool) -> Sequence[AnyTip]:
    """The tips that take turns: those of the channel's themes, and its own that rotate."""
    own = [tip for tip in pool.own.values() if tip.rotates]
    return [*pool.library.of_themes(channel.settings.themes), *own]


def series_left(channel: Channel, library: Library, history: History) -> tuple[Tip, ...]:
    """The tips of the channel's series that it has not had since it began with it, in order."""
    series = library.series.get(channel.settings.series or "")
    since = channel.series_since or dt.date.min
    return tuple(
        library.tips[id]
        for id in (series.tips if series else ())
        if id in library.tips and history.get(id, dt.date.min) < since
    )
