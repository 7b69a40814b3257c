"""How a lead sets up a channel: the form, its effect on the coming nudges, who leads it, and saving."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from bot.channels import messages as compose_channels
from bot.channels import texts
from bot.channels.calendar.forecast import Forecast, coming_of
from bot.channels.leads import messages as compose_leads
from bot.channels.leads import texts as texts_leads
from bot.channels.leads.allowed import Allowed
from bot.channels.leads.permissions import SHARED
from bot.channels.leads.store import SqlLeadStore
from bot.channels.model import Act, Channel, Lead
from bot.channels.notices import SqlNoticeStore
from bot.channels.offers import texts as offers
from bot.channels.settings import doubts, forms, messages
from bot.channels.settings import texts as texts_settings
from bot.channels.settings.changing import ChangedMeanwhile, Changing, Locked, local_date
from bot.channels.settings.kinds import FormState
from bot.channels.settings.model import BEGINNING, Choices, choices, settings_of
from bot.channels.typed_dates.named import Names
from bot.core.errors import Refused
from bot.core.forms import Errors, Form, Values, reading
from bot.core.messages import Context, Message, Paragraph, Part, bold, say, text
from bot.core.people import Actor, Profile

AHEAD = 10
"""How many occurrences are searched for the next three nudges."""


class Setup:
    """Every method raises Refused if the actor may not do it. `now` is the time in UTC."""

    def __init__(
        self,
        allowed: Allowed,
        changing: Changing,
        forecast: Forecast,
        *,
        leads: SqlLeadStore,
        notices: SqlNoticeStore,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._allowed = allowed
        self._changing = changing
        self._forecast = forecast
        self._leads = leads
        self._notices = notices
        self._now = now

    async def form(self, actor: Actor, channel: str) -> Form:
        """The current settings; a sentence instead if the channels file manages them."""
        found, profile, place = await self._allowed.to_start(actor, channel, act=False)
        if found.layers.locked:
            return await self._locked(found)
        above = _first(found)
        if not _runs(found) and self._allowed.permissions.may_start(place, profile):
            above = (*above, Context(text(texts_settings.SHARED)))
        return await self._drawn(found, self._shown(found, profile), texts_settings.PREVIEW_NOW, above)

    async def changed(self, actor: Actor, about: Mapping[str, str], values: Values) -> Form:
        """The form as filled in so far, with its effect."""
        found, profile = await self._allowed.to_set_up(actor, about["channel"], act=False)
        shown = self._as_sent(found, profile, about, values)
        wanted, _ = forms.filled_in(values, self._shown(found, profile))
        return await self._opened_or_checked(found, shown, wanted, values)

    async def save(self, actor: Actor, about: Mapping[str, str], values: Values) -> Form | Errors:
        """Save if the effect was shown; otherwise the form again, with its effect."""
        found, profile = await self._allowed.to_set_up(actor, about["channel"])
        shown = self._as_sent(found, profile, about, values)
        wanted, errors = forms.filled_in(values, self._shown(found, profile))
        if errors:
            return Errors(errors)
        if values.get(forms.MORE) or not forms.seen(about, wanted):
            return await self._opened_or_checked(found, shown, wanted, values)
        starts = wanted.get("active", found.settings.active) and not _runs(found)
        shared = starts and await self._allowed.permissions.switch_on(actor, found.id)
        try:
            saved = await self._save(actor, found, wanted, int(about["version"]), shared=shared)
        except Locked:
            return await self._locked(found)
        except ChangedMeanwhile as both:
            shown = replace(shown, choices=both.merged, version=both.now.version, checked=True)
            above = messages.meanwhile(both.theirs, self._forecast.content.library)
            return await self._drawn(found, shown, texts_settings.PREVIEW, (*_first(found), *above))
        return messages.saved(saved, await self._coming(saved, {}))

    async def every_two_weeks(self, actor: Actor, channel: str) -> Form:
        """Save this without changing anything else."""
        found, _ = await self._allowed.to_set_up(actor, channel)
        if found.layers.locked:
            return await self._locked(found)
        wanted = Choices(frequency="biweekly")
        saved = await self._save(actor, found, wanted, found.version, shared=False)
        return messages.saved(saved, await self._coming(saved, {}))

    async def accept(self, actor: Actor, channel: str, name: str, _: str) -> Message:
        """Turn on what was offered, without changing anything else."""
        found, _profile = await self._allowed.to_set_up(actor, channel)
        if found.layers.locked:
            raise Refused(texts_settings.LOCKED.format(channel=found.name))
        if name not in offers.DONE:
            raise Refused(texts.OLD_LIST)
        await self._save(actor, found, {name: BEGINNING[name]}, found.version, shared=False)
        return say(offers.DONE[name].format(channel=found.name))

    async def _save(
        self, actor: Actor, found: Channel, wanted: Choices, seen: int, *, shared: bool
    ) -> Channel:
        """Store it; the person who saves becomes lead if no lead is left."""
        by = Act(actor.user, self._now())
        leads = [lead.user for lead in await self._leads.of(found.ref)]
        living = await self._allowed.permissions.living(found.workspace, leads)
        saved = await self._changing.choose(found.ref, wanted, seen, by, name=found.name)
        if not living:
            await self._add_lead(found, actor.user, by)
        if shared:  # an administrator allows it: this does not stop it again
            await self._notices.first(found.ref, SHARED, by.at)
        if shared and saved.paused == SHARED:
            return await self._changing.resume(saved, by) or saved
        return saved

    async def leads_form(self, actor: Actor, channel: str) -> Form:
        found, _ = await self._allowed.to_set_up(actor, channel, act=False)
        return compose_leads.leads_form(found, await self._leading(found))

    async def _leading(self, found: Channel) -> Sequence[Lead]:
        leads = await self._leads.of(found.ref)
        return await self._allowed.permissions.leading(found.workspace, leads)

    async def set_leads(self, actor: Actor, about: Mapping[str, str], values: Values) -> Form:
        """Set the channel's leads; those named in the file stay. Raises Refused with its field."""
        found, _ = await self._allowed.to_set_up(actor, about["channel"])
        leads = await self._leads.of(found.ref)
        if "leads" in values:
            users = values["leads"]
            wanted = users if isinstance(users, tuple) else ()
            if not wanted and all(lead.source == "chosen" for lead in leads):
                raise Refused(texts_leads.LEADS_NOBODY, "leads")
            await self._require_colleagues(actor.workspace, wanted)
            by = Act(actor.user, self._now())
            for gone in sorted({lead.user for lead in leads if lead.source == "chosen"} - set(wanted)):
                change = by.change("lead", gone, None)
                await self._leads.remove(found.ref, gone, change)
            for new in wanted:
                await self._add_lead(found, new, by)
        return reading(texts_leads.LEADS_TITLE, compose_leads.leads_saved(found, await self._leading(found)))

    async def _add_lead(self, found: Channel, user: str, by: Act) -> None:
        await self._leads.add(found.ref, Lead(user), by.change("lead", None, user))

    async def _require_colleagues(self, workspace: str, users: Sequence[str]) -> None:
        fit = await asyncio.gather(*(self._is_colleague(workspace, user) for user in users))
        for user in (user for user, fits in zip(users, fit, strict=True) if not fits):
            name = await self._allowed.permissions.name(workspace, user)
            raise Refused(texts_leads.LEADS_UNFIT.format(name=name), "leads")

    async def _is_colleague(self, workspace: str, user: str) -> bool:
        try:
            await self._allowed.permissions.click(Actor(workspace, user), act=True)
        except Refused:
            return False
        return True

    def _as_sent(
        self, found: Channel, profile: Profile, about: Mapping[str, str], values: Values
    ) -> FormState:
        """The form as it was sent, with the current settings."""
        return replace(
            self._shown(found, profile),
            version=int(about["version"]),
            checked="checked" in about,
            more=forms.wants_more(about, values),
            asked=frozenset(values),
        )

    def _shown(self, found: Channel, profile: Profile) -> FormState:
        now = self._now()
        first = Choices(active=True) if found.version == 0 else Choices()
        return FormState(
            channel=found.id,
            choices={**choices(found.settings), **first},
            version=found.version,
            now=now,
            today=local_date(found, now),
            library=self._forecast.content.library,
            own_zone=profile.timezone,
            breaks=self._forecast.breaks,
        )

    async def _opened_or_checked(
        self, found: Channel, shown: FormState, wanted: Choices, values: Values
    ) -> Form:
        """All settings, if they were asked for, or the form with its effect."""
        if not values.get(forms.MORE):
            return await self._checked(found, shown, wanted)
        shown = replace(shown, choices={**shown.choices, **wanted}, checked=False)
        return await self._drawn(found, shown, texts_settings.PREVIEW, _first(found))

    async def _checked(self, found: Channel, shown: FormState, wanted: Choices) -> Form:
        shown = replace(shown, choices={**shown.choices, **wanted}, checked=True)
        above = (*_first(found), *await self._doubts(found, wanted))
        return await self._drawn(found, shown, texts_settings.PREVIEW, above)

    async def _doubts(self, found: Channel, wanted: Choices) -> Sequence[Part]:
        """What is asked before this is saved."""
        now = self._now()
        after = await self._changing.preview(found.ref, wanted, now)
        firsts = [await self._forecast.next(one, now) for one in (found, after)]
        waits = [one and one.outcome.due_at and local_date(after, one.outcome.due_at) for one in firsts]
        settings = after.settings
        names = Names(settings.country, settings.school_holidays, self._forecast.breaks)
        return doubts.parts(
            found.settings, settings, local_date(after, now), names, (waits[0] or None, waits[1] or None)
        )

    async def _drawn(self, channel: Channel, shown: FormState, title: str, above: Sequence[Part]) -> Form:
        coming = await self._coming(channel, shown.choices)
        return forms.form(shown, above, (Paragraph(text(bold(title))), *coming))

    async def _locked(self, found: Channel) -> Form:
        return messages.locked(found, await self._coming(found, {}))

    async def _coming(self, channel: Channel, wanted: Choices) -> Sequence[Part]:
        """The next three nudges with these settings, and what is unknown about their year."""
        now = self._now()
        after = await self._changing.preview(channel.ref, wanted, now)
        entries = await self._forecast.entries(after, now, AHEAD, islice(coming_of(after), AHEAD))
        settings = settings_of({**choices(channel.settings), **wanted})
        breaks, today = self._forecast.breaks, local_date(channel, now)
        return (
            *compose_channels.preview(replace(channel, settings=settings), entries),
            *compose_channels.unknown_years(settings, breaks, today),
        )


def _runs(found: Channel) -> bool:
    return bool(found.settings.active and found.version and found.paused is None)


def _first(found: Channel) -> Sequence[Part]:
    about = compose_channels.about(found)
    return (about, Context(text(texts_settings.FIRST_TIME))) if found.version == 0 else (about,)
