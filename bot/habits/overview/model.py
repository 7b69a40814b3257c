"""What a lead sees of a channel over time: sums of the fixed figures that the team saw, and of nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from bot.core.figures import NOTHING, Figures, added
from bot.habits.feedback.model import Round

FEWEST_DRAWN = 6
"""With figures for fewer tips, a picture shows nothing."""


@dataclass(frozen=True, slots=True)
class TipRow:
    """One posted tip, with the figures about it that may be shown. `known`: it is still in the library."""

    slot: dt.date
    tip: str
    title: str
    figures: Figures
    known: bool = True

    @property
    def said(self) -> bool:
        """Whether anything may be said about it."""
        return self.figures != NOTHING


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """The tips of one theme. `figures` adds up what was shown for `counted` of the `posts` tips."""

    title: str
    posts: int
    counted: int
    figures: Figures


@dataclass(frozen=True, slots=True)
class Overview:
    """`posts` counts the tips posted since `since`; `rows` are those whose counts are fixed, oldest first;
    `unanswered` are questions."""

    channel: str
    name: str
    since: dt.date
    posts: int
    rows: tuple[TipRow, ...]
    themes: tuple[ThemeRow, ...]
    unanswered: tuple[str, ...] = ()

    @property
    def most(self) -> TipRow | None:
        """The tip that most people made a plan for, the newest of equals."""
        return max(self._planned, key=lambda row: (row.figures.plans or 0, row.slot), default=None)

    @property
    def least(self) -> TipRow | None:
        """The tip that fewest people made a plan for, if there is one with fewer than the most."""
        found = min(self._planned, key=lambda row: (row.figures.plans or 0, row.slot), default=None)
        return found if found and self.most and found.figures.plans != self.most.figures.plans else None

    @property
    def drawn(self) -> bool:
        """Whether there are figures for enough tips to make a picture."""
        return len(self._planned) >= FEWEST_DRAWN

    @property
    def _planned(self) -> Sequence[TipRow]:
        return [row for row in self.rows if row.figures.plans is not None]


def overview(
    channel: tuple[str, str],
    since: dt.date,
    rounds: Sequence[Round],
    titles: tuple[Callable[[str], str], Callable[[str], str]],
    unanswered: Sequence[str] = (),
    *,
    known: Collection[str] = (),
) -> Overview:
    """The overview of a channel (its id and its name) and its rounds; `titles` gives the title of a tip and of a theme,
    even if it is gone, and `known` are the tips of the library."""
    tip_title, theme_title = titles
    recent = sorted((round for round in rounds if round.slot >= since), key=lambda round: round.slot)
    rows = tuple(
        TipRow(round.slot, round.tip, tip_title(round.tip), round.figures, round.tip in known)
        for round in recent
        if round.figures
    )
    return Overview(
        *channel,
        since,
        len(recent),
        rows,
        tuple(_themes(recent, theme_title)),
        tuple(unanswered),
    )


def _themes(rounds: Sequence[Round], title: Callable[[str], str]) -> Iterable[ThemeRow]:
    for theme in dict.fromkeys(round.theme for round in rounds):
        mine = [round for round in rounds if round.theme == theme]
        fixed = [round.figures for round in mine if round.figures]
        counted = sum(figures != NOTHING for figures in fixed)
        yield ThemeRow(title(theme), len(mine), counted, added(fixed))
