"""The buttons under a tip, about a person's own plans, about their data, and of the trial."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Mapping

import structlog

from bot.channels.nudges import messages as compose
from bot.core.errors import LeiderschapError, Refused
from bot.core.forms import Form
from bot.core.people import Actor
from bot.habits import messages as compose_habits
from bot.habits import texts
from bot.habits.feedback.model import Question
from bot.habits.plans.model import Outcome
from bot.slack.context import Click, Reply, Services
from bot.slack.listeners import habit_views
from bot.slack.private import File

log = structlog.get_logger()

Handler = Callable[[Services, Click], Awaitable[Reply | Form | None]]


async def passage(services: Services, click: Click) -> Reply:
    person = await _person(services, click)
    content = await services.readers.content(click.actor)
    return Reply(
        await services.habits.counting.passage(person, click.value, services.now(), click.seen, content)
    )


async def vote(services: Services, click: Click, question: Question, *, yes: bool) -> Reply:
    person = await _person(services, click)
    seen = click.under if question == "used" else click.seen
    counting, now = services.habits.counting, services.now()
    return Reply(await counting.vote(person, click.value, question, yes, now, seen=seen))


async def tell_plan(services: Services, click: Click) -> Reply:
    person = await _person(services, click)
    in_thread = await services.habits.following.tell(person, click.value)
    return Reply(compose.say(texts.TOLD_DONE if in_thread else texts.TOLD_APART))


async def share_plan(services: Services, click: Click) -> Reply:
    person = await _person(services, click)
    in_thread = await services.habits.following.share(person, click.value)
    return Reply(compose.say(texts.SHARED_DONE if in_thread else texts.SHARED_APART))


async def check_in(services: Services, click: Click, outcome: Outcome) -> Reply:
    """How it went; the question makes place for the answer."""
    person = await _person(services, click)
    plan = await services.habits.following.answer(person, click.value, outcome, services.now())
    return Reply(compose_habits.answered(plan), replace=True)


async def stop_plan(services: Services, click: Click) -> Reply:
    await services.habits.following.stop(await _person(services, click), click.value, services.now())
    return Reply(compose.say(texts.STOPPED), replace=True)


async def finish_plan(services: Services, click: Click) -> Reply:
    """Asks about a plan now, before its day."""
    person = await _person(services, click)
    draft = await services.habits.following.draft_of(person, click.value, services.now(), again=False)
    if draft.plan is None or draft.plan.state != "open":
        raise Refused(texts.NOT_OPEN)
    return Reply(compose_habits.check_in(draft.plan, draft.title))


async def remove_plan(services: Services, click: Click) -> Reply:
    await services.habits.following.remove(await _person(services, click), click.value)
    return Reply(compose.say(texts.REMOVED))


async def unsnooze(services: Services, click: Click) -> Reply:
    await services.habits.following.snooze(await _person(services, click), None, services.now())
    return Reply(compose.say(texts.UNSNOOZED))


async def mine(services: Services, click: Click) -> Reply:
    """A page of a person's own plans, in the place of the one before."""
    kept = await services.habits.following.mine(await _person(services, click))
    page = int(click.value) if click.value.isascii() and click.value.isdecimal() else 0
    last = max(len(kept.plans) - 1, 0) // compose_habits.PAGE
    return Reply(compose_habits.mine(kept.plans, kept.snoozed, min(page, last)), replace=True)


async def privacy_download(services: Services, click: Click) -> Reply:
    person = click.actor
    file = File(texts.PRIVACY_FILE, texts.PRIVACY_SUMMARY, await services.habits.privacy.download(person))
    services.responder.later(send(services, person, texts.PRIVACY_FILE_WORDS, file))
    return Reply(compose.say(texts.FILE_COMES))


async def privacy_erase(services: Services, click: Click) -> Reply:
    """Guests may do this too."""
    person = click.actor
    erased = await services.habits.privacy.erase(person, services.now())
    services.habits.people.forget(person.workspace, person.user)
    return Reply(compose_habits.erased(erased.everywhere), replace=True)


async def start_trial(services: Services, click: Click) -> Reply:
    person = await services.habits.lead(click.actor, click.value)
    await services.habits.trials.start(person, click.value, services.now())
    return Reply(compose.say(texts.TRIAL_STARTED), replace=True)


async def stop_trial(services: Services, click: Click) -> Reply:
    person = await services.habits.lead(click.actor, click.value)
    await services.habits.trials.stop(person, click.value, services.now())
    return Reply(compose.say(texts.TRIAL_STOPPED), replace=True)


async def other_theme(services: Services, click: Click) -> Form:
    return await services.leading.settings.form(click.actor, click.value)


async def every_two_weeks(services: Services, click: Click) -> Form:
    return await services.leading.settings.every_two_weeks(click.actor, click.value)


async def pause(services: Services, click: Click) -> Form:
    return await services.leading.planning.pause_form(click.actor, click.value)


async def send(services: Services, person: Actor, words: str, *files: File) -> None:
    """Send files to one person; where that fails, say so in the same place."""
    habits, direct = services.habits, ""
    try:
        direct = await habits.people.direct(person.workspace, person.user)
        await habits.private.send(person.workspace, direct, words, files)
    except LeiderschapError as error:
        log.warning("file.not_sent", why=str(error))
        if direct:
            await services.messenger.post(person.workspace, direct, compose.say(texts.FILE_FAILED))


async def _person(services: Services, click: Click) -> Actor:
    return await services.habits.person(click.actor)


HANDLERS: Mapping[str, Handler] = {
    "plan": habit_views.new_plan,
    "passage": passage,
    "useful": functools.partial(vote, question="useful", yes=True),
    "not_useful": functools.partial(vote, question="useful", yes=False),
    "used": functools.partial(vote, question="used", yes=True),
    "not_used": functools.partial(vote, question="used", yes=False),
    "tell_plan": tell_plan,
    "change_plan": functools.partial(habit_views.old_plan, again=False),
    "replan": functools.partial(habit_views.old_plan, again=True),
    "check_in_gelukt": functools.partial(check_in, outcome="gelukt"),
    "check_in_deels": functools.partial(check_in, outcome="deels"),
    "check_in_niet": functools.partial(check_in, outcome="niet"),
    "reflect": habit_views.reflection,
    "share_plan": share_plan,
    "stop_plan": stop_plan,
    "finish_plan": finish_plan,
    "remove_plan": remove_plan,
    "snooze": habit_views.snooze,
    "unsnooze": unsnooze,
    "mine": mine,
    "privacy_download": privacy_download,
    "privacy_erase": privacy_erase,
    "start_trial": start_trial,
    "stop_trial": stop_trial,
    "silence_theme": other_theme,
    "silence_biweekly": every_two_weeks,
    "silence_pause": pause,
}
"""What each button of `habits.messages` does, by the action that it names."""

FOR_GUESTS = frozenset({"privacy_download", "privacy_erase"})
"""Buttons about nobody but who presses them."""
