"""What people type, press and fill in about their own plans.

A field that a client does not send back keeps its value: the form is drafted again, and only sent fields replace it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping

from bot.core import dates
from bot.core.errors import Refused
from bot.core.features import Action, Home, Press
from bot.core.forms import Form
from bot.core.interaction import Answer, Asked, Click, Reply, Sent
from bot.core.messages import Context, Heading, Message, say, text
from bot.core.people import Actor
from bot.core.platform import Private
from bot.habits import messages, texts
from bot.habits.plans import forms
from bot.habits.plans.filled_in import PlanForm
from bot.habits.plans.model import Outcome, Plan
from bot.habits.plans.service import Plans
from bot.habits.plans.wording import MOMENTS, Moment


class PlanHandlers:
    """`shares`: whether a sentence about an answered plan can come on a card of the Vrijdagoogst; `now` is the time in
    UTC."""

    def __init__(
        self,
        plans: Plans,
        private: Private,
        shares: Callable[[Plan, dt.datetime], Awaitable[bool]],
        now: Callable[[], dt.datetime],
    ) -> None:
        self._plans = plans
        self._private = private
        self._shares = shares
        self._now = now

    def actions(self) -> Mapping[str, Action]:
        return {
            "plan": Action(self.new),
            **{f"plan_{moment}": Action(self.at(moment)) for moment in MOMENTS},
            "plan_own": Action(self.own),
            "change_plan": Action(self.old(again=False)),
            "replan": Action(self.old(again=True)),
            "tell_plan": Action(self.tell),
            "check_in_gelukt": Action(self.check_in("gelukt")),
            "check_in_deels": Action(self.check_in("deels")),
            "check_in_niet": Action(self.check_in("niet")),
            "reflect": Action(self.reflection),
            "stop_plan": Action(self.stop),
            "finish_plan": Action(self.finish),
            "remove_plan": Action(self.remove),
            "snooze": Action(self.snooze),
            "unsnooze": Action(self.unsnooze),
            "mine": Action(self.page),
        }

    def forms(self) -> Mapping[str, Callable[[Sent], Awaitable[Answer]]]:
        return {"plan": self.sent, "reflect": self.reflected, "snooze": self.snoozed}

    async def mine(self, asked: Asked, _argument: str) -> Message:
        kept = await self._plans.mine(asked.actor)
        return messages.mine(kept.plans, kept.snoozed, self._now())

    async def home(self, actor: Actor, _page: int) -> Home:
        kept = await self._plans.mine(actor)
        parts = (Heading(texts.MINE_SUMMARY), *messages.mine(kept.plans, kept.snoozed, self._now()).parts)
        return Home(parts, short=(Context(text(texts.HOME_PLANS)),))

    async def new(self, click: Click) -> Reply:
        """The moments behind "Ik doe dit", or the plan that is there."""
        found = await self._plans.offer(click.actor, click.value, self._now(), click.seen)
        return Reply(messages.planned(found) if isinstance(found, Plan) else messages.moments(found))

    def at(self, moment: Moment) -> Press:
        """One click, and the plan stands in the place of the moments."""

        async def press(click: Click) -> Reply:
            plan = await self._plans.choose(click.actor, click.value, moment, self._now())
            return Reply(messages.planned(plan), replace=True)

        return press

    async def own(self, click: Click) -> Form:
        """The form for a moment in one's own words."""
        draft = await self._plans.draft(click.actor, click.value, self._now())
        return forms.plan(draft, {"nudge": click.value, "channel": click.channel, "here": "here"})

    def old(self, *, again: bool) -> Press:
        """The form that changes a plan, or repeats it."""

        async def press(click: Click) -> Form:
            plan, _, here = click.value.partition("/")
            about = {"plan": plan, "again": "1" if again else "", "channel": click.channel, "here": here}
            draft = await self._plans.draft_of(click.actor, plan, self._now(), again=again)
            return forms.plan(draft, about)

        return press

    async def sent(self, sent: Sent) -> Answer:
        plan = await self._kept(sent, self._now())
        return self._told(sent, messages.planned(plan), replace=bool(sent.about.get("here")))

    async def _kept(self, sent: Sent, now: dt.datetime) -> Plan:
        actor = sent.actor
        again = bool(sent.about.get("again"))
        if id := sent.about.get("plan"):
            draft = await self._plans.draft_of(actor, id, now, again=again)
        else:
            draft = await self._plans.draft(actor, sent.about.get("nudge", ""), now)
        form = PlanForm(
            when=str(sent.values.get("when", draft.when)),
            then=str(sent.values.get("then", draft.then)),
            remind_on=_day(sent, "remind_on", draft.remind_on),
        )
        if draft.plan is None:
            return await self._plans.make(actor, draft.nudge, form, now)
        own = str(draft.plan.id)
        if again or draft.plan.state != "open":
            return await self._plans.replan(actor, own, form, now)
        return await self._plans.change(actor, own, form, now)

    async def tell(self, click: Click) -> Reply:
        in_thread = await self._plans.tell(click.actor, click.value)
        return Reply(say(texts.TOLD_DONE if in_thread else texts.TOLD_APART))

    def check_in(self, outcome: Outcome) -> Press:
        """How it went; the answer replaces the question."""

        async def press(click: Click) -> Reply:
            plan = await self._plans.answer(click.actor, click.value, outcome, self._now())
            return Reply(await self._answered(plan), replace=True)

        return press

    async def reflection(self, click: Click) -> Form:
        """The form for one line about how it went."""
        draft = await self._plans.draft_of(click.actor, click.value, self._now(), again=False)
        return forms.reflection(draft, {"plan": click.value, "channel": click.channel})

    async def reflected(self, sent: Sent) -> Answer:
        words = sent.values.get("reflection")
        said = None if words is None else str(words)
        plan = await self._plans.reflect(sent.actor, sent.about.get("plan", ""), said, self._now())
        return self._told(sent, await self._answered(plan), replace=True)

    async def _answered(self, plan: Plan) -> Message:
        return messages.answered(plan, shares=await self._shares(plan, self._now()))

    async def stop(self, click: Click) -> Reply:
        await self._plans.stop(click.actor, click.value, self._now())
        return Reply(say(texts.STOPPED), replace=True)

    async def finish(self, click: Click) -> Reply:
        """Ask about a plan now, before its day."""
        draft = await self._plans.draft_of(click.actor, click.value, self._now(), again=False)
        if draft.plan is None or draft.plan.state != "open":
            raise Refused(texts.NOT_OPEN)
        return Reply(messages.check_in(draft.plan, draft.title))

    async def remove(self, click: Click) -> Reply:
        await self._plans.remove(click.actor, click.value)
        return Reply(say(texts.REMOVED))

    async def snooze(self, click: Click) -> Form:
        return forms.snooze(self._now().date(), click.channel)

    async def snoozed(self, sent: Sent) -> Answer:
        until = _day(sent, "until", None) or dt.date.fromisoformat(sent.about["until"])
        await self._plans.snooze(sent.actor, until, self._now())
        return self._told(sent, say(texts.SNOOZED.format(date=dates.date(until))))

    async def unsnooze(self, click: Click) -> Reply:
        await self._plans.snooze(click.actor, None, self._now())
        return Reply(say(texts.UNSNOOZED))

    async def page(self, click: Click) -> Reply:
        """A page of a person's own plans, replacing the one before."""
        kept = await self._plans.mine(click.actor)
        page = int(click.value) if click.value.isascii() and click.value.isdecimal() else 0
        last = max(len(kept.plans) - 1, 0) // messages.PAGE
        return Reply(messages.mine(kept.plans, kept.snoozed, self._now(), min(page, last)), replace=True)

    def _told(self, sent: Sent, message: Message, *, replace: bool = False) -> Reply:
        """Beside the message whose button opened the form, or in its place; if that is gone, in the same channel."""
        channel, actor = sent.about.get("channel", ""), sent.actor

        async def lost() -> None:
            await self._private.whisper(actor.at(channel), actor.user, message)

        return Reply(message, replace=replace, lost=lost if channel else None)


def _day(sent: Sent, name: str, otherwise: dt.date | None) -> dt.date | None:
    value = sent.values.get(name, otherwise)
    return value if isinstance(value, dt.date) else None
