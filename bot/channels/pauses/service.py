"""How a lead pauses a channel: at once, or in a period that begins later; what that does, and how it is undone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.channels import texts
from bot.channels.calendar.forecast import AHEAD, Forecast
from bot.channels.leads import texts as texts_leads
from bot.channels.leads.allowed import Allowed
from bot.channels.model import FOREVER, Act, Channel
from bot.channels.pauses import messages as compose
from bot.channels.settings.changing import ChangedMeanwhile, Changing, Locked, local_date
from bot.channels.settings.model import Choices, Closed
from bot.channels.typed_dates.named import Names
from bot.channels.typed_dates.points import NotADate
from bot.channels.typed_dates.reading import coming
from bot.core.errors import Refused
from bot.core.forms import Form, Values, reading
from bot.core.messages import Message
from bot.core.people import Actor

UNTIL, CLOSED = "until", "closed"
"""What a button undoes: a pause, or closed periods."""


class Pausing:
    """A pause has a last day alone. A period that begins later becomes a closed period of the channel, so that the
    tips before it still come. Every method raises Refused if the actor may not do it. `now` is the time in UTC."""

    def __init__(
        self, allowed: Allowed, changing: Changing, forecast: Forecast, now: Callable[[], dt.datetime]
    ) -> None:
        self._allowed = allowed
        self._changing = changing
        self._forecast = forecast
        self._now = now

    async def typed(self, actor: Actor, channel: str, typed: str) -> Message:
        """Pause as typed; '' means until somebody resumes."""
        found = await self._allowed.to_change(actor, channel)
        if not typed:
            return await self._until(actor, found, FOREVER)
        today, settings = local_date(found, self._now()), found.settings
        names = Names(settings.country, settings.school_holidays, self._forecast.breaks)
        try:
            read = coming(typed, today, names)
        except NotADate as error:
            raise Refused(str(error)) from None
        widest = texts.PAUSE_WIDEST if read.widest else ""
        first = read.periods[0]
        if read.until or (len(read.periods) == 1 and first.first <= today):
            return await self._until(actor, found, first.last, widest)
        label = read.label or texts.PAUSE_NAME
        periods = [Closed(one.first, one.last, label) for one in read.periods]
        return await self._later(actor, found, periods, widest)

    async def form(self, actor: Actor, channel: str) -> Form:
        return compose.pause_form(await self._allowed.to_change(actor, channel, act=False))

    async def save(self, actor: Actor, about: Mapping[str, str], values: Values) -> Form:
        found = await self._allowed.to_change(actor, about["channel"])
        today = local_date(found, self._now())
        first, last = (_picked(values, name) for name in ("from", "until"))
        if last is not None and last < today:
            raise Refused(texts.PAUSE_EARLY, "until")
        if first is None or first <= today:
            message = await self._until(actor, found, last or FOREVER)
        elif last is None:
            raise Refused(texts.PAUSE_NO_END, "until")
        elif last < first:
            raise Refused(texts.PAUSE_TURNED, "until")
        else:
            message = await self._later(actor, found, [Closed(first, last, texts.PAUSE_NAME)])
        return reading(texts.PAUSE_TITLE, message)

    async def undo(self, actor: Actor, channel: str, what: str, value: str) -> Message:
        """Take back what this value says, if it still stands as it was said."""
        found = await self._allowed.to_change(actor, channel)
        by = Act(actor.user, self._now())
        try:
            periods = [_days(one) for one in value.split(",")]
        except ValueError:
            raise Refused(texts.PAUSE_OTHER) from None
        if what == UNTIL:
            before, until = periods[0]
            if until is None or found.pause_until != until:
                raise Refused(texts.PAUSE_OTHER)
            done = there(await self._changing.pause_again(found, before, by))
        else:
            left = [one for one in found.settings.closed if (one.first, one.last) not in periods]
            if len(left) == len(found.settings.closed):
                raise Refused(texts.PAUSE_OTHER)
            done = await self._choose(found, left, by)
        return compose.pause_undone(done, await self._forecast.next(done, self._now()))

    async def _until(self, actor: Actor, found: Channel, until: dt.date, note: str = "") -> Message:
        missed = await self._missed(found, dt.date.min, until)
        paused = there(
            await self._changing.pause(
                found, None if until == FOREVER else until, Act(actor.user, self._now())
            )
        )
        undo = f"{found.id}/{UNTIL}/{found.pause_until or ''}~{until}"
        return compose.paused(paused, missed, note, undo)

    async def _later(
        self, actor: Actor, found: Channel, periods: Sequence[Closed], note: str = ""
    ) -> Message:
        held = found.settings.closed
        new = [one for one in periods if (one.first, one.last) not in {(old.first, old.last) for old in held}]
        missed = [slot for one in periods for slot in await self._missed(found, one.first, one.last)]
        if new:
            await self._choose(found, [*held, *new], Act(actor.user, self._now()))
        spans = ",".join(f"{one.first}~{one.last}" for one in new)
        undo = f"{found.id}/{CLOSED}/{spans}" if new else ""
        return compose.paused_later(periods, missed, note, undo)

    async def _choose(self, found: Channel, closed: Sequence[Closed], by: Act) -> Channel:
        wanted = Choices(closed=tuple(closed))
        try:
            return await self._changing.choose(found.ref, wanted, found.version, by)
        except Locked:
            raise Refused(texts.PAUSE_LOCKED) from None
        except ChangedMeanwhile:
            raise Refused(texts.PAUSE_OTHER) from None

    async def _missed(self, found: Channel, first: dt.date, last: dt.date) -> list[dt.date]:
        """The slots whose tips would come, were it not for these days or a pause."""
        closed = tuple(one for one in found.settings.closed if (one.first, one.last) != (first, last))
        free = replace(found, pause_until=None, settings=replace(found.settings, closed=closed))
        entries = await self._forecast.entries(free, self._now(), AHEAD)
        dues = [(one.slot, local_date(found, one.outcome.due_at)) for one in entries if one.outcome.due_at]
        return [slot for slot, due in dues if first <= slot <= last or first <= due <= last]


def _picked(values: Values, name: str) -> dt.date | None:
    value = values.get(name)
    return value if isinstance(value, dt.date) else None


def _days(value: str) -> tuple[dt.date | None, dt.date | None]:
    """`2026-12-21~2027-01-04`; '' for none. Raises ValueError for what no button of ours carries."""
    first, last = (dt.date.fromisoformat(day) if day else None for day in value.split("~"))
    return first, last


def there(channel: Channel | None) -> Channel:
    """The channel. Raises Refused if it just got another id."""
    if channel is None:
        raise Refused(texts_leads.NOT_SET_UP)
    return channel
