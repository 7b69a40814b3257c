"""Days and holidays that have a name: Christmas, King's Day, the holidays of schools."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from bot.channels.calendar.model import Break, Breaks, public_holidays
from bot.channels.settings.model import Region
from bot.core.inputs.typed import fold

_CHRISTMAS, _EASTER, _NEW_YEAR = "Eerste kerstdag", "Eerste paasdag", "Nieuwjaarsdag"
_FEASTS: Mapping[str, tuple[str, int, int]] = {
    **dict.fromkeys(("kerst", "kerstmis", "kerstdagen"), (_CHRISTMAS, 0, 1)),
    "eerste kerstdag": (_CHRISTMAS, 0, 0),
    "tweede kerstdag": (_CHRISTMAS, 1, 1),
    "kerstavond": (_CHRISTMAS, -1, -1),
    **dict.fromkeys(("sinterklaas", "sinterklaasavond", "pakjesavond"), (_CHRISTMAS, -20, -20)),
    **dict.fromkeys(("oudjaar", "oudejaarsdag", "oudejaarsavond"), (_CHRISTMAS, 6, 6)),
    "oud en nieuw": (_CHRISTMAS, 6, 7),
    **dict.fromkeys(("nieuwjaar", "nieuwjaarsdag"), (_NEW_YEAR, 0, 0)),
    **dict.fromkeys(("pasen", "paasdagen", "paasweekend"), (_EASTER, 0, 1)),
    "eerste paasdag": (_EASTER, 0, 0),
    **dict.fromkeys(("tweede paasdag", "paasmaandag"), (_EASTER, 1, 1)),
    "goede vrijdag": (_EASTER, -2, -2),
    "carnaval": (_EASTER, -49, -47),
    **dict.fromkeys(("hemelvaart", "hemelvaartsdag"), (_EASTER, 39, 39)),
    **dict.fromkeys(("pinksteren", "pinksterdagen", "pinksterweekend"), (_EASTER, 49, 50)),
    "eerste pinksterdag": (_EASTER, 49, 49),
    **dict.fromkeys(("tweede pinksterdag", "pinkstermaandag"), (_EASTER, 50, 50)),
    "koningsdag": ("Koningsdag", 0, 0),
    "bevrijdingsdag": ("Bevrijdingsdag", 0, 0),
}
"""By what people call it: the public holiday of the Netherlands that it depends on, and its first and last day,
counted from there."""
_SCHOOL = {
    **{name: name for name in ("herfstvakantie", "kerstvakantie", "meivakantie", "zomervakantie")},
    **dict.fromkeys(("voorjaarsvakantie", "krokusvakantie", "carnavalsvakantie"), "voorjaarsvakantie"),
}
_CONSTRUCTION = ("bouwvak", "bouwvakantie")
_ORDINALS = {"eerste": ("1e", "1ste"), "tweede": ("2e", "2de")}

Days = tuple[dt.date, dt.date]
"""The first and the last day."""


@dataclass(frozen=True, slots=True)
class Names:
    """What is known of a channel: its country, the region of its school holidays if it chose one, and all breaks."""

    country: str = "NL"
    region: Region | None = None
    breaks: Breaks = field(default_factory=Breaks)

    def all(self, today: dt.date) -> frozenset[str]:
        """What can be typed."""
        years = () if self.country == "NL" else (today.year, today.year + 1)
        theirs = {fold(name) for year in years for name in public_holidays(self.country, year).values()}
        return _ALWAYS | theirs

    def of(self, name: str, year: int) -> Days | None:
        """Its days in that year, None if it has none or they are not known."""
        if name in _SCHOOL or name in _CONSTRUCTION:
            found = self._breaks(name, year)
            return (min(one.first for one in found), max(one.last for one in found)) if found else None
        anchor, first, last = _FEASTS.get(_spelled(name), (name, 0, 0))
        days = _days("NL" if _spelled(name) in _FEASTS else self.country, year)
        on = days.get(fold(anchor))
        return (on + dt.timedelta(first), on + dt.timedelta(last)) if on else None

    def is_a_break(self, name: str) -> bool:
        """Whether its days are known only where a source says them."""
        return name in _SCHOOL or name in _CONSTRUCTION

    def differs(self, name: str, year: int) -> bool:
        """Whether the days differ by region and no region says which are meant: then `of` gives the widest."""
        return len({(one.first, one.last) for one in self._breaks(name, year)}) > 1

    def _breaks(self, name: str, year: int) -> list[Break]:
        kind = "construction_break" if name in _CONSTRUCTION else "school_holiday"
        return [
            one
            for one in self.breaks.breaks
            if one.kind == kind
            and one.first.year == year
            and self.region in (None, one.region)
            and (kind == "construction_break" or fold(one.name) == _SCHOOL.get(name))
        ]


def _spelled(name: str) -> str:
    """`eerste kerstdag` for `1e kerstdag`."""
    first, _, rest = name.partition(" ")
    return next((f"{whole} {rest}" for whole, short in _ORDINALS.items() if first in short), name)


_ALWAYS = frozenset({*_FEASTS, *_SCHOOL, *_CONSTRUCTION}) | {
    name.replace(whole, one)
    for name in _FEASTS
    for whole, short in _ORDINALS.items()
    if name.startswith(whole)
    for one in short
}


@cache
def _days(country: str, year: int) -> Mapping[str, dt.date]:
    """The public holidays by name; where several days have one name, the first counts."""
    return {fold(name): day for day, name in sorted(public_holidays(country, year).items(), reverse=True)}
