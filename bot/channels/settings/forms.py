"""The settings of a channel as a form, and a filled-in form as choices. Every field has the name of its choice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.channels import texts
from bot.channels.calendar.typed import NotADate
from bot.channels.settings import texts as texts_settings
from bot.channels.settings.fields import SETTINGS
from bot.channels.settings.kinds import ON, FormState, Setting
from bot.channels.settings.model import Choices
from bot.core.forms import PRESSED, REDRAW, Form, Values
from bot.core.messages import Button, Buttons, Divider, Part

NAME = "settings"
MORE = "more"
"""In `about`: the form shows every setting."""


def form(shown: FormState, before: Iterable[Part] = (), after: Iterable[Part] = ()) -> Form:
    """`before` comes above the fields, `after` below them."""
    shows = [name for name, setting in SETTINGS.items() if _shows(name, setting, shown)]
    fields = (SETTINGS[name].asked(name, shown.choices[name], shown) for name in shows)
    rest = (Buttons((Button(REDRAW, texts_settings.MORE, MORE),)),) if len(shows) < len(SETTINGS) else ()
    parts = (*before, *(field for field in fields if field is not None), *rest, Divider(), *after)
    about = {
        "channel": shown.channel,
        "version": str(shown.version),
        **({"checked": ON} if shown.checked else {}),
        **({MORE: ON} if shown.more else {}),
    }
    submit = texts.SAVE if shown.checked else texts.CHECK
    return Form(NAME, texts_settings.SETTINGS, parts, submit, texts.CANCEL, about, edition=str(shown.version))


def _shows(name: str, setting: Setting, shown: FormState) -> bool:
    return shown.more or name in shown.asked or setting.comes_first(shown.choices[name])


def wants_more(about: Mapping[str, str]) -> bool:
    """Whether every setting is asked from now on."""
    return about.get(PRESSED) == MORE or MORE in about


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
