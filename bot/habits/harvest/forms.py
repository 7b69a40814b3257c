"""The form for a sentence. Nothing is chosen in it beforehand. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core import retention
from bot.core.figures import SMALLEST
from bot.core.forms import Choice, Form, Option, TextField
from bot.core.messages import Context, Paragraph, text
from bot.habits.harvest import texts
from bot.habits.harvest.model import HIDING, MAX_LINE
from bot.habits.harvest.service import Draft

NAMED, NAMELESS = "named", "nameless"


def line(draft: Draft, about: Mapping[str, str]) -> Form:
    """Who will read it, the sentence, and whether the name comes with it."""
    before = draft.before
    chosen = "" if before is None else NAMED if before.named else NAMELESS
    options = (Option(NAMED, texts.NAMED), *([Option(NAMELESS, texts.NAMELESS)] if draft.hides else []))
    hint = (
        texts.HOW_HINT.format(smallest=SMALLEST) if draft.hides else texts.HOW_NAMED.format(smallest=HIDING)
    )
    parts = (
        Paragraph(text(texts.WHO_READS.format(channel=draft.channel), " ", texts.WHAT_COMES)),
        TextField(
            "line",
            texts.LINE,
            before.line if before else "",
            texts.LINE_HINT,
            multiline=True,
            most=MAX_LINE,
        ),
        Choice("how", texts.HOW, options, chosen if chosen in {one.value for one in options} else "", hint),
        Context(text(texts.WHEN_IT_COMES.format(days=retention.HARVEST.days))),
    )
    return Form("harvest", texts.SHARE, parts, submit=texts.KEEP, about=about)
