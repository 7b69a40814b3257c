"""Reads a question: one concept a content word, each with every key that may stand for it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from bot.answers.search.candidates import Candidates
from bot.answers.search.concepts import Concept, Weights, rarity
from bot.answers.search.question.pieces import Pieces
from bot.answers.search.question.standing import Standing
from bot.answers.search.words import keys
from bot.answers.search.words.absent import is_acronym
from bot.answers.search.words.analysis import Token
from bot.answers.search.words.language import Language
from bot.answers.search.words.phrases import Phrase
from bot.answers.search.words.vocabulary import Vocabulary
from bot.library.ports import Pairs

LONGEST_QUESTION = 600
MOST_CONCEPTS, MOST_KEYS = 20, 80
"""Concepts of a question, and keys that may stand for one: a word has a dozen, one with many synonyms a hundred."""
WORDS = 1000
"""Words whose concepts are kept, with some dozens of keys each."""

ByToken = dict[int, list[Concept]]
"""The concepts of a question, by the number of the word that they stand at."""


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
        self._weights = weights or Weights()
        self._standing = Standing(language, candidates, vocabulary, self._weights)
        empty = language.stopwords | language.english_stopwords
        self._pieces = Pieces(
            self._analyzer.is_verb, empty.__contains__, language.may_be_english, language.is_foreign
        )
        self.parts = self._pieces.parts
        self._same = lru_cache(WORDS)(language.same_as)
        self._of_word = lru_cache(WORDS)(self._standing.concepts)

    def read(self, question: str) -> list[Concept]:
        """The concepts of a question, at most MOST_CONCEPTS, in its order; none if it has no content word."""
        return self.concepts(self.plain(question))

    def plain(self, question: str) -> str:
        """The question without chat, and without what is told beside it."""
        text = self._pieces.without_asides(unicodedata.normalize("NFC", question[:LONGEST_QUESTION]))
        plain = self._language.chat.without(text, self._standing.occurs)
        bare = self._pieces.bare(plain)
        return plain if bare == plain else self._language.chat.without(bare, self._standing.occurs)

    def is_english(self, text: str) -> bool:
        """Whether more words are English alone than Dutch alone, empty ones ("as") being English."""
        tokens = self._analyzer.tokens(text[:LONGEST_QUESTION])
        return self._language.is_english([token.form for token in tokens])

    def concepts(self, text: str, same: Pairs = (), *, part: bool = False) -> list[Concept]:
        """The same of a question without the chat around it, or of a part of one; the words of each pair of `same` mean
        the same."""
        tokens = self._analyzer.tokens(text)
        english = self._language.is_english([token.form for token in tokens])
        by_token = {
            at: self._of_token(text, token, same, english=english)
            for at, token in self._content(tokens, english=english)
        }
        self._add_phrases(tokens, by_token, english=english)
        self._add_joined(tokens, by_token)
        concepts = [concept for group in by_token.values() for concept in group]
        if not part and all(concept.weak for concept in concepts):
            for concept in concepts:  # "de kantine": the place itself is asked about
                concept.weak = not (
                    self._language.is_place(concept.asked) and self._standing.occurs(concept.asked)
                )
        for concept in concepts:
            self._weigh(concept)
        return concepts

    def _content(self, tokens: Sequence[Token], *, english: bool) -> Iterator[tuple[int, Token]]:
        """The words of content, each once, with their numbers."""
        language = self._language
        empty = language.stopwords | language.english_stopwords if english else language.stopwords
        first = {token.form: at for at, token in reversed(list(enumerate(tokens)))}
        content = (
            (at, token)
            for at, token in enumerate(tokens)
            if first[token.form] == at
            and token.form not in empty
            and (len(token.form) > 1 or token.form.isdigit())
        )
        return islice(content, MOST_CONCEPTS)

    def _of_token(self, text: str, token: Token, same: Pairs, *, english: bool) -> list[Concept]:
        known = self._of_word(token.form, token.verb, self._same(token.form, same), english=english)
        concepts = [replace(concept, keys=dict(concept.keys)) for concept in known]
        if is_acronym(text, token):
            for concept in concepts:
                concept.missing = max(concept.missing, self._weights.known)
        return concepts

    def _add_phrases(self, tokens: Sequence[Token], by_token: ByToken, *, english: bool) -> None:
        """Phrases of the lists that stand in the question: what stands for the phrase, stands for its words."""
        language, standing = self._language, self._standing
        for phrase in language.phrases(tokens):
            others = language.synonyms.get(phrase.key, ())
            for concept in self._said_by(phrase, (phrase.key, *others), tokens, by_token):
                concept.add(phrase.key, 1.0, "word")
                for other in others:
                    standing.add_term(concept, other, self._weights.synonym, "synonym")
        for phrase in language.english_phrases_in(tokens) if english else ():
            dutch = language.english[phrase.key]
            for concept in self._said_by(phrase, dutch, tokens, by_token):
                for each in dutch:
                    standing.add_translation(concept, each)

    def _said_by(
        self, phrase: Phrase, terms: Sequence[str], tokens: Sequence[Token], by_token: ByToken
    ) -> list[Concept]:
        """The concepts that a phrase stands for: those of its words, or, if its words say little by themselves
        ("voor het zeggen"), one of its own in their place."""
        words = [concept for place in phrase.places for concept in by_token.get(place, ())]
        weak = words and all(concept.weak for concept in words)
        if not weak or not any(map(self._standing.stands, terms)):
            return words
        for place in phrase.places:
            by_token.pop(place, None)
        first, last = phrase.places[0], phrase.places[-1]
        idiom = Concept(" ".join(token.form for token in tokens[first : last + 1]))
        by_token[first] = [idiom]
        return [idiom]

    def _add_joined(self, tokens: Sequence[Token], by_token: ByToken) -> None:
        """Neighbours that are one word in the corpus ("talent community") count whole for both."""
        for at in sorted(by_token) if self._weights.joined else ():
            if at + 1 not in by_token:
                continue
            joined = (tokens[at].form + link + tokens[at + 1].form for link in ("", "s", "en"))
            for key in (keys.WORD + name for form in joined for name in self._analyzer.names(form)):
                if self._candidates.frequency(key):
                    for concept in (*by_token[at], *by_token[at + 1]):
                        concept.add(key, self._weights.joined, "compound")

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
