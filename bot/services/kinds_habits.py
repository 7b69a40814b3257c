"""How the deliveries around plans and rounds are made ready; each fulfils `ports.Kind`."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.domain import compose_habits, rounds
from bot.domain.channels import Channel
from bot.domain.deliveries import Delivery, Skip
from bot.domain.messages import Message
from bot.domain.rounds import Round
from bot.services.ports import ChannelStore, Content, Kind, Ledger, Prepared
from bot.services.ports_habits import PlanStore, RoundStore
from bot.services.trial import Trials

LOOKED_AT = 4 * rounds.SILENT_ROUNDS
"""Rounds of a channel among which a silence is looked for; not all of them are counted yet."""


class NudgeKind:
    """A tip for a channel, made ready by another kind, with what can be clicked under it."""

    def __init__(self, tips: Kind, trials: Trials, content: Callable[[], Content]) -> None:
        self._tips = tips
        self._trials = trials
        self._content = content

    async def prepare(self, delivery: Delivery, now: dt.datetime) -> Prepared | Skip:
        prepared = await self._tips.prepare(delivery, now)
        if isinstance(prepared, Skip):
            return prepared
        arm = await self._trials.arm(delivery.workspace, delivery.channel, delivery.slot)
        sourced = prepared.tip in self._content().library.tips
        buttons = compose_habits.nudge_buttons(delivery.id, arm, sourced=sourced)
        message = replace(prepared.message, parts=(*prepared.message.parts, buttons))
        return replace(prepared, message=message)


class CheckInKind:
    """Asks a person about a plan, unless it is gone or no longer open."""

    def __init__(self, plans: PlanStore, content: Callable[[], Content]) -> None:
        self._plans = plans
        self._content = content

    async def prepare(self, delivery: Delivery, now: dt.datetime) -> Prepared | Skip:  # noqa: ARG002 - the port's
        plan = await self._plans.get(uuid.UUID(delivery.subject))
        if plan is None or plan.state != "open":
            return Skip("plan_closed")
        tip = self._content().library.tips.get(plan.tip)
        return Prepared(compose_habits.check_in(plan, tip.title if tip else None))


class ThreadKind:
    """Says something in a nudge's thread, unless the channel gets no nudges any more; in the channel, where nobody
    knows which message the nudge is.

    `message` makes it of the round, or gives None where there is nothing to say.
    """

    def __init__(
        self,
        store: RoundStore,
        channels: ChannelStore,
        ledger: Ledger,
        content: Callable[[], Content],
        message: Callable[[Round], Message | None],
    ) -> None:
        self._store = store
        self._channels = channels
        self._ledger = ledger
        self._content = content
        self._message = message

    async def prepare(self, delivery: Delivery, now: dt.datetime) -> Prepared | Skip:  # noqa: ARG002 - the port's
        round = await self._store.get(uuid.UUID(delivery.subject))
        if round is None:
            return Skip("round_gone")
        if not _speaks(await self._channels.get(delivery.workspace, delivery.channel)):
            return Skip("paused")
        message = self._message(round)
        if message is None:
            return Skip("nothing_to_say")
        nudge = await self._ledger.get(str(round.nudge))  # it may be known by now which message it is
        thread = round.ts or (nudge.ts if nudge else None)
        if thread:
            return Prepared(message, thread=thread)
        tip = self._content().library.tips.get(round.tip)
        return Prepared(compose_habits.apart(message, round.slot, tip.title if tip else None))


class SilenceKind:
    """Asks a lead whether the channel should change, unless somebody clicked meanwhile or the team became too small."""

    def __init__(self, store: RoundStore, channels: ChannelStore) -> None:
        self._store = store
        self._channels = channels

    async def prepare(self, delivery: Delivery, now: dt.datetime) -> Prepared | Skip:  # noqa: ARG002 - the port's
        channel = await self._channels.get(delivery.workspace, delivery.subject)
        if channel is None or not _speaks(channel):
            return Skip("paused")
        latest = await self._store.latest(channel.workspace, channel.id, LOOKED_AT)
        said = rounds.silence([round for round in latest if round.figures is not None])
        return Prepared(compose_habits.silence(channel.id, channel.name, said)) if said else Skip("settled")


def kinds(
    plans: PlanStore,
    store: RoundStore,
    channels: ChannelStore,
    ledger: Ledger,
    content: Callable[[], Content],
) -> Mapping[str, Kind]:
    """All kinds of delivery of this part, by the name that stands in the ledger."""

    def question(round: Round) -> Message | None:
        tip = content().library.tips.get(round.tip)
        return compose_habits.team_question(tip) if tip else None

    def count(round: Round) -> Message | None:
        return compose_habits.count(round.figures) if round.figures else None

    def used(round: Round) -> Message | None:
        return compose_habits.used_question(round.nudge) if round.key else None

    def in_thread(message: Callable[[Round], Message | None]) -> ThreadKind:
        return ThreadKind(store, channels, ledger, content, message)

    return {
        rounds.CHECK_IN: CheckInKind(plans, content),
        rounds.QUESTION: in_thread(question),
        rounds.COUNT: in_thread(count),
        rounds.USED: in_thread(used),
        rounds.SILENCE: SilenceKind(store, channels),
    }


def _speaks(channel: Channel | None) -> bool:
    return channel is not None and channel.settings.active and not channel.paused
