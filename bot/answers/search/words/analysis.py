"""All analysis of Dutch happens here, once: words become keys, and keys are all that the index ever compares.

What a key is, `keys` says. A stem alone joins too much: beleid and begeleiden, houding and houden.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import Stemmer
from simplemma import Lemmatizer
from simplemma.strategies import DefaultStrategy, DictionaryLookupStrategy
from simplemma.strategies.dictionaries import TrieDictionaryFactory

from bot.answers.search.words import keys
from bot.answers.search.words.roots import root
from bot.core.inputs.typed import words

WORD = re.compile(r"[\w\u0300-\u036f]+(?:['’.\-‑–&][\w\u0300-\u036f]+)*")
CLAUSE_END = re.compile(r"[.!?;:…\n(]")
NOT_LETTERS = re.compile(r"[^\w]|_")
LONGEST_WORD = 60
PARTICLES = words(
    "aan achter af bij binnen door in langs los mee na neer om onder op over rond samen tegen terug thuis "
    "toe uit vast vol voor voorbij weg"
)
MODALS = words(
    "kan kunt kunnen kon konden moet moeten moest wil willen wilde zal zullen zou mag mogen gaat gaan laat laten"
)
CONJUNCTIONS = words(
    "als dan dat die doordat en hoewel maar of om omdat terwijl totdat voordat want wanneer zodat zodra"
)
LINKS = ("", "s", "en", "e", "n", "er", "-")
NO_PARTS = words(
    "schap heid lijk loos baar ling isch atie eren ende eerd ster aren lijke baren ingen heden gend enden "
    "chap rouwen erop erin eraf erbij eruit eren ering igen alen aars baarheid eind onen orde tische "
    "waarts alge meen onder over achter tegen boven buiten binnen voor door naar niet meer veel alle daar waar hier"
)
RARE = 6
"""Letters up to which a part of a word of the dictionary has to be a common word."""
PREFIXES = words("aan achter af bij door in mee na neer om onder op over tegen toe uit voor")
LONGEST_PREFIX = max(map(len, PREFIXES))
UNSTRESSED = ("ver", "be", "ge", "ont", "her")
CACHE = 30_000
"""Words whose keys are remembered: more would make the garbage collector keep a question waiting."""
STEPS = 5_000
"""Words of which the steps to their keys are remembered."""


# As tries the Dutch and English dictionaries take 20 MB where dicts take 80; a cache on disk opens them at once.
_DICTIONARIES = TrieDictionaryFactory()
_LOOKUP = DictionaryLookupStrategy(_DICTIONARIES)
_LEMMATIZER = Lemmatizer(
    cache_max_size=0, lemmatization_strategy=DefaultStrategy(dictionary_factory=_DICTIONARIES)
)


class Token(NamedTuple):
    """A word of a text: its form in small letters without accents, where it stands (in characters), and the
    separable verb that it makes with a particle elsewhere in its clause ("log … in" gives `inloggen`)."""

    form: str
    start: int
    end: int
    verb: str = ""


@lru_cache(CACHE)
def fold(word: str) -> str:
    """Small letters, plain quotes and hyphens, no accents, no trailing 's."""
    plain = word.lower()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
        plain = plain.lower().replace("’", "'").replace("‑", "-").replace("–", "-")
    plain = plain.strip("_'-.&")
    return plain[:-2] if plain.endswith("'s") else plain


class Analyzer:
    """Makes tokens of texts and keys of words. Pure and cached: the same word gives the same keys for ever.

    `compound_words` are words that compounds are made of besides those of the dictionary. `common` are words that
    people use: the dictionary has "haver" and "luis" too, of which "handhaver" and "luister" are not made.
    """

    def __init__(self, compound_words: Iterable[str] = (), common: Iterable[str] = ()) -> None:
        self._compound_words = frozenset(compound_words)
        self._common = self._compound_words | frozenset(common)
        self._snowball = Stemmer.Stemmer("dutch", 0).stemWord
        self.is_known = lru_cache(STEPS)(self._is_known)
        self.is_english = lru_cache(STEPS)(self._is_english)
        self.lemma = lru_cache(STEPS)(self._lemma)
        self.names = lru_cache(CACHE)(self._names)
        self.parts = lru_cache(STEPS)(self._parts)
        self.keys = lru_cache(CACHE)(self._keys)
        self._split = lru_cache(STEPS)(self._find_split)
        self._separable = lru_cache(STEPS)(self._find_separable)

    def tokens(self, text: str) -> list[Token]:
        """The words of a text, in order, with their separable verbs put together."""
        found = [
            Token(form, match.start(), match.end())
            for match in WORD.finditer(text)
            if match.end() - match.start() <= LONGEST_WORD and (form := fold(match[0]))
        ]
        return self._with_separable_verbs(text, found)

    def _is_known(self, form: str) -> bool:
        """Whether the Dutch dictionary knows the form."""
        return _LOOKUP.get_lemma(form, "nl") is not None

    def _is_english(self, form: str) -> bool:
        """Whether the English dictionary knows the form."""
        return _LOOKUP.get_lemma(form, "en") is not None

    def is_verb(self, form: str) -> bool:
        """Whether the form is one of which the dictionary has another infinitive: heb, zit, not werken."""
        lemma = self.lemma(form)
        return lemma != form and lemma.endswith("n") and self.is_known(form)

    def token_keys(self, token: Token) -> tuple[str, ...]:
        """Everything by which a word of a text can be found: its keys and those of its separable verb."""
        return self.keys(token.form) + (self.keys(token.verb) if token.verb else ())

    def _lemma(self, form: str) -> str:
        """The dictionary form of a word; the word itself where it is not known."""
        return fold(_LEMMATIZER.lemmatize(form, "nl").replace("_", "")) or form

    def _names(self, form: str) -> tuple[str, ...]:
        """What a word is known by: its dictionary form and itself, or its stems if the dictionary lacks it."""
        lemma = self.lemma(form)
        names = [lemma, form] if self.is_known(form) else [self._stem(lemma), self._stem(form)]
        return tuple(dict.fromkeys(NOT_LETTERS.sub("", name) for name in names))

    def _stem(self, word: str) -> str:
        """The Snowball stem, but with a "ge" in front left on: it makes a participle of few words, other than gezin
        and gesprek, and those few have a dictionary form."""
        word = NOT_LETTERS.sub("", word)
        stem = str(self._snowball(word))
        return f"ge{stem}" if word.startswith("ge") and not stem.startswith("ge") else stem

    def _keys(self, form: str) -> tuple[str, ...]:
        found = [keys.WORD + each for each in self.names(form)]
        found += [keys.PART + each for part in self.parts(form) for each in self.names(part)]
        found.append(keys.FAMILY + root(self.lemma(form)))
        return tuple(dict.fromkeys(found))

    def _with_separable_verbs(self, text: str, found: list[Token]) -> list[Token]:
        result = list(found)
        for at, particle in enumerate(found):
            if particle.form in PARTICLES:
                for other in self._partners(text, found, at):
                    token = found[other]
                    if verb := self._separable(particle.form, token.form):
                        result[other] = Token(token.form, token.start, token.end, verb)
                        break
        return result

    @staticmethod
    def _partners(text: str, found: list[Token], at: int) -> Iterator[int]:
        """Where the verb of a particle may stand, nearest first: behind it ("aan te trekken", "uit moet stappen"), or
        before it in a clause that it ends ("log … in.")."""
        behind = [token.form for token in found[at + 1 : at + 3]]
        if behind and (behind[0] == "te" or behind[0] in MODALS):
            yield from sorted(range(at + 2, min(at + 4, len(found))), key=lambda i: found[i].form in MODALS)
            return
        if behind and behind[0] not in CONJUNCTIONS and not text[found[at].end : found[at + 1].start].strip():
            return
        for back in range(at - 1, max(-1, at - 12), -1):
            if CLAUSE_END.search(text, found[back].end, found[back + 1].start):
                return
            yield back

    def _find_separable(self, particle: str, form: str) -> str:
        """The infinitive of particle and verb together, if the dictionary knows it."""
        if not 3 <= len(form) <= 20 or form in PARTICLES:
            return ""
        joined = (particle + self.lemma(form), self.lemma(particle + form), particle + form)
        return next((word for word in joined if word.endswith("n") and self.is_known(word)), "")

    def _parts(self, form: str) -> tuple[str, ...]:
        """The words of a compound (two or more), or nothing: leiderschapsstijl gives leiderschap, stijl. What is a word
        in English alone is not taken apart: messages."""
        if self.is_english(form) and not self.is_known(form):
            return ()
        if "-" in form:
            pieces = [piece for piece in form.split("-") if len(piece) > 1]
            return (
                tuple(part for each in pieces for part in self.parts(each) or (each,)) if pieces[1:] else ()
            )
        return self._split(self.lemma(form))

    def _is_derived(self, word: str) -> bool:
        """Whether the word has a prefix in front instead of a word: vertrouwen, onderstroom, voordeel."""
        if word.endswith("en") and word.startswith(UNSTRESSED) and self.is_known(word):
            return True
        sizes = range(1, min(LONGEST_PREFIX, len(word) - 4) + 1)
        return any(word[:size] in PREFIXES and self.is_known(word[size:]) for size in sizes)

    def _find_split(self, word: str) -> tuple[str, ...]:
        """The split with the fewest parts, and of those the one with most common words, and whose shortest part is
        longest. A word of the dictionary is one only where its parts are evident."""
        if not (word.isalpha() and 6 <= len(word) <= 40) or self._is_derived(word):
            return ()
        splits = [
            (*modifier, *head)
            for at in range(3, len(word) - 2)
            if (head := self._leaves(word[at:])) and (modifier := self._modifier(word[:at]))
        ]
        best = min(splits, key=self._rank, default=())
        return () if self.is_known(word) and not all(map(self._is_evident, best)) else best

    def _rank(self, split: tuple[str, ...]) -> tuple[int, int, int]:
        rare = sum(not self._is_common(part) for part in split)
        return len(split), rare, -min(map(len, split))

    def _is_evident(self, part: str) -> bool:
        """Whether a word that has a meaning of its own still speaks of this part: a short form of a verb is none
        ("wacht" in wachtwoord)."""
        verb = len(part) <= RARE and self.is_verb(part)
        return part in self._compound_words or (self._is_common(part) and not verb)

    def _is_common(self, part: str) -> bool:
        return len(part) > RARE or part in self._common or self.lemma(part) in self._common

    def _modifier(self, left: str) -> tuple[str, ...]:
        """The words in `left`, apart from the letters that link it to what follows: one word rather than more."""
        options = [left.removesuffix(link) for link in LINKS if left.endswith(link)]
        found = [leaves for option in options if (leaves := self._leaves(option))]
        return min(found, key=len, default=())

    def _leaves(self, word: str) -> tuple[str, ...]:
        if word in self._compound_words:
            return (word,)
        if len(word) < 4 or word in NO_PARTS:
            return ()
        singular = next((word.removesuffix(e) for e in ("en", "s") if word.endswith(e)), word)
        if singular in self._compound_words:
            return (singular,)
        return (word,) if self.is_known(word) else self._split(word)
