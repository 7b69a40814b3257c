"""The settings of a channel as a form, and a filled-in form as choices. Every field has the name of its choice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from bot.channels import texts
from bot.channels.settings import texts as texts_settings
from bot.channels.settings.fields import SETTINGS
from bot.channels.settings.kinds import ON, FormState, Setting
from bot.channels.settings.model import Choices
from bot.channels.typed_dates.points import NotADate
from bot.core.forms import Checkboxes, Form, Option, Values
from bot.core.messages import Divider, Part

NAME = "settings"
MORE = "more"
"""In `about`: the form shows every setting. Also the field that asks for that."""


def form(shown: FormState, before: Iterable[Part] = (), after: Iterable[Part] = ()) -> Form:
    """`before` comes above the fields, `after` below them."""
    shows = [name for name, setting in SETTINGS.items() if _shows(name, setting, shown)]
    fields = (SETTINGS[name].asked(name, shown.choices[name], shown) for name in shows)
    # A box and no button: where a client sends nothing before the form is sent, it opens the rest then.
    box = Checkboxes(MORE, texts_settings.MORE, (Option(MORE, texts_settings.MORE_SHOWN),), watched=True)
    rest = (box,) if len(shows) < len(SETTINGS) else ()
    parts = (*before, *(field for field in fields if field is not None), *rest, Divider(), *after)
    about = {
        "channel": shown.channel,
        "version": str(shown.version),
        **({"checked": ".".join(map(_mark, _every(shown.choices)))} if shown.checked else {}),
        **({MORE: ON} if shown.more else {}),
    }
    submit = texts.SAVE if shown.checked else texts.CHECK
    return Form(NAME, texts_settings.SETTINGS, parts, submit, texts.CANCEL, about, edition=str(shown.version))


def _shows(name: str, setting: Setting, shown: FormState) -> bool:
    return shown.more or name in shown.asked or setting.comes_first(shown.choices[name])


def wants_more(about: Mapping[str, str], values: Values) -> bool:
    """Whether every setting is asked from now on."""
    return MORE in about or bool(values.get(MORE))


def seen(about: Mapping[str, str], found: Choices) -> bool:
    """Whether the form that was sent had shown the effect of all these choices."""
    marks = about.get("checked", "").split(".")
    if len(marks) != len(SETTINGS):
        return False
    shown = dict(zip(SETTINGS, marks, strict=True))
    return all(_mark(value) == shown[name] for name, value in found.items())


def _every(shown: Choices) -> Iterable[Any]:
    return (shown[name] for name in SETTINGS)


def _mark(value: Any) -> str:
    """The same for the same choice, and short: a form carries one for each."""
    return hashlib.sha256(repr(value).encode()).hexdigest()[:8]


def filled_in(values: Values, shown: FormState) -> tuple[Choices, Mapping[str, str]]:
    """The choices in the fields that were sent, and the errors by field. `shown` is the current state."""
    found: Choices = {}
    errors: dict[str, str] = {}
    for name, setting in SETTINGS.items():
        if name not in values:
            continue
        try:
            found[name] = setting.read(values[name], shown.choices[name], shown)
        except NotADate as error:
            errors[name] = str(error)
        except (ValueError, TypeError, KeyError):  # not offered, but a client may send anything
            errors[name] = texts.NOT_IN_LIST
    if shown.version == 0:
        found.setdefault("active", True)  # as the form showed it, even if a client does not send it back
    return found, errors
