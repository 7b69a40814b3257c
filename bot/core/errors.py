"""The errors that the domain and its ports raise; every foreign error is translated into one of these."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.messages import Message, say


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault in a content file, and where to fix it.

    `line` counts from 1; 0 means that the fault is in the file as a whole.
    """

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.message}"


class LeiderschapError(Exception):
    """The root of all errors that this project raises on purpose."""


class NotThereYet(LeiderschapError):
    """Something that the bot needs is unavailable for now and may recover by itself; the message says what.

    `seconds` is how long to wait before trying again, if it said so.
    """

    seconds: float = 0.0


class ContentError(LeiderschapError):
    """Content files have faults; `faults` lists all of them."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class StoreError(LeiderschapError):
    """The database cannot be used; the message says what is wrong and what to do, and holds no password."""


class StoreNotThere(StoreError, NotThereYet):
    """The database does not answer or refuses connections for now."""


class LostRace(LeiderschapError):
    """Another worker changed the row first; nothing was written."""


class PassedOver(LeiderschapError):
    """The write would skip a due occurrence without a row in the ledger; nothing was written."""


class Refused(LeiderschapError):
    """The request cannot be done; `sentence` tells the person why, in Dutch. Nothing was changed.

    `field` names the wrong argument, '' if none is to blame. `message`, if there is one, is the sentence together
    with what the person can do about it.
    """

    def __init__(self, sentence: str, field: str = "", message: Message | None = None) -> None:
        self.sentence = sentence
        self.field = field
        self.message = message
        super().__init__(sentence)

    @property
    def told(self) -> Message:
        """What the person who asked is told."""
        return self.message or say(self.sentence)
