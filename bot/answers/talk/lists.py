"""Reads the lists of words and phrases in `nudges/language/`, and prepares a text to compare with them.

A phrase is words with spaces between them. `ziek*` is any word that begins with "ziek", `ben|word` is either word, `..`
is up to four words without content, and `$` is the end of a clause.
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
"""How many words of a text are read: more than fit in a message."""

LONGEST_WORD = 30

_PIECE = re.compile(r"(\w+(?:[.'&]\w+)*)|[.,;:!?()\n]")
_REPEATED = re.compile(r"(.)\1{2,}")


_WITHIN = words(
    "helemaal echt totaal volledig compleet gewoon zo al allang weken maanden jaren his her just completely totally so"
)
"""Other words that may be between the words of a phrase."""
END, EMPTY = ";", "~"


def clauses(words: str) -> list[str]:
    """The words of a question in the form in which they are compared: folded, short forms written out, with END between
    clauses."""
    pieces = islice(_PIECE.finditer(question(words)), LONGEST)
    return [word for piece in pieces for word in (_written_out(piece[1]) if piece[1] else [END])]


def _written_out(word: str) -> list[str]:
    form = fold(word).replace(".", "")
    return (language().chat.spoken.written_out(form) or form).split()


def marked(words: list[str]) -> str:
    """The words as one text, with EMPTY before each word that may be between the words of a phrase."""
    empty = empty_words() | _WITHIN
    return " ".join(f"{EMPTY}{word}" if word in empty else word for word in words)


def shortened(word: str) -> str:
    """`hoiiii` as `hoi`; text longer than LONGEST_WORD stays as it is."""
    return _REPEATED.sub(r"\1", word) if len(word) <= LONGEST_WORD else word


@cache
def empty_words() -> frozenset[str]:
    """Words without content, Dutch and English."""
    return _listed("stopwords.txt") | _listed("stopwords_english.txt")


def empty_in(words: list[str]) -> frozenset[str]:
    """The words without content in the language of these words: "been" has content in Dutch."""
    return _listed("stopwords_english.txt" if is_english(words) else "stopwords.txt")


def is_english(words: list[str]) -> bool:
    """Whether these words are English."""
    return language().is_english([word for word in words if word != END])


@cache
def language() -> Language:
    """The shipped language, which the search also uses."""
    return load(LANGUAGE)


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(map(fold, listed(_read(name))))


def lists(name: str) -> dict[str, Any]:
    """The lists in a file, by name."""
    read: dict[str, Any] = yaml_files.parse(_read(name), name, words=True).value
    return read


def compiled(phrases: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds any of the phrases in a text that was `marked`."""
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
