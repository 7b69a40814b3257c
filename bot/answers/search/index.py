"""Finds the passages that answer a question: candidates from tantivy, ordered in Python, with how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.answers.search.alignment import inherited
from bot.answers.search.analysis import Token
from bot.answers.search.building import LANGUAGE, fill, opened
from bot.answers.search.candidates import KEPT, Candidates
from bot.answers.search.concepts import Concept, Weights
from bot.answers.search.language import Language, load
from bot.answers.search.phrases import GAP
from bot.answers.search.reading import Reader
from bot.answers.search.reasons import Reasons
from bot.answers.search.scoring import Found, Score, Scorer, Shares
from bot.answers.search.subjects import subjects
from bot.answers.search.vocabulary import Vocabulary
from bot.library.passages import Corpus, Findings, Hit, Match, Passage

NEAREST = 5
"""Words that are offered where nothing is found, and concepts for which they are looked for."""
LOOKED_AT = 3
"""How many of the best passages may show that the question is answered."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The least confidence (0 to 1) with which a passage is offered as a guess, and as an answer.

    A further passage is shown when its confidence is at least the share `shown` of the best one's.
    """

    maybe: float = 0.41
    sure: float = 0.6
    shown: float = 0.5


@dataclass(frozen=True, slots=True)
class Scored:
    """A passage with what it is worth for a question."""

    passage: Passage
    score: Score


class PassageIndex:
    """The passages of a corpus, which is indexed in memory, or of a folder that `building.on_disk` made.

    `replaced` holds, by slug, the retellings whose place an original in the corpus took: the original answers
    their questions. A folder that was made with other versions or lists is refused with OutdatedIndex.
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
    ) -> None:
        self.language = language or load(LANGUAGE)
        self.shares = shares or Shares()
        self.thresholds = thresholds or Thresholds()
        if isinstance(source, Path):
            self._candidates, self._vocabulary = opened(source, self.language)
        else:
            self._candidates, self._vocabulary = Candidates(), Vocabulary()
            questions = inherited(source, replaced or {}, self.language)
            fill(self._candidates, self._vocabulary, source.values(), self.language, questions)
        self.reader = Reader(self.language, self._candidates, self._vocabulary, weights)
        self.tokens = lru_cache(KEPT)(self._tokens)
        self._is_english = lru_cache(KEPT)(self.reader.is_english)
        self._reasons = Reasons(self.language)

    def search(self, question: str, limit: int = 3) -> Findings:
        """The passages that answer a question, best first: at most `limit`.

        Any text is a question; one that says nothing that the corpus knows gets no hits and certainty `none`.
        """
        concepts = self.reader.read(question)
        scored = self.score(concepts)
        confidence = max((each.score.confidence for each in scored[:LOOKED_AT]), default=0.0)
        if confidence < self.thresholds.maybe:
            return Findings((), "none", self._nearest(concepts))
        least = confidence * self.thresholds.shown
        kept = [each for each in scored if each.score.confidence >= least]
        english = self.reader.is_english(question)
        hits = tuple(self._hit(each, concepts, english=english) for each in kept[:limit])
        return Findings(hits, "sure" if confidence >= self.thresholds.sure else "maybe")

    def near(self, question: str, limit: int) -> tuple[Passage, ...]:
        """The passages that come nearest to a question, also where none of them answers it."""
        return tuple(each.passage for each in self.score(self.reader.read(question))[:limit])

    def passage(self, id: str) -> Passage | None:
        """The passage with this id, or None."""
        return self._candidates.passage(id)

    def subjects(self, question: str) -> tuple[str, ...]:
        """What the question is about, in words that may be kept."""
        return subjects(question, self.language, self._candidates.frequency)

    def score(self, concepts: Sequence[Concept]) -> list[Scored]:
        """The candidates for these concepts, best first."""
        scorer = Scorer(concepts, self.shares)
        found = self._candidates.find(concepts)
        scored = [Scored(passage, scorer.score(analysed)) for passage, analysed in found]
        return sorted(scored, key=lambda each: (-each.score.total, -each.score.confidence, each.passage.id))

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
            if relation == "word" and word.form != concept.asked and each.key[0] != "&":
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

    def _tokens(self, text: str) -> tuple[Token, ...]:
        """The words of a passage, which is shown more often than its words are looked for."""
        return tuple(self.language.analyzer.tokens(text))

    def _nearest(self, concepts: Sequence[Concept]) -> tuple[str, ...]:
        """Words of the corpus that look like words of a question without an answer."""
        stems = self.language.analyzer.names
        nearest = [
            likeness.form
            for concept in concepts[:NEAREST]
            for likeness in self._vocabulary.alike(concept.asked)[:3]
            if likeness.share >= 0.4 and self._candidates.frequency(f"={stems(likeness.form)[0]}")
        ]
        return tuple(dict.fromkeys(nearest))[:NEAREST]


def _end(first: Found, found: Sequence[Found]) -> int:
    """Where the words end of what is found there: those of a phrase stand close together."""
    end = first.position
    for each in found:
        if (each.concept, each.key) == (first.concept, first.key) and end < each.position <= end + GAP + 1:
            end = each.position if first.key[0] == "&" else end
    return end
