"""A neutral `Message` as Slack's Block Kit. Knows Slack's limits; splits what is too long, so that nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)

from bot.domain.messages import (
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
    bold,
)
from bot.slack.mrkdwn import escape, mrkdwn, quote

MAX_BLOCKS = 50
MAX_HEADER = 150
MAX_SECTION = 3000
MAX_CONTEXT = 2000
MAX_SUMMARY = 3000


def render(message: Message) -> dict[str, Any]:
    """`text` and `blocks` for any method of Slack that posts a message. Raises ValueError past Slack's 50 blocks."""
    blocks = [block.to_dict() for part in message.parts for block in _blocks(part)]
    if len(blocks) > MAX_BLOCKS:
        raise ValueError(f"a message of {len(blocks)} blocks; Slack takes {MAX_BLOCKS}")
    return {
        "text": escape(message.summary)[:MAX_SUMMARY],
        "blocks": blocks,
        "unfurl_links": False,
        "unfurl_media": False,
    }


def _blocks(part: Part) -> Iterator[Block]:
    match part:
        case Heading(words) if len(words) <= MAX_HEADER:
            yield HeaderBlock(text=PlainTextObject(text=words, emoji=False))
        case Heading(words):
            yield from _sections(mrkdwn((bold(words),)))
        case Paragraph(text):
            yield from _sections(mrkdwn(text))
        case Quote(text):
            for piece in split(mrkdwn(text), MAX_SECTION - 200):
                yield _section(quote(piece))
        case Items(items, numbered):
            lines = (
                f"{f'{number}.' if numbered else '•'} {mrkdwn(item)}" for number, item in enumerate(items, 1)
            )
            yield from _sections("\n".join(lines))
        case Buttons(buttons):
            yield ActionsBlock(elements=[_button(button, number) for number, button in enumerate(buttons)])
        case Context(text):
            for piece in split(mrkdwn(text), MAX_CONTEXT):
                yield ContextBlock(elements=[MarkdownTextObject(text=piece, verbatim=True)])
        case Divider():
            yield DividerBlock()


def _sections(words: str) -> Iterator[SectionBlock]:
    for piece in split(words, MAX_SECTION):
        yield _section(piece)


def _section(words: str) -> SectionBlock:
    return SectionBlock(text=MarkdownTextObject(text=words, verbatim=True))


def _button(button: Button, number: int) -> ButtonElement:
    ask = button.confirm
    confirm = (
        ConfirmObject(title=ask.title, text=PlainTextObject(text=ask.text), confirm=ask.yes, deny=ask.no)
        if ask
        else None
    )
    return ButtonElement(
        text=PlainTextObject(text=button.label, emoji=False),
        action_id=f"{button.action}:{number}",
        value=button.value or None,
        style="primary" if button.primary else None,
        confirm=confirm,
    )


def split(words: str, limit: int) -> Iterator[str]:
    """Pieces of at most `limit` characters, cut after a line, else at a space, else anywhere."""
    while len(words) > limit:
        cut = words.rfind("\n", 1, limit)
        if cut < 0:
            cut = words.rfind(" ", 1, limit)
        if cut < 0:
            cut = limit
        yield words[:cut]
        words = words[cut:].lstrip("\n ")
    if words:
        yield words
