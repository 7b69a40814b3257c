"""What a lead sees of a channel over time: sums of the fixed figures that the team saw, and of nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.core.figures import NOTHING, Figures, added
from bot.habits.feedback.model import Round


@dataclass(frozen=True, slots=True)
class TipRow:
    """One posted tip, with the figures about it that may be shown."""

    slot: dt.date
    tip: str
    title: str
    figures: Figures


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

    name: str
    since: dt.date
    posts: int
    rows: tuple[TipRow, ...]
    themes: tuple[ThemeRow, ...]
    unanswered: tuple[str, ...] = ()


def overview(
    name: str,
    since: dt.date,
    rounds: Sequence[Round],
    titles: tuple[Callable[[str], str], Callable[[str], str]],
    unanswered: Sequence[str] = (),
) -> Overview:
    """The overview of a channel's rounds; `titles` gives the title of a tip and of a theme, even if it is gone."""
    tip_title, theme_title = titles
    recent = sorted((round for round in rounds if round.slot >= since), key=lambda round: round.slot)
    rows = tuple(
        TipRow(round.slot, round.tip, tip_title(round.tip), round.figures)
        for round in recent
        if round.figures
    )
    return Overview(
        name,
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
