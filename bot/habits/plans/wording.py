"""How a plan reads: "Als …, dan ….", or a moment and what is done then. Pure."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from bot.channels.settings.model import ChannelSettings
from bot.core import dates
from bot.core.visible import visible
from bot.habits import texts
from bot.habits.plans.check_ins import working_days_after
from bot.library.tips import Voice

Moment = Literal["now", "tomorrow", "meeting"]
"""What one click chooses."""
MOMENTS: tuple[Moment, ...] = get_args(Moment)


@dataclass(frozen=True, slots=True)
class Offer:
    """What a tip asks people to do, and the words of the moments that one click chooses for it."""

    nudge: str
    title: str
    act: str
    moments: Mapping[Moment, str]


_CLOSING, _PAUSE = r"\"'’”»)*_~`", r"\s.,:;…!?–—-"
_LEADING = {
    word: re.compile(rf"[\W_]*{word}[{_CLOSING}]*+(?![^\W_]|[–—-]\w)[{_PAUSE}]*", re.IGNORECASE)
    for word in ("als", "dan")
}


def bare(half: str, word: Literal["als", "dan"]) -> str:
    """Half of a plan, tidied and without its word, which people type too: in any case, twice, with marks around it. In
    "als-danplan" and "dansen" it is no word."""
    half = " ".join(visible(half).split())
    while found := _LEADING[word].match(half):
        half = half[found.end() :]
    return half.rstrip(" .,;:…")


def sentence(when: str, then: str) -> str:
    """The whole plan. What was typed or stored with its "als" and "dan" reads well too."""
    when, then = bare(when, "als"), bare(then, "dan")
    if is_moment(when):
        said = texts.AT_MOMENT.format(moment=capital(when), act=then)
    else:
        said = texts.IF_THEN.format(when=when, then=then)
    ended = then.rstrip("’”'\"").endswith((".", "?", "!", "…"))
    return said.removesuffix(".") if ended else said


def at_moment(moment: Moment, today: dt.date, settings: ChannelSettings) -> tuple[str, dt.date]:
    """The words for a moment that is chosen `today`, and the working day after it, on which to ask how it went. A
    meeting is over after the working days that the channel chose."""
    morning = working_days_after(today, 1, settings)
    if moment == "now":
        return texts.NOW, morning
    if moment == "meeting":
        return texts.MEETING, working_days_after(today, settings.check_in_after, settings)
    soon = morning - today == dt.timedelta(days=1)
    words = texts.TOMORROW if soon else texts.MORNING.format(day=dates.weekday(morning.weekday()))
    return words, working_days_after(morning, 1, settings)


def act(voice: Voice) -> str:
    """What the tip asks people to do, as it reads behind a moment."""
    return voice.do


def is_moment(when: str) -> bool:
    """Whether these are the words of a moment, and not the half of a sentence."""
    return when.lower() in _moments()


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]


@functools.cache
def _moments() -> frozenset[str]:
    mornings = (texts.MORNING.format(day=dates.weekday(number)) for number in range(7))
    return frozenset((texts.NOW, texts.TOMORROW, texts.MEETING, *mornings))
