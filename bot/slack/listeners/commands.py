"""`/leiderschap …`: parse, ask one service, and answer in the ack, so that the answer is there at once."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain import compose
from bot.domain.forms import Form
from bot.domain.messages import Message
from bot.domain.subcommands import parse
from bot.services.ports_habits import Refused
from bot.slack.blocks import render
from bot.slack.context import Asker, Services, unescape
from bot.slack.listeners import channel_commands, habit_commands, views
from bot.slack.listeners.refusals import told

Answer = Message | Form | dict[str, Any]
"""A dict is a message that was rendered before."""
Handler = Callable[[Services, Asker, str], Answer | Awaitable[Answer]]


@functools.cache
def _help() -> dict[str, Any]:
    """It is always the same, and rendering it would take a tenth of its answer's time."""
    return render(compose.help())


HANDLERS: Mapping[str, Handler] = {
    "help": lambda _services, _asker, _: _help(),
    "tip": lambda services, asker, theme: services.browsing.tip(theme, asker.trigger),
    "themes": lambda services, _asker, _: services.browsing.themes(),
    "series": lambda services, _asker, series: services.browsing.series(series),
    "articles": lambda services, _asker, _: services.browsing.articles(),
    "status": channel_commands.status,
    "mine": habit_commands.mine,
    "privacy": habit_commands.privacy,
    "overview": habit_commands.overview,
    "trial": habit_commands.trial,
    **channel_commands.HANDLERS,
    "search": lambda services, asker, question: services.answering.answer(
        question, asker.person, services.now()
    ),
}
"""What answers each subcommand of `subcommands.TABLE`."""


async def leiderschap(
    ack: AsyncAck, command: Mapping[str, Any], client: AsyncWebClient, services: Services
) -> None:
    request = parse(unescape(command.get("text") or ""), services.content().library)
    try:
        answer = HANDLERS[request.name](services, Asker.of(command), request.argument)
        if isinstance(answer, Awaitable):
            answer = await answer
    except Refused as refusal:
        answer = told(refusal)
    if isinstance(answer, Form):
        await views.open_form(client, command, answer)
        await ack()
    else:
        rendered = render(answer) if isinstance(answer, Message) else answer
        await ack({**rendered, "response_type": "ephemeral"})
