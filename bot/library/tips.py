"""The library: tips, and the themes and series that group them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.core.errors import Fault

Audience = Literal["leader", "team", "both"]
TO_LEAD = "/lead"
"""Follows a tip's id where its voice for the lead is meant."""


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
class Voice:
    """A tip as it speaks to the team or to whoever leads it.

    `now` is a first move that somebody makes alone within five minutes, '' if there is none. `minutes` (5 to 30) is
    the reader's own part, `together` what the team spends on it besides.
    """

    title: str
    why: str
    do: str
    steps: tuple[str, ...]
    minutes: int
    if_then: IfThen
    now: str = ""
    together: int = 0


@dataclass(frozen=True, slots=True)
class Tip:
    """A concrete action for this week, with its reason and its source.

    It has a voice for the team, for the lead, or for both; `question` joins them. `practices` are the ids in
    `Theme.practices` that this tip covers. `kin` are the ids of tips too much alike to follow soon. `replaces` maps
    the ids of earlier tips that live on as this one to the titles that people saw. `evidence` names a public study.
    `brief` is False for a tip in the old form, whose reason is too long to stand in a channel.
    """

    id: str
    theme: str
    question: str
    source: Source
    team: Voice | None
    lead: Voice | None
    practices: tuple[str, ...] = ()
    kin: tuple[str, ...] = ()
    replaces: Mapping[str, str] = field(default_factory=dict, hash=False)
    evidence: str = ""
    brief: bool = True

    def __post_init__(self) -> None:
        if self.team is None and self.lead is None:
            raise ValueError(f"tip '{self.id}' has no voice")

    @property
    def voice(self) -> Voice:
        """What somebody sees who looks the tip up: the team's voice, or else the lead's."""
        return next(voice for voice in (self.team, self.lead) if voice)

    @property
    def title(self) -> str:
        return self.voice.title

    @property
    def posted(self) -> str:
        """What stands in the channel first: the team's title, or else the question alone."""
        return self.team.title if self.team else self.question

    @property
    def audience(self) -> Audience:
        return "both" if self.team and self.lead else "team" if self.team else "leader"


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
    """All tips, themes and series, by id, in the order of their files. `hints` say what could be better in tips that
    need not keep to the rules for shipped ones."""

    tips: Mapping[str, Tip]
    themes: Mapping[str, Theme]
    series: Mapping[str, Series]
    hints: Sequence[Fault] = field(default=(), compare=False)
    _first: Mapping[Source, Tip] = field(init=False, repr=False, compare=False)
    _replaced: Mapping[str, str] = field(init=False, repr=False, compare=False)
    _kin: Mapping[str, frozenset[str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        first = {tip.source: tip for tip in reversed([*self.tips.values()])}
        object.__setattr__(self, "_first", first)
        replaced = {old: tip.id for tip in self.tips.values() for old in tip.replaces}
        object.__setattr__(self, "_replaced", replaced)
        kin: dict[str, set[str]] = {}
        for tip in self.tips.values():
            for other in map(self.current, tip.kin):
                kin.setdefault(tip.id, set()).add(other)
                kin.setdefault(other, set()).add(tip.id)
        object.__setattr__(self, "_kin", {id: frozenset(others) for id, others in kin.items()})

    def current(self, id: str) -> str:
        """The id under which a tip lives on; the same id if nothing replaced it."""
        return self._replaced.get(id, id)

    def kin(self, id: str) -> frozenset[str]:
        """The ids of the tips that this one is kin to, whichever of the two says so."""
        return self._kin.get(id, frozenset())

    def family(self, id: str) -> frozenset[str]:
        """The ids of the tip, its kin, their kin, and so on."""
        found, ahead = {id}, [id]
        while ahead:
            new = self.kin(ahead.pop()) - found
            found |= new
            ahead += new
        return frozenset(found)

    def find(self, id: str | None) -> Tip | None:
        """The tip with this id, or the one that replaced it; None if it no longer exists."""
        return self.tips.get(self.current(id)) if id else None

    def spoken(self, name: str) -> tuple[Tip, Voice] | None:
        """The tip with this id, in the voice that is meant: the lead's after TO_LEAD; None if it no longer exists."""
        tip = self.find(name.removesuffix(TO_LEAD))
        if tip is None:
            return None
        return tip, (tip.lead if name.endswith(TO_LEAD) else None) or tip.voice

    def title(self, id: str) -> str | None:
        """The title that people saw on the tip with this name (see `spoken`); None if it no longer exists."""
        spoken = self.spoken(id)
        return spoken[0].replaces.get(id, spoken[1].title) if spoken else None

    def of_themes(self, themes: Iterable[str]) -> tuple[Tip, ...]:
        """The tips of these themes; all tips if no theme is given."""
        wanted = frozenset(themes)
        return tuple(tip for tip in self.tips.values() if not wanted or tip.theme in wanted)

    def for_section(self, article: str, section: str) -> Tip | None:
        """The first tip that comes from this section, or None."""
        return self._first.get(Source(article, section))
