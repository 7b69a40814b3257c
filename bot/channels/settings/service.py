"""How a lead sets up a channel: the form, what it would make of the coming nudges, and what is kept of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.channels import messages as compose_channels
from bot.channels import texts
from bot.channels.calendar.forecast import Forecast
from bot.channels.leads import messages as compose_leads
from bot.channels.leads.permissions import SHARED, Permissions
from bot.channels.model import Act, Channel
from bot.channels.nudges.planning import Planning
from bot.channels.ports import NoticeStore
from bot.channels.settings import forms
from bot.channels.settings.changing import local_date
from bot.channels.settings.configuring import ChangedMeanwhile, Configuring, Locked
from bot.channels.settings.configuring import Form as Standing
from bot.channels.settings.forms import Shown
from bot.channels.settings.model import Choices, settings_of
from bot.channels.settings.model import choices as standing_choices
from bot.core.errors import Refused
from bot.core.forms import Errors, Form, Values, reading
from bot.core.messages import Context, Paragraph, Part, bold, text
from bot.core.people import Actor, Profile

AHEAD = 10
"""Occurrences that are looked at to find the next three that come."""


class LeadSettings:
    """Everything raises Refused where the actor may not do it. `now` is the time in UTC."""

    def __init__(
        self,
        configuring: Configuring,
        planning: Planning,
        permissions: Permissions,
        forecast: Forecast,
        *,
        notices: NoticeStore,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._configuring = configuring
        self._planning = planning
        self._permissions = permissions
        self._forecast = forecast
        self._notices = notices
        self._now = now

    async def form(self, actor: Actor, channel: str) -> Form:
        """The settings as they are; a sentence in their place where the channels file manages them."""
        standing, profile = await self._standing(actor, channel)
        if standing.locked:
            coming = await self._coming(standing.channel, standing.choices)
            return compose_leads.locked(standing.channel, coming)
        shown = self._shown(standing, profile)
        return await self._drawn(standing.channel, shown, texts.PREVIEW_NOW, self._first(standing))

    async def changed(self, actor: Actor, about: Mapping[str, str], values: Values) -> Form:
        """The form as it was filled in until now, with what would come."""
        standing, profile = await self._standing(actor, about["channel"])
        choices, _ = forms.filled_in(values, self._shown(standing, profile))
        return await self._checked(standing, profile, choices, int(about["version"]))

    async def save(self, actor: Actor, about: Mapping[str, str], values: Values) -> Form | Errors:
        """Saved, where what would come was seen; else the form again, with what would come."""
        standing, profile = await self._standing(actor, about["channel"])
        choices, errors = forms.filled_in(values, self._shown(standing, profile))
        if errors:
            return Errors(errors)
        if "checked" not in about:
            return await self._checked(standing, profile, choices, int(about["version"]))
        starts = choices.get("active", False) and not (
            standing.channel.settings.active and standing.version and standing.channel.paused is None
        )
        shared = starts and await self._permissions.switch_on(actor, standing.channel.id)
        try:
            saved = await self._save(actor, standing, choices, int(about["version"]), shared=shared)
        except Locked:
            coming = await self._coming(standing.channel, standing.choices)
            return compose_leads.locked(standing.channel, coming)
        except ChangedMeanwhile as both:
            shown = self._shown(standing, profile, both.merged, both.now.version, checked=True)
            above = compose_leads.meanwhile(both.theirs, self._forecast.content.library)
            return await self._drawn(standing.channel, shown, texts.PREVIEW, (*self._first(standing), *above))
        return compose_leads.saved(saved, await self._coming(saved, {}))

    async def every_two_weeks(self, actor: Actor, channel: str) -> Form:
        """Saved, with nothing else changed."""
        standing, _ = await self._standing(actor, channel)
        if standing.locked:
            return compose_leads.locked(
                standing.channel, await self._coming(standing.channel, standing.choices)
            )
        wanted = Choices(frequency="biweekly")
        saved = await self._save(actor, standing, wanted, standing.version, shared=False)
        return compose_leads.saved(saved, await self._coming(saved, {}))

    async def _save(
        self, actor: Actor, standing: Standing, choices: Choices, seen: int, *, shared: bool
    ) -> Channel:
        by = Act(actor.user, self._now())
        channel = standing.channel
        saved = await self._configuring.save(
            actor.workspace, channel.id, choices, seen, by, name=channel.name
        )
        if not await self._permissions.living(actor.workspace, [lead.user for lead in standing.leads]):
            await self._configuring.add_lead(actor.workspace, channel.id, actor.user, by)
        if shared:  # an administrator wants it so: it is not stopped for that again
            await self._notices.first(actor.workspace, channel.id, SHARED, by.at)
        if shared and saved.paused == SHARED:
            return await self._planning.resume(actor.workspace, channel.id, by)
        return saved

    async def leads_form(self, actor: Actor, channel: str) -> Form:
        standing, _ = await self._standing(actor, channel)
        return compose_leads.leads_form(standing.channel, standing.leads)

    async def set_leads(self, actor: Actor, about: Mapping[str, str], values: Values) -> Form:
        """Who leads the channel from now on. Raises Refused at the field."""
        standing, _ = await self._standing(actor, about["channel"])
        if "leads" in values:
            users = values["leads"]
            wanted = users if isinstance(users, tuple) else ()
            fixed = [lead.user for lead in standing.leads if lead.source == "file"]
            if not (wanted or fixed):
                raise Refused(texts.LEADS_NOBODY, "leads")
            await self._require_colleagues(actor.workspace, wanted)
            by = Act(actor.user, self._now())
            await self._configuring.set_leads(actor.workspace, standing.channel.id, wanted, by)
        leads = await self._configuring.leads(actor.workspace, standing.channel.id)
        return reading(texts.LEADS_TITLE, compose_leads.leads_saved(standing.channel, leads))

    async def _require_colleagues(self, workspace: str, users: Sequence[str]) -> None:
        for user in users:
            try:
                await self._permissions.click(Actor(workspace, user))
            except Refused:
                name = await self._permissions.name(workspace, user)
                raise Refused(texts.LEADS_UNFIT.format(name=name), "leads") from None

    async def _standing(self, actor: Actor, channel: str) -> tuple[Standing, Profile]:
        """What stands now, for somebody who may change it."""
        place = await self._permissions.place(actor.workspace, channel)
        profile = await self._permissions.change(actor, channel)
        return await self._configuring.form(actor.workspace, channel, place.name), profile

    def _shown(
        self,
        standing: Standing,
        profile: Profile,
        choices: Choices | None = None,
        version: int | None = None,
        *,
        checked: bool = False,
    ) -> Shown:
        now = self._now()
        first = Choices(active=True) if standing.version == 0 else Choices()
        return Shown(
            channel=standing.channel.id,
            choices={**standing.choices, **first, **(choices or {})},
            version=standing.version if version is None else version,
            now=now,
            today=local_date(standing.channel, now),
            library=self._forecast.content.library,
            own_zone=profile.timezone,
            checked=checked,
        )

    async def _checked(self, standing: Standing, profile: Profile, choices: Choices, version: int) -> Form:
        shown = self._shown(standing, profile, choices, version, checked=True)
        return await self._drawn(standing.channel, shown, texts.PREVIEW, self._first(standing))

    async def _drawn(self, channel: Channel, shown: Shown, title: str, above: Sequence[Part]) -> Form:
        coming = await self._coming(channel, shown.choices)
        return forms.form(shown, above, (Paragraph(text(bold(title))), *coming))

    def _first(self, standing: Standing) -> Sequence[Part]:
        about = compose_leads.about(standing.channel)
        return (about, Context(text(texts.FIRST_TIME))) if standing.version == 0 else (about,)

    async def _coming(self, channel: Channel, choices: Choices) -> Sequence[Part]:
        """The next three nudges, were these the settings, and what is not known about their year."""
        now = self._now()
        entries = await self._configuring.preview(channel.workspace, channel.id, choices, now, count=AHEAD)
        settings = settings_of({**standing_choices(channel.settings), **choices})
        breaks, today = self._forecast.breaks, local_date(channel, now)
        return (
            *compose_channels.preview(replace(channel, settings=settings), entries),
            *compose_channels.unknown_years(settings, breaks, today),
        )
