"""The card of the Vrijdagoogst, and what the writer of a sentence sees of it. Pure."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from itertools import groupby

from bot.core.messages import (
    Button,
    Buttons,
    Context,
    Heading,
    Items,
    Message,
    Paragraph,
    Part,
    Quote,
    Text,
    mention,
    say,
    text,
)
from bot.habits.harvest import texts
from bot.habits.harvest.model import Line
from bot.library.tips import Library


def share(plan: uuid.UUID) -> Button:
    """Under the answer to a check-in."""
    return Button("harvest", texts.SHARE, str(plan))


def share_gone(plan: str) -> Message:
    """For a button of an earlier version, which shared an answer in the thread."""
    button = Button("harvest", texts.SHARE, plan)
    return Message(texts.SHARE_GONE, (Paragraph(text(texts.SHARE_GONE)), Buttons((button,))))


def given(line: Line) -> Message:
    """For the writer: the sentence, and what can still be done with it."""
    said = texts.IS_ON_CARD if line.card else texts.WAITS
    how = texts.WITH_NAME if line.named else texts.WITHOUT_NAME
    change = () if line.card else (Button("harvest_change", texts.CHANGE, str(line.plan)),)
    back = Button("harvest_back", texts.TAKE_BACK, str(line.plan))
    parts = (Paragraph(text(f"{said} {how}")), Quote(text(line.line)), Buttons((*change, back)))
    return Message(said, parts)


def card(id: uuid.UUID, lines: Sequence[Line], library: Library) -> Message:
    """In the channel, on the last working day of the week: what people chose to share, tip by tip."""
    if not lines:
        return say(texts.CARD_EMPTY)
    parts: list[Part] = [Heading(texts.CARD), Paragraph(text(texts.CARD_INTRO))]
    for tip, group in groupby(sorted(lines, key=lambda line: (line.tip, line.id)), key=lambda line: line.tip):
        of_tip = list(group)
        parts.append(Items(tuple(map(_line, of_tip)), title=library.title(tip) or ""))
        found = library.find(tip)
        if found is not None and found.team:
            parts.append(Buttons((Button("harvest_too", texts.TOO, str(of_tip[0].nudge)),)))
    parts += [
        Context(text(texts.CARD_HOW)),
        Buttons((Button("harvest_off_card", texts.TAKE_MINE_BACK, str(id)),)),
    ]
    return Message(f"{texts.CARD}. {texts.CARD_INTRO}", tuple(parts))


def _line(line: Line) -> Text:
    return text(mention(line.person) if line.named else texts.SOMEBODY, f": {line.line}")
