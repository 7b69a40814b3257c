"""`/leiderschap …`: parse, ask one service, and answer in the ack, so that the answer is there at once."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.answers.subcommands import Request, parse
from bot.channels.nudges import messages
from bot.core.errors import Refused
from bot.core.forms import Form
from bot.core.messages import Message
from bot.slack.blocks import render
from bot.slack.context import Asker, Services, unescape
from bot.slack.listeners import channel_commands, habit_commands, views
from bot.slack.listeners.failures import failed
from bot.slack.listeners.refusals import told

Answer = Message | Form | dict[str, Any]
"""A dict is a message that was rendered before."""
Handler = Callable[[Services, Asker, str], Answer | Awaitable[Answer]]


@functools.cache
def _help() -> dict[str, Any]:
    """It is always the same, and rendering it would take a tenth of its answer's time."""
    return render(messages.help())


async def tip(services: Services, asker: Asker, theme: str) -> Message:
    return services.browsing.tip(await services.readers.content(asker.actor), theme, asker.trigger)


async def articles(services: Services, asker: Asker, _argument: str) -> Message:
    return services.browsing.articles(await services.readers.content(asker.actor))


async def search(services: Services, asker: Asker, question: str) -> Message:
    content = await services.readers.content(asker.actor)
    return await services.answering.answer(content, question, asker.person, services.now())


HANDLERS: Mapping[str, Handler] = {
    "help": lambda _services, _asker, _: _help(),
    "tip": tip,
    "themes": lambda services, _asker, _: services.browsing.themes(),
    "series": lambda services, _asker, series: services.browsing.series(series),
    "articles": articles,
    "status": channel_commands.status,
    "mine": habit_commands.mine,
    "privacy": habit_commands.privacy,
    "overview": habit_commands.overview,
    "trial": habit_commands.trial,
    **channel_commands.HANDLERS,
    "search": search,
}
"""What answers each subcommand of `subcommands.TABLE`."""

READING = frozenset({"tip", "articles", "search"})
"""What not everybody may read."""


async def leiderschap(
    ack: AsyncAck, command: Mapping[str, Any], client: AsyncWebClient, services: Services
) -> None:
    request = parse(unescape(command.get("text") or ""), services.content().library)
    asker = Asker.of(command)
    if request.name in READING and not await services.readers.soon(asker.actor):
        # Slack gives three seconds (https://docs.slack.dev/interactivity/implementing-slash-commands), and may take
        # longer itself to say who asks.
        await ack()
        services.responder.later(_late(services, request, asker, command["response_url"]))
        return
    answer = await _answer(services, request, asker)
    if isinstance(answer, Form):
        await views.open_form(client, command, answer)
        await ack()
    else:
        rendered = render(answer) if isinstance(answer, Message) else answer
        await ack({**rendered, "response_type": "ephemeral"})


async def _answer(services: Services, request: Request, asker: Asker) -> Message | Form | dict[str, Any]:
    try:
        answer = HANDLERS[request.name](services, asker, request.argument)
        return await answer if isinstance(answer, Awaitable) else answer
    except Refused as refusal:
        return told(refusal)


async def _late(services: Services, request: Request, asker: Asker, url: str) -> None:
    """The same answer, to the same person alone, after the ack."""
    try:
        answer = await _answer(services, request, asker)
    except Exception as error:  # there is no request any more that could fail; who asked is told
        answer = failed(error, request.name)
    if isinstance(answer, Message):
        await services.responder.respond(url, answer)
