"""What may stand for a word of a question: its forms and parts, what lists and dictionary have for it, and what a
typing error was meant to be. Everything becomes keys, of which `words/keys.py` says what each is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from bot.answers.search.candidates import Candidates
from bot.answers.search.concepts import Concept, Relation, Weights, rarity
from bot.answers.search.words import keys
from bot.answers.search.words.absent import missing, says_little
from bot.answers.search.words.language import Language, english_stem
from bot.answers.search.words.roots import root
from bot.answers.search.words.vocabulary import Lookalike, Vocabulary

CACHE = 10_000


class Standing:
    """Says what may stand for a word or a phrase, among the passages that there are."""

    def __init__(
        self, language: Language, candidates: Candidates, vocabulary: Vocabulary, weights: Weights
    ) -> None:
        self._language = language
        self._analyzer = language.analyzer
        self._candidates = candidates
        self._vocabulary = vocabulary
        self._weights = weights
        self._others = lru_cache(CACHE)(language.synonyms_of)
        self._term_keys = lru_cache(CACHE)(self._keys_of_term)

    def concepts(self, form: str, verb: str, own: tuple[str, ...], *, english: bool) -> list[Concept]:
        """The concepts of one word: one, or one a part if it is a compound. `own` words count as the word itself."""
        weights, language = self._weights, self._language
        corrections = () if own else self._corrections(form)
        topic = language.is_topic(form)
        absent = topic and not (own or self.occurs(form))
        parts = self._parts(form) if weights.split and not (corrections or absent) else ()
        synonyms = (*own, *self._others(form))
        whole = not parts or self.occurs(form) or any(map(self.stands, synonyms))
        asked = [form] if whole else list(parts)
        concepts = [
            Concept(form, 0.0, says_little(each, language), missing(each, language, weights), topic)
            for each in asked
        ]
        for concept, word in zip(concepts, asked, strict=True):
            for each in (form, *own):
                self._add_word(concept, each)
            if verb:
                self._add_word(concept, verb, 1.0, "inflection")
            if word != form:
                self._add_word(concept, word, weights.split, "compound")
            self._add_translations(concept, form, english=english)
            for correction in corrections:
                self._add_word(concept, correction.form, weights.typo**correction.edits, "typo")
        if len(concepts) > 1:
            rarities = [self._rarity(part) for part in asked]
            total = self._rarity(form)
            for concept, part_rarity in zip(concepts, rarities, strict=True):
                concept.weight = total * part_rarity / sum(rarities)
        return concepts

    def occurs(self, form: str) -> bool:
        """Whether a passage has the word, also as a part of a compound."""
        return bool(self._frequency(form))

    def stands(self, term: str) -> bool:
        """Whether a word or phrase (or the key of one) occurs in the corpus."""
        if term[0] == keys.PHRASE:
            return bool(self._candidates.frequency(term))
        forms = [token.form for token in self._analyzer.tokens(term)]
        return bool(self._candidates.frequency(keys.of_phrase(forms))) if forms[1:] else self.occurs(forms[0])

    def add_term(self, concept: Concept, text: str, weight: float, relation: Relation) -> None:
        """A listed word or phrase that may stand for the concept."""
        for key, share in self._term_keys(text):
            concept.add(key, weight * share, relation)

    def add_translation(self, concept: Concept, dutch: str) -> None:
        """A Dutch word or phrase that an English one may mean, and what may stand for that."""
        self.add_term(concept, dutch, self._weights.translation, "translation")
        self._add_others(concept, dutch, self._weights.translation, "translation")

    def _frequency(self, form: str) -> int:
        signs = (keys.WORD, keys.PART)
        names = self._analyzer.names(form)
        return max(self._candidates.frequency(sign + name) for name in names for sign in signs)

    def _rarity(self, form: str) -> float:
        return rarity(self._frequency(form), self._candidates.size())

    def _is_known(self, form: str) -> bool:
        return self.occurs(form) or self._analyzer.is_known(form) or self._analyzer.is_english(form)

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
        return (*left, *right) if all(map(self.occurs, halves)) else ()

    def _add_word(
        self, concept: Concept, form: str, weight: float = 1.0, relation: Relation = "word"
    ) -> None:
        """Everything by which one word is found: its own keys, and its synonyms. A topic that the corpus lacks is found
        by itself and by other topics that mean the same."""
        if self._language.is_topic(form) and not self.occurs(form):
            for other in filter(self._language.is_topic, self._others(form)):
                self.add_term(concept, other, weight * self._weights.synonym, "synonym")
            return
        self._add_keys(concept, form, weight, relation)
        self._add_others(concept, form, weight, "synonym")

    def _add_keys(self, concept: Concept, form: str, weight: float, relation: Relation) -> None:
        itself = relation == "word"
        for name in self._analyzer.names(form):
            concept.add(keys.WORD + name, weight, relation)
            concept.add(keys.PART + name, weight * self._weights.part, "compound" if itself else relation)
        for key in self._analyzer.keys(form):
            if key[0] == keys.FAMILY:
                concept.add(key, weight * self._weights.root, "inflection" if itself else relation)

    def _add_others(self, concept: Concept, text: str, weight: float, relation: Relation) -> None:
        """What the lists have for a word or phrase."""
        for other in self._others(text) if self._weights.synonym else ():
            self.add_term(concept, other, weight * self._weights.synonym, relation)

    def _add_translations(self, concept: Concept, form: str, *, english: bool) -> None:
        if english or not (self._analyzer.is_known(form) or self.occurs(form)):
            for dutch in self._language.english.get(english_stem(form), ()):
                self.add_translation(concept, dutch)

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

    def _corrections(self, form: str) -> Sequence[Lookalike]:
        """The nearest words to one that neither corpus nor dictionary knows: a typing error is likely."""
        if not self._weights.typo or len(form) < 4 or not form.isalpha() or self._is_known(form):
            return ()
        near = [each for each in self._vocabulary.alike(form) if each.edits <= (1 if len(form) < 8 else 2)]
        if not near:  # two letters that changed places leave a short word few trigrams
            swapped = (form[:at] + form[at + 1] + form[at] + form[at + 2 :] for at in range(len(form) - 1))
            near = [Lookalike(word, 1, 0.0) for word in swapped if self.occurs(word)]
        return [each for each in near if each.edits == near[0].edits]
