"""Draws messages in a terminal, with a number before every button."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.panel import Panel
from rich.rule import Rule
from rich.segment import Segment
from rich.text import Text

from bot.core import messages
from bot.core.messages import (
    Button,
    Buttons,
    Context,
    Divider,
    Heading,
    Items,
    Message,
    Paragraph,
    Part,
    Quote,
)
from bot.core.visible import visible
from bot.core.words import filled
from bot.demo import workspace
from bot.slack.words import WORDS

WIDTH = 96
"""In characters; a wider terminal does not get longer lines."""

Number = Callable[[Button], str]
"""Gives a button its number."""


def draw(message: Message, title: str, number: Number) -> RenderableType:
    """A message in a frame with a title, in Slack's words."""
    parts = [one for part in filled(message, WORDS).parts for one in ("", *_drawn(part, number))]
    content = Group(*parts[1:])
    return Panel(content, title=title, title_align="left", box=box.ROUNDED, padding=(0, 1))


def _drawn(part: Part, number: Number) -> Iterator[RenderableType]:
    match part:
        case Heading(words):
            yield Text(visible(words), style="bold underline")
        case Paragraph(words):
            yield written(words)
        case Quote(words):
            yield Quoted(written(words))
        case Items(items, numbered, title):
            head = [Text(visible(title), style="bold")] if title else []
            lines = [
                Text(f"{place}. " if numbered else "• ").append_text(written(item))
                for place, item in enumerate(items, 1)
            ]
            yield Text("\n").join([*head, *lines])
        case Buttons(buttons, rest):
            yield Text("   ").join(
                Text.assemble((f"[{number(button)}]", "bold"), f" {visible(button.label)}")
                for button in (*buttons, *rest)
            )
        case Context(words):
            yield written(words, "dim")
        case Divider():
            yield Rule(style="dim", characters="─")


def written(words: messages.Text, style: str = "") -> Text:
    """The runs of a text: bold, links with their address, people by name."""
    drawn = Text(style=style)
    for run in words:
        if run.user is not None:
            drawn.append(f"@{workspace.USERS.get(run.user, run.user)}", "bold")
        else:
            drawn.append(visible(run.text), "bold" if run.bold else "")
        if run.link is not None:
            drawn.append(f" ({visible(run.link)})", "dim")
    return drawn


class Quoted:
    """Text with a bar before each line."""

    def __init__(self, content: RenderableType) -> None:
        self._content = content

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        bar = Segment("| " if options.ascii_only else "│ ")
        for line in console.render_lines(self._content, options.update_width(options.max_width - 2)):
            yield bar
            yield from line
            yield Segment.line()
