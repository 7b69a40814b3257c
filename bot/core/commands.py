"""What `/leiderschap` understands: the commands of all features, and the rule that everything else is a question.

A text is a command only if the whole of it is one: its name and an argument that exists. So "privacy op sociale media"
and "tip van de baas krijgen" are questions. `zoek` makes a question of anything.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.core.forms import Form
from bot.core.interaction import Asked
from bot.core.messages import Message

HELP, SEARCH = "help", "search"
"""The commands that a text without words, and one that is no command, is taken for."""


@dataclass(frozen=True, slots=True)
class Request:
    """A parsed text: the name of a command, and its argument ('' where it has none)."""

    name: str
    argument: str = ""


def nothing(argument: str) -> str | None:
    """The argument of a command that takes none."""
    return None if argument else ""


@dataclass(frozen=True, slots=True)
class Command:
    """`names` are what people type, Dutch first. `argument` gives an argument's meaning, None if it is none.

    What `changes` or sends something is done once for each time that it is typed, also when the request comes again.
    What `reads` shows articles, which not everybody may read. What is `fixed` is always answered with the same message,
    so that a platform needs to draw it once.
    """

    name: str
    names: tuple[str, ...]
    answer: Callable[[Asked, str], Awaitable[Message | Form]]
    argument: Callable[[str], str | None] = nothing
    changes: bool = False
    reads: bool = False
    fixed: bool = False


class Commands:
    """The commands by what people type."""

    def __init__(self, commands: Sequence[Command]) -> None:
        self.by_name = {command.name: command for command in commands}
        self._typed = {fold(name): command for command in commands for name in command.names}

    def parse(self, words: str) -> Request:
        """What was asked for."""
        words = words.strip()
        if not words:
            return Request(HELP)
        first, rest = [*words.split(None, 1), ""][:2]
        if command := self._typed.get(fold(first)):
            argument = command.argument(rest)
            if argument is not None:
                return Request(command.name, argument)
        return Request(SEARCH, words)


def fold(words: str) -> str:
    """Lower case, without accents, apostrophes and hyphens, single spaces: how names are compared."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", words) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[-_/]", " ", re.sub(r"['’‘`´]", "", bare)).casefold().split())


def find(words: str, named: Iterable[tuple[str, str]]) -> str | None:
    """The id in (id, title) pairs that `words` names by id or title, or None."""
    wanted = fold(words)
    return next((id for id, title in named if wanted in (fold(id), fold(title))), None)
