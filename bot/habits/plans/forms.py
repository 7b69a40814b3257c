"""The forms about a person's own plans. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from bot.core.forms import DateField, Form, TextField
from bot.core.messages import Context, Quote, text
from bot.habits import texts
from bot.habits.plans import model
from bot.habits.plans.model import Draft
from bot.habits.plans.wording import sentence

SNOOZE_DAYS = 14


def plan(draft: Draft, about: Mapping[str, str]) -> Form:
    """The if and the then of a plan, and the day of the question about it."""
    again = bool(about.get("again")) or (draft.plan is not None and draft.plan.state != "open")
    title = texts.FORM_AGAIN if again else texts.FORM_CHANGE if draft.plan else texts.PLAN
    return Form(
        "plan",
        title,
        (
            Context(text(texts.FORM_TIP.format(title=draft.title))),
            _words("when", texts.FORM_WHEN, draft.when, texts.FORM_WHEN_HINT),
            _words("then", texts.FORM_THEN, draft.then, texts.FORM_THEN_HINT),
            DateField(
                "remind_on", texts.FORM_REMIND, draft.remind_on, texts.FORM_REMIND_HINT, required=False
            ),
        ),
        submit=texts.FORM_KEEP,
        about=about,
    )


def reflection(draft: Draft, about: Mapping[str, str]) -> Form:
    """One line about how it went."""
    field = TextField(
        "reflection",
        texts.FORM_REFLECT,
        draft.plan.reflection if draft.plan else "",
        texts.FORM_REFLECT_HINT,
        required=False,
        multiline=True,
        most=model.MAX_REFLECTION,
    )
    parts = (Quote(text(sentence(draft.plan.when, draft.plan.then) if draft.plan else "")), field)
    return Form("reflect", texts.REFLECT, parts, submit=texts.FORM_KEEP, about=about)


def snooze(today: dt.date, channel: str) -> Form:
    """Asks until when the person wants no questions."""
    day = today + dt.timedelta(days=SNOOZE_DAYS)
    field = DateField("until", texts.FORM_UNTIL, day, texts.FORM_UNTIL_HINT)
    about = {"until": day.isoformat(), "channel": channel}
    return Form("snooze", texts.SNOOZE, (field,), submit=texts.FORM_KEEP, about=about)


def _words(name: str, label: str, value: str, hint: str) -> TextField:
    return TextField(name, label, value, hint, multiline=True, most=model.MAX_WORDS)
