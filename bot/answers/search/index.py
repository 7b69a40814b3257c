"""Finds the passages that answer a question: candidates from tantivy, ordered in Python, with how sure it is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.answers.search.alignment import inherited
from bot.answers.search.boilerplate import is_short
from bot.answers.search.building import Stores, extended, in_memory, opened
from bot.answers.search.candidates import KEPT
from bot.answers.search.certainty import LOOKED_AT, Blend, Read, Scored, Thresholds, answered, strength
from bot.answers.search.concepts import Concept, Weights, rarity
from bot.answers.search.highlighting import Highlighter
from bot.answers.search.nearest import Nearest
from bot.answers.search.question.reading import Reader
from bot.answers.search.scoring import Scorer, Shares, worth
from bot.answers.search.words.language import LANGUAGE, Language, load
from bot.answers.search.words.subjects import subjects
from bot.library.passages import Article, Corpus, Findings, Passage
from bot.library.ports import Pairs

if TYPE_CHECKING:
    from bot.answers.search.meaning.likeness import Likeness, Meaning

COVERED = 0.85
"""The confidence from which on the whole question is answered, and no part is tried."""
PARTLY = 5.2
"""What the first passage for a part of a question is worth at least, for it to be read in place of the whole."""
THEIRS = 1.1
"""A company's own passage counts so many times, so that at equal worth it comes before a shipped one."""


class PassageIndex:
    """The passages of a corpus, which is indexed in memory, of a folder that `building.on_disk` made, or of stores.

    `replaced` holds, by slug, the retellings whose place an original in the corpus took: the original answers
    their questions. `shipped` are the slugs of the articles that are not a company's own. A folder that was made with
    other versions or lists is refused with OutdatedIndex.
    """

    def __init__(
        self,
        source: Corpus | Path | Stores,
        replaced: Corpus | None = None,
        *,
        language: Language | None = None,
        weights: Weights | None = None,
        shares: Shares | None = None,
        thresholds: Thresholds | None = None,
        shipped: Collection[str] = (),
    ) -> None:
        self.language = language or load(LANGUAGE)
        self.shares = shares or Shares()
        self.thresholds = thresholds or Thresholds()
        self.blend = Blend()
        self.meanings: Meaning | None = None
        self._shipped = frozenset(shipped)
        if isinstance(source, Path):
            source = opened(source, self.language)
        elif not isinstance(source, tuple):
            questions = inherited(source, replaced or {}, self.language)
            source = in_memory(source.values(), self.language, questions)
        self._candidates, self._vocabulary = source
        self.reader = Reader(self.language, self._candidates, self._vocabulary, weights)
        self.size = self._candidates.size()
        self._rarest = rarity(0, self.size)
        self._words_of = lru_cache(KEPT)(self._said)
        self.highlighter = Highlighter(self.language, self.reader.is_english)
        self.nearest = Nearest(self.language, self._candidates, self._vocabulary)

    def search(self, question: str, limit: int = 3, same: Pairs = ()) -> Findings:
        """The passages that answer a question by words, best first: at most `limit`. `same` are the words that mean the
        same to the person who asks.

        Any text is a question; one that says nothing that the corpus knows gets no hits and certainty `none`.
        """
        return self._findings(self._read(self.reader.plain(question), same), limit)

    def deepened(self, found: Findings, meaning: Any, limit: int = 3) -> Findings:
        """The same by words and by what `meaning` made of it; what the words found is not looked for again."""
        read: Read = found.read
        if self.meanings is None or not read.asks_something:
            return replace(found, open=False, asked=True)
        likeness = self.meanings.compare(meaning, [each.number for each in read.scored])
        ordered = self._blended(read, likeness)
        if not read.says_something:
            near_enough = likeness.best >= self.blend.unknown and ordered[0].near
            return self._findings(replace(read, scored=ordered, answered=float(near_enough)), limit)
        own = any(each.above is not None for each in ordered[:LOOKED_AT])
        more = self.blend.answered * (likeness.best - self.blend.usual) if own else 0.0
        by_words = max(answered(read.scored), answered(ordered))
        return self._findings(replace(read, scored=ordered, answered=by_words + more), limit)

    def meaning(self, found: Findings) -> Any:
        """What the model makes of a question, None where there is no model (yet). Takes tens of milliseconds."""
        plain = found.read.plain.strip()
        return self.meanings.question(plain) if self.meanings and plain else None

    def near(self, found: Findings, limit: int) -> tuple[Passage, ...]:
        """The passages that come nearest to a question, also where none of them answers it."""
        return tuple(each.passage for each in found.read.scored[:limit])

    def subjects(self, found: Findings) -> tuple[str, ...]:
        """What the question is about, in words that may be kept."""
        return subjects(found.read.plain, self.language, self._candidates.frequency)

    def has_unasked(self) -> bool:
        """Whether there are passages without questions of their own."""
        return next(iter(self.texts()), None) is not None

    def texts(self, *, every: bool = False) -> Iterator[tuple[int, str]]:
        """The passages without questions of their own, or all: number and text with heading."""
        for number, (passage, _) in self._candidates.entries():
            if every or not passage.questions:
                yield number, f"{passage.heading}\n{passage.text}"

    def passage(self, id: str) -> Passage | None:
        """The passage with this id, or None."""
        return self._candidates.passage(id)

    def extended(self, articles: Iterable[Article]) -> Stores:
        """These passages and those of further articles, in memory."""
        return extended((self._candidates, self._vocabulary), articles, self.language)

    def score(self, concepts: Sequence[Concept]) -> list[Scored]:
        """The candidates for these concepts, best first."""
        return self._ordered(self._candidates.find(concepts), self._scorer(concepts))

    def answered(self, question: str) -> float:
        """How likely (0 to 1) one of the first passages answers the question, by words; 0 where none of them says
        anything."""
        by_words: float = self.search(question, 0).read.by_words
        return by_words

    def _read(self, plain: str, same: Pairs) -> Read:
        """The question as a whole, or the part of it that is answered best: a preamble or a closing says nothing of
        what is asked, whatever its words are."""
        whole = self._as_it_is(plain, same)
        if whole.covered >= COVERED:
            return whole
        enough, best = PARTLY * worth(self._rarest), whole
        for parts in self.reader.parts(plain):
            others = [self._as_it_is(self.reader.plain(part), same, part=True) for part in parts]
            best = max(
                (best, *(each for each in others if each.worth >= enough)), key=lambda read: read.covered
            )
            if best.covered >= self.thresholds.maybe:
                return best
        return best

    def _as_it_is(self, plain: str, same: Pairs, *, part: bool = False) -> Read:
        concepts = self.reader.concepts(plain, same, part=part)
        return Read(plain, concepts, self.score(concepts))

    def _findings(self, read: Read, limit: int) -> Findings:
        """What is shown of these candidates, and how far to trust it."""
        asked, limits = read.answered is not None, self.thresholds
        open_ = not asked and self.meanings is not None and read.asks_something
        likely = read.by_words if read.answered is None else read.answered
        if likely < limits.maybe:
            return Findings((), "none", open=open_, asked=asked, read=read)
        said = self._said(read.plain)
        scored = self._headed(said, read.scored)
        least = strength(scored[0], self.blend.order) * limits.shown
        kept = [scored[0], *(each for each in scored[1:] if strength(each, self.blend.order) >= least)]
        english, hit = self.reader.is_english(read.plain), self.highlighter.hit
        hits = tuple(hit(each.passage, each.score, read.concepts, english=english) for each in kept[:limit])
        sure = self._is_sure(kept, said)
        settled = sure and self._is_settled(scored)
        return Findings(hits, "sure" if sure else "maybe", open=open_ and not settled, asked=asked, read=read)

    def _scorer(self, concepts: Sequence[Concept]) -> Scorer:
        return Scorer(concepts, self.shares, self._rarest)

    def _ordered(self, numbers: Iterable[int], scorer: Scorer) -> list[Scored]:
        entries = ((number, *self._candidates.entry(number)) for number in numbers)
        scored = [Scored(number, passage, scorer.score(analysed)) for number, passage, analysed in entries]
        return self._long_first(
            sorted(
                scored,
                key=lambda each: (
                    -each.score.total * self._favour(each),
                    -each.score.confidence,
                    each.passage.article in self._shipped,
                    each.passage.id,
                ),
            )
        )

    def _long_first(self, scored: list[Scored]) -> list[Scored]:
        """Passages of a few words behind the others, where one of those may be the answer."""
        longer = [each for each in scored if not is_short(each.passage)]
        if answered(longer) < self.thresholds.maybe:
            return scored
        return [*longer, *(each for each in scored if is_short(each.passage))]

    def _blended(self, read: Read, likeness: Likeness) -> list[Scored]:
        """These candidates and those of the nearest meaning, by both."""
        known, blend = {each.number for each in read.scored}, self.blend
        others = self._ordered((n for n in likeness.nearest if n not in known), self._scorer(read.concepts))
        near = likeness.nearest[: blend.agrees]
        together = [
            replace(each, above=likeness.above.get(each.number), near=each.number in near)
            for each in (*read.scored, *others)
        ]

        def by(weight: float) -> Callable[[Scored], tuple[float, float, str]]:
            return lambda each: (
                -strength(each, weight, self._favour(each)),
                -each.score.total,
                each.passage.id,
            )

        ordered = self._long_first(sorted(together, key=by(blend.order)))
        ordered[1:] = sorted(ordered[1:], key=by(blend.further))
        return self._long_first(ordered)

    def _headed(self, asked: tuple[str, ...], scored: Sequence[Scored]) -> list[Scored]:
        """A company's own passage whose heading is the question itself comes first."""
        return sorted(scored, key=lambda each: not self._is_headed(asked, each))

    def _is_headed(self, asked: tuple[str, ...], scored: Scored) -> bool:
        own = scored.passage.article not in self._shipped
        return own and bool(asked) and self._words_of(scored.passage.heading) == asked

    def _favour(self, scored: Scored) -> float:
        return 1.0 if scored.passage.article in self._shipped else THEIRS

    def _is_sure(self, kept: Sequence[Scored], asked: tuple[str, ...]) -> bool:
        """Whether the first passage is the answer: never a shipped one above a company's own."""
        first, limits = kept[0], self.thresholds
        if self._is_headed(asked, first):
            return True
        if first.passage.article in self._shipped and any(
            each.passage.article not in self._shipped for each in kept[:LOOKED_AT]
        ):
            return False
        if first.above is not None:
            limit = limits.agreed if first.near else 1.0
        else:
            limit = limits.sure if first.passage.questions else limits.alone
        return first.score.confidence >= limit and first.score.total >= limits.least * worth(self._rarest)

    def _is_settled(self, scored: Sequence[Scored]) -> bool:
        """Whether words alone may say that the first passage is the answer: not of a shipped one, for which questions
        were written, where one of a company's own may say the same without."""
        shipped = [each.passage.article in self._shipped for each in scored]
        return all(shipped) or not shipped[0]

    def varied(self, weights: Weights, shares: Shares) -> PassageIndex:
        """The same passages, weighed in another way."""
        other = copy(self)
        other.shares = shares
        other.reader = Reader(self.language, self._candidates, self._vocabulary, weights)
        return other

    def _said(self, text: str) -> tuple[str, ...]:
        """The words of a text without those that say nothing."""
        tokens = self.language.analyzer.tokens(text)
        return tuple(token.form for token in tokens if token.form not in self.language.stopwords)
