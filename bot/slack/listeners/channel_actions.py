"""The buttons of team leads. A value is a channel's id, and behind slashes the slot and the tip that it is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping

from bot.channels import texts
from bot.channels.nudges import messages
from bot.core.errors import Refused
from bot.core.forms import Form
from bot.slack.context import Click, Reply, Services
from bot.slack.listeners import habit_actions
from bot.slack.private import File

Handler = Callable[[Services, Click], Awaitable[Reply | Form | None]]


async def settings(services: Services, click: Click) -> Form:
    return await services.leading.settings.form(click.actor, click.value)


async def leads(services: Services, click: Click) -> Form:
    return await services.leading.settings.leads_form(click.actor, click.value)


async def ask_lead(services: Services, click: Click) -> Reply:
    return Reply(await services.leading.presence.ask_for_lead(click.actor, click.value), replace=True)


async def planning(services: Services, click: Click) -> Reply:
    return Reply(await services.leading.planning.planning(click.actor, click.value))


async def calendar(services: Services, click: Click) -> Reply:
    title, data = await services.leading.planning.calendar(click.actor, click.value)
    file = File(texts.CALENDAR_NAME, title, data)
    services.responder.later(habit_actions.send(services, click.actor, title, file))
    return Reply(messages.say(texts.CALENDAR_SENT))


async def swap(services: Services, click: Click) -> Form:
    channel, slot, _ = about(click.value)
    return await services.leading.planning.swap_form(click.actor, channel, dated(slot))


async def skip(services: Services, click: Click) -> Reply:
    return await _skip(services, click, skip=True)


async def unskip(services: Services, click: Click) -> Reply:
    return await _skip(services, click, skip=False)


async def _skip(services: Services, click: Click, *, skip: bool) -> Reply:
    channel, slot, _ = about(click.value)
    listed = await services.leading.planning.skip(click.actor, channel, dated(slot), skip=skip)
    return Reply(listed, replace=True)


async def example(services: Services, click: Click) -> Reply:
    return Reply(await services.leading.planning.example(click.actor, click.value))


async def example_other(services: Services, click: Click) -> Reply:
    channel, _, tip = about(click.value)
    return Reply(await services.leading.planning.another(click.actor, channel, tip), replace=True)


async def approve(services: Services, click: Click) -> Reply:
    channel, slot, tip = about(click.value)
    return Reply(
        await services.leading.planning.approve(click.actor, channel, dated(slot), tip), replace=True
    )


async def post_now(services: Services, click: Click) -> Reply:
    channel, _, tip = about(click.value)
    return Reply(await services.leading.planning.ask_before_posting(click.actor, channel, tip), replace=True)


async def post_instead(services: Services, click: Click) -> Reply:
    channel, slot, tip = about(click.value)
    return Reply(await services.leading.planning.post(click.actor, channel, tip, dated(slot)), replace=True)


async def post_extra(services: Services, click: Click) -> Reply:
    channel, _, tip = about(click.value)
    return Reply(await services.leading.planning.post(click.actor, channel, tip, None), replace=True)


async def post_not(_services: Services, _click: Click) -> Reply:
    return Reply(messages.say(texts.NOT_POSTED), replace=True)


async def pause(services: Services, click: Click) -> Form:
    return await services.leading.planning.pause_form(click.actor, click.value)


async def resume(services: Services, click: Click) -> Reply:
    return Reply(await services.leading.planning.resume(click.actor, click.value))


async def history(services: Services, click: Click) -> Reply:
    return Reply(await services.leading.planning.history(click.actor, click.value))


async def changes(services: Services, click: Click) -> Reply:
    return Reply(await services.leading.planning.changes(click.actor, click.value))


async def own_tips(services: Services, click: Click) -> Reply:
    channel, page, _ = about(click.value)
    number = int(page) if page.isdecimal() and len(page) < 4 else 0
    return Reply(await services.leading.own_tips.listed(click.actor, channel, number), replace=bool(page))


async def own_add(services: Services, click: Click) -> Form:
    return await services.leading.own_tips.form(click.actor, click.value)


async def own_edit(services: Services, click: Click) -> Form:
    channel, tip, _ = about(click.value)
    return await services.leading.own_tips.form(click.actor, channel, tip)


async def own_remove(services: Services, click: Click) -> Reply:
    channel, tip, _ = about(click.value)
    return Reply(await services.leading.own_tips.remove(click.actor, channel, tip), replace=True)


async def own_next(services: Services, click: Click) -> Reply:
    channel, tip, _ = about(click.value)
    return Reply(await services.leading.own_tips.next(click.actor, channel, tip))


async def home_page(_services: Services, _click: Click) -> None:
    """The home tab is drawn anew after every click in it, on the page that it names."""


def about(value: str) -> tuple[str, str, str]:
    """The channel, and what else the button is about."""
    channel, _, rest = value.partition("/")
    first, _, second = rest.partition("/")
    return channel, first, second


def dated(slot: str) -> dt.date:
    """Raises Refused: nobody is shown a button with anything else."""
    try:
        return dt.date.fromisoformat(slot)
    except ValueError:
        raise Refused(texts.OLD_LIST) from None


HANDLERS: Mapping[str, Handler] = {
    handler.__name__: handler
    for handler in (
        settings,
        leads,
        ask_lead,
        planning,
        calendar,
        swap,
        skip,
        unskip,
        example,
        example_other,
        approve,
        post_now,
        post_instead,
        post_extra,
        post_not,
        pause,
        resume,
        history,
        changes,
        own_tips,
        own_add,
        own_edit,
        own_remove,
        own_next,
        home_page,
    )
}
