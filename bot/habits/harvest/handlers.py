"""What people press and fill in for the Vrijdagoogst."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bot.core.features import Action, Press
from bot.core.forms import Form
from bot.core.interaction import Answer, Click, Later, Reply, Sent
from bot.core.messages import say
from bot.core.platform import Private
from bot.habits.harvest import forms, messages, texts
from bot.habits.harvest.service import Harvest


class HarvestHandlers:
    """`plan` is the press of "Ik doe dit", `now` the time in UTC."""

    def __init__(
        self, harvest: Harvest, plan: Press, private: Private, later: Later, now: Callable[[], dt.datetime]
    ) -> None:
        self._harvest = harvest
        self._plan = plan
        self._private = private
        self._later = later
        self._now = now

    def actions(self) -> Mapping[str, Action]:
        return {
            "harvest": Action(self.share),
            "harvest_change": Action(self.change),
            "harvest_back": Action(self.take_back),
            "harvest_off_card": Action(self.take_off),
            "harvest_too": Action(self.too),
            "share_plan": Action(self.share_gone),
        }

    def forms(self) -> Mapping[str, Callable[[Sent], Awaitable[Answer]]]:
        return {"harvest": self.sent}

    async def share(self, click: Click) -> Reply | Form:
        """The form; or what this person wrote, if they did."""
        given = await self._harvest.given(click.actor, click.value)
        return Reply(messages.given(given)) if given else await self.change(click)

    async def change(self, click: Click) -> Form:
        draft = await self._harvest.draft(click.actor, click.value, self._now())
        return forms.line(draft, {"plan": click.value, "channel": click.channel})

    async def sent(self, sent: Sent) -> Answer:
        how = sent.values.get("how")
        named = {forms.NAMED: True, forms.NAMELESS: False}.get(str(how))
        words = str(sent.values.get("line") or "")
        line = await self._harvest.give(sent.actor, sent.about.get("plan", ""), words, named, self._now())
        message, channel = messages.given(line), sent.about.get("channel", "")

        async def lost() -> None:
            await self._private.whisper(sent.actor.at(channel), sent.actor.user, message)

        return Reply(message, lost=lost if channel else None)

    async def take_back(self, click: Click) -> Reply:
        await self._harvest.take_back(click.actor, click.value)
        return self._gone(replace=True)

    async def take_off(self, click: Click) -> Reply:
        await self._harvest.take_off(click.actor, click.value, click.seen, self._now())
        return self._gone(replace=False)

    def _gone(self, *, replace: bool) -> Reply:
        self._later(self._harvest.redraw(self._now()))
        return Reply(say(texts.TAKEN_BACK), replace=replace)

    async def too(self, click: Click) -> Reply | Form | None:
        """A plan for the tip behind a sentence; this message is the card, not the tip."""
        return await self._plan(replace(click, ts="", thread=""))

    async def share_gone(self, click: Click) -> Reply:
        return Reply(messages.share_gone(click.value))
