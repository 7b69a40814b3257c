"""What comes in a channel, slot by slot, according to its current settings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from bot.channels.calendar.model import Breaks, Outcome, Reason, outcome
from bot.channels.calendar.rhythm import Occurrence
from bot.channels.model import Channel, Override
from bot.channels.nudges.choosing import History, Pool, choose
from bot.channels.own_tips.model import AnyTip


@dataclass(frozen=True, slots=True)
class Entry:
    """One occurrence: when it comes and with which tip, or why it does not come.

    `occurrence` follows from the rhythm; `outcome` also takes the calendar and the leads into account. `tip` is None
    if the occurrence is skipped. `fixed`: a lead chose this tip for this slot.
    """

    occurrence: Occurrence
    outcome: Outcome
    tip: AnyTip | None = None
    fixed: bool = False

    @property
    def slot(self) -> dt.date:
        return self.occurrence.slot


def foresee(
    channel: Channel,
    coming: Iterable[Occurrence],
    *,
    pool: Pool,
    history: History,
    overrides: Mapping[dt.date, Override],
    breaks: Breaks,
    settled: Mapping[dt.date, Reason],
) -> Iterator[Entry]:
    """The occurrences in order, evaluated lazily; each tip counts as posted for those that follow.

    `settled` are the slots that the ledger has already decided, with the reason why nothing more comes in them.
    """
    posted = dict(history)
    for occurrence in coming:
        override = overrides.get(occurrence.slot)
        reason = settled.get(occurrence.slot)
        fate = Outcome(None, reason) if reason else decided(channel, occurrence, override, breaks)
        entry = Entry(occurrence, fate)
        if fate.due_at is not None:
            fixed = override.tip if override else None
            tip = choose(channel, pool, posted, occurrence.slot, fixed)
            posted[tip.id] = occurrence.slot
            entry = replace(entry, tip=tip, fixed=tip.id == fixed)
        yield entry


def decided(channel: Channel, occurrence: Occurrence, override: Override | None, breaks: Breaks) -> Outcome:
    """What becomes of the occurrence: a lead's skip takes precedence over the calendar."""
    if override is not None and override.tip is None:
        return Outcome(None, Reason("skipped"))
    return outcome(occurrence, channel.settings, breaks, channel.pause_until)
