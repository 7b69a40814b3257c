"""Which words of a passage are shown as the reason that it was found: fewer than may be a sign for the search.

A reason is a form of the word that was asked for, or another word for it in the same sense. The lists do not name
senses: a word has one where they have it in one group, or in groups that have another word in common too. Which of
several senses a passage means nobody can tell, and then there is no reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from bot.answers.search.scoring import Found
from bot.answers.search.words.analysis import Token
from bot.answers.search.words.keys import FAMILY, PART, PHRASE, of_phrase
from bot.answers.search.words.language import Language, english_stem
from bot.answers.search.words.roots import SHORTEST, is_derived, root
from bot.answers.search.words.vocabulary import edits

REMEMBERED = 10_000
BEFORE_A_CAPITAL = ".!?:…\n"
OPENING = "\"'“‘«([ \t"

Numbers = Mapping[str, set[int]]
"""The numbers of the groups that a word or phrase is in."""


class Reasons:
    """Pure, and cached: the same two words are judged once."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._analyzer = language.analyzer
        self._members = [
            frozenset(n for term in group for n in self._names(term)) for group in language.groups
        ]
        self._groups = self._numbered(language.groups)
        self._translations = self._numbered(language.english.values())
        self._of_phrases: defaultdict[str, set[str]] = defaultdict(set)
        for english, dutch in language.english.items():
            for stem in english[1:].split("_") if english[0] == PHRASE else ():
                self._of_phrases[stem].update(name for term in dutch for name in self._names(term))
        self._is_right = lru_cache(REMEMBERED)(self._judged)
        self._names_in = lru_cache(REMEMBERED)(self._names_of)

    def is_right(self, asked: str, found: Found, token: Token, text: str) -> bool:
        """Whether this word of the text may be shown as the reason for what was asked; a name is no form of a word."""
        if token.form != asked and _is_name(token, text):
            return False
        return self._is_right(asked, found.key, found.alternative.relation, token.form)

    def holds(self, asked: str, question: str) -> bool:
        """Whether a question has a form of the word asked for."""
        return not self._names_in(question).isdisjoint(self._names(asked))

    def _names_of(self, question: str) -> frozenset[str]:
        """What the words of a question that was written for a passage are known by."""
        forms = (form for each in self._analyzer.tokens(question) for form in (each.form, each.verb) if form)
        return frozenset(name for form in forms for name in self._analyzer.names(form))

    def _judged(self, asked: str, key: str, relation: str, form: str) -> bool:
        if relation == "synonym":
            return self._is_synonym(asked, key)
        if relation == "translation":
            return self._is_translation(asked, key)
        if relation == "typo":
            most = 2 if len(asked) > SHORTEST + 2 else 1
            return asked[0] == form[0] and edits(asked, form, most) <= most
        return key[0] != FAMILY or self._are_family(asked, form)

    def _are_family(self, asked: str, form: str) -> bool:
        """Whether one is made of the other, as werving of werven, and does not only sound like it, as bas and baas."""
        one, other = self._analyzer.lemma(asked), self._analyzer.lemma(form)
        return one == other or (len(root(one)) >= SHORTEST and (is_derived(one) or is_derived(other)))

    def _is_synonym(self, asked: str, key: str) -> bool:
        """Whether they are in one group, what was asked for has no other sense, and what was found has none either, or
        one more where an English word stands for both."""
        name, names = key if key[0] == PHRASE else key[1:], frozenset(self._names(asked))
        mine, theirs = _all_of(self._groups, names), self._groups.get(name, set())
        if key[0] in (PART, FAMILY) or not mine & theirs or self._senses(names, mine) > 1:
            return False
        english = _all_of(self._translations, names) & self._translations.get(name, set())
        return self._senses(frozenset({name}), theirs) <= (2 if english else 1)

    def _senses(self, names: frozenset[str], groups: set[int]) -> int:
        """How many the groups of a word make, where those that have another word in common too are one."""
        senses: list[frozenset[str]] = []
        for group in (self._members[number] - names for number in groups):
            apart = [sense for sense in senses if not sense & group]
            senses = [*apart, group.union(*(sense for sense in senses if sense & group))]
        return len(senses)

    def _is_translation(self, asked: str, key: str) -> bool:
        """Whether the list has what was found for the English word, and nothing of another sense beside it."""
        name, stem = key if key[0] == PHRASE else key[1:], english_stem(asked)
        if key[0] in (PART, FAMILY):
            return False
        terms = self._language.english.get(stem, ())
        if not any(name in self._names(term) for term in terms):
            return name in self._of_phrases.get(stem, ())
        mine = self._groups.get(name, set())
        others = [term for term in terms if name not in self._names(term)]
        return all(mine & _all_of(self._groups, self._names(other)) for other in others)

    def _numbered(self, groups: Iterable[Iterable[str]]) -> Numbers:
        found: defaultdict[str, set[int]] = defaultdict(set)
        for number, group in enumerate(groups):
            for name in (name for term in group for name in self._names(term)):
                found[name].add(number)
        return found

    def _names(self, term: str) -> Iterator[str]:
        """What a word or phrase is known by in a key."""
        forms = [token.form for token in self._analyzer.tokens(term)]
        yield from self._analyzer.names(forms[0]) if len(forms) == 1 else (of_phrase(forms),)


def _all_of(groups: Numbers, names: Iterable[str]) -> set[int]:
    return {number for name in names for number in groups.get(name, ())}


def _is_name(token: Token, text: str) -> bool:
    """Whether a word has one capital, and no sentence that begins with it."""
    word, before = text[token.start : token.end], text[: token.start].rstrip(OPENING)
    return word[0].isupper() and word[1:].islower() and bool(before) and before[-1] not in BEFORE_A_CAPITAL
