"""The forms of team leads: what sending and changing them does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.channels.settings import forms as settings_form
from bot.core.forms import Form
from bot.slack.context import Answer, Sent, Services

SUBMITTED: Mapping[str, Callable[[Services, Sent], Awaitable[Answer]]] = {
    settings_form.NAME: lambda services, sent: services.leading.settings.save(
        sent.actor, sent.about, sent.values
    ),
    "leads": lambda services, sent: services.leading.settings.set_leads(sent.actor, sent.about, sent.values),
    "swap": lambda services, sent: services.leading.planning.swap(sent.actor, sent.about, sent.values),
    "pause": lambda services, sent: services.leading.planning.pause(sent.actor, sent.about, sent.values),
    "own_tip": lambda services, sent: services.leading.own_tips.save(sent.actor, sent.about, sent.values),
}

CHANGED: Mapping[str, Callable[[Services, Sent], Awaitable[Form]]] = {
    settings_form.NAME: lambda services, sent: services.leading.settings.changed(
        sent.actor, sent.about, sent.values
    ),
}
