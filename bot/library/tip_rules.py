"""What makes a tip short and true to its own times. Shipped tips must keep to it; other tips get hints."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.library.tips import Tip, Voice

MOST_WORDS = 60
"""Of a tip as it stands in a channel, with the line of its source."""
SOURCE_WORDS = 14
"""What the line of the source takes of that."""
MOST_TO_DO = 25
NOW_MINUTES = 5

Remark = tuple[tuple[str, ...], str]
"""A field of the tip, and what is wrong with it."""

_WORDS = [
    "een",
    "twee",
    "drie",
    "vier",
    "vijf",
    "zes",
    "zeven",
    "acht",
    "negen",
    "tien",
    "elf",
    "twaalf",
    "dertien",
    "veertien",
    "vijftien",
    "zestien",
    "zeventien",
    "achttien",
    "negentien",
    "twintig",
]
_NUMBERS = {word: at for at, word in enumerate(_WORDS, 1)} | {"één": 1, "vijfentwintig": 25, "dertig": 30}
_PART = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_TIMES = re.compile(
    rf"\b(?:(?P<count>\d+|{_PART})\s+(?P<unit>minuut|minuten|kwartier)|(?P<half>half\s+uur|halfuur)|(?P<alone>kwartier))\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.?!…][’'\")]*\s+(?=\S)")


def broken(tip: Tip) -> Iterator[Remark]:
    """What in this tip breaks the rules. A tip in the old form may be long, and is shown short."""
    if not tip.brief:
        yield ("title",), "is in the old form, shown short: write voices ('team', 'lead') and a 'question'"
    for name, voice in (("team", tip.team), ("lead", tip.lead)):
        if voice is not None:
            place = (name,) if tip.brief else ()
            for field, said in _of(voice, brief=tip.brief):
                yield (*place, field), said


def _of(voice: Voice, *, brief: bool) -> Iterator[tuple[str, str]]:
    named = minutes_in(voice.steps)
    if named > voice.minutes:
        yield "minutes", f"is {voice.minutes}, but the steps name {named}: say the reader's own part"
    if not brief:
        return
    if (many := words(voice.do)) > MOST_TO_DO:
        yield "do", f"has {many} words: at most {MOST_TO_DO}"
    shown = words(voice.title, voice.why, voice.do) + SOURCE_WORDS
    if shown > MOST_WORDS:
        yield "why", f"makes {shown} words with title, act and source: at most {MOST_WORDS}"
    if _SENTENCE.search(voice.why):
        yield "why", "has more than one sentence"
    if not voice.now:
        yield "now", f"is missing: a first move, alone, within {NOW_MINUTES} minutes"


def words(*texts: str) -> int:
    return sum(any(sign.isalnum() for sign in word) for text in texts for word in text.split())


def minutes_in(steps: tuple[str, ...]) -> int:
    """The minutes that the steps name, added up."""
    return sum(_minutes(found) for step in steps for found in _TIMES.finditer(step))


def _minutes(found: re.Match[str]) -> int:
    if found["half"]:
        return 30
    if found["alone"]:
        return 15
    count = found["count"].lower()
    number = int(count) if count.isdecimal() else _NUMBERS[count]
    return number * (15 if found["unit"].lower() == "kwartier" else 1)
