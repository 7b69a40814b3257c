"""The offer, as a message to a lead. Pure."""

from __future__ import annotations

from bot.channels.model import Channel
from bot.channels.offers import texts
from bot.core.messages import Button, Buttons, Context, Message, Paragraph, text


def offer(channel: Channel, name: str) -> Message:
    """What the setting `name` brings, how to stop it, and the button that turns it on."""
    what = texts.WHAT[name].format(channel=channel.name)
    parts = (
        Paragraph(text(what, " ", texts.HOW[name])),
        Buttons((Button("offer_yes", texts.YES, f"{channel.id}/{name}"),)),
        Context(text(texts.ONCE)),
    )
    return Message(what, parts)
