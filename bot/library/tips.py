"""The library: tips, and the themes and series that group them."""

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
    """An example of an if-then plan: the two parts of one sentence, without the words "als" and "dan"."""

    when: str
    then: str


@dataclass(frozen=True, slots=True)
class Tip:
    """A concrete action for this week, with its reason and its source.

    `minutes` is 5 to 30. `practices` are the ids in `Theme.practices` that this tip covers.
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
    """A group of tips on one subject. `practices` maps an id to a practice that its tips must cover; `minimum` is how
    many tips it must have."""

    id: str
    title: str
    summary: str
    minimum: int
    practices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Series:
    """Tip ids in the order in which a channel can follow them (a leerlijn)."""

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
        """The title of the tip with this id; None if it no longer exists."""
        return self.tips[tip].title if tip in self.tips else None

    def of_themes(self, themes: tuple[str, ...]) -> tuple[Tip, ...]:
        """The tips of these themes; all tips if no theme is given."""
        return tuple(tip for tip in self.tips.values() if not themes or tip.theme in themes)

    def for_section(self, article: str, section: str) -> Tip | None:
        """The first tip that comes from this section, or None."""
        return self._first.get(Source(article, section))
