"""A team's own tips: its leads write and use them."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable, Mapping
from typing import cast

from bot.channels import messages as compose_channels
from bot.channels import texts as texts_channels
from bot.channels.calendar.forecast import Forecast
from bot.channels.leads.allowed import Allowed
from bot.channels.model import Act, Channel
from bot.channels.nudges.slots import Slots
from bot.channels.own_tips import messages, texts
from bot.channels.own_tips.model import NEW, OWN, OwnTip
from bot.channels.own_tips.store import SqlOwnTipStore
from bot.core.errors import Refused
from bot.core.forms import Errors, Form, Values, reading
from bot.core.messages import Message, say
from bot.core.people import Actor
from bot.library.tips import Audience

_LINK = re.compile(r"https://[^\s|<>/?#\\@]+([/?#][^\s|<>]*)?")
"""No user name before the host: `https://slack.com@elders.example` seems to lead elsewhere than it does."""


class OwnTips:
    """Every method raises Refused if the actor may not do it. `now` is the time in UTC."""

    def __init__(
        self,
        allowed: Allowed,
        own_tips: SqlOwnTipStore,
        slots: Slots,
        forecast: Forecast,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._allowed = allowed
        self._own_tips = own_tips
        self._slots = slots
        self._forecast = forecast
        self._now = now

    async def listed(self, actor: Actor, channel: str, page: int = 0) -> Message:
        return await self._list(await self._allowed.to_change(actor, channel, act=False), page)

    async def form(self, actor: Actor, channel: str, id: str = "") -> Form:
        """A new tip, or the one with this id."""
        found = await self._allowed.to_change(actor, channel, act=False)
        return messages.own_tip_form(found, await self._tip(found, id) if id else NEW)

    async def save(self, actor: Actor, about: Mapping[str, str], values: Values) -> Form | Errors:
        """Save the tip; returns the list."""
        found = await self._allowed.to_change(actor, about["channel"])
        before = await self._tip(found, about["tip"]) if "tip" in about else NEW
        filled = {
            name: _text(values.get(name, getattr(before, name)))
            for name in ("title", "do", "why", "link", "question")
        }
        errors = {name: texts.OWN_EMPTY for name in ("title", "do", "why") if not filled[name]}
        audience = values.get("audience", before.audience)
        if audience not in texts.OWN_AUDIENCES:
            raise Refused(texts_channels.NOT_IN_LIST, "audience")
        if audience == "leader" and not filled["question"]:
            errors["question"] = texts.OWN_QUESTION_NEEDED
        if filled["link"] and not _LINK.fullmatch(filled["link"]):
            errors["link"] = texts.OWN_LINK_ERROR
        if errors:
            return Errors(errors)
        use = values.get("use", "mix" if before.rotates else "keep")
        link = filled.pop("link") or None
        id = before.id or OWN + uuid.uuid4().hex[:12]
        tip = OwnTip(id, **filled, link=link, rotates=use != "keep", audience=cast(Audience, audience))
        change = Act(actor.user, self._now()).change("own tip", before.title or None, tip.title)
        await self._own_tips.save(found.ref, tip, change)
        said = say(texts.OWN_SAVED.format(title=tip.title))
        if use == "next":
            said = await self._put_next(actor, found, tip)
        listed = await self._list(found)
        return reading(texts.OWN_TIPS_TITLE, Message(said.summary, (*said.parts, *listed.parts)))

    async def remove(self, actor: Actor, channel: str, id: str) -> Message:
        """Remove the tip; returns the list."""
        found = await self._allowed.to_change(actor, channel)
        if tip := (await self._own_tips.of(found.ref)).get(id):
            change = Act(actor.user, self._now()).change("own tip", tip.title, None)
            await self._own_tips.remove(found.ref, id, change)
        return await self._list(found)

    async def next(self, actor: Actor, channel: str, id: str) -> Message:
        """Put the tip in the next slot."""
        found = await self._allowed.to_change(actor, channel)
        return await self._put_next(actor, found, await self._tip(found, id))

    async def _put_next(self, actor: Actor, found: Channel, tip: OwnTip) -> Message:
        entry = await self._forecast.next(found, self._now())
        if entry is None or entry.outcome.due_at is None:
            return say(texts.OWN_NEXT_NONE)
        try:
            await self._slots.fix(found, entry.slot, tip.id, Act(actor.user, self._now()))
        except Refused:
            return say(texts.OWN_NEXT_NONE)
        moment = compose_channels.moment(found, entry.outcome.due_at)
        return say(texts.OWN_NEXT_DONE.format(moment=moment, title=tip.title))

    async def _list(self, found: Channel, page: int = 0) -> Message:
        tips = (await self._own_tips.of(found.ref)).values()
        return messages.own_tips(found, tuple(tips), page)

    async def _tip(self, found: Channel, id: str) -> OwnTip:
        tip = (await self._own_tips.of(found.ref)).get(id)
        if tip is None:
            raise Refused(texts.OWN_GONE)
        return tip


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
