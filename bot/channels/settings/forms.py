"""The settings of a channel as a form, and a filled-in form as choices. Every field has the name of its choice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.channels import texts
from bot.channels.calendar.typed import NotADate
from bot.channels.settings import texts as texts_settings
from bot.channels.settings.fields import SETTINGS
from bot.channels.settings.kinds import ON, FormState
from bot.channels.settings.model import Choices
from bot.core.forms import Form, Values
from bot.core.messages import Divider, Part

NAME = "settings"


def form(shown: FormState, before: Iterable[Part] = (), after: Iterable[Part] = ()) -> Form:
    """`before` comes above the fields, `after` below them."""
    asked = (setting.asked(name, shown.choices[name], shown) for name, setting in SETTINGS.items())
    parts = (*before, *(field for field in asked if field is not None), Divider(), *after)
    about = {
        "channel": shown.channel,
        "version": str(shown.version),
        **({"checked": ON} if shown.checked else {}),
    }
    submit = texts.SAVE if shown.checked else texts.CHECK
    return Form(NAME, texts_settings.SETTINGS, parts, submit, texts.CANCEL, about, edition=str(shown.version))


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
