"""How a tip stands in a YAML file: with a voice for the team and one for the lead, or in the old form with `for`."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from bot.library.fields import Id, Line, Sentence, Sentences, Strict, Title
from bot.library.tips import Audience, IfThen, Source, Tip, Voice

Minutes = Annotated[int, Field(ge=5, le=30)]
OLD = frozenset({"title", "why", "do", "steps", "minutes", "if_then", "reflect", "for"})
"""Fields of the old form, which has one voice."""


class SourceFields(Strict):
    article: Id
    section: Id


class _IfThen(Strict):
    when: Sentence
    then: Sentence

    def made(self) -> IfThen:
        return IfThen(self.when, self.then)


class _Voice(Strict):
    title: Title
    why: Sentence
    do: Sentence
    now: Sentence = ""
    steps: Annotated[list[Sentence], Field(max_length=4)] = Field(default_factory=list)
    minutes: Minutes
    together: Annotated[int, Field(ge=0, le=480)] = 0
    if_then: _IfThen

    def made(self) -> Voice:
        return Voice(
            title=self.title,
            why=self.why,
            do=self.do,
            steps=tuple(self.steps),
            minutes=self.minutes,
            if_then=self.if_then.made(),
            now=self.now,
            together=self.together,
        )


class TipFields(Strict):
    """What both forms have."""

    id: Id
    source: SourceFields
    practices: list[Id] = Field(default_factory=list)
    kin: list[Id] = Field(default_factory=list)
    replaces: dict[Id, Title] = Field(default_factory=dict)
    evidence: Line = ""


class NewForm(TipFields):
    team: _Voice | None = None
    lead: _Voice | None = None
    question: Sentence

    @model_validator(mode="after")
    def _speaks(self) -> Self:
        if self.team is None and self.lead is None:
            raise ValueError("has no voice: add 'team', 'lead' or both")
        return self

    def tip(self, theme: str) -> Tip:
        team = self.team.made() if self.team else None
        lead = self.lead.made() if self.lead else None
        return _tip(self, theme, self.question, team, lead, brief=True)


class OldForm(TipFields):
    title: Title
    why: Sentences
    do: Sentences
    steps: Annotated[list[Sentence], Field(min_length=2, max_length=4)]
    minutes: Minutes
    if_then: _IfThen
    reflect: Sentence
    audience: Annotated[Audience, Field(alias="for")]

    def tip(self, theme: str) -> Tip:
        voice = Voice(self.title, self.why, self.do, tuple(self.steps), self.minutes, self.if_then.made())
        team = voice if self.audience != "leader" else None
        lead = voice if self.audience != "team" else None
        return _tip(self, theme, self.reflect, team, lead, brief=False)


def form_of(value: Any) -> type[NewForm] | type[OldForm]:
    """The form in which a tip is written; the new one if it could be either."""
    return OldForm if isinstance(value, dict) and OLD & value.keys() else NewForm


def _tip(
    fields: TipFields, theme: str, question: str, team: Voice | None, lead: Voice | None, *, brief: bool
) -> Tip:
    return Tip(
        id=fields.id,
        theme=theme,
        question=question,
        source=Source(fields.source.article, fields.source.section),
        team=team,
        lead=lead,
        practices=tuple(fields.practices),
        kin=tuple(fields.kin),
        replaces=dict(fields.replaces),
        evidence=fields.evidence,
        brief=brief,
    )
