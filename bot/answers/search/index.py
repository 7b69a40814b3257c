"""Finds the passages that answer a question: candidates from tantivy, ordered in Python, with how sure it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.answers.search.alignment import inherited
from bot.answers.search.boilerplate import is_short
from bot.answers.search.building import fill, opened
from bot.answers.search.candidates import KEPT, Candidates
from bot.answers.search.certainty import Blend, Thresholds
from bot.answers.search.concepts import Concept, Weights, rarity
from bot.answers.search.nearest import Nearest
from bot.answers.search.reading import Reader
from bot.answers.search.reasons import Reasons
from bot.answers.search.scoring import Found, Score, Scorer, Shares, worth
from bot.answers.search.subjects import subjects
from bot.answers.search.words import keys
from bot.answers.search.words.analysis import Token
from bot.answers.search.words.language import LANGUAGE, Language, load
from bot.answers.search.words.phrases import GAP
from bot.answers.search.words.vocabulary import Vocabulary
from bot.library.passages import Corpus, Findings, Hit, Match, Passage
from bot.library.ports import Pairs

if TYPE_CHECKING:
    from bot.answers.search.meaning.likeness import Meaning

LOOKED_AT = 3
"""How many of the best passages may show that the question is answered."""
THEIRS = 1.1
"""A company's own passage counts so many times, so that at equal worth it comes before a shipped one."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A passage with what it is worth for a question; `above` is how many standard deviations its meaning is
    nearer than usual, None where that is not known."""

    number: int
    passage: Passage
    score: Score
    above: float | None = None


class PassageIndex:
    """The passages of a corpus, which is indexed in memory, or of a folder that `building.on_disk` made.

    `replaced` holds, by slug, the retellings whose place an original in the corpus took: the original answers
    their questions. `shipped` are the slugs of the articles that are not a company's own. A folder that was made with
    other versions or lists is refused with OutdatedIndex.
    """

    def __init__(
        self,
        source: Corpus | Path,
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
            self._candidates, self._vocabulary = opened(source, self.language)
        else:
            self._candidates, self._vocabulary = Candidates(), Vocabulary()
            questions = inherited(source, replaced or {}, self.language)
            fill(self._candidates, self._vocabulary, source.values(), self.language, questions)
        self.reader = Reader(self.language, self._candidates, self._vocabulary, weights)
        self._rarest = rarity(0, self._candidates.size())
        self.tokens = lru_cache(KEPT)(self._tokens)
        self._words_of = lru_cache(KEPT)(self._said)
        self._is_english = lru_cache(KEPT)(self.reader.is_english)
        self._reasons = Reasons(self.language)
        self.nearest = Nearest(self.language, self._candidates, self._vocabulary)

    def search(self, question: str, limit: int = 3, meaning: Any = None, same: Pairs = ()) -> Findings:
        """The passages that answer a question, best first: at most `limit`. `meaning` is what `meaning` made of it,
        `same` the words that mean the same to who asks.

        Any text is a question; one that says nothing that the corpus knows gets no hits and certainty `none`.
        """
        plain = self.reader.plain(question)
        concepts = self.reader.concepts(plain, same)
        if not _says_something(concepts):
            return Findings((), "none", open=self._may_ask(concepts), asked=meaning is not None)
        scored, asked, limits = self.score(concepts), meaning is not None, self.thresholds
        answered = self._answered(scored)
        if meaning is not None and self.meanings is not None:
            scored, more = self._blended(scored, concepts, meaning, self.meanings)
            answered = max(answered, self._answered(scored)) + more
        said = self._said(plain)
        scored = self._headed(said, scored)
        if answered < limits.maybe:
            return Findings((), "none", open=self._may_ask(concepts), asked=asked)
        least = scored[0].score.confidence * limits.shown
        kept = [scored[0], *(each for each in scored[1:] if each.score.confidence >= least)]
        english = self.reader.is_english(plain)
        hits = tuple(self._hit(each, concepts, english=english) for each in kept[:limit])
        sure = self._is_sure(kept, said)
        open_ = not sure and not asked and self._may_ask(concepts)
        return Findings(hits, "sure" if sure else "maybe", open=open_, asked=asked)

    def meaning(self, question: str) -> Any:
        """What the model makes of a question, None where there is no model (yet). Takes tens of milliseconds."""
        plain = self.reader.plain(question).strip()
        return self.meanings.question(plain) if self.meanings and plain else None

    def has_unasked(self) -> bool:
        """Whether there are passages without questions of their own."""
        return next(iter(self.texts()), None) is not None

    def texts(self, *, every: bool = False) -> Iterator[tuple[int, str]]:
        """The passages without questions of their own, or all: number and text with heading."""
        for number, (passage, _) in self._candidates.entries():
            if every or not passage.questions:
                yield number, f"{passage.heading}\n{passage.text}"

    def near(self, question: str, limit: int) -> tuple[Passage, ...]:
        """The passages that come nearest to a question, also where none of them answers it."""
        return tuple(each.passage for each in self.score(self.reader.read(question))[:limit])

    def passage(self, id: str) -> Passage | None:
        """The passage with this id, or None."""
        return self._candidates.passage(id)

    def subjects(self, question: str) -> tuple[str, ...]:
        """What the question is about, in words that may be kept."""
        return subjects(self.reader.plain(question), self.language, self._candidates.frequency)

    def score(self, concepts: Sequence[Concept]) -> list[Scored]:
        """The candidates for these concepts, best first."""
        return self._ordered(self._candidates.find(concepts), self._scorer(concepts))

    def answered(self, question: str) -> float:
        """How likely (0 to 1) one of the first passages answers the question, by words; 0 where none of them says
        anything."""
        concepts = self.reader.read(question)
        return self._answered(self.score(concepts)) if _says_something(concepts) else 0.0

    def _scorer(self, concepts: Sequence[Concept]) -> Scorer:
        return Scorer(concepts, self.shares, self._rarest)

    def _ordered(self, numbers: Iterable[int], scorer: Scorer) -> list[Scored]:
        scored = []
        for number in numbers:
            passage, analysed = self._candidates.entry(number)
            scored.append(Scored(number, passage, scorer.score(analysed)))
        return sorted(
            scored,
            key=lambda each: (
                is_short(each.passage),
                -each.score.total * self._favour(each),
                -each.score.confidence,
                each.passage.article in self._shipped,
                each.passage.id,
            ),
        )

    def _blended(
        self, scored: Sequence[Scored], concepts: Sequence[Concept], vector: Any, meanings: Meaning
    ) -> tuple[list[Scored], float]:
        """These candidates and those of the nearest meaning, by both; and what the best cosine says of an answer."""
        likeness = meanings.compare(vector, [each.number for each in scored])
        known = {each.number for each in scored}
        others = self._ordered((n for n in likeness.nearest if n not in known), self._scorer(concepts))
        blend = self.blend
        together = [replace(each, above=likeness.above.get(each.number)) for each in (*scored, *others)]
        together.sort(
            key=lambda each: (
                is_short(each.passage),
                -(each.score.confidence * self._favour(each) + blend.order * (each.above or 0.0)),
                -each.score.total,
                each.passage.id,
            )
        )
        own = any(each.above is not None for each in together[:LOOKED_AT])
        return together, blend.answered * (likeness.best - blend.usual) if own else 0.0

    def _headed(self, asked: tuple[str, ...], scored: Sequence[Scored]) -> list[Scored]:
        """A company's own passage whose heading is the question itself comes first."""
        return sorted(scored, key=lambda each: not self._is_headed(asked, each))

    def _is_headed(self, asked: tuple[str, ...], scored: Scored) -> bool:
        own = scored.passage.article not in self._shipped
        return own and bool(asked) and self._words_of(scored.passage.heading) == asked

    def _favour(self, scored: Scored) -> float:
        return 1.0 if scored.passage.article in self._shipped else THEIRS

    @staticmethod
    def _answered(scored: Sequence[Scored]) -> float:
        """How likely one of the first passages answers the question, by words."""
        return max((each.score.confidence for each in scored[:LOOKED_AT]), default=0.0)

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
            limit = limits.agreed if first.above >= self.blend.agrees else 1.0
        else:
            limit = limits.sure if first.passage.questions else limits.alone
        return first.score.confidence >= limit and first.score.total >= limits.least * worth(self._rarest)

    def _may_ask(self, concepts: Sequence[Concept]) -> bool:
        """Whether a model may find what the words do not."""
        return self.meanings is not None and any(not concept.weak for concept in concepts)

    def varied(self, weights: Weights, shares: Shares) -> PassageIndex:
        """The same passages, weighed in another way."""
        other = copy(self)
        other.shares = shares
        other.reader = Reader(self.language, self._candidates, self._vocabulary, weights)
        return other

    def _hit(self, scored: Scored, concepts: Sequence[Concept], *, english: bool) -> Hit:
        """A passage with where and why it was found; a question that it answers is a reason in the asker's language."""
        passage, tokens = scored.passage, self.tokens(scored.passage.text)
        matches: dict[int, tuple[float, Match]] = {}
        spans: set[tuple[int, int]] = set()
        for each in scored.score.found:
            concept, alternative = concepts[each.concept], each.alternative
            word = tokens[each.position]
            if not self._reasons.is_right(concept.asked, each, word, passage.text):
                continue
            if not concept.weak or alternative.weight > 0.9:
                spans.add((word.start, word.end))
            relation = alternative.relation
            if relation == "word" and word.form != concept.asked and each.key[0] != keys.PHRASE:
                relation = "inflection"
            if each.concept not in matches or matches[each.concept][0] < alternative.weight:
                last = tokens[_end(each, scored.score.found)]
                found = passage.text[word.start : last.end]
                matches[each.concept] = (alternative.weight, Match(concept.asked, found, relation))
        said = passage.questions[scored.score.question] if scored.score.question is not None else ""
        if said.endswith("?") and self._is_english(said) == english:
            for number in scored.score.lent:
                if not concepts[number].weak and self._reasons.holds(concepts[number].asked, said):
                    matches.setdefault(number, (0.0, Match(concepts[number].asked, said, "question")))
        why = tuple(dict.fromkeys(match for _, (_, match) in sorted(matches.items())))
        return Hit(passage, round(scored.score.total, 4), tuple(sorted(spans)), why)

    def _said(self, text: str) -> tuple[str, ...]:
        """The words of a text without those that say nothing."""
        tokens = self.language.analyzer.tokens(text)
        return tuple(token.form for token in tokens if token.form not in self.language.stopwords)

    def _tokens(self, text: str) -> tuple[Token, ...]:
        """The words of a passage, which is shown more often than its words are looked for."""
        return tuple(self.language.analyzer.tokens(text))


def _says_something(concepts: Sequence[Concept]) -> bool:
    """Whether a word of content is among them that the corpus knows."""
    return any(concept.keys and not concept.weak for concept in concepts)


def _end(first: Found, found: Sequence[Found]) -> int:
    """Where the words end of what is found there: those of a phrase stand close together."""
    end = first.position
    for each in found:
        if (each.concept, each.key) == (first.concept, first.key) and end < each.position <= end + GAP + 1:
            end = each.position if first.key[0] == keys.PHRASE else end
    return end
