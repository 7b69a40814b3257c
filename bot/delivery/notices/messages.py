"""Messages about posts that went wrong, for a channel's leads or the administrators. Pure."""

from __future__ import annotations

from bot.core import dates
from bot.core.messages import Button, Buttons, Message, Paragraph, text
from bot.delivery import texts
from bot.delivery.model import Delivery
from bot.delivery.notices import words


def notice(what: str, row: Delivery, name: str, timezone: str) -> Message:
    """What happened to a channel's post. If it is unknown, two buttons let the reader decide."""
    moment = dates.moment(row.due_at, timezone)
    first = texts.NOTICES[what].format(moment=moment, channel=name)
    lines: list[str] = [first]
    if what in ("failed", "paused"):
        code = row.error or ""
        lines.append(texts.REASON.format(reason=words.why(code), advice=words.advice(code)))
    lines.append(texts.NOTICES_NEXT[what])
    paragraphs = tuple(Paragraph(text(line)) for line in lines)
    if what != "unknown":
        return Message(first, paragraphs)
    value = f"{row.id}/{row.version}"
    choice = Buttons(
        (Button("repost", texts.REPOST, value), Button("already_there", texts.ALREADY_THERE, value))
    )
    return Message(first, (*paragraphs, choice))
