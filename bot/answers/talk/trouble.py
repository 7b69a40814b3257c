"""Recognises whether somebody writes about personal trouble, and whether it is their own or somebody else's.

The words are in `nudges/language/trouble.yaml`. Three things show whose trouble it is: the person before it in its
clause ("ik word gepest", "een collega die ziek is"), the person to whom it is done ("mijn baas intimideert mij"), and
the word that says whose it is ("mijn burn-out"). If nobody is named, it is a subject like any other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal

from bot.answers.search.words.vocabulary import edits
from bot.answers.talk.lists import (
    EMPTY,
    END,
    clauses,
    compiled,
    empty_words,
    is_english,
    lists,
    marked,
)
from bot.core.inputs.typed import words

Whose = Literal["own", "others", "nobody"]

_I = words("ik ikzelf k i im ive id")
_ME = words("me mij mezelf mijzelf myself")
_MY = words("mijn mn onze ons my our")
_YOU = words("je jij jullie u you")
_BEFORE_ANOTHER = words("door van met bij aan tegen voor over om naar in op by with of from to about at")
_WHO = words("die dat wie who that")
_HAVING = words(
    "ben was word werd raak raakte heb had krijg kreeg zit zat voel voelde lig loop kamp lijd ervaar "
    "am im have ive had got feel felt suffer struggle"
)
"""Verbs with which people say that they have a trouble."""
_ABOUT = words("over bij tegen voor rond omtrent naar wil moet kan zoek about on for against want need")
"""Words before a trouble that make it a subject: "een vraag over rouw", "ik wil pesten voorkomen"."""
_GROUP = re.compile(r"(?: \w+)? (?:in|bij|binnen|op|at|on|within)(?: \w+){1,2}")


LONG = 7
"""How many letters a word must have before a typing error in it is corrected: a shorter one looks like too many."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Whose trouble it is. `crisis`: it is about suicide. `words` name the trouble, '' if none do. `english`: it is
    written in English."""

    whose: Whose
    crisis: bool = False
    words: str = ""
    english: bool = False

    @property
    def alone(self) -> bool:
        """Whether only the person who asked may see the answer."""
        return self.whose == "own" or self.crisis


NONE = Trouble("nobody")


def read(words: str) -> Trouble:
    """The personal trouble that a text is about; NONE if there is none."""
    known = _known()
    pieces = [_spelled(piece) for piece in clauses(words)]
    text = known["no_trouble"].sub(END, marked(pieces))
    crisis = bool(known["crisis"].search(text))
    found = [
        (whose, _plain(found[0]))
        for kind in ("sayings", "states", "acts", "things")
        for found in known[kind].finditer(text)
        if (whose := _whose(kind, *map(_plain, (text[: found.start()], found[0], text[found.end() :]))))
        != "nobody"
    ]
    if not found and not crisis:
        return NONE
    own = [named for whose, named in found if whose == "own"]
    named = own or [named for _, named in found]
    others = not own and (found or _names_another(_plain(text)))
    return Trouble("others" if others else "own", crisis, " ".join(dict.fromkeys(named)), is_english(pieces))


@lru_cache(10_000)
def _spelled(word: str) -> str:
    """The word without typing errors: in a long word about suicide one letter may be wrong, or two swapped."""
    if len(word) < LONG - 1:
        return word
    for meant in _long_words():
        cuts = (word[: len(meant) + more] for more in (-1, 0, 1))
        if cut := next((cut for cut in cuts if cut != meant and edits(cut, meant, 1) == 1), ""):
            return word if word.startswith(meant) else meant + word[len(cut) :]
    return word


@cache
def _long_words() -> tuple[str, ...]:
    words = (word for phrase in lists("trouble.yaml")["crisis"] for word in phrase.split("|"))
    return tuple(word[:-1] for word in words if word.endswith("*") and len(word) > LONG and " " not in word)


def _plain(text: str) -> str:
    return text.replace(EMPTY, "")


def _whose(kind: str, left: str, trouble: str, right: str) -> Whose:
    before, behind = left.rpartition(END)[2].split(), right.partition(END)[0].split()
    clause = [*before, *behind]
    if behind[:1] and _is_other(behind[0]):  # "een zieke medewerker"
        return "others"
    subject = _subject(before)
    if kind == "sayings":
        return "others" if subject == "others" else "own"
    if kind == "acts":
        return "own" if subject != "own" and _ME & {*clause, *trouble.split()} else "nobody"
    if kind == "states":
        alone = all(word in empty_words() for word in clause) and not _YOU & set(clause)
        done_by = bool(behind) and behind[0] in ("door", "by")  # "gepest door mijn baas"
        return "own" if subject == "nobody" and (alone or done_by) else subject
    return _of_a_thing(subject, before, right)


def _of_a_thing(subject: Whose, before: list[str], behind: str) -> Whose:
    """Whose a thing is: a person's own if they call it theirs, or say that they have it."""
    called = before[-2:] if before and not _is_other(before[-1]) else before[-1:]
    if _MY & set(called) or re.match(rf" (?:\w+ ){{0,2}}(?:mijn|mn|my) (?:{_kin()})\b", behind):
        return "own"
    group = _GROUP.match(behind)
    if subject != "own" or (group and any(_is_other(word) for word in group[0].split())):
        return "others"
    having = max((at for at, word in enumerate(before) if word in _HAVING), default=None)
    if having is None and not _of_kin(before) and not _HAVING & set(behind.split()[:2]):
        return "others"
    between = before[having or 0 :]
    with_another = "met" in between and not set(between) & {"zit", "zat", "lig", "loop", "kamp", "te"}
    return "others" if _ABOUT & set(between) or with_another else "own"


def _subject(before: list[str]) -> Whose:
    """The person named before the trouble in its clause, nearest first; one after a preposition is skipped."""
    passed = False
    for at in range(len(before) - 1, -1, -1):
        word, left = before[at], before[max(at - 2, 0) : at]
        if word in _I:
            return "own"
        if word in _WHO and left and (left[-1] not in empty_words() or _is_other(left[-1])):
            return "others"
        if left and left[-1] in _MY and re.fullmatch(_kin(), word):
            return "own"
        if word in _YOU or (_is_other(word) and not _BEFORE_ANOTHER & set(left)):
            return "others"
        passed = passed or _is_other(word)
    if before and before[0] in _HAVING:  # "word gepest" leaves out "ik"
        return "own"
    return "others" if passed else "nobody"


def _of_kin(before: list[str]) -> bool:
    return any(one in _MY and re.fullmatch(_kin(), two) for one, two in pairwise(before))


def _is_other(word: str) -> bool:
    return _known()["others"].fullmatch(word) is not None


def _names_another(text: str) -> bool:
    words = set(text.split())
    return not words & (_I | _ME) and any(_is_other(word) for word in words)


@cache
def _known() -> dict[str, re.Pattern[str]]:
    return {name: compiled(phrases) for name, phrases in lists("trouble.yaml").items()}


@cache
def _kin() -> str:
    return "|".join(lists("trouble.yaml")["kin"])
