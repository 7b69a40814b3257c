"""Settings and changes in words."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bot.channels.model import COMMAND, DELIVERY, FILE, FOREVER, Change
from bot.channels.settings import texts
from bot.channels.settings.fields import SETTINGS
from bot.core import dates
from bot.core.messages import Run, Text, mention, text
from bot.delivery.notices import words as stopped_words
from bot.library.tips import Library
from bot.privacy.texts import DELETED_USER

_LABELS = {
    "pause": texts.CHANGE_PAUSE,
    "lead": texts.CHANGE_LEAD,
    "own tip": texts.CHANGE_OWN_TIP,
    "nudge now": texts.CHANGE_NOW,
    "trial": texts.CHANGE_TRIAL,
}
_ENDED = {"pause": texts.CHANGE_RESUMED, "trial": texts.CHANGE_TRIAL_ENDED}
_SLOT = "slot "


def change(made: Change, library: Library) -> Text:
    """`Dag: van dinsdag naar woensdag`"""
    what = made.field
    if setting := SETTINGS.get(what):
        return _from_to(
            setting.changed or setting.label,
            setting.said(made.before, library),
            setting.said(made.after, library),
        )
    if what.startswith(DELIVERY):
        return text(f"{texts.CHANGE_SETTLED}: ", texts.SETTLED[made.after])
    label = _LABELS.get(what, what)
    if what.startswith(_SLOT):
        label = texts.CHANGE_SLOT.format(date=dates.short(dt.date.fromisoformat(what.removeprefix(_SLOT))))
    if made.before is None:
        return text(f"{label}: ", _value(what, made.after, library))
    if made.after is None and what in _ENDED:
        return text(_ENDED[what])
    before = _value(what, made.before, library)
    if made.after is None:
        return text(f"{label}: ", before, texts.CHANGE_GONE)
    return _from_to(label, before, _value(what, made.after, library))


def _from_to(label: str, before: str | Run, after: str | Run) -> Text:
    return text(texts.CHANGE_FROM.format(label=label), before, texts.CHANGE_TO, after)


def who(made: Change) -> Run:
    named = {FILE: texts.BY_FILE, COMMAND: texts.BY_COMMAND}.get(made.user)
    return Run(named) if named else _person(made.user)


def _person(user: str) -> Run:
    """A person, or the words for one who deleted everything."""
    return Run(user) if user == DELETED_USER else mention(user)


def _value(what: str, value: Any, library: Library) -> str | Run:
    if what.startswith(_SLOT) or what == "nudge now":
        return _tip(value, library)
    if what == "lead":
        return _person(str(value))
    if what == "pause":
        return _pause(value)
    return texts.CHANGE_TRIAL_SEED.format(seed=value) if what == "trial" else str(value)


def _tip(value: str, library: Library) -> str:
    if value == "skip":
        return texts.CHANGE_SKIP
    return library.title(value) or texts.CHANGE_OWN


def _pause(value: str) -> str:
    try:
        until = dt.date.fromisoformat(value)
    except ValueError:  # the code of an error of Slack
        return stopped_words.why(value)
    return texts.CHANGE_FOREVER if until == FOREVER else texts.CHANGE_PAUSED.format(date=dates.short(until))
