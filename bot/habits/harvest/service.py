"""The Vrijdagoogst: giving a sentence, taking it back, and the card that shows them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from bot.channels.calendar.model import Breaks, rest
from bot.channels.model import Channel
from bot.channels.nudges.scheduling import new_delivery
from bot.channels.ports import ChannelStore
from bot.core.errors import LostRace, Refused
from bot.core.interaction import Seen
from bot.core.messages import Message
from bot.core.people import Actor, ChannelRef
from bot.core.platform import Editor, PostError, RefusedError
from bot.core.zones import local_date
from bot.delivery.model import HARVEST, NUDGES, Delivery, IllegalTransition, Posted
from bot.delivery.ports import Ledger
from bot.habits import texts as habits_texts
from bot.habits.feedback.store import SqlRoundStore
from bot.habits.harvest import messages, model, texts
from bot.habits.harvest.model import Line
from bot.habits.harvest.store import SqlHarvestStore
from bot.habits.plans.filled_in import too_long
from bot.habits.plans.model import Plan
from bot.habits.plans.store import SqlPlanStore
from bot.library.ports import Content

log = structlog.get_logger()

RECENT = 10
"""How many tips of a channel are looked at for the latest."""
AGAIN = dt.timedelta(hours=1)
"""How much later a card is drawn again if that failed."""
OUTSIDERS_FOR = dt.timedelta(days=14)
"""After a card that outsiders would have read, nothing is asked for in the channel for this long."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What the form shows: the channel's name, whether a nameless sentence can ever come on a card there, and what
    this person wrote before."""

    channel: str
    hides: bool
    before: Line | None = None


class Harvest:
    """What people do raises Refused; somebody else's plan is refused as if it did not exist."""

    def __init__(
        self,
        *,
        store: SqlHarvestStore,
        plans: SqlPlanStore,
        rounds: SqlRoundStore,
        channels: ChannelStore,
        ledger: Ledger,
        messenger: Editor,
        content: Callable[[], Content],
        breaks: Breaks,
    ) -> None:
        self._store = store
        self._plans = plans
        self._rounds = rounds
        self._channels = channels
        self._ledger = ledger
        self._messenger = messenger
        self._content = content
        self._breaks = breaks
        self._tried: dict[uuid.UUID, dt.datetime] = {}

    async def offered(self, plan: Plan, now: dt.datetime) -> bool:
        """Whether a sentence about this plan could come on a card."""
        channel = await self._channels.get(plan.ref) if plan.ref.channel else None
        if channel is None or not (channel.settings.active and channel.settings.harvest):
            return False
        last = await self._ledger.recent(plan.ref, 1, (HARVEST,))
        return not any(row.error == "outsiders" and row.due_at > now - OUTSIDERS_FOR for row in last)

    async def draft(self, person: Actor, plan: str, now: dt.datetime) -> Draft:
        own = await self._own(person, plan)
        channel = await self._channels.get(own.ref)
        if channel is None or not await self.offered(own, now):
            raise Refused(texts.OFF)
        round = await self._rounds.get(own.nudge)
        hides = round is not None and round.members >= model.HIDING
        return Draft(channel.name, hides, await self.given(person, plan))

    async def given(self, person: Actor, plan: str) -> Line | None:
        """What this person shared about this plan; the plan itself may be gone."""
        return next((line for line in await self._store.of(person) if str(line.plan) == plan), None)

    async def give(self, person: Actor, plan: str, words: str, named: bool | None, now: dt.datetime) -> Line:
        """Share this sentence, in place of the one before; None for `named` is no choice."""
        draft, own = await self.draft(person, plan, now), await self._own(person, plan)
        line = " ".join(words.split())
        if not line:
            raise Refused(texts.EMPTY, "line")
        if len(line) > model.MAX_LINE:
            raise too_long(line, model.MAX_LINE, "line")
        if named is None or not (named or draft.hides):
            raise Refused(texts.NO_CHOICE, "how")
        given = Line(uuid.uuid4(), own.ref, own.id, own.nudge, own.tip, own.person, line, named, now)
        if not await self._store.give(given):
            raise Refused(texts.ON_CARD)
        return given

    async def take_back(self, person: Actor, plan: str) -> None:
        """Delete what this person shared about this plan; `redraw` takes it off its card."""
        if line := await self.given(person, plan):
            await self._store.take_back(person, plan=line.plan)

    async def take_off(self, person: Actor, card: str, seen: Seen | None, now: dt.datetime) -> None:
        """The same for everything that this person has on a card. The click also shows which message the card is, if
        the ledger does not know that yet."""
        delivery = await self._ledger.get(card)
        if delivery is None or (delivery.ref.workspace, delivery.kind) != (person.workspace, HARVEST):
            raise Refused(texts.NOT_YOURS)
        if delivery.ts is None and seen is not None and seen.channel == delivery.ref.channel:
            try:
                await self._ledger.move(delivery, Posted(seen.ts), now)
            except (LostRace, IllegalTransition) as error:
                log.info("harvest.not_found", card=card, reason=type(error).__name__)
        if not await self._store.take_back(person, card=delivery.id):
            raise Refused(texts.NOT_YOURS)

    async def due(self, now: dt.datetime) -> None:
        """Put the cards that are due into the ledger, and draw those again from which a sentence was taken back."""
        for ref in await self._store.full():
            try:
                await self._plan(ref, now)
            except Exception:  # one channel must not stop the others
                log.exception("harvest.not_planned", channel=ref.channel)
        await self.redraw(now)

    async def moment(self, channel: Channel, now: dt.datetime) -> dt.datetime | None:
        """When the channel's card comes today, as far as is known now; None if this is not its day."""
        tips = model.tips_of(await self._ledger.recent(channel.ref, RECENT, NUDGES), now)
        coming = [channel.next_due_at] if channel.next_due_at else []
        return model.moment(channel, self._breaks, now, [*tips, *coming])

    def silent(self, channel: Channel, now: dt.datetime) -> str | None:
        """Why the channel gets no card now, None if it may get one."""
        if not (channel.settings.active and channel.settings.harvest):
            return "off"
        today = local_date(now, channel.settings.rhythm.timezone)
        resting = rest(today, channel.settings, self._breaks, channel.pause_until)
        return "paused" if channel.paused else resting.why if resting else None

    async def card(self, ref: ChannelRef, card: uuid.UUID, members: int, now: dt.datetime) -> Message | None:
        """Put on this card what can be on it in a channel of so many people; None if that is too little."""
        lines = await self._store.place(ref, card, lambda waiting: model.on_card(waiting, members), now)
        return messages.card(card, lines, self._content().library) if lines else None

    async def _plan(self, ref: ChannelRef, now: dt.datetime) -> None:
        channel = await self._channels.get(ref)
        if channel is None or self.silent(channel, now):
            return
        due_at = await self.moment(channel, now)
        zone = channel.settings.rhythm.timezone
        if due_at is None or not due_at <= now < model.until(due_at, zone):
            return
        window = model.until(due_at, zone) - due_at
        card = new_delivery(channel.ref, HARVEST, local_date(now, zone), due_at, window)
        if await self._ledger.get(str(card.id)) is None:
            await self._ledger.add([card])

    async def redraw(self, now: dt.datetime) -> None:
        """Draw the cards again that may show a sentence that was taken back. What fails is tried again later."""
        for card, empty in (await self._store.outdated()).items():
            if card in self._tried and dt.timedelta() <= now - self._tried[card] < AGAIN:
                continue
            delivery = await self._ledger.get(str(card))
            if delivery is None or delivery.state in ("failed", "skipped") or await self._redrawn(delivery):
                await self._store.drawn(empty)
                self._tried.pop(card, None)
            elif delivery.ts is not None:
                self._tried[card] = now

    async def _redrawn(self, card: Delivery) -> bool:
        """Whether nothing more can be done about it."""
        if card.ts is None:
            return False
        shown = None
        try:
            while (lines := await self._store.on(card.id)) != shown:
                message = messages.card(card.id, lines, self._content().library)
                await self._messenger.update(card.ref, card.ts, message)
                shown = lines  # another process may have drawn older ones at the same time
        except PostError as error:
            log.warning("harvest.not_redrawn", card=str(card.id), channel=card.ref.channel, reason=error.code)
            return isinstance(error, RefusedError) and not error.pauses
        return True

    async def _own(self, person: Actor, plan: str) -> Plan:
        try:
            found = await self._plans.get(uuid.UUID(plan))
        except ValueError:
            found = None
        if found is None or (found.ref.workspace, found.person) != (person.workspace, person.user):
            raise Refused(habits_texts.PLAN_GONE)
        if found.outcome is None:
            raise Refused(habits_texts.NOT_ANSWERED)
        return found
