"""What leads see and change of the coming nudges: the next one, the list, a pause, and what is behind them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from bot.channels import messages as compose_channels
from bot.channels import texts
from bot.channels.calendar import ics as calendar_file
from bot.channels.calendar import texts as texts_channels
from bot.channels.calendar import typed as dates_typed
from bot.channels.calendar.agenda import Entry
from bot.channels.calendar.forecast import Forecast
from bot.channels.leads import messages as compose_leads
from bot.channels.leads.permissions import SHARED, Permissions
from bot.channels.messages import Suggestion
from bot.channels.model import Act, Channel
from bot.channels.nudges import messages as compose
from bot.channels.nudges.choosing import rotation
from bot.channels.nudges.picker import stable_hash
from bot.channels.nudges.planning import NotComing, NotSetUp, Planning
from bot.channels.own_tips.model import AnyTip
from bot.channels.settings.changing import local_date
from bot.channels.settings.configuring import Configuring
from bot.channels.settings.model import Choices
from bot.core import dates
from bot.core.errors import Refused
from bot.core.forms import Form, Values, reading
from bot.core.messages import Message
from bot.core.people import Actor

ON = Choices(active=True)


class LeadPlanning:
    """Everything raises Refused where the actor may not do it, or where it cannot be done. `now` is the time in UTC."""

    def __init__(
        self,
        planning: Planning,
        configuring: Configuring,
        permissions: Permissions,
        forecast: Forecast,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._planning = planning
        self._configuring = configuring
        self._permissions = permissions
        self._forecast = forecast
        self._now = now

    async def planning(self, actor: Actor, channel: str) -> Message:
        """The next occurrences."""
        found, may_change = await self._seen(actor, channel)
        return await self._listed(actor, found, may_change=may_change)

    async def swap_form(self, actor: Actor, channel: str, slot: dt.date) -> Form:
        """The tips that this slot can get."""
        found = await self._changed(actor, channel)
        entry = await self._entry(found, slot)
        pool = await self._forecast.pool(found)
        own = [tip for tip in pool.own.values() if not tip.rotates]
        return compose_leads.swap_form(found, entry, [*own, *rotation(found, pool)])

    async def swap(self, actor: Actor, about: Mapping[str, str], values: Values) -> Form:
        """The list, with another tip in its slot."""
        found = await self._changed(actor, about["channel"])
        tip = values.get("tip")
        if not isinstance(tip, str):
            raise Refused(texts.NOT_IN_LIST, "tip")
        with _in_dutch():
            slot = dt.date.fromisoformat(about["slot"])
            await self._planning.fix(actor.workspace, found.id, slot, tip, self._act(actor))
        listed = await self._listed(actor, found, may_change=True)
        return reading(texts.PLANNING_TITLE, listed)

    async def skip(self, actor: Actor, channel: str, slot: dt.date, *, skip: bool) -> Message:
        """The list, with a slot that is skipped, or no longer."""
        found = await self._changed(actor, channel)
        with _in_dutch():
            act = self._planning.skip if skip else self._planning.clear
            await act(actor.workspace, channel, slot, self._act(actor))
        return await self._listed(actor, found, may_change=True)

    async def skip_next(self, actor: Actor, channel: str) -> Message:
        found = await self._changed(actor, channel)
        entry = await self._next(found)
        if entry is None:
            raise Refused(texts.NOTHING_TO_SKIP)
        with _in_dutch():
            await self._planning.skip(actor.workspace, channel, entry.slot, self._act(actor))
        return compose.say(texts.SKIPPED.format(date=dates.date(entry.slot)))

    async def example(self, actor: Actor, channel: str) -> Message:
        """What the next nudge will look like; also of a channel without nudges, as if it had them."""
        await self._permissions.place(actor.workspace, channel)
        may_change = await self._may_change(actor, channel)
        found = (await self._configuring.form(actor.workspace, channel)).channel
        entry = await self._next(found) if found.version else None
        if entry and entry.tip:
            one = Suggestion(entry.tip, entry.slot, entry.outcome.due_at)
        else:
            one = Suggestion(await self._as_if(found))
        return self._drawn(found, one, may_change=may_change)

    async def another(self, actor: Actor, channel: str, shown: str) -> Message:
        """The same with another tip than the one that is shown."""
        found = await self._configured(actor, channel)
        tips = await self._tips(found)
        at = next((number for number, tip in enumerate(tips) if tip.id == shown), -1)
        tip = tips[(at + 1) % len(tips)]
        entry = await self._next(found) if found.version else None
        if entry is None:
            return self._drawn(found, Suggestion(tip), may_change=True)
        other = entry.tip is None or entry.tip.id != tip.id
        return self._drawn(found, Suggestion(tip, entry.slot, entry.outcome.due_at, other), may_change=True)

    async def approve(self, actor: Actor, channel: str, slot: dt.date, tip: str) -> Message:
        """The tip that was shown comes in this slot. Nothing waits for an approval."""
        found = await self._changed(actor, channel)
        with _in_dutch():
            await self._planning.fix(actor.workspace, channel, slot, tip, self._act(actor))
        entry = await self._entry(found, slot)
        if entry.tip is None or entry.outcome.due_at is None:
            raise Refused(texts.OLD_LIST)
        moment = compose_channels.moment(found, entry.outcome.due_at)
        return compose.say(texts.APPROVED.format(moment=moment, title=entry.tip.title))

    async def ask_before_posting(self, actor: Actor, channel: str, tip: str) -> Message:
        found = await self._changed(actor, channel)
        known = (await self._forecast.pool(found)).find(tip)
        if known is None:
            raise Refused(texts.OWN_GONE)
        entry = await self._next(found)
        return compose_channels.ask_before_posting(found, known, entry.slot if entry else None)

    async def post(self, actor: Actor, channel: str, tip: str, slot: dt.date | None) -> Message:
        """Post it now: in place of the nudge of a slot, or besides."""
        found = await self._changed(actor, channel)
        with _in_dutch():
            posted = await self._planning.post_now(actor.workspace, channel, tip, slot, self._act(actor))
        return compose.say((texts.POSTING if posted else texts.POSTED_BEFORE).format(channel=found.name))

    async def pause_typed(self, actor: Actor, channel: str, typed: str) -> Message:
        """Pause up to a date as people type it; '' is until somebody resumes."""
        found = await self._changed(actor, channel)
        until = None
        if typed:
            try:
                until = dates_typed.parse(typed, local_date(found, self._now()))
            except dates_typed.NotADate as error:
                raise Refused(str(error)) from None
        return await self._pause(actor, found, until)

    async def pause_form(self, actor: Actor, channel: str) -> Form:
        return compose_leads.pause_form(await self._changed(actor, channel))

    async def pause(self, actor: Actor, about: Mapping[str, str], values: Values) -> Form:
        found = await self._changed(actor, about["channel"])
        until = values.get("until")
        if not isinstance(until, dt.date):
            until = None
        elif until < local_date(found, self._now()):
            raise Refused(texts.PAUSE_EARLY, "until")
        return reading(texts.PAUSE_TITLE, await self._pause(actor, found, until))

    async def _pause(self, actor: Actor, found: Channel, until: dt.date | None) -> Message:
        with _in_dutch():
            paused = await self._planning.pause(actor.workspace, found.id, until, self._act(actor))
        return compose_channels.paused(paused)

    async def resume(self, actor: Actor, channel: str) -> Message:
        found = await self._changed(actor, channel)
        if found.paused == SHARED:
            await self._permissions.switch_on(actor, channel)
        with _in_dutch():
            resumed = await self._planning.resume(actor.workspace, channel, self._act(actor))
        return compose_channels.resumed(resumed, await self._next(resumed))

    async def history(self, actor: Actor, channel: str) -> Message:
        found, may_change = await self._seen(actor, channel)
        with _in_dutch():
            past = await self._planning.history(actor.workspace, channel)
        rows = [(one.delivery, one.tip) for one in past]
        return compose_channels.history(found, rows, may_change=may_change)

    async def changes(self, actor: Actor, channel: str) -> Message:
        """Who changed what; for who may change it."""
        found = await self._changed(actor, channel)
        made = await self._configuring.changes(actor.workspace, channel)
        return compose_channels.changes(found, made, self._forecast.content.library)

    async def _listed(self, actor: Actor, found: Channel, *, may_change: bool) -> Message:
        with _in_dutch():
            entries = await self._planning.upcoming(actor.workspace, found.id, self._now())
        later = self._forecast.later(found)
        return compose_channels.planning(found, entries, later, may_change=may_change)

    async def due(self, workspace: str, channel: str) -> dt.datetime | None:
        """When the next nudge comes (UTC), for whoever asks; None where none does."""
        try:
            entry = await self._planning.next(workspace, channel, self._now())
        except NotSetUp:
            return None
        return entry.outcome.due_at if entry else None

    async def calendar(self, actor: Actor, channel: str) -> tuple[str, bytes]:
        """The same as a file for a calendar, and what it is called."""
        found, _ = await self._seen(actor, channel)
        with _in_dutch():
            entries = await self._planning.upcoming(actor.workspace, channel, self._now())
        title = texts_channels.CALENDAR.format(channel=found.name)
        return title, calendar_file.ics(found, entries, self._now())

    def _drawn(self, found: Channel, one: Suggestion, *, may_change: bool) -> Message:
        content = self._forecast.content
        return compose_channels.example(found, one, content.library, content.corpus, may_change=may_change)

    async def _as_if(self, found: Channel) -> AnyTip:
        """The tip that would come first, were the nudges on."""
        entries = await self._configuring.preview(found.workspace, found.id, ON, self._now(), count=20)
        tip = next((entry.tip for entry in entries if entry.tip), None)
        return tip or (await self._tips(found))[0]

    async def _tips(self, found: Channel) -> list[AnyTip]:
        """Each that takes its turn, in an order of the channel's own that mixes the themes."""
        tips = rotation(found, await self._forecast.pool(found))
        return sorted(tips, key=lambda tip: stable_hash(found.id, tip.id))

    async def _next(self, found: Channel) -> Entry | None:
        with _in_dutch():
            return await self._planning.next(found.workspace, found.id, self._now())

    async def _entry(self, found: Channel, slot: dt.date) -> Entry:
        with _in_dutch():
            entries = await self._planning.upcoming(found.workspace, found.id, self._now(), 60)
        entry = next((one for one in entries if one.slot == slot), None)
        if entry is None:
            raise Refused(texts.OLD_LIST)
        return entry

    async def _changed(self, actor: Actor, channel: str) -> Channel:
        """A channel that was set up, for somebody who may change it."""
        found = await self._configured(actor, channel)
        if not found.version:
            raise Refused(texts.NOT_SET_UP)
        return found

    async def _configured(self, actor: Actor, channel: str) -> Channel:
        await self._permissions.place(actor.workspace, channel)
        await self._permissions.change(actor, channel)
        return (await self._configuring.form(actor.workspace, channel)).channel

    async def _seen(self, actor: Actor, channel: str) -> tuple[Channel, bool]:
        """A channel that was set up, and whether the actor may change it."""
        await self._permissions.place(actor.workspace, channel)
        may_change = await self._may_change(actor, channel)
        found = (await self._configuring.form(actor.workspace, channel)).channel
        if not found.version:
            raise Refused(texts.NOT_SET_UP)
        return found, may_change

    async def _may_change(self, actor: Actor, channel: str) -> bool:
        """Raises Refused for somebody who may not even look."""
        try:
            await self._permissions.change(actor, channel)
        except Refused:
            await self._permissions.look(actor, channel)
            return False
        return True

    def _act(self, actor: Actor) -> Act:
        return Act(actor.user, self._now())


@contextmanager
def _in_dutch() -> Iterator[None]:
    try:
        yield
    except NotSetUp:
        raise Refused(texts.NOT_SET_UP) from None
    except NotComing:
        raise Refused(texts.OLD_LIST) from None
