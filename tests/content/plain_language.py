"""Checks that Dutch text is plain: short sentences, easy words, no shouting, no jargon, `je` and never `u`.

Reading ease is Flesch's for Dutch by Douma: 206.835 - 0.93 x words a sentence - 77 x syllables a word. 60 to 70
is what most adults read with ease (about B1), 70 and up is easy, below 45 asks for schooling. Tips have to reach
70, since they are read in passing between two other messages. Retellings have to reach 50 as a whole: they carry
names and terms of their articles (organisatie, leidinggevende), whose syllables no rewriting takes away; what
they retell scores 33 to 60.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import Stemmer

from bot.core.errors import Fault

MAX_SENTENCE = 30
MAX_AVERAGE = 20
EASE_OF_TIPS = 70.0
EASE_OF_RETELLINGS = 50.0

Jargon = Mapping[tuple[str, ...], str]
"""Stems of a jargon word or phrase, and what to say instead."""

_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'’”)]*\s+(?=[\"'‘“(]*[A-ZÀ-Þ0-9])|\n(?:- |\d+[.)] )?")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SYLLABLE = re.compile(
    r"aai|ooi|oei|eeu|ieu|(?<=t)ea(?=m)|aa|ee|oo|uu|ie|oe|eu|ui|ij|ei|au|ou|[aeiouyàáâäèéêëìíîïòóôöùúûü]",
    re.IGNORECASE,
)
_FORMAL = re.compile(r"(?<![\d-])(?<!\d )\b(u|uw|uzelf)\b(?!-)", re.IGNORECASE)
_STEMMER = Stemmer.Stemmer("dutch")


@dataclass(frozen=True, slots=True)
class Piece:
    """A text of one or more sentences, and where it stands."""

    file: str
    line: int
    text: str


def sentences(text: str) -> list[str]:
    """The sentences of a text; each item of a list counts as one or more of its own."""
    return [sentence for sentence in _SENTENCE_END.split(text) if _WORD.search(sentence)]


def words(text: str) -> list[str]:
    return [word for word in text.split() if _WORD.search(word)]


def syllables(word: str) -> int:
    """The syllables of a Dutch word, counted by its vowel groups; at least one."""
    return max(1, len(_SYLLABLE.findall(word)))


def reading_ease(texts: Iterable[str]) -> float:
    """Flesch-Douma over all texts together; about 0 (very hard) to 100 (very easy)."""
    found = [sentence for text in texts for sentence in sentences(text)]
    spoken = [word for sentence in found for word in _WORD.findall(sentence)]
    if not spoken:
        return 100.0
    return 206.835 - 0.93 * len(spoken) / len(found) - 77 * sum(map(syllables, spoken)) / len(spoken)


def read_jargon(lines: Iterable[str]) -> Jargon:
    """Reads lines `word = what to say instead`; `#` begins a comment."""
    found = {}
    for line in lines:
        word, _, instead = line.partition("#")[0].partition("=")
        if word.strip():
            found[_stems(word)] = instead.strip()
    return found


def check(pieces: Sequence[Piece], ease: float, jargon: Jargon) -> Iterator[Fault]:
    """The faults of one text that is made of pieces; what concerns the whole stands at its first piece."""
    for piece in pieces:
        for sentence in sentences(piece.text):
            if (count := len(words(sentence))) > MAX_SENTENCE:
                yield _fault(
                    piece, f"a sentence of {count} words; at most {MAX_SENTENCE}: '{sentence[:40]}…'"
                )
        if "!" in piece.text:
            yield _fault(piece, "an exclamation mark: end the sentence with a point")
        if formal := _FORMAL.search(piece.text):
            yield _fault(piece, f"'{formal[0]}' as address: say je or jullie")
        for sign in dict.fromkeys(c for c in piece.text if unicodedata.category(c) in ("So", "Cs", "Co")):
            yield _fault(piece, f"'{sign}' is an emoji or sign: say it in words")
        for word, instead in _jargon_in(piece.text, jargon):
            yield _fault(piece, f"'{word}' is jargon" + (f": say {instead}" if instead else ""))
    lengths = [len(words(sentence)) for piece in pieces for sentence in sentences(piece.text)]
    if lengths and sum(lengths) > MAX_AVERAGE * len(lengths):
        average = sum(lengths) / len(lengths)
        yield _fault(pieces[0], f"{average:.1f} words a sentence on average; at most {MAX_AVERAGE}")
    if (found := reading_ease(piece.text for piece in pieces)) < ease:
        yield _fault(
            pieces[0], f"reading ease {found:.0f} (Flesch-Douma); at least {ease:.0f}: use shorter words"
        )


def _jargon_in(text: str, jargon: Jargon) -> Iterator[tuple[str, str]]:
    spoken = _WORD.findall(text)
    stems = _stems(text)
    longest = max(map(len, jargon), default=0)
    for at in range(len(stems)):
        for size in range(1, min(longest, len(stems) - at) + 1):
            if (instead := jargon.get(stems[at : at + size])) is not None:
                yield " ".join(spoken[at : at + size]), instead


def _stems(text: str) -> tuple[str, ...]:
    return tuple(_STEMMER.stemWords(_WORD.findall(text.lower())))


def _fault(piece: Piece, message: str) -> Fault:
    return Fault(piece.file, piece.line, message)
