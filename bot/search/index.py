"""The index of passages: finds candidates with tantivy, orders them in Python, and says how sure it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import tantivy

from bot.domain.passages import Corpus, Findings, Hit, Match, Passage
from bot.search.analysis import Token
from bot.search.concepts import Concept, Reader, Weights
from bot.search.language import Language, load
from bot.search.passages import cut
from bot.search.scoring import Analysed, Places, Score, Scorer
from bot.search.vocabulary import WHITESPACE, Likeness, Vocabulary

LANGUAGE = Path(__file__).parents[2] / "nudges" / "language"
CANDIDATES = 60


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The least coverage of a question (0 to 1) with which a passage is offered as a guess, and as an answer."""

    maybe: float = 0.4
    sure: float = 0.6
    shown: float = 0.5


@dataclass(frozen=True, slots=True)
class Scored:
    """A passage with what it is worth for a question."""

    passage: Passage
    score: Score


class PassageIndex:
    """All passages of a corpus, in memory.

    `questions` gives a passage (by id) the questions that it answers, instead of those of its own section.
    """

    def __init__(
        self,
        corpus: Corpus,
        *,
        language: Language | None = None,
        questions: Mapping[str, tuple[str, ...]] | None = None,
        weights: Weights | None = None,
        places: Places | None = None,
        thresholds: Thresholds | None = None,
    ) -> None:
        self._language = language or load(LANGUAGE)
        self._places = places or Places()
        self._thresholds = thresholds or Thresholds()
        self._passages: list[Passage] = []
        self._analysed: list[Analysed] = []
        self._build(corpus, questions or {})
        self._by_id = {passage.id: passage for passage in self._passages}
        self._reader = Reader(self._language, self, weights)

    def search(self, question: str, limit: int = 3, offset: int = 0) -> Findings:
        """The passages that answer a question, best first: `limit` of them after the first `offset`.

        Any text is a question; one that says nothing that the corpus knows gets no hits and certainty `none`.
        """
        concepts = self._reader.read(question)
        scored = self.score(concepts)
        coverage = max((each.score.coverage for each in scored[:limit]), default=0.0)
        if coverage < self._thresholds.maybe:
            return Findings((), "none", self._nearest(concepts))
        least = coverage * self._thresholds.shown
        kept = [each for each in scored if each.score.coverage >= least]
        hits = tuple(self._hit(each, concepts) for each in kept[offset : offset + limit])
        return Findings(hits, "sure" if coverage >= self._thresholds.sure else "maybe")

    def read(self, question: str) -> list[Concept]:
        """The concepts of a question, for explanations."""
        return self._reader.read(question)

    def score(self, concepts: Sequence[Concept]) -> list[Scored]:
        """The candidates for these concepts, best first."""
        if not any(concept.keys or concept.phrases for concept in concepts):
            return []
        scorer = Scorer(concepts, self._places)
        found = self._searcher.search(self._query(concepts), CANDIDATES, count=False).hits
        numbers = [int(self._searcher.doc(address).get_first("number") or 0) for _, address in found]
        scored = [Scored(self._passages[n], scorer.score(self._analysed[n])) for n in numbers]
        return sorted(scored, key=lambda each: (-each.score.total, each.passage.id))

    def passage(self, id: str) -> Passage | None:
        """The passage with this id, or None."""
        return self._by_id.get(id)

    def passages(self) -> int:
        return len(self._passages)

    def frequency(self, key: str) -> int:
        return int(self._searcher.doc_freq("text", key) or self._searcher.doc_freq("about", key))

    def alike(self, form: str) -> Sequence[Likeness]:
        return self._vocabulary.alike(form)

    def _build(self, corpus: Corpus, questions: Mapping[str, tuple[str, ...]]) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("number", stored=True)
        builder.add_text_field("text", tokenizer_name=WHITESPACE, index_option="freq")
        builder.add_text_field("about", tokenizer_name=WHITESPACE, index_option="freq")
        self._schema = builder.build()
        index = tantivy.Index(self._schema)
        index.register_tokenizer(
            WHITESPACE, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        )
        writer = index.writer(heap_size=30_000_000, num_threads=1)
        forms: set[str] = set()
        for article in corpus.values():
            passages = cut(article)
            for passage in passages:
                asked = questions.get(passage.id, passage.questions)
                analysed = Analysed(
                    self._analyse(passage.text, forms),
                    self._content(f"{passage.heading}\n{article.title}", forms),
                    tuple(filter(None, (self._content(question, forms) for question in asked))),
                )
                self._passages.append(passage)
                self._analysed.append(analysed)
                about = (analysed.about, *analysed.questions)
                document = tantivy.Document(
                    number=len(self._passages) - 1, text=_field([analysed.text]), about=_field(about)
                )
                writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()
        terms = [term for group in self._language.groups for term in group.terms if term.isalpha()]
        self._vocabulary = Vocabulary()
        self._vocabulary.fill(sorted(forms | set(terms)))

    def _analyse(self, text: str, forms: set[str]) -> tuple[str, ...]:
        analyzer, stopwords = self._language.analyzer, self._language.stopwords
        words = []
        for token in analyzer.tokens(text):
            if token.form in stopwords:
                words.append(f".{analyzer.stems(token.form)[-1]}")
            else:
                forms.add(token.form)
                words.append("|".join(self._keys(token)))
        return tuple(words)

    def _keys(self, token: Token) -> Iterator[str]:
        """The keys of a word; one that says little is not found by its root ("vindbaar" is no "vinden")."""
        weak = self._language.is_weak(token.form)
        return (key for key in self._language.analyzer.token_keys(token) if not (weak and key[0] == "~"))

    def _content(self, text: str, forms: set[str]) -> tuple[str, ...]:
        return tuple(word for word in self._analyse(text, forms) if word[0] != ".")

    def _query(self, concepts: Iterable[Concept]) -> tantivy.Query:
        """One disjunction a concept, in which its best key counts."""
        clauses = []
        for concept in concepts:
            options = [
                tantivy.Query.boost_query(
                    tantivy.Query.term_query(self._schema, name, key), alternative.weight * factor
                )
                for key, alternative in concept.keys.items()
                for name, factor in (("text", 1.0), ("about", 0.5))
            ]
            options += [
                tantivy.Query.boolean_query(
                    [
                        (tantivy.Occur.Must, tantivy.Query.term_query(self._schema, "text", key))
                        for key in phrase
                        if key not in self._language.empty_keys
                    ]
                )
                for phrase in concept.phrases
            ]
            if options:
                clauses.append((tantivy.Occur.Should, tantivy.Query.disjunction_max_query(options)))
        return tantivy.Query.boolean_query(clauses)

    def _hit(self, scored: Scored, concepts: Sequence[Concept]) -> Hit:
        tokens = self._language.analyzer.tokens(scored.passage.text)
        matches: dict[int, tuple[float, Match]] = {}
        spans: set[tuple[int, int]] = set()
        for each in scored.score.found:
            concept, value = concepts[each.concept], each.alternative.weight
            start, end = tokens[each.position].start, tokens[each.position + each.words - 1].end
            if not concept.weak or value > 0.9:
                spans.update((token.start, token.end) for token in tokens[each.position :][: each.words])
            relation = each.alternative.relation
            if relation == "word" and tokens[each.position].form != concept.asked:
                relation = "inflection"
            if each.concept not in matches or matches[each.concept][0] < value:
                matches[each.concept] = (
                    value,
                    Match(concept.asked, scored.passage.text[start:end], relation),
                )
        found = tuple(dict.fromkeys(match for _, (_, match) in sorted(matches.items())))
        return Hit(scored.passage, round(scored.score.total, 4), tuple(sorted(spans)), found)

    def _nearest(self, concepts: Sequence[Concept]) -> tuple[str, ...]:
        """Words of the corpus that look like words of a question without an answer."""
        nearest = [
            likeness.form
            for concept in concepts
            for likeness in self.alike(concept.asked)[:3]
            if likeness.share >= 0.4 and self.frequency(f"={self._language.analyzer.stems(likeness.form)[0]}")
        ]
        return tuple(dict.fromkeys(nearest))[:5]


def _field(texts: Iterable[Sequence[str]]) -> str:
    return " ".join(key for words in texts for word in words if word[0] != "." for key in word.split("|"))
