"""Draws a neutral `Message` as Slack's Block Kit. It knows Slack's limits, and splits long texts so that nothing is
lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

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
    Run,
    Text,
    bold,
    text,
)
from bot.core.visible import visible
from bot.core.words import filled
from bot.slack.mrkdwn import mrkdwn, plain, quote
from bot.slack.words import WORDS

MAX_BLOCKS = 50
MAX_HEADER = 150
MAX_SECTION = 3000
MAX_CONTEXT = 2000
MAX_SUMMARY = 3000
"""The limits of https://docs.slack.dev/reference/block-kit/blocks; that of a context is seen, not documented, and
that of a summary is our own."""

Block = dict[str, Any]
"""A block or one of its elements, as Slack accepts it. Building them with slack_sdk's models takes longer than a
whole search."""


def render(message: Message) -> dict[str, Any]:
    """`text` and `blocks` for any Slack method that posts a message. Raises ValueError above Slack's 50 blocks."""
    drawn = blocks(message.parts)
    if len(drawn) > MAX_BLOCKS:
        raise ValueError(f"a message of {len(drawn)} blocks; Slack takes {MAX_BLOCKS}")
    return {
        "text": next(split(text(filled(message.summary, WORDS)), MAX_SUMMARY), ""),
        "blocks": drawn,
        "unfurl_links": False,
        "unfurl_media": False,
    }


def blocks(parts: Iterable[Part]) -> list[Block]:
    """Parts of messages as blocks, with Slack's words filled in."""
    return [block for part in parts for block in _blocks(filled(part, WORDS))]


def _blocks(part: Part) -> Iterator[Block]:
    match part:
        case Heading(words) if not visible(words).strip():
            pass
        case Heading(words) if len(words) <= MAX_HEADER:
            yield {"type": "header", "text": _plain(words)}
        case Heading(words):
            yield from _sections((bold(words),))
        case Paragraph(words):
            yield from _sections(words)
        case Quote(words):
            yield from _sections(words, lambda piece: quote(mrkdwn(piece)))
        case Items(items, numbered, title):
            lines = (
                (Run(f"{number}. " if numbered else "• "), *item) for number, item in enumerate(items, 1)
            )
            head = (bold(title), Run("\n")) if title else ()
            yield from _sections((*head, *(run for line in lines for run in (*line, Run("\n")))))
        case Buttons(buttons, rest):
            elements = [_button(button, number) for number, button in enumerate(buttons)]
            yield {"type": "actions", "elements": [*elements, *([_menu(rest)] if rest else [])]}
        case Context(words):
            for piece in split(words, MAX_CONTEXT):
                yield {"type": "context", "elements": [_formatted(piece)]}
        case Divider():
            yield {"type": "divider"}


def _sections(words: Text, form: Callable[[Text], str] = mrkdwn) -> Iterator[Block]:
    for piece in split(words, MAX_SECTION, form):
        yield {"type": "section", "text": _formatted(piece)}


def _button(button: Button, number: int) -> Block:
    made = {"type": "button", "text": _plain(button.label), "action_id": f"{button.action}:{number}"}
    if button.value:
        made["value"] = button.value
    if button.primary:
        made["style"] = "primary"
    if ask := button.confirm:
        made["confirm"] = {
            "title": _plain(ask.title),
            "text": _plain(ask.text),
            "confirm": _plain(ask.yes),
            "deny": _plain(ask.no),
        }
    return made


def _menu(buttons: Sequence[Button]) -> Block:
    """Menu entries have no name of their own; `incoming.pressed` reads it from their value."""
    options = [
        {"text": _plain(button.label), "value": f"{button.action}:{button.value}"} for button in buttons
    ]
    return {"type": "overflow", "action_id": "rest", "options": options}


def _plain(words: str) -> Block:
    return {"type": "plain_text", "text": plain(words), "emoji": False}


def _formatted(words: str) -> Block:
    return {"type": "mrkdwn", "text": words, "verbatim": True}


def split(words: Text, limit: int, form: Callable[[Text], str] = mrkdwn) -> Iterator[str]:
    """The formatted text, in pieces of at most `limit` characters; invisible text gives no piece.

    It is split before it is formatted, so that no link, bold text or escaped character is split in two.
    """
    formed = form(words).strip()
    if len(formed) <= limit:
        if formed:
            yield formed
        return
    for half in _halves(words):
        yield from split(half, limit, form)


def _halves(words: Text) -> tuple[Text, Text]:
    """The text split near its middle: after a line if possible, or after a word, or anywhere."""
    letters = "".join(run.text for run in words)
    middle = len(letters) // 2
    places = (letters.rfind(mark, middle // 2, middle + middle // 2) for mark in "\n ")
    at = next((place + 1 for place in places if place >= 0), middle)
    left: list[Run] = []
    right: list[Run] = []
    for run in words:
        left.append(replace(run, text=run.text[: max(at, 0)]))
        right.append(replace(run, text=run.text[max(at, 0) :]))
        at -= len(run.text)
    return _kept(left), _kept(right)


def _kept(runs: list[Run]) -> Text:
    return tuple(run for run in runs if run.text or run.user)
