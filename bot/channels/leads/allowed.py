"""Gives channels only to people who may look at them or change them."""

from __future__ import annotations

from bot.channels.leads import texts
from bot.channels.leads.permissions import Permissions
from bot.channels.model import Channel
from bot.channels.settings.changing import Changing
from bot.core.errors import Refused
from bot.core.people import Actor, Place, Profile


class Allowed:
    """Every method raises Refused if the actor may not do it, or if the bot is not in the channel. Without `act`
    nothing changes yet: a form opens, or a list is shown."""

    def __init__(self, permissions: Permissions, changing: Changing) -> None:
        self.permissions = permissions
        self._changing = changing

    async def to_set_up(self, actor: Actor, channel: str, *, act: bool = True) -> tuple[Channel, Profile]:
        """A channel for somebody who may change it; with defaults if it was never set up."""
        found, profile, _ = await self.to_start(actor, channel, act=act)
        return found, profile

    async def to_start(
        self, actor: Actor, channel: str, *, act: bool = True
    ) -> tuple[Channel, Profile, Place]:
        """The same, with what the platform says about the channel."""
        place = await self.permissions.place(actor.at(channel))
        profile = await self.permissions.change(actor, channel, act=act)
        return await self._changing.found(actor.at(channel), place.name), profile, place

    async def to_change(self, actor: Actor, channel: str, *, act: bool = True) -> Channel:
        """A channel that was set up, for somebody who may change it."""
        found, _ = await self.to_set_up(actor, channel, act=act)
        return _set_up(found)

    async def to_look(self, actor: Actor, channel: str) -> tuple[Channel, bool]:
        """A channel for somebody who may look at it, and whether they may change it; with defaults if never set
        up."""
        await self.permissions.place(actor.at(channel))
        may_change = True
        try:
            await self.permissions.change(actor, channel, act=False)
        except Refused:
            await self.permissions.look(actor, channel)
            may_change = False
        return await self._changing.found(actor.at(channel)), may_change

    async def to_see(self, actor: Actor, channel: str) -> tuple[Channel, bool]:
        """The same for a channel that was set up."""
        found, may_change = await self.to_look(actor, channel)
        return _set_up(found), may_change


def _set_up(found: Channel) -> Channel:
    if not found.version:
        raise Refused(texts.NOT_SET_UP)
    return found
