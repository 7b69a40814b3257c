"""A person's plans: making, changing, answering and sharing them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.channels.ports import ChannelStore
from bot.channels.settings.model import STANDARD, ChannelSettings
from bot.core import zones
from bot.core.errors import LostRace, Refused
from bot.core.interaction import Seen
from bot.core.messages import Message
from bot.core.people import Actor, ChannelRef
from bot.core.platform import Messenger, People, PostError, UnsureError
from bot.habits import messages, texts
from bot.habits.feedback.service import Feedback
from bot.habits.plans import check_ins
from bot.habits.plans import model as plans
from bot.habits.plans.filled_in import PlanForm, check_day, checked, too_long
from bot.habits.plans.model import Draft, Outcome, Plan
from bot.habits.plans.store import SqlPlanStore
from bot.habits.plans.wording import MOMENTS, Moment, Offer, act, at_moment, is_moment
from bot.library.ports import Content
from bot.library.tips import Voice


@dataclass(frozen=True, slots=True)
class Mine:
    """A person's plans, newest first, and until when they want no check-ins."""

    plans: Sequence[Plan]
    snoozed: dt.datetime | None


class Plans:
    """Everything that a person does with their own plans. Every method raises Refused, and LeiderschapError if Slack
    or the database fails; somebody else's plan is refused as if it did not exist."""

    def __init__(
        self,
        *,
        store: SqlPlanStore,
        feedback: Feedback,
        channels: ChannelStore,
        messenger: Messenger,
        people: People,
        content: Callable[[], Content],
    ) -> None:
        self._store = store
        self._feedback = feedback
        self._channels = channels
        self._messenger = messenger
        self._people = people
        self._content = content

    async def offer(
        self, person: Actor, nudge: str, now: dt.datetime, seen: Seen | None = None
    ) -> Offer | Plan:
        """The moments behind "Ik doe dit", or this person's open plan for it. `nudge` is the id of a nudge, or of a tip
        that was looked up."""
        id, ref, name = await self._planned_on(person, nudge, now, seen)
        voice = self._voice(name)
        plan = await self._store.current(id, person)
        if plan is not None and plan.state == "open":
            return plan
        zone = await self._people.timezone(person.workspace, person.user)
        settings = await self._settings(ref)
        today = zones.local_date(now, zone)
        return Offer(
            nudge, voice.title, act(voice), {one: at_moment(one, today, settings)[0] for one in MOMENTS}
        )

    async def choose(self, person: Actor, nudge: str, moment: Moment, now: dt.datetime) -> Plan:
        """The plan to do what the tip says at this moment, in place of this person's earlier one for it."""
        id, ref, name = await self._planned_on(person, nudge, now)
        voice = self._voice(name)
        zone = await self._people.timezone(person.workspace, person.user)
        settings = await self._settings(ref)
        when, day = at_moment(moment, zones.local_date(now, zone), settings)
        remind_at = check_ins.at(day, zone) if settings.check_in else None
        chosen: dict[str, Any] = {"when": when, "then": act(voice), "remind_at": remind_at}
        own = await self._store.current(id, person)
        if own is None:
            return await self._add(_new(person, (id, ref, name), zone, now, chosen))
        if own.state == "open":
            return await self._save(replace(own, **chosen))
        return await self._replace(own, chosen, now)

    async def draft(self, person: Actor, nudge: str, now: dt.datetime, seen: Seen | None = None) -> Draft:
        """The form behind "Ik doe dit": the tip's example, or this person's existing plan for it. `nudge` is the id
        of a nudge, or of a tip that was looked up."""
        id, ref, name = await self._planned_on(person, nudge, now, seen)
        voice = self._voice(name)
        plan = await self._store.current(id, person)
        if plan is not None:
            return await self.draft_of(person, str(plan.id), now, again=plan.state != "open")
        zone = await self._people.timezone(person.workspace, person.user)
        remind_on = await self._proposed(ref, zones.local_date(now, zone))
        return Draft(nudge, voice.title, voice.if_then.when, voice.if_then.then, remind_on)

    async def draft_of(self, person: Actor, plan: str, now: dt.datetime, *, again: bool) -> Draft:
        """The form that changes a plan, or repeats it with a new proposed day (`again`)."""
        own = await self._own(person, plan)
        if not again:
            return self._draft_of(own)
        today = zones.local_date(now, own.timezone)
        remind_on = await self._proposed(own.ref, today)
        return replace(self._draft_of(own), remind_on=remind_on)

    async def make(self, person: Actor, nudge: str, form: PlanForm, now: dt.datetime) -> Plan:
        """Store a new plan for a nudge, or for a tip that was looked up. One person has one plan for each."""
        id, ref, tip = await self._planned_on(person, nudge, now)
        zone = await self._people.timezone(person.workspace, person.user)
        return await self._add(_new(person, (id, ref, tip), zone, now, checked(form, zone, now)))

    async def change(self, person: Actor, plan: str, form: PlanForm, now: dt.datetime) -> Plan:
        """Change an open plan. If its question was asked already, it is asked again only if there is a new day."""
        own = await self._own(person, plan)
        if own.state != "open":
            raise Refused(texts.NOT_OPEN)
        return await self._save(replace(own, **checked(form, own.timezone, now)))

    async def answer(
        self, person: Actor, plan: str, outcome: Outcome, now: dt.datetime, reflection: str | None = None
    ) -> Plan:
        """Record how it went. It may be answered again; a `reflection` of None keeps the existing line."""
        own = await self._own(person, plan)
        if reflection is not None and len(reflection) > plans.MAX_REFLECTION:
            raise too_long(reflection, plans.MAX_REFLECTION, "reflection")
        line = reflection.strip() if reflection is not None else None
        if (own.state, own.outcome) == ("done", outcome) and line in (None, own.reflection):
            return own
        return await self._save(plans.answered(own, outcome, line, now))

    async def reflect(self, person: Actor, plan: str, line: str | None, now: dt.datetime) -> Plan:
        """Write one line about how it went, replacing the existing one; None keeps that."""
        own = await self._own(person, plan)
        if own.outcome is None:
            raise Refused(texts.NOT_ANSWERED)
        return await self.answer(person, plan, own.outcome, now, line)

    async def stop(self, person: Actor, plan: str, now: dt.datetime) -> Plan:
        """Stop a plan; nothing more is asked about it."""
        own = await self._own(person, plan)
        return own if own.state == "stopped" else await self._save(plans.stopped(own, now))

    async def replan(self, person: Actor, plan: str, form: PlanForm, now: dt.datetime) -> Plan:
        """Replace this plan by a new one of the same person for the same nudge."""
        own = await self._own(person, plan)
        return await self._replace(own, checked(form, own.timezone, now), now)

    async def tell(self, person: Actor, plan: str) -> bool:
        """Tell the group about an open plan, in the nudge's thread and with the person's name; once. False if it was
        posted in the channel, because the nudge's message is unknown."""
        own = await self._own(person, plan)
        if own.told:
            raise Refused(texts.ALREADY_SHARED)
        message = messages.told(own, self._title(own))
        return await self._in_thread(person, own, replace(own, told=True), message)

    async def remove(self, person: Actor, plan: str) -> None:
        """Delete a plan with its answer and its check-in's row in the ledger."""
        await self._store.remove(await self._own(person, plan, replanned=True))

    async def mine(self, person: Actor) -> Mine:
        return Mine(await self._store.all(person), await self._store.snoozed(person))

    async def snooze(self, person: Actor, until: dt.date | None, now: dt.datetime) -> dt.datetime | None:
        """No check-ins up to and including this day in the person's zone; None ends it. Returns the moment it ends."""
        if until is None:
            await self._store.snooze(person, None)
            return None
        zone = await self._people.timezone(person.workspace, person.user)
        check_day(until, zone, now, "until", earliest=dt.timedelta())
        end = check_ins.at(until + dt.timedelta(days=1), zone)
        await self._store.snooze(person, end)
        return end

    async def _planned_on(
        self, person: Actor, nudge: str, now: dt.datetime, seen: Seen | None = None
    ) -> tuple[uuid.UUID, ChannelRef, str]:
        """The id, the channel and the tip that a person plans for; on a nudge this counts as a click."""
        if self._content().library.spoken(nudge):
            return plans.looked_up(nudge), person.at(""), nudge
        delivery = await self._feedback.found(person, nudge, seen, now)
        if self._content().library.find(delivery.tip):
            await self._feedback.clicked(delivery, now)
        return delivery.id, delivery.ref, delivery.tip

    async def _own(self, person: Actor, plan: str, *, replanned: bool = False) -> Plan:
        try:
            found = await self._store.get(uuid.UUID(plan))
        except ValueError:
            found = None
        if found is None or (found.ref.workspace, found.person) != (person.workspace, person.user):
            raise Refused(texts.PLAN_GONE)
        if found.state == "replanned" and not replanned:
            raise Refused(texts.REPLANNED)
        return found

    async def _add(self, plan: Plan) -> Plan:
        try:
            return await self._store.add(plan)
        except LostRace:
            raise Refused(texts.ALREADY) from None

    async def _replace(self, own: Plan, chosen: Mapping[str, Any], now: dt.datetime) -> Plan:
        new = replace(plans.again(own, uuid.uuid4(), now), **chosen)
        try:
            return await self._store.replace(replace(own, state="replanned", remind_at=None), new)
        except LostRace:
            raise Refused(texts.CHANGED) from None

    async def _save(self, plan: Plan) -> Plan:
        try:
            return await self._store.save(plan)
        except LostRace:
            raise Refused(texts.CHANGED) from None

    async def _in_thread(self, person: Actor, before: Plan, after: Plan, message: Message) -> bool:
        """Stores the intent before it posts, so that a second click posts nothing."""
        delivery = await self._feedback.nudge(person, str(before.nudge))
        if delivery.ts is None:
            message = messages.apart(message, delivery.slot, self._title(before))
        saved = await self._save(after)
        try:
            await self._messenger.post(delivery.ref, message, delivery.ts)
        except UnsureError:
            raise Refused(texts.SHARE_UNSURE) from None
        except PostError:
            await self._save(replace(saved, told=before.told))
            raise Refused(texts.SHARE_FAILED) from None
        return delivery.ts is not None

    def _title(self, plan: Plan) -> str:
        return self._content().library.title(plan.tip) or plan.tip

    def _voice(self, tip: str) -> Voice:
        """What the tip said to the person. Raises Refused if it is gone."""
        spoken = self._content().library.spoken(tip)
        if spoken is None:
            raise Refused(texts.NUDGE_GONE)
        return spoken[1]

    def _draft_of(self, plan: Plan) -> Draft:
        """A plan for a moment is changed into one of two halves, which begins with the tip's example."""
        remind_on = zones.local_date(plan.remind_at, plan.timezone) if plan.remind_at else None
        spoken = self._content().library.spoken(plan.tip)
        halves = spoken[1].if_then if spoken and is_moment(plan.when) else plan
        return Draft(str(plan.nudge), self._title(plan), halves.when, halves.then, remind_on, plan)

    async def _settings(self, ref: ChannelRef) -> ChannelSettings:
        """Those of the channel, or the default ones without a channel; where it is gone, nothing is asked."""
        found = await self._channels.get(ref) if ref.channel else None
        return found.settings if found else replace(STANDARD, check_in=not ref.channel)

    async def _proposed(self, ref: ChannelRef, today: dt.date) -> dt.date | None:
        """The channel's check-in day, counted from today; None if it asks nothing."""
        settings = await self._settings(ref)
        if not settings.check_in:
            return None
        return check_ins.working_days_after(today, settings.check_in_after, settings)


def _new(
    person: Actor,
    planned_on: tuple[uuid.UUID, ChannelRef, str],
    zone: str,
    now: dt.datetime,
    chosen: Mapping[str, Any],
) -> Plan:
    id, ref, tip = planned_on
    return Plan(
        id=uuid.uuid4(), ref=ref, nudge=id, tip=tip, person=person.user, timezone=zone, made_at=now, **chosen
    )
