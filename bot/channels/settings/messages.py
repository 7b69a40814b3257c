"""Makes the texts around the form of a channel's settings. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.channels import texts
from bot.channels.leads import texts as texts_leads
from bot.channels.model import Change, Channel
from bot.channels.settings import texts as texts_settings
from bot.channels.settings import words as settings_words
from bot.core.forms import Form
from bot.core.messages import Button, Buttons, Items, Paragraph, Part, bold, text
from bot.library.tips import Library


def locked(channel: Channel, coming: Sequence[Part]) -> Form:
    """Shown instead of the settings if the channels file manages them."""
    said = Paragraph(text(texts_settings.LOCKED.format(channel=channel.name)))
    return Form(
        "locked", texts_settings.SETTINGS, (said, Paragraph(text(bold(texts_settings.PREVIEW_NOW))), *coming)
    )


def meanwhile(theirs: Sequence[Change], library: Library) -> tuple[Part, ...]:
    """What others changed since the form was opened."""
    lines = tuple(text(settings_words.who(one), ". ", *settings_words.change(one, library)) for one in theirs)
    return (
        Paragraph(text(bold(texts_settings.MEANWHILE))),
        Items(lines),
        Paragraph(text(texts_settings.MEANWHILE_NOW)),
    )


def saved(channel: Channel, coming: Sequence[Part]) -> Form:
    words = texts_settings.SAVED_ON if channel.settings.active else texts_settings.SAVED_OFF
    parts = (
        Paragraph(text(words.format(channel=channel.name))),
        *(coming if channel.settings.active else ()),
        Buttons(
            (
                Button("leads", texts_leads.LEADS, channel.id),
                Button("planning", texts.SEE_PLANNING, channel.id),
            )
        ),
    )
    return Form("saved", texts_settings.SAVED, parts)
