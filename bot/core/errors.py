"""The errors that the domain and its ports raise; every foreign error is translated into one of these."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.messages import Message, say


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault in a content file, with the place where a person mends it.

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
    """Something that the bot needs is not there now and may come by itself; the message says what.

    `seconds` is how long it asked to be left alone.
    """

    seconds: float = 0.0


class ContentError(LeiderschapError):
    """Content files hold faults; `faults` names every one of them."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class StoreError(LeiderschapError):
    """The database cannot be used; the message says what is wrong and what to do, and holds no password."""


class StoreNotThere(StoreError, NotThereYet):
    """The database does not answer, or accepts no connection now."""


class LostRace(LeiderschapError):
    """Another worker changed the row first; nothing was written."""


class PassedOver(LeiderschapError):
    """An occurrence that is due would be left behind without a row in the ledger; nothing was written."""


class Refused(LeiderschapError):
    """What was asked cannot be done; `sentence` says why, in Dutch, to the person who asked. Nothing was changed.

    `field` names the argument that is wrong, '' where it is none of them. `message` says the sentence with what can be
    done about it, where there is something.
    """

    def __init__(self, sentence: str, field: str = "", message: Message | None = None) -> None:
        self.sentence = sentence
        self.field = field
        self.message = message
        super().__init__(sentence)

    @property
    def told(self) -> Message:
        """What who asked is told."""
        return self.message or say(self.sentence)
