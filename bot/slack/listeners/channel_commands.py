"""What team leads type: `/leiderschap instellen`, `voorbeeld`, `planning`, `pauze` and the others of their channel."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.channels.nudges import messages
from bot.core import texts
from bot.core.forms import Form
from bot.core.messages import Message
from bot.slack.context import Asker, Services

Handler = Callable[[Services, Asker, str], Awaitable[Message | Form]]


async def status(services: Services, asker: Asker, _argument: str) -> Message:
    if asker.direct:
        return messages.say(texts.STATUS_DIRECT)
    due = await services.leading.planning.due(asker.workspace, asker.channel)
    return await services.browsing.status(asker.workspace, asker.channel, due, services.now())


HANDLERS: Mapping[str, Handler] = {
    "settings": lambda services, asker, _: services.leading.settings.form(asker.actor, asker.channel),
    "leads": lambda services, asker, _: services.leading.settings.leads_form(asker.actor, asker.channel),
    "example": lambda services, asker, _: services.leading.planning.example(asker.actor, asker.channel),
    "planning": lambda services, asker, _: services.leading.planning.planning(asker.actor, asker.channel),
    "pause": lambda services, asker, until: services.leading.planning.pause_typed(
        asker.actor, asker.channel, until
    ),
    "resume": lambda services, asker, _: services.leading.planning.resume(asker.actor, asker.channel),
    "skip": lambda services, asker, _: services.leading.planning.skip_next(asker.actor, asker.channel),
    "history": lambda services, asker, _: services.leading.planning.history(asker.actor, asker.channel),
    "own_tips": lambda services, asker, _: services.leading.own_tips.listed(asker.actor, asker.channel),
}
"""What answers each of these subcommands."""
