"""What `/leiderschap` understands: the commands of all features, and the rule that everything else is a question.

A text is a command only if all of it is one: a name, and an argument that the command knows. So "privacy op sociale
media" and "tip van de baas krijgen" are questions. A name followed by something that is neither an argument nor a
sentence ("pauze t/m vr") is not a question: the reply says what to type. `zoek` turns anything into a question.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.core import texts
from bot.core.forms import Form
from bot.core.inputs.arguments import is_sentence, without_politeness
from bot.core.inputs.typed import fold, unsmiling
from bot.core.interaction import Asked
from bot.core.messages import Message, say

HELP, SEARCH = "help", "search"
ASK, QUESTION = "ask", "question"
"""The form that asks a question as SEARCH does, and its field."""
"""The commands that an empty text, and a text that is not a command, stand for."""


@dataclass(frozen=True, slots=True)
class Request:
    """A parsed text: the name of a command, and its argument ('' if it has none). If the text asks nothing of a
    command, `said` is the reply and the name is HELP, which reads and changes nothing."""

    name: str
    argument: str = ""
    said: Message | None = None


Talk = Callable[[str], Request | None]
"""What a text that is neither a command nor a question asks for; None for a question."""
Urgent = Callable[[str], Message | None]
"""The reply to words that cannot wait, whatever way they came in; None for all others."""


def nothing(argument: str) -> str | None:
    """The argument of a command that takes none."""
    return None if fold(argument) else ""


@dataclass(frozen=True, slots=True)
class Command:
    """`names` are what people type, Dutch first. `argument` turns what follows the name into the command's argument,
    or returns None if it is not one. A command that `changes` or sends something runs once each time it is typed,
    even if the request is delivered twice. One that `reads` shows articles, which not everybody may read. A `fixed`
    command always gives the same message, so a platform needs to draw it only once. `usage` says what to type, where
    that is more than the name; a question mark after such a command gets the usage, and nothing runs.
    """

    name: str
    names: tuple[str, ...]
    answer: Callable[[Asked, str], Awaitable[Message | Form]]
    argument: Callable[[str], str | None] = nothing
    changes: bool = False
    reads: bool = False
    fixed: bool = False
    usage: str = ""


class Commands:
    """The commands by what people type. `talk` handles a text that is not a command. A text that is `urgent` is never
    one: the feature that answers questions answers it."""

    def __init__(
        self,
        commands: Sequence[Command],
        talk: Talk = lambda _words: None,
        urgent: Urgent = lambda _words: None,
    ) -> None:
        self.by_name = {command.name: command for command in commands}
        self._talk = talk
        self._urgent = urgent
        self._typed = {fold(name): command for command in commands for name in command.names}

    def parse(self, words: str) -> Request:
        """What was asked for."""
        first, rest = _parted(words)
        if not first:
            return Request(HELP)
        command, words = self._typed.get(fold(first)), words.strip()
        if command and command.name == SEARCH:
            return Request(SEARCH, rest)
        if command is None or self._urgent(words):
            return self._talk(words) or Request(SEARCH, words)
        argument = command.argument(rest)
        if argument is None:
            argument = command.argument(without_politeness(rest))
        if argument is not None and not (command.usage and "?" in words):
            return Request(command.name, argument)
        if argument is None and is_sentence(rest, short=not command.changes):
            return self._talk(words) or Request(SEARCH, words)
        return Request(HELP, said=_usage(command, rest))


def _parted(words: str) -> tuple[str, str]:
    """The first word and the rest; '' for what is missing."""
    left = unsmiling(words)
    while left:
        first, left = [*left.split(None, 1), ""][:2]
        if fold(first):
            return first, left
    return "", ""


def _usage(command: Command, rest: str) -> Message:
    """Says which part after the command's name was not understood, and what to type."""
    name = command.names[0]
    how = command.usage or texts.USAGE.format(label=name)
    if not fold(rest):
        return say(how)
    return say(
        texts.NOT_UNDERSTOOD.format(label=name, typed=rest[:80]), how, texts.USAGE_SEARCH.format(label=name)
    )


def find(words: str, named: Iterable[tuple[str, str]]) -> str | None:
    """The id in (id, title) pairs that `words` names by id or title, or None."""
    wanted = fold(words)
    return next((id for id, title in named if wanted in (fold(id), fold(title))), None)
