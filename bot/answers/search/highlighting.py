"""Where and why a passage was found, as people see it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from bot.answers.search.candidates import KEPT
from bot.answers.search.concepts import Concept
from bot.answers.search.reasons import Reasons
from bot.answers.search.scoring import Found, Score
from bot.answers.search.words import keys
from bot.answers.search.words.analysis import Token
from bot.answers.search.words.language import Language
from bot.answers.search.words.phrases import GAP
from bot.library.passages import Hit, Match, Passage


class Highlighter:
    """Makes hits of passages that are worth showing. `is_english` says it of a text."""

    def __init__(self, language: Language, is_english: Callable[[str], bool]) -> None:
        self._analyzer = language.analyzer
        self._reasons = Reasons(language)
        self._is_english = lru_cache(KEPT)(is_english)
        self.tokens = lru_cache(KEPT)(self._tokens)

    def hit(self, passage: Passage, score: Score, concepts: Sequence[Concept], *, english: bool) -> Hit:
        """A passage with where and why it was found; a question that it answers is a reason in the asker's language."""
        tokens = self.tokens(passage.text)
        matches: dict[int, tuple[float, Match]] = {}
        spans: set[tuple[int, int]] = set()
        for each in score.found:
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
                last = tokens[_end(each, score.found)]
                found = passage.text[word.start : last.end]
                matches[each.concept] = (alternative.weight, Match(concept.asked, found, relation))
        said = passage.questions[score.question] if score.question is not None else ""
        if said.endswith("?") and self._is_english(said) == english:
            for number in score.lent:
                if not concepts[number].weak and self._reasons.holds(concepts[number].asked, said):
                    matches.setdefault(number, (0.0, Match(concepts[number].asked, said, "question")))
        why = tuple(dict.fromkeys(match for _, (_, match) in sorted(matches.items())))
        return Hit(passage, round(score.total, 4), tuple(sorted(spans)), why)

    def _tokens(self, text: str) -> tuple[Token, ...]:
        """The words of a passage, which is shown more often than its words are looked for."""
        return tuple(self._analyzer.tokens(text))


def _end(first: Found, found: Sequence[Found]) -> int:
    """Where the words end of what is found there: those of a phrase stand close together."""
    end = first.position
    for each in found:
        if (each.concept, each.key) == (first.concept, first.key) and end < each.position <= end + GAP + 1:
            end = each.position if first.key[0] == keys.PHRASE else end
    return end
