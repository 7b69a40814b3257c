"""Makes the messages for when the bot joins a channel, cannot post in it, or can again. Pure."""

from __future__ import annotations

from bot.channels import messages as compose_channels
from bot.channels import texts
from bot.channels.model import Channel
from bot.channels.presence import texts as texts_presence
from bot.core.messages import Button, Buttons, Context, Message, Paragraph, say, text
from bot.delivery.notices import words as stopped_words


def greeting(channel: str) -> Message:
    buttons = (
        Button("settings", texts.SET_UP, channel, primary=True),
        Button("example", texts.SEE_EXAMPLE, channel),
    )
    parts = (
        Paragraph(text(texts_presence.GREETING)),
        Paragraph(text(texts_presence.GREETING_OFF)),
        Context(text(texts_presence.GREETING_PRIVACY)),
        Buttons(buttons),
    )
    return Message(texts_presence.GREETING_SUMMARY, parts)


def stopped(channel: Channel, code: str) -> Message:
    """For the leads, when posts are no longer possible."""
    words = texts_presence.STOPPED.get(code) or texts_presence.STOPPED_OTHER
    reason, advice = stopped_words.why(code), stopped_words.advice(code)
    said = words.format(channel=channel.name, reason=reason, advice=advice)
    buttons = (Buttons((Button("resume", texts.RESUME, channel.id),)),) if code == "is_shared" else ()
    return Message(said, (Paragraph(text(said)), *buttons))


def back(channel: Channel) -> Message:
    if channel.next_due_at is None:
        return say(texts_presence.BACK_NONE.format(channel=channel.name))
    moment = compose_channels.moment(channel, channel.next_due_at)
    return say(texts_presence.BACK.format(channel=channel.name, moment=moment))
