"""Recognises small talk and questions about the bot, and says of which kind they are.

A text is talk if none of its words has other content: each is empty, or belongs to its kind in
`nudges/language/talk.yaml`. So "bedankt" is talk, and "hoe bedank ik mijn team" is a question. Thanks may say what they
are for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any

from bot.answers.talk.lists import END, clauses, compiled, empty_in, empty_words, language, lists, shortened
from bot.core.inputs.typed import fold, words

VAGUE, PRAISE = "vague", "praise"
"""The kind of a short text without content that has no other kind, and the kind that no question can have."""
TO_SOMEBODY = ("thanks", "goodbye", "greeting")
"""The kinds that may contain a name: "bedankt Anna"."""
SHORT, LONG = 4, 14
"""In words: a vague text is at most this short, because a longer one may mean something, and talk is at most this
long."""
_ASKING = words("hoe wat waarom wanneer wie waar welke hoeveel hoezo how what why when who where which")
_NAME = re.compile(r"(?<=[a-z] )[A-Z][a-z]+\b")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_ASKS_FIRST = words("alvast vast beforehand advance")


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    marks: tuple[re.Pattern[str], ...]
    words: re.Pattern[str]


def kind_of(words: str) -> str | None:
    """The kind of talk that a text is; None if it asks or says something with content."""
    pieces = clauses(words)
    named = {fold(word) for word in _NAME.findall(words)}
    if not _may_be_talk([piece for piece in pieces if piece not in named]):
        return None
    read = [shortened(piece) for piece in pieces if piece != END]
    asks = "?" in words or bool(read and read[0] in _ASKING)
    empty = empty_in(read)
    kinds = (kind for kind in _kinds() if not (asks and kind.name == PRAISE))
    found = next(
        (
            kind.name
            for kind in kinds
            if len(read) <= LONG and _is(kind, read, empty | named if kind.name in TO_SOMEBODY else empty)
        ),
        None,
    )
    if found:
        return found
    if not asks and _only_thanks(pieces, empty):
        return "thanks"
    bare = all(word in empty or len(word) < 2 or _filler().fullmatch(word) for word in read)
    return VAGUE if bare and len(read) <= SHORT else None


def _may_be_talk(pieces: list[str]) -> bool:
    """Whether the text can be talk at all: most questions have a word that no talk has."""
    words, beginnings = _vocabulary()
    if not pieces or _thanks().fullmatch(shortened(pieces[0])):
        return True
    return all(word in words or word.startswith(beginnings) for word in map(shortened, pieces))


def _is(kind: Kind, read: list[str], empty: frozenset[str]) -> bool:
    return all(any(mark.fullmatch(word) for word in read) for mark in kind.marks) and all(
        word in empty or kind.words.fullmatch(word) or _filler().fullmatch(word) for word in read
    )


def _only_thanks(pieces: list[str], empty: frozenset[str]) -> bool:
    """Whether it begins with thanks and asks nothing after that: "bedankt, dit helpt mijn team"."""
    if not pieces or not _thanks().fullmatch(shortened(pieces[0])) or set(pieces) & (_ASKING | _ASKS_FIRST):
        return False
    return pieces[1:2] == [END] or (len(pieces) > 1 and pieces[1] in empty)


@cache
def _kinds() -> tuple[Kind, ...]:
    return tuple(
        Kind(
            name,
            tuple(map(compiled, kind["marks"])),
            compiled([*chain(*kind["marks"]), *kind.get("words", ())]),
        )
        for name, kind in _read().items()
    )


@cache
def _read() -> dict[str, dict[str, Any]]:
    """The kinds as they are written, with the lists of chat that they take over."""
    return {
        name: {
            "marks": [_with_chat(each) for each in kind["marks"]],
            "words": _with_chat(kind.get("words", ())),
        }
        for name, kind in lists("talk.yaml")["kinds"].items()
    }


def _with_chat(listed: Iterable[str]) -> list[str]:
    """The words of a list, and instead of "@greetings" those that chat.yaml has of that kind."""
    taken = (language().chat.single(word[1:]) if word.startswith("@") else (word,) for word in listed)
    return sorted(chain.from_iterable(taken))


def _thanks() -> re.Pattern[str]:
    return next(kind for kind in _kinds() if kind.name == "thanks").marks[0]


@cache
def _vocabulary() -> tuple[frozenset[str], tuple[str, ...]]:
    """All words that talk of any kind may contain, and the beginnings of such words."""
    kinds = [words for kind in _read().values() for words in (*kind["marks"], kind["words"])]
    filler = lists("talk.yaml")["filler"]
    listed = {word for words in (filler, *kinds) for each in words for word in each.split("|")}
    beginnings = tuple(word[:-1] for word in listed if word.endswith("*"))
    return frozenset(listed) | empty_words() | {END, *_LETTERS}, beginnings


@cache
def _filler() -> re.Pattern[str]:
    return compiled(lists("talk.yaml")["filler"])
