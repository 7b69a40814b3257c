"""Takes out of a question what people type around it in a chat: greetings, closings with a name, thanks, fillers."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from bot.answers.search.words.analysis import WORD, fold
from bot.answers.search.words.spoken import Spoken
from bot.answers.search.words.vocabulary import edits

CACHE = 10_000
LONGEST = 8
"""Words in a phrase."""
TYPED = 5
"""Letters that a word needs for a typing error in it to be seen."""
NAMES = 4
"""Words that a name may have, with a team or a place ("Jan de Vries, HR")."""
INSIDE_NAMES = frozenset(
    (
        "van",
        "de",
        "der",
        "den",
        "het",
        "t",
        "ten",
        "ter",
        "vd",
        "uit",
        "en",
        "&",
        "namens",
        "jouw",
        "je",
        "and",
        "from",
        "the",
    )
)
STRETCHED = re.compile(r"([a-z])\1{2,}")
AGAIN = re.compile(r"([a-z]{2})\1{2,}")
BREAK = re.compile(r"[^\w\s'’@&/-]|\n|\s[-–—]+\s")
ADDRESSED = re.compile(
    r"<[@#!][^<>\s|]{1,80}(?:\|[^<>]{0,80})?>|(?<![\w.])@[\w.-]+|:[a-z0-9_+-]{2,40}:|https?://\S+"
)
"""What a platform writes for people, groups and channels, pictures by name, and links."""

KINDS = ("greetings", "salutations", "greeted", "openings", "closings", "endings", "fillers", "begins")
Kinds = Mapping[tuple[str, ...], Collection[str]]
"""Phrases as words, and what of KINDS each may be."""

FILLERS = frozenset(("fillers",))
OPENINGS = frozenset(("openings",))
EMPTY_FIRST = 3
"""Words that say nothing before an opening."""
GREETS = frozenset(("greetings", "salutations"))
FRONT = GREETS | {"openings", "closings"}
BACK = frozenset(("closings", "endings", "greetings"))


@dataclass(frozen=True, slots=True)
class _Word:
    form: str
    start: int
    end: int
    capitals: int

    @property
    def capital(self) -> bool:
        return self.capitals > 0


@dataclass(frozen=True, slots=True)
class Chat:
    """The lists of `chat.yaml`: phrases by what they may be, and how words are `spoken`.

    `empty` are words that say nothing anywhere, `weak` those that say little; `known` are those of a dictionary, and
    `lemma` is what one has for a word.
    """

    phrases: Kinds = field(default_factory=dict)
    spoken: Spoken = field(default_factory=Spoken)
    empty: Collection[str] = ()
    weak: Callable[[str], bool] = lambda _form: False
    known: Callable[[str], bool] = lambda _form: False
    lemma: Callable[[str], str] = str
    _beginnings: Collection[str] = field(init=False)
    _people: Collection[str] = field(init=False)
    _meant: Callable[[str], str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_beginnings", frozenset(words[0] for words in self.phrases))
        object.__setattr__(self, "_people", frozenset(map(self.lemma, self.single("greeted"))))
        object.__setattr__(self, "_meant", lru_cache(CACHE)(self._corrected))

    def without(self, question: str, occurs: Callable[[str], bool] = lambda _form: False) -> str:
        """The question without the chat around it and with short forms written out; '' where nothing is left.

        `occurs` says whether the articles have a word: such a word is no name, unless a break stands behind it.
        """
        text = WORD.sub(lambda match: self._written_out(match[0], occurs), ADDRESSED.sub(" ", question))
        words = [
            _Word(form, match.start(), match.end(), sum(map(str.isupper, match[0])))
            for match in WORD.finditer(text)
            if (form := _form(match[0]))
        ]
        kept = self._inside(words)
        while step := self._back(text, kept, occurs):
            kept = kept[:-step]
        while step := self._front(text, kept, occurs):
            kept = kept[step:]
        return self._written(text, words, kept)

    def single(self, kind: str) -> frozenset[str]:
        """The single words of one kind."""
        return frozenset(words[0] for words, kinds in self.phrases.items() if kind in kinds and not words[1:])

    def _written_out(self, word: str, occurs: Callable[[str], bool]) -> str:
        form = _form(word)
        if not form or (occurs(form) and form not in self.spoken.short):
            return word
        return self.spoken.written_out(form) or self._meant(form) or word

    def _corrected(self, form: str) -> str:
        """The word of a chat that one with a typing error is meant to be, which no dictionary has; '' if none."""
        if len(form) < TYPED or not form.isalpha() or self.known(form):
            return ""
        alike = (words[0] for words in self.phrases if not words[1:] and words[0][0] == form[0])
        return next((word for word in alike if len(word) >= TYPED and edits(form, word, 1) == 1), "")

    def _front(self, text: str, words: list[_Word], occurs: Callable[[str], bool]) -> int:
        """How many words at the front are chat: a phrase, who is greeted behind it, or a sentence that says nothing."""
        length, kinds = self._longest(words, 0, FRONT)
        if kinds & GREETS:
            return length + self._greeted(text, words[length - 1].end, words[length:], occurs)
        if length:
            return length
        if opening := self._opening(words):
            return opening
        for at in range(1, min(LONGEST, len(words))):
            if BREAK.search(text, words[at - 1].end, words[at].start):
                return 0 if any(self._says(word, occurs) for word in words[:at]) else at
        return 0

    def _opening(self, words: list[_Word]) -> int:
        """How many words at the front are an opening behind words that say nothing ("oke nu serieus")."""
        for at, word in enumerate(words[:EMPTY_FIRST], 1):
            if word.form not in self.empty or self._is("begins", word):
                break
            if length := self._longest(words, at, OPENINGS)[0]:
                return at + length
        return 0

    def _says(self, word: _Word, occurs: Callable[[str], bool]) -> bool:
        """Whether a word may say what a question is about. A word with a capital that the articles lack is a name,
        unless it has more of them ("OKRs")."""
        if word.form in self.empty or self.weak(word.form):
            return False
        return occurs(word.form) or (self.known(word.form) and not word.capital) or word.capitals > 1

    def _greeted(self, text: str, before: int, words: list[_Word], occurs: Callable[[str], bool]) -> int:
        """How many words after a greeting, which ends at `before`, say who is greeted: names up to a break near by,
        or before a word that begins a question."""
        count = 0
        for at, word in enumerate(words[:NAMES]):
            if BREAK.search(text, before, word.start):
                return at
            known = occurs(word.form) or word.form in self.empty
            if not (self._is_greeted(word) or word.form in INSIDE_NAMES or not known):
                break
            before = word.end
            following = words[at + 1 : at + 2]
            alone = self._is_greeted(word)
            begins = following and (
                self._longest(words, at + 1, FRONT)[0] or self._is("begins", following[0])
            )
            if following and (alone or begins):
                count = at + 1
        return count

    def _is(self, kind: str, word: _Word) -> bool:
        return kind in self.phrases.get((word.form,), ())

    def _is_greeted(self, word: _Word) -> bool:
        """Whether a word is listed as one that is greeted, in any of its forms ("robotje")."""
        return self._is("greeted", word) or self.lemma(word.form) in self._people

    def _back(self, text: str, words: list[_Word], occurs: Callable[[str], bool]) -> int:
        """How many words at the back are chat: a phrase at the very end, a closing with the name behind it, or a name
        behind a break."""
        for start in range(max(0, len(words) - LONGEST - NAMES), len(words)):
            length, kinds = self._longest(words, start, BACK)
            rest = words[start + length :]
            if length and not rest and (kinds != {"greetings"} or len(words) == length):
                return len(words) - start
            if start and "closings" in kinds and len(rest) <= NAMES and all(map(self._in_name, rest)):
                return len(words) - start
        for count in range(1, min(NAMES + 1, len(words))):
            if BREAK.search(text, words[-count - 1].end, words[-count].start):
                names = all(
                    self._is("greeted", w) or (w.capital and not self._says(w, occurs))
                    for w in words[-count:]
                )
                return count if names else 0
        return 0

    def _in_name(self, word: _Word) -> bool:
        return word.capital or word.form not in self.empty or word.form in INSIDE_NAMES

    def _inside(self, words: list[_Word]) -> list[_Word]:
        """The words that are no fillers."""
        kept, at = [], 0
        while at < len(words):
            length, _ = self._longest(words, at, FILLERS)
            if not length:
                kept.append(words[at])
            at += length or 1
        return kept

    def _longest(self, words: list[_Word], at: int, wanted: frozenset[str]) -> tuple[int, frozenset[str]]:
        """How many words the longest phrase of these kinds has that begins at this word, and what it may be."""
        begins = at < len(words) and words[at].form in self._beginnings
        for length in range(min(LONGEST, len(words) - at) if begins else 0, 0, -1):
            kinds = wanted.intersection(self.phrases.get(tuple(w.form for w in words[at : at + length]), ()))
            if kinds:
                return length, kinds
        return 0, frozenset()

    def _written(self, text: str, words: list[_Word], kept: list[_Word]) -> str:
        """The words that are kept with what stands between them; of what goes, a blank is left."""
        stays, pieces = {word.start for word in kept}, []
        ends = [*(word.start for word in words[1:]), len(text)]
        for word, end in zip(words, ends, strict=False):
            if word.start in stays:
                pieces.append(text[word.start : word.end] + (text[word.end : end] or " "))
        return "".join(pieces).strip()


def phrases(lists: Mapping[str, Iterable[str]]) -> Kinds:
    """Phrases by what they may be, from lists of them by kind. As fillers go first, no other phrase has one."""
    found: dict[tuple[str, ...], set[str]] = {}
    fillers = {_form(text) for text in lists.get("fillers", ())}
    for kind, texts in lists.items():
        for text in texts:
            words = tuple(_form(match[0]) for match in WORD.finditer(text))
            if kind != "fillers" and words[1:]:
                words = tuple(word for word in words if word not in fillers)
            found.setdefault(words, set()).add(kind)
    found.pop((), None)
    return found


@lru_cache(CACHE)
def _form(word: str) -> str:
    """A word as the lists have it: letters that are drawn out ("hooooi") count once, laughter ("hahaha") twice."""
    plain = word.casefold().replace("’", "'").replace("´", "'").replace("`", "'").strip("_-.&")
    return AGAIN.sub(r"\1\1", STRETCHED.sub(r"\1", fold(plain) if plain.isalpha() else plain))
