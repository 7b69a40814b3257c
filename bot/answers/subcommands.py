"""What `/leiderschap` understands: one table, and the rule that everything else is a question.

A text is a subcommand only if the whole of it is one: its name and arguments that exist. So "privacy op sociale media"
and "tip van de baas krijgen" are questions. `zoek` makes a question of anything.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.channels.calendar import typed as dates_typed
from bot.library.tips import Library

MAX_QUESTION = 500
"""A question may have this many characters; nobody asks a longer one on purpose."""


@dataclass(frozen=True, slots=True)
class Request:
    """A parsed text: the name of a subcommand of `TABLE`, and its argument ('' where it has none)."""

    name: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Subcommand:
    """`names` are what people type, Dutch first. `argument` gives an argument's meaning, None if it is none.

    What `changes` or sends something is done once for each time that it is typed, also when the request comes again.
    """

    name: str
    names: tuple[str, ...]
    argument: Callable[[str, Library], str | None]
    changes: bool = False


def fold(words: str) -> str:
    """Lower case, without accents, apostrophes and hyphens, single spaces: how names are compared."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", words) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[-_/]", " ", re.sub(r"['’‘`´]", "", bare)).casefold().split())


def _nothing(argument: str, _library: Library) -> str | None:
    return None if argument else ""


def _anything(argument: str, _library: Library) -> str | None:
    return argument


def _theme_or_nothing(argument: str, library: Library) -> str | None:
    return find(argument, ((theme.id, theme.title) for theme in library.themes.values())) if argument else ""


def _series_or_nothing(argument: str, library: Library) -> str | None:
    return find(argument, ((one.id, one.title) for one in library.series.values())) if argument else ""


def _date_or_nothing(argument: str, _library: Library) -> str | None:
    return argument if not argument or dates_typed.looks_like_one(argument) else None


def _tips(argument: str, _library: Library) -> str | None:
    return "" if fold(argument) in ("", "tip", "tips") else None


def find(words: str, named: Iterable[tuple[str, str]]) -> str | None:
    """The id in (id, title) pairs that `words` names by id or title, or None."""
    wanted = fold(words)
    return next((id for id, title in named if wanted in (fold(id), fold(title))), None)


TABLE: tuple[Subcommand, ...] = (
    Subcommand("help", ("help", "hulp"), _nothing),
    Subcommand("tip", ("tip", "tips"), _theme_or_nothing),
    Subcommand("themes", ("thema's", "thema", "themes", "theme"), _nothing),
    Subcommand("series", ("leerlijnen", "leerlijn", "series"), _series_or_nothing),
    Subcommand("articles", ("artikelen", "artikel", "articles"), _nothing),
    Subcommand("status", ("status",), _nothing),
    Subcommand("settings", ("instellen", "instellingen"), _nothing),
    Subcommand("leads", ("teamleiders", "teamleider"), _nothing),
    Subcommand("example", ("voorbeeld",), _nothing),
    Subcommand("planning", ("planning",), _nothing),
    Subcommand("pause", ("pauze",), _date_or_nothing, changes=True),
    Subcommand("resume", ("hervat", "hervatten"), _nothing, changes=True),
    Subcommand("skip", ("overslaan",), _nothing, changes=True),
    Subcommand("history", ("geschiedenis",), _nothing),
    Subcommand("own_tips", ("eigen",), _tips),
    Subcommand("mine", ("mijn",), _nothing),
    Subcommand("privacy", ("privacy",), _nothing),
    Subcommand("overview", ("overzicht",), _nothing, changes=True),
    Subcommand("trial", ("proef",), _nothing),
    Subcommand("search", ("zoek", "search"), _anything),
)

_BY_NAME = {fold(name): subcommand for subcommand in TABLE for name in subcommand.names}


def parse(words: str, library: Library) -> Request:
    """What was asked for; a text without words asks for help."""
    words = words.strip()
    if not words:
        return Request("help")
    first, rest = [*words.split(None, 1), ""][:2]
    if subcommand := _BY_NAME.get(fold(first)):
        argument = subcommand.argument(rest, library)
        if argument is not None:
            return Request(subcommand.name, argument)
    return Request("search", words)
