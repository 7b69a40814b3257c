"""What stands on the terminal's screen: drawn messages, and what each number on them stands for."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.text import Text

from bot.demo import drawing, texts, workspace
from bot.demo.slack_server import ShownMessage


@dataclass(frozen=True, slots=True)
class Numbered:
    """What a number stands for: a button, or the answer to its question (`certain`); None is to leave it."""

    button: Mapping[str, Any] | None
    block: str
    on: ShownMessage
    certain: bool = False


class Screen:
    """Draws what arrives, and knows what each number on it stands for."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.arrived = asyncio.Event()
        self._choices: dict[str, Numbered] = {}
        self._numbers = itertools.count(1)

    def show(self, shown: ShownMessage | None) -> None:
        """Draw a message; None is a modal."""
        self.arrived.set()
        if shown is None:
            self.console.print(texts.MODAL)
            return
        self._choices = {
            number: choice for number, choice in self._choices.items() if choice.on.ts != shown.replaces
        }
        where = texts.IN_PRIVATE if shown.private else texts.IN_THREAD if shown.thread else texts.IN_CHANNEL
        title = where.format(bot=workspace.BOT_NAME, channel=workspace.CHANNEL_NAME)
        self.console.print(
            drawing.draw(
                shown.body, title, lambda button, block: self._number(Numbered(button, block, shown))
            ),
            width=min(self.console.width, drawing.WIDTH),
        )

    def choice(self, number: str) -> Numbered | None:
        return self._choices.get(number)

    def ask(self, choice: Numbered, confirm: Mapping[str, Any]) -> None:
        """Put a button's own question, with a number for each answer."""
        yes = self._number(Numbered(choice.button, choice.block, choice.on, certain=True))
        no = self._number(Numbered(None, choice.block, choice.on))
        self.console.print(
            Text(f"{confirm['title']['text']}\n{confirm['text']['text']}\n"),
            Text(f"[{yes}] {confirm['confirm']['text']}   [{no}] {confirm['deny']['text']}"),
            sep="\n",
        )

    def _number(self, choice: Numbered) -> str:
        number = str(next(self._numbers))
        self._choices[number] = choice
        return number
