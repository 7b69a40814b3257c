"""What happens around a nudge after its post: clicks, the team's question, the final count, silence."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import replace

import structlog

from bot.channels.ports import ChannelStore, Leads
from bot.channels.settings.model import STANDARD
from bot.channels.voices import messages as tips
from bot.core.errors import LeiderschapError, LostRace, Refused
from bot.core.figures import figures
from bot.core.interaction import Seen
from bot.core.messages import Message, say
from bot.core.people import Actor, ChannelRef
from bot.core.platform import People
from bot.core.sweeping import sweep
from bot.delivery.model import NUDGES, SILENCE, Delivery, IllegalTransition, Posted
from bot.delivery.ports import Ledger
from bot.habits import messages, texts
from bot.habits.feedback import model
from bot.habits.feedback.model import Round
from bot.habits.feedback.store import SqlRoundStore
from bot.habits.kinds import LOOKED_AT, pressable
from bot.habits.plans import check_ins
from bot.habits.trial.store import SqlTrialStore
from bot.library.ports import Content

log = structlog.get_logger()

LOOK_BACK = dt.timedelta(days=21)
"""How long after its nudge a round may still be opened."""
OVERLAP = dt.timedelta(hours=1)
SWEEP_EVERY = dt.timedelta(hours=6)
TOO_LATE = dt.timedelta(days=7)
"""What could not be posted in a thread within this time is not posted at all."""
KEY_BYTES = 32

_FORGOTTEN = replace(STANDARD, check_in=False)
"""The settings for a channel that no longer exists here: nothing is posted there."""


class Feedback:
    """Opens a round for every posted nudge, and does what is due in it. `chance` gives random bytes."""

    def __init__(
        self,
        *,
        store: SqlRoundStore,
        trials: SqlTrialStore,
        channels: ChannelStore,
        ledger: Ledger,
        people: People,
        leads: Leads,
        content: Callable[[], Content],
        chance: Callable[[int], bytes],
    ) -> None:
        self._store = store
        self._trials = trials
        self._channels = channels
        self._ledger = ledger
        self._people = people
        self._leads = leads
        self._content = content
        self._chance = chance
        self._looked_at: dt.datetime | None = None
        self._swept_at: dt.datetime | None = None

    async def nudge(self, person: Actor, nudge: str) -> Delivery:
        """The nudge that this person may click. Raises Refused."""
        delivery = await self._ledger.get(nudge)
        if delivery is None or delivery.ref.workspace != person.workspace or delivery.kind not in NUDGES:
            raise Refused(texts.NUDGE_GONE)
        return delivery

    async def found(self, person: Actor, nudge: str, seen: Seen | None, now: dt.datetime) -> Delivery:
        """The nudge that this person clicks, at the message where they saw it. Raises Refused.

        The click also shows which message it is, if the ledger does not know that yet.
        """
        delivery = await self.nudge(person, nudge)
        if delivery.ts is not None or seen is None or seen.channel != delivery.ref.channel:
            return delivery
        try:
            found = await self._ledger.move(delivery, Posted(seen.ts), now)
        except LostRace:
            return await self._ledger.get(nudge) or delivery
        except IllegalTransition:
            return replace(delivery, ts=seen.ts)  # the ledger gave it up long ago, but it exists
        log.info("delivery.found", nudge=nudge, channel=delivery.ref.channel, before=delivery.state)
        return found

    async def clicked(self, nudge: Delivery, now: dt.datetime) -> None:
        """Somebody pressed something under this nudge; it is not recorded who."""
        await self._opened(nudge, now)
        await self._store.clicked(nudge.id)

    async def how(
        self,
        person: Actor,
        tip: str,
        now: dt.datetime,
        seen: Seen | None = None,
        content: Content | None = None,
    ) -> Message:
        """All that stands behind a tip, if the person may read it; under a tip without a team's voice only the passage.
        `tip` is the id of a nudge, or of a tip that was looked up. Raises Refused."""
        content = content or self._content()
        if spoken := content.library.spoken(tip):
            return tips.how(*spoken, content.sources)
        delivery = await self.found(person, tip, seen, now)
        known = content.library.find(delivery.tip)
        if known is None:
            raise Refused(texts.NUDGE_GONE)
        await self.clicked(delivery, now)
        return tips.how(known, known.team, content.sources)

    async def used(
        self, person: Actor, nudge: str, yes: bool, now: dt.datetime, *, seen: Seen | None = None
    ) -> Message:
        """Record whether this person used the tip, replacing an earlier answer; what comes back is private. Raises
        Refused."""
        delivery = await self.found(person, nudge, seen, now)
        await self.clicked(delivery, now)
        if not await self._store.vote(delivery.id, lambda key: model.voter(key, person.name), yes):
            raise Refused(texts.VOTE_CLOSED)
        return say(texts.VOTED.format(answer=texts.VOTES[yes]))

    async def due(self, now: dt.datetime) -> int:
        """Do what is due in all channels; returns how many rounds changed. An error with one does not stop the
        others."""
        await self._open_new(now)
        return await sweep(
            lambda limit: self._store.due(now, limit),
            lambda round: self._advance(round, now),
            lambda round: round.nudge,
            failed=lambda round: log.exception(
                "round.failed", nudge=str(round.nudge), channel=round.ref.channel
            ),
        )

    async def _open_new(self, now: dt.datetime) -> None:
        everything = self._swept_at is None or now - self._swept_at >= SWEEP_EVERY
        since = now - LOOK_BACK if everything or self._looked_at is None else self._looked_at - OVERLAP
        await sweep(
            lambda limit: self._store.unopened(since, limit),
            self._open,
            lambda nudge: nudge.id,
            failed=lambda nudge: log.exception(
                "round.not_opened", nudge=str(nudge.id), channel=nudge.ref.channel
            ),
        )
        self._looked_at = now
        self._swept_at = now if everything else self._swept_at

    async def _open(self, nudge: Delivery) -> bool:
        members = await self._members(nudge.ref)
        await self._store.open(replace(await self._new(nudge), members=members))
        return True

    async def _opened(self, nudge: Delivery, now: dt.datetime) -> None:
        """Make sure that a clicked nudge has a round; if it should be over by now, a closed one.

        It asks Slack nothing: a form may wait for this, and Slack accepts a form for three seconds only:
        https://docs.slack.dev/interactivity/handling-user-interaction
        """
        if await self._store.get(nudge.id) is None:
            round = await self._new(nudge)
            over = round.closes_at is not None and round.closes_at <= now
            await self._store.open(model.closed(round, now) if over else round)

    async def _new(self, nudge: Delivery) -> Round:
        """A round for this nudge, whose members still have to be counted."""
        channel = await self._channels.get(nudge.ref)
        tip = self._content().library.find(nudge.tip)
        posted = nudge.armed_at or nudge.due_at
        trial = await self._trials.running(nudge.ref, posted)
        taking_part = (
            trial if tip and tip.team else None
        )  # the others have no button that chance can take away
        round = Round(
            nudge=nudge.id,
            ref=nudge.ref,
            slot=nudge.slot,
            tip=nudge.tip,
            theme=tip.theme if tip else "",
            ts=nudge.ts or "",
            opened_at=posted,
            trial=taking_part.id if taking_part else None,
            arm=taking_part.arm(nudge.slot) if taking_part else None,
            members=model.UNCOUNTED,
            key=self._chance(KEY_BYTES) if taking_part else None,
        )
        return model.scheduled(round, channel.settings if channel else _FORGOTTEN)

    async def _members(self, ref: ChannelRef) -> int:
        """How many people can click; 0, with which nothing is shown, if Slack does not say."""
        try:
            return await self._people.members(ref)
        except LeiderschapError as error:
            log.warning("round.members_unknown", channel=ref.channel, reason=type(error).__name__)
            return 0

    async def _advance(self, round: Round, now: dt.datetime) -> bool:
        after, deliveries = round, []
        if round.members == model.UNCOUNTED:
            after = replace(after, members=await self._members(round.ref))
        if round.question_at and round.question_at <= now:
            after = replace(after, question_at=None)
            deliveries.append(in_thread(round, model.QUESTION, round.question_at))
        if round.used_at and round.used_at <= now:
            after = replace(after, used_at=None)
            deliveries.append(in_thread(round, model.USED, round.used_at))
        if round.count_at and round.count_at <= now:
            after = await self._counted(after)
            if round.announced and after.figures and messages.count(after.figures):
                deliveries.append(in_thread(round, model.COUNT, round.count_at))
            if asked := await self._silence(after, now):
                after = replace(after, silence_told=True)
                deliveries.append(asked)
        if round.closes_at and round.closes_at <= now:
            after = replace(after, closes_at=None, closed_at=now, key=None)
            if round.arm:
                yes, no = await self._store.used(round.nudge)
                after = replace(after, yes=yes, no=no)
        moved = await self._store.step(after, deliveries)
        if moved:
            log.info(
                "round.moved",
                nudge=str(round.nudge),
                channel=round.ref.channel,
                kinds=[d.kind for d in deliveries],
            )
        return moved

    async def _counted(self, round: Round) -> Round:
        members = min(round.members, await self._members(round.ref))
        fixed = figures(await self._store.tally(round.nudge), members)
        return replace(round, count_at=None, members=members, figures=fixed)

    async def _silence(self, round: Round, now: dt.datetime) -> Delivery | None:
        """The question to the lead, if nobody clicked on this round and those before it."""
        latest = await self._store.latest(round.ref, LOOKED_AT)
        counted = [one for one in latest if one.figures is not None and one.nudge != round.nudge]
        before = [round, *(one for one in counted if one.slot <= round.slot)]
        if not model.silent(pressable(before, self._content())):
            return None
        lead = next(iter(await self._leads.of(round.ref)), None)
        if lead is None:
            return None
        try:
            zone = await self._people.timezone(round.ref.workspace, lead.user)
            direct = await self._people.direct(round.ref.workspace, lead.user)
        except LeiderschapError as error:
            log.warning("silence.not_asked", channel=round.ref.channel, reason=type(error).__name__)
            return None
        due_at = check_ins.after_quiet(now, zone)
        return Delivery(
            id=uuid.uuid5(round.nudge, SILENCE),
            ref=direct,
            kind=SILENCE,
            slot=round.slot,
            subject=round.ref.channel,
            due_at=due_at,
            expires_at=check_ins.quiet_from(due_at, zone),
        )


def in_thread(round: Round, kind: str, due_at: dt.datetime) -> Delivery:
    """A delivery in the thread of the round's nudge. Its subject is the round's id."""
    return Delivery(
        id=uuid.uuid5(round.nudge, kind),
        ref=round.ref,
        kind=kind,
        slot=round.slot,
        subject=str(round.nudge),
        due_at=due_at,
        expires_at=due_at + TOO_LATE,
    )
