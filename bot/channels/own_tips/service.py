"""A team's own tips, as its leads write and use them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping

from bot.channels import messages as compose_channels
from bot.channels import texts
from bot.channels.leads import messages as compose_leads
from bot.channels.leads.permissions import Permissions
from bot.channels.model import Act, Channel
from bot.channels.nudges.planning import NotComing, NotSetUp, Planning
from bot.channels.own_tips.keeping import OwnTips
from bot.channels.own_tips.model import OwnTip
from bot.channels.settings.configuring import Configuring
from bot.core.errors import Refused
from bot.core.forms import Errors, Form, Values, reading
from bot.core.messages import Message, say
from bot.core.people import Actor

_LINK = re.compile(r"https://[^\s|<>/?#\\@]+([/?#][^\s|<>]*)?")
"""No name before the host: `https://slack.com@elders.example` seems to lead where it does not."""


class LeadOwnTips:
    """Everything raises Refused where the actor may not do it. `now` is the time in UTC."""

    def __init__(
        self,
        own_tips: OwnTips,
        planning: Planning,
        configuring: Configuring,
        permissions: Permissions,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._own_tips = own_tips
        self._planning = planning
        self._configuring = configuring
        self._permissions = permissions
        self._now = now

    async def listed(self, actor: Actor, channel: str, page: int = 0) -> Message:
        return await self._list(await self._changed(actor, channel), page)

    async def form(self, actor: Actor, channel: str, id: str = "") -> Form:
        """A new tip, or the one with this id."""
        found = await self._changed(actor, channel)
        return compose_leads.own_tip_form(found, await self._tip(found, id) if id else None)

    async def save(self, actor: Actor, about: Mapping[str, str], values: Values) -> Form | Errors:
        """The list, with the tip as it was filled in."""
        found = await self._changed(actor, about["channel"])
        before = await self._tip(found, about["tip"]) if "tip" in about else OwnTip("", "", "", "")
        filled = {name: _text(values.get(name, _of(before, name))) for name in ("title", "do", "why", "link")}
        errors = {name: texts.OWN_EMPTY for name in ("title", "do", "why") if not filled[name]}
        if filled["link"] and not _LINK.fullmatch(filled["link"]):
            errors["link"] = texts.OWN_LINK_ERROR
        if errors:
            return Errors(errors)
        use = values.get("use", "mix" if before.rotates else "keep")
        link = filled.pop("link") or None
        tip = OwnTip(before.id, **filled, link=link, rotates=use != "keep")
        by = Act(actor.user, self._now())
        if not before.id:
            tip = await self._own_tips.add(actor.workspace, found.id, tip, by)
        elif not await self._own_tips.edit(actor.workspace, found.id, tip, by):
            raise Refused(texts.OWN_GONE)
        said = say(texts.OWN_SAVED.format(title=tip.title))
        if use == "next":
            said = await self._put_next(actor, found, tip)
        listed = await self._list(found)
        return reading(texts.OWN_TIPS_TITLE, Message(said.summary, (*said.parts, *listed.parts)))

    async def remove(self, actor: Actor, channel: str, id: str) -> Message:
        """The list, without the tip."""
        found = await self._changed(actor, channel)
        await self._own_tips.remove(actor.workspace, channel, id, Act(actor.user, self._now()))
        return await self._list(found)

    async def next(self, actor: Actor, channel: str, id: str) -> Message:
        """The tip comes in the next slot."""
        found = await self._changed(actor, channel)
        return await self._put_next(actor, found, await self._tip(found, id))

    async def _put_next(self, actor: Actor, found: Channel, tip: OwnTip) -> Message:
        try:
            entry = await self._planning.next(actor.workspace, found.id, self._now())
            if entry is None or entry.outcome.due_at is None:
                return say(texts.OWN_NEXT_NONE)
            by = Act(actor.user, self._now())
            await self._planning.fix(actor.workspace, found.id, entry.slot, tip.id, by)
        except (NotSetUp, NotComing):
            return say(texts.OWN_NEXT_NONE)
        moment = compose_channels.moment(found, entry.outcome.due_at)
        return say(texts.OWN_NEXT_DONE.format(moment=moment, title=tip.title))

    async def _list(self, found: Channel, page: int = 0) -> Message:
        tips = await self._own_tips.of(found.workspace, found.id)
        return compose_leads.own_tips(found, tips, page)

    async def _tip(self, found: Channel, id: str) -> OwnTip:
        tips = await self._own_tips.of(found.workspace, found.id)
        tip = next((one for one in tips if one.id == id), None)
        if tip is None:
            raise Refused(texts.OWN_GONE)
        return tip

    async def _changed(self, actor: Actor, channel: str) -> Channel:
        """A channel that was set up, for somebody who may change it."""
        place = await self._permissions.place(actor.workspace, channel)
        await self._permissions.change(actor, channel)
        found = (await self._configuring.form(actor.workspace, channel, place.name)).channel
        if not found.version:
            raise Refused(texts.NOT_SET_UP)
        return found


def _of(tip: OwnTip, name: str) -> str:
    return getattr(tip, name) or ""


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
