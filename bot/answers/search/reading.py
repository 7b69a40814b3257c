"""Reads a question: one concept a content word, each with every key that may stand for it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from bot.answers.search.candidates import Candidates
from bot.answers.search.concepts import Concept, Relation, Weights, rarity
from bot.answers.search.words import keys
from bot.answers.search.words.absent import is_acronym, missing, says_little
from bot.answers.search.words.analysis import Token
from bot.answers.search.words.language import Language, english_stem
from bot.answers.search.words.phrases import Phrase
from bot.answers.search.words.roots import root
from bot.answers.search.words.vocabulary import Lookalike, Vocabulary
from bot.library.ports import Pairs

LONGEST_QUESTION = 600
MOST_CONCEPTS, MOST_KEYS = 20, 80
"""Concepts of a question, and keys that may stand for one: a word has a dozen, one with many synonyms a hundred."""
CACHE = 10_000
WORDS = 1000
"""Words whose concepts are kept, with some dozens of keys each."""


class Reader:
    """Reads questions."""

    def __init__(
        self,
        language: Language,
        candidates: Candidates,
        vocabulary: Vocabulary,
        weights: Weights | None = None,
    ) -> None:
        self._language = language
        self._analyzer = language.analyzer
        self._candidates = candidates
        self._vocabulary = vocabulary
        self._weights = weights or Weights()
        self._others = lru_cache(CACHE)(language.synonyms_of)
        self._same = lru_cache(WORDS)(language.same_as)
        self._term_keys = lru_cache(CACHE)(self._keys_of_term)
        self._of_word = lru_cache(WORDS)(self._concepts)

    def read(self, question: str) -> list[Concept]:
        """The concepts of a question, at most MOST_CONCEPTS, in its order; none if it has no content word."""
        return self.concepts(self.plain(question))

    def concepts(self, text: str, same: Pairs = ()) -> list[Concept]:
        """The same of a question without the chat around it; the words of each pair of `same` mean the same."""
        tokens = self._analyzer.tokens(text)
        english = self._language.is_english([token.form for token in tokens])
        by_token: dict[int, list[Concept]] = {}
        seen: set[str] = set()
        for at, token in enumerate(tokens):
            new = token.form not in seen and len(seen) < MOST_CONCEPTS
            if new and self._is_content(token, english=english):
                seen.add(token.form)
                own = self._same(token.form, same)
                concepts = self._of_word(token.form, token.verb, own, english=english)
                by_token[at] = [replace(concept, keys=dict(concept.keys)) for concept in concepts]
                if is_acronym(text, token):
                    for concept in by_token[at]:
                        concept.missing = max(concept.missing, self._weights.known)
        self._add_phrases(tokens, by_token, english=english)
        self._add_joined(tokens, by_token)
        concepts = [concept for group in by_token.values() for concept in group]
        if all(concept.weak for concept in concepts):
            for concept in concepts:  # "de kantine": the place itself is asked about
                concept.weak = not (self._language.is_place(concept.asked) and self._occurs(concept.asked))
        for concept in concepts:
            self._weigh(concept)
        return concepts

    def plain(self, question: str) -> str:
        """The question without chat."""
        text = unicodedata.normalize("NFC", question[:LONGEST_QUESTION])
        return self._language.chat.without(text, self._occurs)

    def _is_content(self, token: Token, *, english: bool) -> bool:
        language, form = self._language, token.form
        empty = form in language.stopwords or (english and form in language.english_stopwords)
        return not empty and (len(form) > 1 or form.isdigit())

    def is_english(self, text: str) -> bool:
        """Whether more words are English alone than Dutch alone, empty ones ("as") being English."""
        tokens = self._analyzer.tokens(text[:LONGEST_QUESTION])
        return self._language.is_english([token.form for token in tokens])

    def _concepts(self, form: str, verb: str, own: tuple[str, ...], *, english: bool) -> list[Concept]:
        """The concepts of one word: one, or one a part if it is a compound. `own` words count as the word itself."""
        weights, language = self._weights, self._language
        corrections = () if own else self._corrections(form)
        topic = language.is_topic(form)
        absent = topic and not (own or self._occurs(form))
        parts = self._parts(form) if weights.split and not (corrections or absent) else ()
        synonyms = (*own, *self._others(form))
        whole = not parts or self._occurs(form) or any(map(self._stands, synonyms))
        asked = [form] if whole else list(parts)
        concepts = [
            Concept(form, 0.0, says_little(each, language), missing(each, language, weights), topic)
            for each in asked
        ]
        for concept, word in zip(concepts, asked, strict=True):
            for each in (form, *own):
                self._add_word(concept, each, 1.0, "word")
            if verb:
                self._add_word(concept, verb, 1.0, "inflection")
            if word != form:
                self._add_word(concept, word, weights.split, "compound")
            self._add_translations(concept, form, english=english)
            for correction in corrections:
                self._add_word(concept, correction.form, weights.typo**correction.edits, "typo")
        if len(concepts) > 1:
            rarities = [self._own_rarity(part) for part in asked]
            total = self._own_rarity(form)
            for concept, part_rarity in zip(concepts, rarities, strict=True):
                concept.weight = total * part_rarity / sum(rarities)
        return concepts

    def _parts(self, form: str) -> tuple[str, ...]:
        """The parts of a compound; for one that neither corpus nor dictionary knows, parts that the corpus has."""
        parts = self._analyzer.parts(form)
        if parts or self._is_known(form) or not 8 <= len(form) <= 40:
            return parts
        splits = (self._corpus_split(form, at) for at in range(4, len(form) - 3))
        return min((split for split in splits if split), key=len, default=())

    def _corpus_split(self, form: str, at: int) -> tuple[str, ...]:
        left = self._analyzer.parts(form[:at]) or (form[:at],)
        right = self._analyzer.parts(form[at:]) or (form[at:],)
        halves = (form[:at].removesuffix("s"), form[at:])
        return (*left, *right) if all(map(self._occurs, halves)) else ()

    def _occurs(self, form: str) -> bool:
        return bool(self._frequency(form))

    def _frequency(self, form: str) -> int:
        """In how many passages a word occurs, also as a part of a compound."""
        names = self._analyzer.names(form)
        return max(
            self._candidates.frequency(sign + name) for name in names for sign in (keys.WORD, keys.PART)
        )

    def _stands(self, term: str) -> bool:
        """Whether a word or phrase (or the key of one) occurs in the corpus."""
        if term[0] == keys.PHRASE:
            return bool(self._candidates.frequency(term))
        forms = [token.form for token in self._analyzer.tokens(term)]
        return (
            bool(self._candidates.frequency(keys.of_phrase(forms))) if forms[1:] else self._occurs(forms[0])
        )

    def _is_known(self, form: str) -> bool:
        return self._occurs(form) or self._analyzer.is_known(form) or self._analyzer.is_english(form)

    def _own_rarity(self, form: str) -> float:
        return rarity(self._frequency(form), self._candidates.size())

    def _add_word(self, concept: Concept, form: str, weight: float, relation: Relation) -> None:
        """Everything by which one word is found: its own keys, and its synonyms. A topic that the corpus lacks is found
        by itself and by other topics that mean the same."""
        if self._language.is_topic(form) and not self._occurs(form):
            for other in filter(self._language.is_topic, self._others(form)):
                self._add_term(concept, other, weight * self._weights.synonym, "synonym")
            return
        self._add_keys(concept, form, weight, relation)
        self._add_others(concept, form, weight, "synonym")

    def _add_listed(self, concept: Concept, text: str, weight: float, relation: Relation) -> None:
        """A listed word or phrase that may stand for the concept, and what may stand for that."""
        self._add_term(concept, text, weight, relation)
        self._add_others(concept, text, weight, relation)

    def _add_others(self, concept: Concept, text: str, weight: float, relation: Relation) -> None:
        """What the lists have for a word or phrase."""
        for other in self._others(text) if self._weights.synonym else ():
            self._add_term(concept, other, weight * self._weights.synonym, relation)

    def _add_keys(self, concept: Concept, form: str, weight: float, relation: Relation) -> None:
        weights = self._weights
        inflection: Relation = "inflection" if relation == "word" else relation
        for stem in self._analyzer.names(form):
            concept.add(keys.WORD + stem, weight, relation)
            part: Relation = "compound" if relation == "word" else relation
            concept.add(keys.PART + stem, weight * weights.part, part)
        for key in self._analyzer.keys(form):
            if key[0] == keys.FAMILY:
                concept.add(key, weight * weights.root, inflection)

    def _add_term(self, concept: Concept, text: str, weight: float, relation: Relation) -> None:
        """A word or phrase that may stand for the concept."""
        for key, share in self._term_keys(text):
            concept.add(key, weight * share, relation)

    def _keys_of_term(self, text: str) -> tuple[tuple[str, float], ...]:
        """The keys of a listed word or phrase, with what share of its weight each has."""
        forms = [token.form for token in self._analyzer.tokens(text)]
        if len(forms) > 1:
            return ((keys.of_phrase(forms), 1.0),)
        name, weights = self._analyzer.names(forms[0])[-1], self._weights
        return (
            (keys.WORD + name, 1.0),
            (keys.PART + name, weights.part),
            (keys.FAMILY + root(forms[0]), weights.root),
        )

    def _add_translations(self, concept: Concept, form: str, *, english: bool) -> None:
        if english or not (self._analyzer.is_known(form) or self._occurs(form)):
            for dutch in self._language.english.get(english_stem(form), ()):
                self._add_listed(concept, dutch, self._weights.translation, "translation")

    def _corrections(self, form: str) -> Sequence[Lookalike]:
        """The nearest words to one that neither corpus nor dictionary knows: a typing error is likely."""
        if not self._weights.typo or len(form) < 4 or not form.isalpha() or self._is_known(form):
            return ()
        near = [each for each in self._vocabulary.alike(form) if each.edits <= (1 if len(form) < 8 else 2)]
        if not near:  # two letters that changed places leave a short word few trigrams
            swapped = (form[:at] + form[at + 1] + form[at] + form[at + 2 :] for at in range(len(form) - 1))
            near = [Lookalike(word, 1, 0.0) for word in swapped if self._occurs(word)]
        return [each for each in near if each.edits == near[0].edits]

    def _add_phrases(
        self, tokens: Sequence[Token], by_token: dict[int, list[Concept]], *, english: bool
    ) -> None:
        """Phrases of the lists that stand in the question: what stands for the phrase, stands for its words."""
        language = self._language
        for phrase in language.phrases(tokens):
            others = language.synonyms.get(phrase.key, ())
            for concept in self._said_by(phrase, (phrase.key, *others), tokens, by_token):
                concept.add(phrase.key, 1.0, "word")
                for other in others:
                    self._add_term(concept, other, self._weights.synonym, "synonym")
        for phrase in language.english_phrases_in(tokens) if english else ():
            dutch = language.english[phrase.key]
            for concept in self._said_by(phrase, dutch, tokens, by_token):
                for each in dutch:
                    self._add_listed(concept, each, self._weights.translation, "translation")

    def _said_by(
        self,
        phrase: Phrase,
        terms: Sequence[str],
        tokens: Sequence[Token],
        by_token: dict[int, list[Concept]],
    ) -> list[Concept]:
        """The concepts that a phrase stands for: those of its words, or, if its words say little by themselves
        ("voor het zeggen"), one of its own in their place."""
        words = [concept for place in phrase.places for concept in by_token.get(place, ())]
        if not words or not all(concept.weak for concept in words) or not any(map(self._stands, terms)):
            return words
        for place in phrase.places:
            by_token.pop(place, None)
        first, last = phrase.places[0], phrase.places[-1]
        idiom = Concept(" ".join(token.form for token in tokens[first : last + 1]))
        by_token[first] = [idiom]
        return [idiom]

    def _add_joined(self, tokens: Sequence[Token], by_token: dict[int, list[Concept]]) -> None:
        """Neighbours that are one word in the corpus ("talent community") count whole for both."""
        if not self._weights.joined:
            return
        for at in sorted(by_token):
            if at + 1 in by_token and at + 1 < len(tokens):
                for link in ("", "s", "en"):
                    joined = tokens[at].form + link + tokens[at + 1].form
                    for stem in self._analyzer.names(joined):
                        if self._candidates.frequency(keys.WORD + stem):
                            for concept in (*by_token[at], *by_token[at + 1]):
                                concept.add(keys.WORD + stem, self._weights.joined, "compound")

    def _weigh(self, concept: Concept) -> None:
        """Keep the keys that occur; the rarity of the best of them is what the concept weighs."""
        frequencies = {key: self._candidates.frequency(key) for key in concept.keys}
        own = max((frequencies[k] for k, each in concept.keys.items() if each.weight >= 0.95), default=0)
        others = max((frequencies[k] for k, each in concept.keys.items() if each.weight >= 0.6), default=0)
        concept.weight = concept.weight or rarity(own or others, self._candidates.size())
        if concept.weak:
            concept.weight *= self._weights.weak
        found = sorted(
            (item for item in concept.keys.items() if frequencies[item[0]]), key=lambda item: -item[1].weight
        )
        concept.keys = dict(found[:MOST_KEYS])
        if not concept.keys or (concept.missing < 1 and not own):
            concept.weight *= concept.missing
