"""The words of the articles that come nearest to one that people asked for, for a person to choose from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from bot.answers.search.candidates import Candidates
from bot.answers.search.concepts import Alternative, Concept, rarity
from bot.answers.search.words import keys
from bot.answers.search.words.language import Language, english_stem
from bot.answers.search.words.vocabulary import Vocabulary

SHORTEST = 4
"""Letters of a word that is offered, at least."""
LOOKED_AT = 5
"""Passages in which it is looked how a word is written."""
COMPARED = 20
"""Words of one family, and words of the nearest passages, whose meaning is compared: a hundredth of a second each."""
ALIKE = 0.2
"""The cosine, after the mean of all is taken off, under which a word means something else."""


class Nearest:
    """Knows the words of an index. Takes a second where a model compares: never to be asked on the way to an answer."""

    def __init__(self, language: Language, candidates: Candidates, vocabulary: Vocabulary) -> None:
        self._language = language
        self._analyzer = language.analyzer
        self._candidates = candidates
        self._vocabulary = vocabulary
        self._written = lru_cache(1000)(self._look_up)

    def pair(self, word: str, other: str) -> tuple[str, str] | None:
        """Two words in their dictionary form; None where one is no single word, they are the same, or the articles do
        not have the other."""
        one, two = map(self.single, (word, other))
        if not (one and two) or one == two:
            return None
        stands = any(self._candidates.frequency(keys.WORD + name) for name in self._analyzer.names(two))
        return (one, two) if stands else None

    def single(self, text: str) -> str:
        """The dictionary form of a text that is one word, '' for any other."""
        tokens = self._analyzer.tokens(text)
        whole = len(tokens) == 1 and tokens[0].end - tokens[0].start == len(text.strip())
        return self._analyzer.lemma(tokens[0].form) if whole else ""

    def words(self, form: str, limit: int, meanings: Any = None) -> tuple[str, ...]:
        """Words of the articles, the nearest first: what the lists have for a word in its dictionary form, what it is a
        kind of (a werkplek is a plek), and its family. With `meanings` the family goes by what it means, as do words of
        the passages of the nearest meaning."""
        parts = self._analyzer.parts(form)
        listed = (
            *self._language.synonyms_of(form),
            *self._language.english.get(english_stem(form), ()),
            *(form[at:] for at in map(form.find, parts) if at > 0),
        )
        family = self._family(form)
        if meanings is not None:
            near = (self._standing(form, each) for each in (family, self._around(form, meanings)))
            pool = dict.fromkeys(chain.from_iterable(islice(each, COMPARED) for each in near))
            family = _by_meaning(form, [*pool], meanings.word)
        further = chain.from_iterable(map(self._language.synonyms_of, listed))
        return tuple(islice(self._standing(form, chain(listed, family, further)), limit))

    def _family(self, form: str) -> Iterator[str]:
        """Words that have a piece in common with it, and its parts."""
        mine = {key[1:] for key in self._analyzer.keys(form)}
        for alike in self._vocabulary.alike(form):
            if not mine.isdisjoint(key[1:] for key in self._analyzer.keys(alike.form)):
                yield alike.form
        yield from self._analyzer.parts(form)

    def _around(self, form: str, meanings: Any) -> Sequence[str]:
        """The words that are frequent in the passages of the nearest meaning and rare elsewhere, those first."""
        counts: Counter[str] = Counter()
        for number in meanings.compare(meanings.question(form), ()).nearest:
            tokens = self._analyzer.tokens(self._candidates.entry(number)[0].text)
            counts.update({self._analyzer.lemma(token.form) for token in tokens})
        size, frequency = self._candidates.size(), self._candidates.frequency
        return sorted(counts, key=lambda lemma: -counts[lemma] * rarity(frequency(keys.WORD + lemma), size))

    def _standing(self, form: str, others: Iterable[str]) -> Iterator[str]:
        """Those that stand in the articles and say something, each once, and never the word itself."""
        seen = {*self._analyzer.names(form)}
        for other in others:
            if " " not in other and seen.isdisjoint(names := self._analyzer.names(other)):
                seen.update(names)
                if written := self._written(names[0]):
                    yield written

    def _look_up(self, name: str) -> str:
        """A word of this name as people write it; '' where it says little, no dictionary has it or its parts, or it
        stands in the articles with a capital alone, as names do, or not at all."""
        language, analyzer, key = self._language, self._analyzer, keys.WORD + name
        known = name.isalpha() and (analyzer.is_known(name) or analyzer.parts(name))
        if not known or len(name) < SHORTEST or name in language.stopwords or language.is_weak(name):
            return ""
        concept = Concept(name, keys={key: Alternative(1.0, "word")})
        for number in self._candidates.find([concept])[:LOOKED_AT] if self._candidates.frequency(key) else ():
            passage = self._candidates.entry(number)[0]
            text = "\n".join((passage.text, passage.heading, *passage.questions))
            for token in analyzer.tokens(text):
                written = text[token.start : token.end]
                if written.islower() and name in analyzer.names(token.form):
                    return name if analyzer.is_known(name) else written
        return ""


def _by_meaning(form: str, others: Sequence[str], vector: Callable[[str], Any]) -> Iterator[str]:
    """Those that mean much the same, nearest first. What is common to all is taken off: some words come near to any."""
    vectors = {word: vector(word) for word in (form, *others)}
    middle = sum(vectors.values()) / len(vectors)
    mine = vectors[form] - middle
    likeness = {}
    for word in others:
        other = vectors[word] - middle
        likeness[word] = float((mine @ other) / ((mine @ mine) * (other @ other)) ** 0.5)
    yield from sorted((word for word in others if likeness[word] >= ALIKE), key=lambda word: -likeness[word])
