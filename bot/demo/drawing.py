"""Slack's blocks in a terminal, with a number before every button."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.panel import Panel
from rich.rule import Rule
from rich.segment import Segment
from rich.text import Text

from bot.demo import texts, workspace
from bot.slack.mrkdwn import JOINER

WIDTH = 96
"""In characters; a wider terminal does not make the lines longer."""

Number = Callable[[Mapping[str, Any], str], str]
"""Gives a button of the block with this id its number."""

_LITERAL = re.compile(f"{JOINER}([*_~`]){JOINER}")
_MARKED = re.compile(r"\*([^*\n]+)\*|<([^|>]+)(?:\|([^>]*))?>")
_PRIVATE = 0xE000


def draw(body: Mapping[str, Any], title: str, number: Number) -> RenderableType:
    """A message as `chat.postMessage` takes it, in a frame with its title."""
    parts = [
        part
        for place, block in enumerate(body.get("blocks") or [])
        for part in _block(block, block.get("block_id") or f"b{place}", number)
    ]
    content = Group(*_spaced(parts or [mrkdwn(body.get("text", ""))]))
    return Panel(content, title=title, title_align="left", box=box.ROUNDED, padding=(0, 1))


def _spaced(parts: list[RenderableType]) -> Iterator[RenderableType]:
    for place, part in enumerate(parts):
        if place:
            yield ""
        yield part


def _block(block: Mapping[str, Any], id: str, number: Number) -> Iterator[RenderableType]:
    match block["type"]:
        case "header":
            yield Text(block["text"]["text"], style="bold underline")
        case "section":
            yield from _lines(block["text"]["text"])
        case "context":
            yield Text("\n").join(mrkdwn(element["text"], "dim") for element in block["elements"])
        case "divider":
            yield Rule(style="dim", characters="─")
        case "actions":
            drawn = (_button(one, id, number) for element in block["elements"] for one in _choices(element))
            yield Text("   ").join(drawn)
        case other:
            yield Text(texts.ONLY_IN_SLACK.format(what=other), style="dim")


def _choices(element: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The element, or each entry of a menu as it is sent when somebody chose it."""
    if element["type"] != "overflow":
        yield element
    for option in element.get("options", ()):
        yield {"type": "overflow", "action_id": element["action_id"], "selected_option": option}


def _button(element: Mapping[str, Any], block: str, number: Number) -> Text:
    if element["type"] not in ("button", "overflow"):
        return Text(texts.ONLY_IN_SLACK.format(what=element["type"]), style="dim")
    label = element.get("selected_option", element)["text"]["text"]
    return Text.assemble((f"[{number(element, block)}]", "bold"), f" {label}")


def _lines(words: str) -> Iterator[RenderableType]:
    """Text and quotations, in their order."""
    quoted = [line.removeprefix("> ") for line in words.split("\n")]
    if all(line.startswith("> ") for line in words.split("\n")):
        yield Quoted(mrkdwn("\n".join(quoted)))
    else:
        yield mrkdwn(words)


def mrkdwn(words: str, style: str = "") -> Text:
    """Slack's mrkdwn, as far as the bot writes it: bold, links with their address, mentions by name."""
    words = _LITERAL.sub(lambda found: chr(_PRIVATE + ord(found[1])), words)
    drawn = Text(style=style)
    at = 0
    for found in _MARKED.finditer(words):
        drawn.append(_literal(words[at : found.start()]))
        bold, target, label = found.groups()
        if bold is not None:
            drawn.append(_literal(bold), "bold")
        elif target.startswith("@"):
            name = {workspace.BOT: workspace.BOT_NAME, **workspace.USERS}.get(target[1:], target[1:])
            drawn.append(f"@{name}", "bold")
        else:
            drawn.append(_literal(label or target))
            drawn.append(f" ({_literal(target)})" if label else "", "dim")
        at = found.end()
    return drawn.append(_literal(words[at:]))


def _literal(words: str) -> str:
    words = re.sub("[\ue000-\ue07f]", lambda found: chr(ord(found[0]) - _PRIVATE), words)
    return html.unescape(words.replace(JOINER, ""))


class Quoted:
    """Text with a bar before each of its lines."""

    def __init__(self, content: RenderableType) -> None:
        self._content = content

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        bar = Segment("| " if options.ascii_only else "│ ")
        for line in console.render_lines(self._content, options.update_width(options.max_width - 2)):
            yield bar
            yield from line
            yield Segment.line()
