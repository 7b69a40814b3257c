"""The words of dates, and a typed text cut into them. Another language is another table like DUTCH."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.core.inputs.typed import words

_COUNTED = (
    *("een", "twee", "drie", "vier", "vijf", "zes"),
    *("zeven", "acht", "negen", "tien", "elf", "twaalf"),
)
DUTCH: Mapping[str, Mapping[str, Any]] = {
    "month": {
        **dict.fromkeys(("januari", "jan"), 1),
        **dict.fromkeys(("februari", "febr", "feb"), 2),
        **dict.fromkeys(("maart", "mrt"), 3),
        **dict.fromkeys(("april", "apr"), 4),
        **dict.fromkeys(("mei",), 5),
        **dict.fromkeys(("juni", "jun"), 6),
        **dict.fromkeys(("juli", "jul"), 7),
        **dict.fromkeys(("augustus", "aug"), 8),
        **dict.fromkeys(("september", "sept", "sep"), 9),
        **dict.fromkeys(("oktober", "okt"), 10),
        **dict.fromkeys(("november", "nov"), 11),
        **dict.fromkeys(("december", "dec"), 12),
    },
    "weekday": {
        **dict.fromkeys(("maandag", "ma"), 0),
        **dict.fromkeys(("dinsdag", "di"), 1),
        **dict.fromkeys(("woensdag", "wo"), 2),
        **dict.fromkeys(("donderdag", "do"), 3),
        **dict.fromkeys(("vrijdag", "vr"), 4),
        **dict.fromkeys(("zaterdag", "za"), 5),
        **dict.fromkeys(("zondag", "zo"), 6),
    },
    "offset": {"vandaag": 0, "nu": 0, "heden": 0, "morgen": 1, "overmorgen": 2},
    "number": {word: number for number, word in enumerate(_COUNTED, 1)},
    "unit": {
        **dict.fromkeys(("dag", "dagen"), "day"),
        **dict.fromkeys(("week", "weken", "wk", "weeknummer"), "week"),
        **dict.fromkeys(("maand", "maanden"), "month"),
    },
    "up_to": dict.fromkeys(("tot en met", "tot & met", "t/m", "t / m", "tm", "t.m", "tem", "t.e.m"), None),
    "before": dict.fromkeys(("tot aan", "tot"), None),
    "after": {"na": None},
    "from": dict.fromkeys(("vanaf", "van", "per", "met ingang van"), None),
    "and": dict.fromkeys(("en", "plus"), None),
    "shift": dict.fromkeys(("volgende", "volgend"), 1)
    | dict.fromkeys(("deze", "dit"), 0)
    | dict.fromkeys(("komende", "komend", "aanstaande", "aankomende", "eerstvolgende", "a.s", "as"), None),
    "in": dict.fromkeys(("over", "in"), None),
    "filler": dict.fromkeys(("de", "het", "op", "tijdens", "gedurende", "hele", "heel", "lang"), None),
    "vague": dict.fromkeys(
        words(
            "begin half medio eind einde jaar jaren kwartaal weekend zomer winter herfst najaar lente voorjaar"
            " vakantie vakanties paasvakantie feestdagen"
        )
    ),
}
"""By kind: what people write, with what it stands for. `shift` counts weeks from this one, None is the first to come.
`vague` words are about time, but name no day."""

HARD = frozenset({"date", "number", "month", "weekday", "offset", "unit", "feast", "shift", "vague"})
"""Kinds that can be no part of a label."""
_ISO = r"(?<!\d)(?P<iso>\d{4}[-/.](?:0?[1-9]|1[0-2])[-/.]\d{1,2})(?!\d)"
_FIGURES = (
    r"(?<!\d)(?P<figures>\d{{1,2}}(?P<by>[-/.])(?:0?[1-9]|1[0-2])(?!\d)(?:(?P=by)(?:\d{{4}}|\d{{2}})(?!\d))?)"
    r"(?!\s*(?:{months})(?![^\W\d_]))"
)
_REST = r"(?P<number>\d{1,4})(?!\d)(?:(?:ste|de|e)(?![^\W_]))?|(?P<dash>-)|(?P<and>[,;&+])|(?P<nothing>[\s.!?()'\"]+)"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text from `start` to `end`. `value` of a `date` is its day, month and year, None if unsaid."""

    kind: str
    value: Any
    start: int
    end: int


def tokens(text: str, feasts: Iterable[str] = ()) -> tuple[Token, ...]:
    """What is in the text, in order; what is no word of a date is of the kind `unknown`. `feasts` are the names of
    days and holidays, without accents and in lower case."""
    bare = "".join(map(_bare, text))
    shape, known = _shape(frozenset(feasts))
    found = (_token(match, known) for match in shape.finditer(bare))  # any sign matches: nothing is left out
    return tuple(one for one in found if one is not None)


def _token(match: re.Match[str], known: Mapping[str, tuple[str, Any]]) -> Token | None:
    kind, typed, span = str(match.lastgroup), match[0], match.span()
    if kind == "nothing":
        return None
    if kind == "phrase":
        kind, value = known[" ".join(typed.rstrip(".").split())]
        return Token(kind, value, *span)
    if kind == "number":
        return Token(kind, int(match["number"]), *span)
    if match["iso"]:
        year, month, day = map(int, re.split(r"[-/.]", typed))
        return Token("date", (day, month, year), *span)
    if match["figures"]:
        day, month, *said = map(int, re.split(r"[-/.]", typed))
        return Token("date", (day, month, whole_year(said[0]) if said else None), *span)
    return Token(kind, typed, *span)


def whole_year(figures: int) -> int:
    """26 is 2026."""
    return figures + 2000 if figures < 100 else figures


@cache
def _shape(feasts: frozenset[str]) -> tuple[re.Pattern[str], Mapping[str, tuple[str, Any]]]:
    known = {phrase: (kind, value) for kind, held in DUTCH.items() for phrase, value in held.items()}
    known |= {name: ("feast", name) for name in feasts}
    longest = sorted(known, key=len, reverse=True)
    phrases = "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in longest)
    figures = _FIGURES.format(months="|".join(DUTCH["month"]))
    phrase = rf"(?P<phrase>(?<![^\W\d_])(?:{phrases})(?![^\W\d_])\.?)"
    return re.compile(rf"{_ISO}|{figures}|{phrase}|{_REST}|(?P<unknown>[^\W\d_]+|\d+|.)", re.DOTALL), known


def _bare(sign: str) -> str:
    """One character without its accent, in lower case; another one for each, so that places stay the same."""
    base = unicodedata.normalize("NFKD", sign)[0]
    return low if len(low := base.lower()) == 1 else sign


def days_of(month: int, year: int) -> int:
    """How many days the month has."""
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return (following - dt.timedelta(days=1)).day
