"""What people see of a channel's nudges and what its leads change: the next one, the list, a pause, the history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from itertools import islice

from bot.channels import messages as compose_channels
from bot.channels import texts
from bot.channels.calendar import ics as calendar_file
from bot.channels.calendar import texts as texts_channels
from bot.channels.calendar.entries import Entry
from bot.channels.calendar.forecast import AHEAD, Forecast, coming_of
from bot.channels.leads.allowed import Allowed
from bot.channels.leads.permissions import SHARED
from bot.channels.messages import Suggestion
from bot.channels.model import Act, Channel
from bot.channels.nudges import forms, messages
from bot.channels.nudges.choosing import following, rotation
from bot.channels.nudges.past import Past
from bot.channels.nudges.slots import Slots
from bot.channels.own_tips import texts as texts_own
from bot.channels.own_tips.model import AnyTip, OwnTip
from bot.channels.pauses.service import there
from bot.channels.ports import AuditLog
from bot.channels.settings.changing import Changing, local_date
from bot.channels.settings.model import Choices
from bot.channels.settings.words import Known
from bot.channels.voices import messages as tips
from bot.core import dates
from bot.core import texts as core_texts
from bot.core.errors import Refused
from bot.core.forms import Form, Values, reading
from bot.core.interaction import Asked
from bot.core.messages import Message, say
from bot.core.people import Actor
from bot.core.words import Words
from bot.delivery.model import NUDGES
from bot.delivery.ports import Ledger

PAST = 12
CHANGES = 20
AS_IF = 20
"""How many occurrences are searched for the tip that would come first."""


class Nudges:
    """Every method raises Refused if the actor may not do it or it cannot be done. `tell_missed`: the status mentions
    that the last tip was too late. `now` is the time in UTC."""

    def __init__(
        self,
        allowed: Allowed,
        slots: Slots,
        changing: Changing,
        forecast: Forecast,
        *,
        ledger: Ledger,
        audit: AuditLog,
        past: Past,
        tell_missed: bool,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._allowed = allowed
        self._slots = slots
        self._changing = changing
        self._forecast = forecast
        self._ledger = ledger
        self._audit = audit
        self._past = past
        self._tell_missed = tell_missed
        self._now = now

    async def planning(self, actor: Actor, channel: str) -> Message:
        """The next occurrences."""
        found, may_change = await self._allowed.to_see(actor, channel)
        return await self._listed(found, may_change=may_change)

    async def swap_form(self, actor: Actor, channel: str, slot: dt.date, theme: str = "") -> Form:
        """The tips that this slot can get, those of a theme at a time."""
        found = await self._allowed.to_change(actor, channel, act=False)
        entry = await self._entry(found, slot)
        pool = await self._forecast.pool(found)
        own = [tip for tip in pool.own.values() if not tip.rotates]
        return forms.swap(found, entry, [*own, *rotation(found, pool)], pool.library, theme)

    async def swap_themed(self, actor: Actor, about: Mapping[str, str], values: Values) -> Form:
        """The same, for the theme that was chosen in the form."""
        theme = values.get(forms.THEME)
        slot = dt.date.fromisoformat(about["slot"])
        return await self.swap_form(actor, about["channel"], slot, theme if isinstance(theme, str) else "")

    async def swap(self, actor: Actor, about: Mapping[str, str], values: Values) -> Form:
        """Put another tip in its slot; returns the list. If another theme was chosen than the form shows, its tips."""
        if values.get(forms.THEME, about.get(forms.THEME)) != about.get(forms.THEME):
            return await self.swap_themed(actor, about, values)
        found = await self._allowed.to_change(actor, about["channel"])
        tip = values.get(forms.TIP)
        if not isinstance(tip, str):
            raise Refused(texts.NOT_IN_LIST, forms.TIP)
        await self._slots.fix(found, dt.date.fromisoformat(about["slot"]), tip, self._act(actor))
        return reading(texts.PLANNING_TITLE, await self._listed(found, may_change=True))

    async def skip(self, actor: Actor, channel: str, slot: dt.date, *, skip: bool) -> Message:
        """Skip a slot, or no longer; returns the list."""
        found = await self._allowed.to_change(actor, channel)
        act = self._slots.skip if skip else self._slots.clear
        await act(found, slot, self._act(actor))
        return await self._listed(found, may_change=True)

    async def skip_next(self, actor: Actor, channel: str) -> Message:
        found = await self._allowed.to_change(actor, channel)
        entry = await self._forecast.next(found, self._now())
        if entry is None:
            raise Refused(texts.NOTHING_TO_SKIP)
        await self._slots.skip(found, entry.slot, self._act(actor))
        return say(texts.SKIPPED.format(date=dates.date(entry.slot)))

    async def example(self, actor: Actor, channel: str) -> Message:
        """A preview of the next nudge; for a channel without nudges, as if it had them."""
        found, may_change = await self._allowed.to_look(actor, channel)
        entry = await self._next(found)
        if entry and entry.tip:
            one = Suggestion(entry.tip, entry.slot, entry.outcome.due_at)
        else:
            one = Suggestion(await self._as_if(found))
        return self._drawn(found, one, may_change=may_change)

    async def another(self, actor: Actor, channel: str, shown: str) -> Message:
        """The same preview with the tip that follows the one shown."""
        found, _ = await self._allowed.to_set_up(actor, channel, act=False)
        tip = await self._following(found, shown)
        entry = await self._next(found)
        if entry is None:
            return self._drawn(found, Suggestion(tip), may_change=True)
        other = entry.tip is None or entry.tip.id != tip.id
        return self._drawn(found, Suggestion(tip, entry.slot, entry.outcome.due_at, other), may_change=True)

    async def approve(self, actor: Actor, channel: str, slot: dt.date, tip: str) -> Message:
        """Fix the shown tip in this slot. Nothing waits for an approval."""
        found = await self._allowed.to_change(actor, channel)
        await self._slots.fix(found, slot, tip, self._act(actor))
        entry = await self._entry(found, slot)
        if entry.tip is None or entry.outcome.due_at is None:
            raise Refused(texts.OLD_LIST)
        moment = compose_channels.moment(found, entry.outcome.due_at)
        return say(texts.APPROVED.format(moment=moment, title=entry.tip.title))

    async def ask_before_posting(self, actor: Actor, channel: str, tip: str) -> Message:
        found = await self._allowed.to_change(actor, channel, act=False)
        known = (await self._forecast.pool(found)).find(tip)
        if known is None:
            raise Refused(texts_own.OWN_GONE)
        entry = await self._next(found)
        return compose_channels.ask_before_posting(found, known, entry.slot if entry else None)

    async def post(self, actor: Actor, channel: str, tip: str, slot: dt.date | None) -> Message:
        """Post it now, instead of a slot's nudge or in addition."""
        found = await self._allowed.to_change(actor, channel)
        posted = await self._slots.post(found, tip, slot, self._act(actor))
        return say((texts.POSTING if posted else texts.POSTED_BEFORE).format(channel=found.name))

    async def resume(self, actor: Actor, channel: str) -> Message:
        found = await self._allowed.to_change(actor, channel)
        if found.paused == SHARED:
            await self._allowed.permissions.switch_on(actor, channel)
        resumed = there(await self._changing.resume(found, self._act(actor)))
        return compose_channels.resumed(resumed, await self._next(resumed))

    async def history(self, actor: Actor, channel: str) -> Message:
        """The last nudges, newest slot first, with what became of each."""
        found, may_change = await self._allowed.to_see(actor, channel)
        pool = await self._forecast.pool(found)
        rows = await self._ledger.recent(found.ref, PAST, NUDGES)
        past = [(row, pool.find(row.tip)) for row in rows]
        links = await self._past.links(found.ref, rows)
        return compose_channels.history(found, past, links, may_change=may_change)

    async def tip(self, actor: Actor, channel: str, id: str) -> Message:
        """A tip of the channel, for one person in it."""
        found, _ = await self._allowed.to_see(actor, channel)
        tip = (await self._forecast.pool(found)).find(id)
        if tip is None:
            raise Refused(texts_own.OWN_GONE)
        sources = self._forecast.content.sources
        if isinstance(tip, OwnTip) or tip.team is None:  # a bare question never shows what is behind it
            return tips.nudge(tip, sources)
        return tips.tip_answer(tip, "", sources)

    async def changes(self, actor: Actor, channel: str) -> Message:
        """Who changed what, for people who may change it."""
        found = await self._allowed.to_change(actor, channel, act=False)
        made = await self._audit.of(found.ref, CHANGES)
        pool = await self._forecast.pool(found)
        own = {id: tip.title for id, tip in pool.own.items()}
        known = Known(own, await self._past.slots(found.ref))
        return compose_channels.changes(found, made, pool.library, known)

    async def status(self, asked: Asked, _argument: str) -> Message:
        """When the next nudge comes, and why the last one did not, for anybody."""
        if asked.direct:
            return say(core_texts.STATUS_DIRECT)
        found = await self._changing.found(asked.actor.at(asked.channel))
        last = next(iter(await self._ledger.recent(found.ref, 1, NUDGES)), None)
        entry = await self._next(found)
        return messages.status(
            found,
            last,
            self._forecast.content.library,
            due=entry.outcome.due_at if entry else None,
            today=local_date(found, self._now()),
            tell_missed=self._tell_missed,
        )

    async def calendar(self, actor: Actor, channel: str, words: Words) -> tuple[str, bytes]:
        """The same as a calendar file, with its title."""
        found, _ = await self._allowed.to_see(actor, channel)
        entries = await self._forecast.entries(found, self._now())
        title = texts_channels.CALENDAR.format(channel=found.name)
        return title, calendar_file.ics(found, entries, words, self._now())

    async def _listed(self, found: Channel, *, may_change: bool) -> Message:
        entries = await self._forecast.entries(found, self._now())
        return compose_channels.planning(found, entries, self._forecast.later(found), may_change=may_change)

    def _drawn(self, found: Channel, one: Suggestion, *, may_change: bool) -> Message:
        content = self._forecast.content
        return compose_channels.example(found, one, content.sources, may_change=may_change)

    async def _as_if(self, found: Channel) -> AnyTip:
        """The tip that would come first if the nudges were on."""
        now = self._now()
        on = await self._changing.preview(found.ref, Choices(active=True), now)
        entries = await self._forecast.entries(on, now, AS_IF, islice(coming_of(on), AS_IF))
        return next((entry.tip for entry in entries if entry.tip), None) or await self._following(found, "")

    async def _following(self, found: Channel, shown: str) -> AnyTip:
        """The tip that follows the one shown among those in rotation, in the channel's own order."""
        return following(rotation(found, await self._forecast.pool(found)), shown, found.id)

    async def _next(self, found: Channel) -> Entry | None:
        return await self._forecast.next(found, self._now()) if found.version else None

    async def _entry(self, found: Channel, slot: dt.date) -> Entry:
        entries = await self._forecast.entries(found, self._now(), AHEAD)
        entry = next((one for one in entries if one.slot == slot), None)
        if entry is None:
            raise Refused(texts.OLD_LIST)
        return entry

    def _act(self, actor: Actor) -> Act:
        return Act(actor.user, self._now())
