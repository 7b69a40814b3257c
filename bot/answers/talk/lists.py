"""Lists of words and phrases of `nudges/language/`, and a text as these are compared with it.

A phrase is words with a space between. `ziek*` is any word that begins so, `ben|word` is either, `..` is up to four
words without content, and `$` is the end of a clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import islice
from typing import Any

from bot.answers.search.words.language import Language, load
from bot.core.inputs import yaml_files
from bot.core.inputs.typed import fold, question, words
from bot.core.inputs.word_lists import LANGUAGE, listed

LONGEST = 2_000
"""Words of a text that are looked at: more than a message holds."""

LONGEST_WORD = 30

_PIECE = re.compile(r"(\w+(?:[.'&]\w+)*)|[.,;:!?()\n]")
_REPEATED = re.compile(r"(.)\1{2,}")


_WITHIN = words(
    "helemaal echt totaal volledig compleet gewoon zo al allang weken maanden jaren his her just completely totally so"
)
"""What else a phrase may hold between its words."""
END, EMPTY = ";", "~"


def clauses(words: str) -> list[str]:
    """The words of a question as they are compared, written out, with END between clauses."""
    pieces = islice(_PIECE.finditer(question(words)), LONGEST)
    return [word for piece in pieces for word in (_written_out(piece[1]) if piece[1] else [END])]


def _written_out(word: str) -> list[str]:
    form = fold(word).replace(".", "")
    return (language().chat.spoken.written_out(form) or form).split()


def marked(words: list[str]) -> str:
    """The words as one text, with EMPTY before those that a phrase may hold between its own."""
    empty = empty_words() | _WITHIN
    return " ".join(f"{EMPTY}{word}" if word in empty else word for word in words)


def shortened(word: str) -> str:
    """`hoiiii` as `hoi`; what is far longer than a word stays."""
    return _REPEATED.sub(r"\1", word) if len(word) <= LONGEST_WORD else word


@cache
def empty_words() -> frozenset[str]:
    """Words without content, Dutch and English."""
    return _listed("stopwords.txt") | _listed("stopwords_english.txt")


def empty_in(words: list[str]) -> frozenset[str]:
    """The words without content of the language that these words are of: "been" is none in Dutch."""
    return _listed("stopwords_english.txt" if is_english(words) else "stopwords.txt")


def is_english(words: list[str]) -> bool:
    """Whether these words are English."""
    return language().is_english([word for word in words if word != END])


@cache
def language() -> Language:
    """The language that ships, which questions are read with too."""
    return load(LANGUAGE)


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(map(fold, listed(_read(name))))


def lists(name: str) -> dict[str, Any]:
    """The lists of a file by their names."""
    read: dict[str, Any] = yaml_files.parse(_read(name), name, words=True).value
    return read


def compiled(phrases: Iterable[str]) -> re.Pattern[str]:
    """What finds any of the phrases in a text that was `marked`."""
    return re.compile(rf"(?<!\S)(?:{'|'.join(map(_phrase, phrases))})(?!\S)")


def _phrase(phrase: str) -> str:
    pattern = ""
    for at, part in enumerate(phrase.split()):
        if part == "..":
            pattern += rf"(?: {EMPTY}\w+){{0,4}}"
        elif part == "$":
            pattern += rf"(?= {END}|$)"
        else:
            choices = "|".join(re.escape(one).replace(r"\*", r"\w*") for one in part.split("|"))
            pattern += rf"{' ' if at else ''}{EMPTY}?(?:{choices})"
    return pattern


def _read(name: str) -> str:
    return (LANGUAGE / name).read_text(encoding="utf-8")
