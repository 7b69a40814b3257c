"""What is on the terminal's screen: drawn messages, and the meaning of each number on them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from bot.core.messages import Button, Confirm, Message
from bot.demo import drawing, texts, workspace


@dataclass(frozen=True, slots=True)
class Shown:
    """A message of the bot as the person sees it; `ts` is its id."""

    ts: str
    message: Message
    private: bool
    thread: bool


@dataclass(frozen=True, slots=True)
class Numbered:
    """The meaning of a number: a button, or the answer to its question (`certain`); None means no."""

    button: Button | None
    on: Shown
    certain: bool = False


class Screen:
    """Draws what arrives, and knows the meaning of each number on it. `arrived` counts the messages."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.arrived = 0
        self._choices: dict[str, Numbered] = {}
        self._numbers = itertools.count(1)

    def show(self, shown: Shown, replaces: str = "") -> None:
        """Draw a message. The buttons of the message that it replaces can no longer be pressed."""
        self.arrived += 1
        self._choices = {
            number: choice for number, choice in self._choices.items() if choice.on.ts != replaces
        }
        where = texts.IN_PRIVATE if shown.private else texts.IN_THREAD if shown.thread else texts.IN_CHANNEL
        title = where.format(bot=workspace.BOT_NAME, channel=workspace.CHANNEL_NAME)
        drawn = drawing.draw(shown.message, title, lambda button: self._number(Numbered(button, shown)))
        self.console.print(drawn, width=min(self.console.width, drawing.WIDTH))

    def choice(self, number: str) -> Numbered | None:
        return self._choices.get(number)

    def ask(self, choice: Numbered, confirm: Confirm) -> None:
        """Ask a button's own question, with a number for each answer."""
        yes = self._number(Numbered(choice.button, choice.on, certain=True))
        no = self._number(Numbered(None, choice.on))
        self.console.print(
            Text(f"{confirm.title}\n{confirm.text}\n"),
            Text(f"[{yes}] {confirm.yes}   [{no}] {confirm.no}"),
            sep="\n",
        )

    def _number(self, choice: Numbered) -> str:
        number = str(next(self._numbers))
        self._choices[number] = choice
        return number
