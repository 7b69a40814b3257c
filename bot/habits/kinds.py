"""How the deliveries around plans and rounds are prepared; each class implements `delivery.ports.Kind`."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.channels.model import Channel
from bot.channels.ports import ChannelStore
from bot.core.messages import Message
from bot.delivery.model import CHECK_IN, SILENCE, Delivery, Skip
from bot.delivery.ports import Kind, Ledger, Prepared
from bot.habits import messages
from bot.habits.feedback import model
from bot.habits.feedback.model import Round
from bot.habits.feedback.store import SqlRoundStore
from bot.habits.plans.store import SqlPlanStore
from bot.habits.trial.service import Trials
from bot.library.ports import Content

LOOKED_AT = 4 * model.SILENT_ROUNDS
"""How many rounds of a channel are searched for a silence; some are not counted yet."""


class NudgeKind:
    """A tip for a channel, prepared by another kind, with the buttons under it."""

    def __init__(self, tips: Kind, trials: Trials, content: Callable[[], Content]) -> None:
        self._tips = tips
        self._trials = trials
        self._content = content

    async def prepare(self, delivery: Delivery, now: dt.datetime) -> Prepared | Skip:
        prepared = await self._tips.prepare(delivery, now)
        if isinstance(prepared, Skip):
            return prepared
        arm = await self._trials.arm(delivery.ref, delivery.slot, now)
        tip = self._content().library.find(prepared.tip)
        if tip is not None and tip.team is None:
            return prepared  # its question is answered in the thread
        buttons = messages.nudge_buttons(delivery.id, arm, sourced=tip is not None)
        message = replace(prepared.message, parts=(*prepared.message.parts, *buttons))
        return replace(prepared, message=message)


class CheckInKind:
    """Asks a person about a plan, unless it is gone or no longer open."""

    def __init__(self, plans: SqlPlanStore, content: Callable[[], Content]) -> None:
        self._plans = plans
        self._content = content

    async def prepare(self, delivery: Delivery, now: dt.datetime) -> Prepared | Skip:  # noqa: ARG002 - the port's
        plan = await self._plans.get(uuid.UUID(delivery.subject))
        if plan is None or plan.state != "open":
            return Skip("plan_closed")
        return Prepared(messages.check_in(plan, self._content().library.title(plan.tip)))


class ThreadKind:
    """Posts in a nudge's thread, unless the channel gets no nudges any more. If the nudge's message is not known, it
    posts in the channel.

    `message` makes the message for a round; None if there is nothing to say.
    """

    def __init__(
        self,
        store: SqlRoundStore,
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
        if not _speaks(await self._channels.get(delivery.ref)):
            return Skip("paused")
        message = self._message(round)
        if message is None:
            return Skip("nothing_to_say")
        nudge = await self._ledger.get(str(round.nudge))  # its message may be known by now
        thread = round.ts or (nudge.ts if nudge else None)
        if thread:
            return Prepared(message, thread=thread)
        return Prepared(messages.apart(message, round.slot, self._content().library.title(round.tip)))


class SilenceKind:
    """Asks a lead whether to change the channel, unless somebody clicked meanwhile or the team has become too
    small."""

    def __init__(self, store: SqlRoundStore, channels: ChannelStore, content: Callable[[], Content]) -> None:
        self._store = store
        self._channels = channels
        self._content = content

    async def prepare(self, delivery: Delivery, now: dt.datetime) -> Prepared | Skip:  # noqa: ARG002 - the port's
        channel = await self._channels.get(replace(delivery.ref, channel=delivery.subject))
        if channel is None or not _speaks(channel):
            return Skip("paused")
        latest = await self._store.latest(channel.ref, LOOKED_AT)
        counted = [round for round in latest if round.figures is not None]
        said = model.silence(pressable(counted, self._content()))
        return Prepared(messages.silence(channel.id, channel.name, said)) if said else Skip("settled")


def kinds(
    plans: SqlPlanStore,
    store: SqlRoundStore,
    channels: ChannelStore,
    ledger: Ledger,
    content: Callable[[], Content],
) -> Mapping[str, Kind]:
    """All kinds of delivery of this room, by their name in the ledger."""

    def question(round: Round) -> Message | None:
        tip = content().library.find(round.tip)
        return messages.team_question(tip) if tip and tip.team else None  # else it was all that was posted

    def count(round: Round) -> Message | None:
        return messages.count(round.figures) if round.figures else None

    def used(round: Round) -> Message | None:
        return messages.used_question(round.nudge) if round.key else None

    def in_thread(message: Callable[[Round], Message | None]) -> ThreadKind:
        return ThreadKind(store, channels, ledger, content, message)

    return {
        CHECK_IN: CheckInKind(plans, content),
        model.QUESTION: in_thread(question),
        model.COUNT: in_thread(count),
        model.USED: in_thread(used),
        SILENCE: SilenceKind(store, channels, content),
    }


def pressable(rounds: Sequence[Round], content: Content) -> list[Round]:
    """The rounds of tips that have buttons: of a bare question or a tip of a lead's own no silence can be told."""
    return [one for one in rounds if one.clicked or ((tip := content.library.find(one.tip)) and tip.team)]


def _speaks(channel: Channel | None) -> bool:
    return channel is not None and channel.settings.active and not channel.paused
