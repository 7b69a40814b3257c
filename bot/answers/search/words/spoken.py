"""Words as they are said: short forms that are written out, and a small word that is glued to a verb.

"mn" is mijn. "kheb" is ik heb, "tgaat" het gaat, "hebk" heb ik, and "kweenie" ik weet niet: a pronoun without its
vowel, in front of a verb or behind it, and in Flanders "ni" or "nie" behind both.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

PRONOUNS = {"k": "ik", "t": "het"}
NOT = ("niet", "nie", "ni")
SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Spoken:
    """`short` are forms and what they stand for. `known` says whether a word is one by itself, `verb` whether it is a
    verb of which somebody does it, and `empty` are words without content."""

    short: Mapping[str, str] = field(default_factory=dict)
    known: Callable[[str], bool] = lambda _form: True
    verb: Callable[[str], bool] = lambda _form: False
    empty: Collection[str] = ()

    def written_out(self, form: str) -> str:
        """A short or glued form as it is written, in one word or more; '' where it is neither."""
        if form in self.short:
            return self.short[form]
        bare = form.replace("'", "")
        if len(bare) < SHORTEST or (self.known(bare) and bare == form):
            return ""
        if said := self._with_pronoun(bare):
            return said
        for ending in NOT:
            verb = bare.removesuffix(ending)
            if verb != bare and (said := self._with_pronoun(verb) or self._with_pronoun(f"{verb}t")):
                return f"{said} niet"
        return ""

    def _with_pronoun(self, form: str) -> str:
        pronoun, verb = PRONOUNS.get(form[:1], ""), form[1:]
        if pronoun and self.verb(verb):
            return f"{pronoun} {verb}"
        verb = form[:-1]
        return f"{verb} ik" if form.endswith("k") and verb in self.empty and self.verb(verb) else ""
