"""The forms about a person's own plans: what they show, and what sending them does.

What a client does not send back stays as it is: the form is drafted anew, and only what was sent takes its place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping

from bot.channels.nudges import messages as compose
from bot.core import dates
from bot.core.forms import DateField, Form, TextField, reading
from bot.core.messages import Context, Message, Quote, text
from bot.core.people import Actor
from bot.habits import messages as compose_habits
from bot.habits import texts
from bot.habits.plans import model
from bot.habits.plans.filled_in import PlanForm
from bot.habits.plans.model import Plan
from bot.habits.plans.service import Draft
from bot.slack.context import Answer, Click, Sent, Services
from bot.slack.habits import Habits

SNOOZE_DAYS = 14


async def new_plan(services: Services, click: Click) -> Form:
    """The form behind "Ik doe dit"."""
    person = await services.habits.person(click.actor)
    draft = await services.habits.following.draft(person, click.value, services.now(), click.seen)
    return _plan(draft, {"nudge": click.value, "channel": click.channel})


async def old_plan(services: Services, click: Click, *, again: bool) -> Form:
    """The form that changes a plan, or plans it again."""
    about = {"plan": click.value, "again": "1" if again else "", "channel": click.channel}
    person = await services.habits.person(click.actor)
    draft = await services.habits.following.draft_of(person, click.value, services.now(), again=again)
    return _plan(draft, about)


def _plan(draft: Draft, about: Mapping[str, str]) -> Form:
    again = bool(about.get("again")) or (draft.plan is not None and draft.plan.state != "open")
    title = texts.FORM_AGAIN if again else texts.FORM_CHANGE if draft.plan else texts.PLAN
    return Form(
        "plan",
        title,
        (
            Context(text(texts.FORM_TIP.format(title=draft.title))),
            TextField(
                "when",
                texts.FORM_WHEN,
                draft.when,
                texts.FORM_WHEN_HINT,
                multiline=True,
                most=model.MAX_WORDS,
            ),
            TextField(
                "then",
                texts.FORM_THEN,
                draft.then,
                texts.FORM_THEN_HINT,
                multiline=True,
                most=model.MAX_WORDS,
            ),
            DateField(
                "remind_on", texts.FORM_REMIND, draft.remind_on, texts.FORM_REMIND_HINT, required=False
            ),
        ),
        submit=texts.FORM_KEEP,
        about=about,
    )


async def plan_sent(services: Services, sent: Sent) -> Answer:
    person = await services.habits.person(sent.actor)
    plan = await _kept(services.habits, person, sent, services.now())
    return await _told(services, sent, compose_habits.planned(plan))


async def _kept(habits: Habits, person: Actor, sent: Sent, now: dt.datetime) -> Plan:
    following, again = habits.following, bool(sent.about.get("again"))
    if id := sent.about.get("plan"):
        draft = await following.draft_of(person, id, now, again=again)
    else:
        draft = await following.draft(person, sent.about.get("nudge", ""), now)
    form = PlanForm(
        when=str(sent.values.get("when", draft.when)),
        then=str(sent.values.get("then", draft.then)),
        remind_on=_day(sent, "remind_on", draft.remind_on),
    )
    if draft.plan is None:
        return await following.make(person, draft.nudge, form, now)
    own = str(draft.plan.id)
    if again or draft.plan.state != "open":
        return await following.replan(person, own, form, now)
    return await following.change(person, own, form, now)


async def reflection(services: Services, click: Click) -> Form:
    """The form for one line about how it went."""
    person = await services.habits.person(click.actor)
    draft = await services.habits.following.draft_of(person, click.value, services.now(), again=False)
    line = draft.plan.reflection if draft.plan else ""
    field = TextField(
        "reflection",
        texts.FORM_REFLECT,
        line,
        texts.FORM_REFLECT_HINT,
        required=False,
        multiline=True,
        most=model.MAX_REFLECTION,
    )
    parts = (Quote(text(texts.IF_THEN.format(when=draft.when, then=draft.then))), field)
    about = {"plan": click.value, "channel": click.channel}
    return Form("reflect", texts.REFLECT, parts, submit=texts.FORM_KEEP, about=about)


async def reflection_sent(services: Services, sent: Sent) -> Answer:
    habits, now = services.habits, services.now()
    person = await habits.person(sent.actor)
    plan = await habits.following.reflect(person, sent.about.get("plan", ""), _words(sent, "reflection"), now)
    return await _told(services, sent, compose_habits.answered(plan))


async def snooze(services: Services, click: Click) -> Form:
    """The form that asks until when somebody wants no questions."""
    day = services.now().date() + dt.timedelta(days=SNOOZE_DAYS)
    field = DateField("until", texts.FORM_UNTIL, day, texts.FORM_UNTIL_HINT)
    about = {"until": day.isoformat(), "channel": click.channel}
    return Form("snooze", texts.SNOOZE, (field,), submit=texts.FORM_KEEP, about=about)


async def snooze_sent(services: Services, sent: Sent) -> Answer:
    person = await services.habits.person(sent.actor)
    until = _day(sent, "until", None) or dt.date.fromisoformat(sent.about["until"])
    await services.habits.following.snooze(person, until, services.now())
    return await _told(services, sent, compose.say(texts.SNOOZED.format(date=dates.date(until))))


SUBMITTED: Mapping[str, Callable[[Services, Sent], Awaitable[Answer]]] = {
    "plan": plan_sent,
    "reflect": reflection_sent,
    "snooze": snooze_sent,
}
"""What sending each form does, by `Form.name`."""


async def _told(services: Services, sent: Sent, message: Message) -> Answer:
    """Beside what was clicked, where only this person sees it; in the form's place where that cannot be."""
    channel, actor = sent.about.get("channel", ""), sent.actor
    if channel and await services.habits.private.whisper(actor.workspace, channel, actor.user, message):
        return None
    return reading(texts.FORM_TITLE, message)


def _words(sent: Sent, name: str) -> str | None:
    value = sent.values.get(name)
    return None if value is None else str(value)


def _day(sent: Sent, name: str, otherwise: dt.date | None) -> dt.date | None:
    value = sent.values.get(name, otherwise)
    return value if isinstance(value, dt.date) else None
