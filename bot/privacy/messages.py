"""What a person sees about their own data. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.features import Personal, Rows
from bot.core.messages import (
    Button,
    Buttons,
    Confirm,
    Context,
    Items,
    Message,
    Paragraph,
    Part,
    bold,
    say,
    text,
)
from bot.core.words import channels
from bot.privacy import texts


def privacy(parts: Sequence[tuple[Personal, Rows]], alone: Sequence[str]) -> Message:
    """How much is kept about a person, by kind; `alone` names channels that would have no lead left."""
    lines = tuple(
        text(bold(part.title), ": ", texts.PRIVACY_PART.format(count=len(rows), why=part.why, kept=part.kept))
        for part, rows in parts
    )
    intro = texts.PRIVACY_INTRO if lines else texts.PRIVACY_NONE
    warning = texts.PRIVACY_ALONE.format(channels=channels(*alone)) if alone else ""
    confirm = Confirm(
        texts.PRIVACY_ERASE_TITLE, texts.PRIVACY_ERASE_TEXT, texts.PRIVACY_ERASE, texts.PRIVACY_CANCEL
    )
    buttons = (
        Button("privacy_download", texts.PRIVACY_DOWNLOAD),
        Button("privacy_erase", texts.PRIVACY_ERASE, confirm=confirm),
    )
    kept: tuple[Part, ...] = (Items(lines), Buttons(buttons)) if lines else ()
    told = (Paragraph(text(warning)),) if warning else ()
    notes = (Paragraph(text(texts.PRIVACY_NOT)), Context(text(texts.PRIVACY_SLACK)))
    asked = Paragraph(text(texts.PRIVACY_ASKED))
    return Message(texts.PRIVACY_SUMMARY, (asked, Paragraph(text(intro)), *told, *kept, *notes))


def erased(everywhere: bool) -> Message:
    return say(texts.PRIVACY_ERASED if everywhere else texts.PRIVACY_ERASED_LATER, texts.PRIVACY_SLACK)
