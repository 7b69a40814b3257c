"""Who may do what with a channel. Checked at the moment of the action, because a form or a list may be old."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import replace
from typing import TypeVar

import structlog

from bot.channels.leads import messages, texts
from bot.channels.leads.store import SqlLeadStore
from bot.channels.model import Lead
from bot.channels.ports import ChannelStore
from bot.core.errors import LeiderschapError, Refused
from bot.core.people import Actor, ChannelRef, Place, Profile
from bot.core.platform import Directory

log = structlog.get_logger()

T = TypeVar("T")

SHARED = "is_shared"
"""The value of `Channel.paused` in a channel that another organisation joined."""


PATIENCE = 1.5
"""In seconds: how long an act waits to hear who acts. A platform waits three for the answer to a form."""


class NoLead(Refused):
    """Refused in a channel without a lead: the person can ask those who may take it over."""

    def __init__(self, channel: str) -> None:
        super().__init__(texts.NO_LEAD, message=messages.ask_for_lead(texts.NO_LEAD, channel))


class Permissions:
    """Every method raises Refused, with one sentence that says who can do it."""

    def __init__(self, directory: Directory, channels: ChannelStore, leads: SqlLeadStore) -> None:
        self._directory = directory
        self._channels = channels
        self._leads = leads

    async def click(self, actor: Actor, *, act: bool = False) -> Profile:
        """Only people of the organisation may click: no guests, and nobody from another organisation.

        An administrator of another workspace of the organisation has no such rights here. Before an `act` that changes
        what others see, the platform is asked anew.
        """
        profile = await self._profile(actor.workspace, actor.user, fresh=act)
        if profile is None or profile.gone or profile.bot:
            raise Refused(texts.NOT_A_COLLEAGUE)
        here = _belongs(actor, profile)
        if not here and await self._elsewhere(actor, profile):
            raise Refused(texts.NOT_A_COLLEAGUE)
        if profile.guest:
            raise Refused(texts.GUEST)
        return profile if here else replace(profile, admin=False)

    async def outsider(self, actor: Actor) -> bool:
        """Whether this is surely nobody who may click."""
        try:
            await self.click(actor)
        except Refused as refusal:
            return refusal.sentence != texts.NOT_KNOWN_NOW
        return False

    async def _elsewhere(self, actor: Actor, profile: Profile) -> bool:
        organisation = await self._known(self._directory.organisation(actor.workspace))
        return profile.elsewhere(actor.workspace, organisation)

    async def look(self, actor: Actor, channel: str) -> None:
        """People in the channel, and administrators, may see what is planned for it."""
        profile = await self._profile(actor.workspace, actor.user)
        if profile is not None and profile.admin and _belongs(actor, profile):
            return
        if channel not in await self._known(self._directory.channels_of(actor.workspace, actor.user)):
            raise Refused(texts.NOT_A_MEMBER)

    async def change(self, actor: Actor, channel: str, *, act: bool = True) -> Profile:
        """The channel's leads and administrators may change it; before it is set up, anybody in it may.

        If no lead is left, its creator may too; anybody else then gets NoLead. Without `act` nothing changes yet: a
        form opens, or a list is shown.
        """
        profile = await self.click(actor, act=act)
        if profile.admin:
            return profile
        leads = await self._leads.of(actor.at(channel))
        if actor.user in {lead.user for lead in leads}:
            return profile
        living = await self.living(actor.workspace, [lead.user for lead in leads])
        if living:
            raise Refused(texts.ONLY_LEADS.format(leads=", ".join(one.name for one in living)))
        place = await self.place(actor.at(channel))
        if place.creator == actor.user:
            return profile
        if leads or await self._channels.get(actor.at(channel)) is not None:
            raise NoLead(channel)
        await self.look(actor, channel)
        return profile

    async def switch_on(self, actor: Actor, channel: str) -> bool:
        """Returns whether another organisation is in the channel; then only an administrator may start the tips."""
        profile = await self.change(actor, channel)
        return self.may_start(await self.place(actor.at(channel)), profile)

    def may_start(self, place: Place, profile: Profile) -> bool:
        """The same for somebody who may change this channel."""
        if place.shared and not profile.admin:
            raise Refused(texts.ONLY_ADMINS_SHARED)
        return place.shared

    async def place(self, ref: ChannelRef) -> Place:
        """The channel, if the bot is in it. Raises Refused, with how to invite it."""
        place = await self._known(self._directory.place(ref))
        if place is not None and place.direct:
            raise Refused(texts.IN_DIRECT)
        if place is None or not place.member:
            raise Refused(texts.NOT_INVITED)
        return place

    async def living(self, workspace: str, users: Sequence[str]) -> tuple[Profile, ...]:
        """Those of these people who are still active now and may lead a channel."""
        found = await asyncio.gather(*(self._profile(workspace, user, fresh=True) for user in users))
        return tuple(one for one in found if one and _leads(one))

    async def leading(self, workspace: str, leads: Sequence[Lead]) -> Sequence[Lead]:
        """Those of these leads whom people may see as a lead: not those who left, as far as the platform says so in
        time."""
        left = await asyncio.gather(*(self._left(workspace, lead.user) for lead in leads))
        return [lead for lead, gone in zip(leads, left, strict=True) if not gone]

    async def _left(self, workspace: str, user: str) -> bool:
        try:
            profile = await self._profile(workspace, user, fresh=True)
        except Refused:
            return False
        return profile is None or not _leads(profile)

    async def name(self, workspace: str, user: str) -> str:
        """The person's name."""
        profile = await self._profile(workspace, user)
        return profile.name if profile and profile.name else texts.THIS_PERSON

    async def takers(self, ref: ChannelRef) -> tuple[Profile, ...]:
        """The channel's creator, if they may still lead it."""
        place = await self.place(ref)
        people = await self.living(ref.workspace, [place.creator] if place.creator else [])
        return tuple(one for one in people if ref.workspace in one.teams)

    async def _profile(self, workspace: str, user: str, *, fresh: bool = False) -> Profile | None:
        if not fresh:
            return await self._known(self._directory.profile(workspace, user))
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._known(self._directory.profile(workspace, user, fresh=True))
        except TimeoutError:
            log.warning("permission.unknown", reason="timeout")
            raise Refused(texts.NOT_KNOWN_NOW) from None

    async def _known(self, asking: Awaitable[T]) -> T:
        try:
            return await asking
        except LeiderschapError as error:
            log.warning("permission.unknown", reason=str(error))
            raise Refused(texts.NOT_KNOWN_NOW) from None


def _leads(profile: Profile) -> bool:
    return not (profile.gone or profile.guest or profile.bot)


def _belongs(actor: Actor, profile: Profile) -> bool:
    """Whether the person belongs to the bot's own workspace, directly or through its organisation."""
    if profile.stranger:
        return False
    if profile.teams:
        return actor.workspace in profile.teams
    return actor.team in ("", actor.workspace)
