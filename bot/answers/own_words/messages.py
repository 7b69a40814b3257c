"""Makes the messages about words that mean the same, for administrators. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers.own_words import texts
from bot.answers.own_words.service import Offer
from bot.channels import texts as texts_channels
from bot.channels.model import Change
from bot.channels.settings import words
from bot.core import dates
from bot.core.messages import Button, Buttons, Heading, Items, Message, Paragraph, Part, Text, bold, text
from bot.library.ports import Pairs

PAGE = 15


def offers(found: Sequence[Offer], *, kept: bool) -> tuple[Part, ...]:
    """A part of an administrator's home page; nothing if nothing is offered and nothing was `kept`."""
    parts: list[Part] = [Heading(texts.OFFERS), Paragraph(text(texts.OFFERS_HOW))] if found else []
    for offer in found:
        same = (
            Button("same_word", texts.SAME.format(other=other), f"{offer.word}/{other}")
            for other in offer.others
        )
        parts += [
            Paragraph(text(bold(offer.word))),
            Buttons((*same, Button("hide_word", texts.HIDE, offer.word))),
        ]
    if kept:
        parts.append(Buttons((Button("own_words", texts.LISTED),)))
    return tuple(parts)


def listed(pairs: Pairs, changes: Sequence[Change], page: int) -> Message:
    """A page of the accepted and hidden words, each with a button to undo it, and the last changes."""
    parts: list[Part] = [
        Heading(texts.LISTED),
        Paragraph(text(texts.LISTED_HOW if pairs else texts.LISTED_NONE)),
    ]
    for word, other in pairs[page * PAGE : (page + 1) * PAGE]:
        parts += [
            Paragraph(text(_said(word, other))),
            Buttons(
                (Button("own_word_remove", texts.REMOVE if other else texts.RESTORE, f"{word}/{other}"),)
            ),
        ]
    if len(pairs) > (page + 1) * PAGE:
        parts.append(Buttons((Button("own_words", texts_channels.HOME_FOLLOWING, str(page + 1)),)))
    if changes:
        parts.append(Items(tuple(map(_changed, changes)), title=texts.CHANGED))
    return Message(texts.LISTED, tuple(parts))


def _said(word: str, other: str) -> str:
    return (texts.PAIR if other else texts.HIDDEN).format(word=word, other=other)


def _changed(one: Change) -> Text:
    """A line of the audit log."""
    how = texts.TAKEN_BACK if one.after is None else texts.PUT_DOWN
    said = _said(*(one.before if one.after is None else one.after))
    return text(f"{dates.short(one.at.date())}, ", words.who(one), f". {how.format(said=said)}")
