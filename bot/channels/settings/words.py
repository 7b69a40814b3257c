"""Settings and changes in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.channels.model import COMMAND, DELIVERY, FILE, FOREVER, Change
from bot.channels.own_tips.model import OWN
from bot.channels.settings import texts
from bot.channels.settings.fields import SETTINGS
from bot.core import dates
from bot.core.messages import Run, Text, mention, text
from bot.delivery.notices import words as stopped_words
from bot.library.tips import Library
from bot.privacy.texts import DELETED_USER

_SLOT = "slot "
SKIP = "skip"
"""Stands for a skipped slot, instead of a tip's id."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a list of changes calls by name: the titles of the channel's own tips by id, and the slots of its tips by
    the id of their delivery."""

    own: Mapping[str, str] = field(default_factory=dict)
    slots: Mapping[str, dt.date] = field(default_factory=dict)


def change(made: Change, library: Library, known: Known | None = None) -> Text:
    """`Dag: van dinsdag naar woensdag`"""
    what, before, after = made.field, made.before, made.after
    known = known or Known()
    if setting := SETTINGS.get(what):
        label = setting.changed or setting.label
        return _from_to(label, setting.said(before, library), setting.said(after, library))
    if what.startswith(DELIVERY):
        return text(f"{_delivery(what.removeprefix(DELIVERY), known)}: ", texts.SETTLED[after])
    if what.startswith(_SLOT):
        label = texts.CHANGE_SLOT.format(date=_short(what.removeprefix(_SLOT)))
        return _slot(label, before, after, lambda id: _tip(id, library, known))
    if what == "nudge now":
        return text(f"{texts.CHANGE_NOW}: ", _tip(after, library, known))
    if say := _SAYS.get(what):
        return say(before, after)
    return text(f"{what}: ", str(before if after is None else after))


def _from_to(label: str, before: str | Run, after: str | Run) -> Text:
    return text(texts.CHANGE_FROM.format(label=label), before, texts.CHANGE_TO, after)


def _delivery(id: str, known: Known) -> str:
    slot = known.slots.get(id)
    return texts.CHANGE_SETTLED_OF.format(date=dates.short(slot)) if slot else texts.CHANGE_SETTLED


def _slot(label: str, before: str | None, after: str | None, tip: Callable[[str], str]) -> Text:
    """`before` and `after` are tips or SKIP; None leaves the slot to the rotation."""
    if after is None:
        undone = texts.CHANGE_UNSKIPPED if before in (None, SKIP) else texts.CHANGE_UNCHOSEN
        return text(f"{label}: {undone}")
    if before in (None, SKIP) or after == SKIP:
        return text(f"{label}: ", texts.CHANGE_SKIP if after == SKIP else tip(after))
    if tip(before) == tip(after):  # neither exists any more
        return text(f"{label}: {texts.CHANGE_ANOTHER}")
    return _from_to(label, tip(before), tip(after))


def _own_tip(before: str | None, after: str | None) -> Text:
    if before and after and before != after:
        return _from_to(texts.CHANGE_OWN_TIP, _quoted(before), _quoted(after))
    became = texts.OWN_TIP_GONE if after is None else texts.OWN_TIP_CHANGED if before else texts.OWN_TIP_NEW
    return text(f"{texts.CHANGE_OWN_TIP} {became}: ", _quoted(after or before or ""))


def _lead(before: str | None, after: str | None) -> Text:
    if after is None:
        return text(_person(str(before)), texts.CHANGE_NO_LEAD)
    return text(f"{texts.CHANGE_LEAD}: ", _person(after))


def _paused(before: str | None, after: str | None) -> Text:
    if after is None:
        return text(texts.CHANGE_RESUMED)
    if before is None:
        return text(f"{texts.CHANGE_PAUSE}: ", _pause(after))
    return _from_to(texts.CHANGE_PAUSE, _pause(before), _pause(after))


def _trial(_before: str | None, after: str | None) -> Text:
    return text(texts.CHANGE_TRIAL_ENDED if after is None else texts.CHANGE_TRIAL_STARTED)


_SAYS: Mapping[str, Callable[[str | None, str | None], Text]] = {
    "trial": _trial,
    "own tip": _own_tip,
    "lead": _lead,
    "pause": _paused,
}


def who(made: Change) -> Run:
    named = {FILE: texts.BY_FILE, COMMAND: texts.BY_COMMAND}.get(made.user)
    return Run(named) if named else _person(made.user)


def _person(user: str) -> Run:
    """A person, or the words for one who deleted everything."""
    return Run(user) if user == DELETED_USER else mention(user)


def _tip(id: str, library: Library, known: Known) -> str:
    """The title that people saw, as long as the tip exists."""
    if title := known.own.get(id) or library.title(id):
        return _quoted(title)
    return texts.CHANGE_OWN if id.startswith(OWN) else texts.CHANGE_TIP_GONE


def _quoted(title: str) -> str:
    return f"‘{title}’"


def _short(slot: str) -> str:
    return dates.short(dt.date.fromisoformat(slot))


def _pause(value: str) -> str:
    try:
        until = dt.date.fromisoformat(value)
    except ValueError:  # the code of an error of Slack
        return stopped_words.why(value)
    return texts.CHANGE_FOREVER if until == FOREVER else texts.CHANGE_PAUSED.format(date=dates.short(until))
