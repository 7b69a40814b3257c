"""The library of tips: what a team receives, and how tips are grouped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Audience = Literal["leader", "team", "both"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a tip comes from: the slug of an article and the id of one of its sections."""

    article: str
    section: str


@dataclass(frozen=True, slots=True)
class IfThen:
    """An example of an if-then plan; both halves are parts of one sentence, without the words als and dan."""

    when: str
    then: str


@dataclass(frozen=True, slots=True)
class Tip:
    """One practice: a concrete action for this week, with its reason and its source.

    `minutes` is 5 to 30. `practices` are ids of `Theme.practices` that this tip carries.
    """

    id: str
    title: str
    theme: str
    why: str
    do: str
    steps: tuple[str, ...]
    minutes: int
    if_then: IfThen
    reflect: str
    audience: Audience
    source: Source
    practices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Theme:
    """A group of tips on one subject. `practices` maps an id to what has to be carried; `minimum` counts tips."""

    id: str
    title: str
    summary: str
    minimum: int
    practices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Series:
    """An ordered set of tip ids that a channel can follow from first to last (a leerlijn)."""

    id: str
    title: str
    summary: str
    tips: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Library:
    """All tips, themes and series, by id, in the order of their files."""

    tips: Mapping[str, Tip]
    themes: Mapping[str, Theme]
    series: Mapping[str, Series]
    _first: Mapping[Source, Tip] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        first = {tip.source: tip for tip in reversed([*self.tips.values()])}
        object.__setattr__(self, "_first", first)

    def title(self, tip: str) -> str | None:
        """The title of a tip; None where the tip is gone."""
        return self.tips[tip].title if tip in self.tips else None

    def of_themes(self, themes: tuple[str, ...]) -> tuple[Tip, ...]:
        """The tips of these themes, or all tips when no theme is given."""
        return tuple(tip for tip in self.tips.values() if not themes or tip.theme in themes)

    def for_section(self, article: str, section: str) -> Tip | None:
        """The first tip that comes from this section, or None."""
        return self._first.get(Source(article, section))
