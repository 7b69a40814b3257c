"""Plants faults in the product to prove that the checks find them."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any
from unittest import mock

from bot.channels import model as channels
from bot.channels.calendar import forecast
from bot.channels.calendar.rhythm import Occurrence
from bot.channels.model import Channel
from bot.channels.nudges import scheduling, slots
from bot.channels.settings import changing
from bot.channels.settings.changing import Changing
from bot.core.platform import NotPostedError, RefusedError, UnsureError
from bot.delivery.clocks import Clocks, Work
from bot.delivery.delivering import Delivering
from bot.delivery.model import Arm, Claim, Delivery, Event, Lose, Posted, decide
from bot.delivery.notices.reporting import Reporting, What
from bot.delivery.pacing import model as pacing
from bot.delivery.pacing.lanes import Lane
from bot.delivery.posting import Posting
from bot.delivery.reconciling import Reconciling
from bot.delivery.recording import Recording
from tests.fakes.ledger import MemoryChannels, MemoryLedger
from tests.simulation.hands import Hands
from tests.simulation.slack import Messenger
from tests.simulation.world import World


@dataclass(frozen=True)
class Plant:
    """A fault, and words that a check must report for it: other reports do not count."""

    meaning: str
    seen: str

    def found(self, faults: Sequence[str]) -> list[str]:
        return [fault for fault in faults if self.seen in fault]


FAULTS = {
    "no-intent": Plant("no intent before the post", "posted 2"),
    "unknown-is-posted": Plant("unknown taken as posted", "said to be posted"),
    "marked-first": Plant("marked as sent before the post", "said to be posted"),
    "5xx-is-no": Plant("a 5xx taken as a no", "posted 2"),
    "silent-retry": Plant("the SDK's silent retry", "posted 2"),
    "racy-claim": Plant("claim by read-then-write, and nothing compared after it", "posted 2"),
    "no-lease-check": Plant("no look at the clock between the claim and the post", "posted 2"),
    "no-waiting": Plant("no waiting time before a lookup", "posted 2"),
    "utc-slot": Plant("occurrences keyed by the UTC date", "nothing is recorded"),
    "missed-dropped": Plant("missed occurrences dropped", "nothing is recorded"),
    "all-missed": Plant("nothing is posted, every nudge planned as missed", "missed, though"),
    "third-missed": Plant("every third nudge planned as missed with the bot up", "missed, though"),
    "all-refused": Plant("every answer of Slack taken as a refusal for good", "said to be failed"),
    "nobody-told": Plant("nobody is told of anything", "nobody was told"),
    "nobody-asked": Plant("an unknown post goes to review and nobody is asked", "nobody was told"),
    "told-twice": Plant("every miss told twice", "was told 2 times"),
    "clocks-trusted": Plant("clocks that differ are trusted", "too early"),
    "not-compared": Plant("a clock that was never compared is trusted", "by a clock that is"),
    "forgets-anyway": Plant("what is old is deleted by any clock", "forgotten by a clock"),
    "no-stop": Plant("SIGTERM stops no lane", "begun after the stop"),
    "slow-for-good": Plant("a lane that was slowed down stays so, to a post in ten seconds", "a lane took"),
    "notices-last": Plant("notices wait until there is no tip left", "before a notice that waited"),
    "start-drops": Plant("a start after a refusal drops what is due", "nothing is recorded"),
    "file-drops": Plant("another channels file drops what is due", "nothing is recorded"),
    "setting-drops": Plant("a setting drops what is due", "nothing is recorded"),
    "resume-drops": Plant("who resumes drops what is due", "nothing is recorded"),
    "event-drops": Plant("an event of Slack drops what is due", "nothing is recorded"),
    "by-hand-drops": Plant("a tip by hand on top drops the next one", "nothing is recorded"),
}

_apply = MemoryLedger.apply
_claim = MemoryLedger.claim
_send = Messenger._send
_plan = scheduling.plan
_due = scheduling.due_occurrences
_timed = Reconciling._timed
_notices = Reporting.notices
_settle = Changing.settle
_going_on = Changing.going_on
_moved = channels.moved
_passes = MemoryChannels.passes
_check_recorded = MemoryLedger.check_recorded
_coming_of = forecast.coming_of
_drops: ContextVar[bool] = ContextVar("drops", default=False)


def _no_intent(self: MemoryLedger, row: Delivery, event: Event, now: dt.datetime) -> Delivery:
    if isinstance(event, Arm):
        return decide(row, event, now)  # without writing it
    if row.state == "sending" and (stored := self.database.rows[row.id]).state == "claimed":
        if stored.version != row.version - 1:
            return _apply(self, row, event, now)
        after = decide(row, event, now)
        self.database.write(after)
        return after
    return _apply(self, row, event, now)


def _marked_first(self: MemoryLedger, row: Delivery, event: Event, now: dt.datetime) -> Delivery:
    if isinstance(event, Arm):
        armed = _apply(self, row, event, now)
        self.database.write(replace(armed, state="posted", owner=None, lease_until=None))
        return armed
    if self.database.rows[row.id].state == "posted":
        return decide(row, event, now)  # Slack's answer comes too late to count
    return _apply(self, row, event, now)


async def _racy_claim(
    self: MemoryLedger,
    owner: str,
    now: dt.datetime,
    limit: int,
    workspace: str | None,
    lease: dt.timedelta,
    *,
    notices: bool | None,
) -> Sequence[Delivery]:
    wanted = self.wanted(now, limit, workspace, notices=notices)
    await asyncio.sleep(0.05)
    claimed = [decide(row, Claim(owner, lease), now) for row in wanted]
    self.database.rows |= {row.id: row for row in claimed}
    return claimed


def _trusting(self: MemoryLedger, row: Delivery, event: Event, now: dt.datetime) -> Delivery:
    after = decide(row, event, now)
    self.database.write(after)
    return after


async def _unsure_is_posted(self: Messenger, channel: str, id: str) -> str:
    try:
        return await _send(self, channel, id)
    except UnsureError:
        return "0.0"


def _lost_is_posted(self: Reconciling, row: Delivery) -> Event:
    event = _timed(self, row)
    return Posted("0.0") if isinstance(event, Lose) else event


async def _5xx_is_no(self: Messenger, channel: str, id: str) -> str:
    try:
        return await _send(self, channel, id)
    except UnsureError as error:
        if error.code.startswith("http_5"):
            raise NotPostedError(error.code) from None
        raise


async def _silent_retry(self: Messenger, channel: str, id: str) -> str:
    try:
        return await _send(self, channel, id)
    except UnsureError:
        return await _send(self, channel, id)


def _utc(channel: Any, now: dt.datetime) -> list[Occurrence]:
    return [Occurrence(one.due_at, one.due_at.date()) for one in _due(channel, now)]


def _dropped(*arguments: Any, **named: Any) -> list[Delivery]:
    return [row for row in _plan(*arguments, **named) if row.error != "missed"] or [
        replace(_plan(*arguments, **named)[-1], kind="dropped", state="skipped")
    ]


def _all_missed(*arguments: Any, **named: Any) -> list[Delivery]:
    return [replace(row, state="skipped", error="missed") for row in _plan(*arguments, **named)]


def _third_missed(*arguments: Any, **named: Any) -> list[Delivery]:
    return [
        replace(row, state="skipped", error="missed") if row.slot.toordinal() // 7 % 3 == 0 else row
        for row in _plan(*arguments, **named)
    ]


async def _all_refused(self: Messenger, channel: str, id: str) -> str:
    raise RefusedError("not_in_channel", pauses=True)


async def _nobody(*_: object) -> Sequence[Delivery]:
    return ()


async def _nobody_asked(self: Reporting, what: What, row: Delivery, now: dt.datetime) -> Sequence[Delivery]:
    return () if what == "unknown" else await _notices(self, what, row, now)


async def _told_twice(self: Reporting, what: What, row: Delivery, now: dt.datetime) -> Sequence[Delivery]:
    once = await _notices(self, what, row, now)
    again = [replace(one, id=uuid.uuid5(one.id, "again"), subject=f"{one.subject}0") for one in once]
    return [*once, *again] if what == "missed" and row.kind == "nudge" else once


async def _no_stop(self: Delivering) -> None:
    return


async def _notices_last(self: Lane, tips: asyncio.Task[None]) -> None:
    self._no_notices.set()
    await asyncio.wait([tips])
    await self._file(notices=True)


async def _starts_anyway(_: Clocks, now: dt.datetime, *works: Work) -> None:
    for work in works:
        await work(now)


def _dropping(act: Any) -> Any:
    """The act in a product that computes the next moment from now and ignores what is due, with stores that accept it:
    the real ones refuse, so nothing would be lost."""

    async def drops(*given: Any, **named: Any) -> Any:
        token = _drops.set(True)
        try:
            return await act(*given, **named)
        finally:
            _drops.reset(token)

    return drops


async def _settles_nothing(self: Changing, channels: Any, now: dt.datetime) -> bool:
    return False if _drops.get() else await _settle(self, channels, now)


async def _goes_on_anew(self: Changing, channel: Channel, now: dt.datetime) -> Channel:
    if _drops.get() and channel.stands_still:
        return await self.restarted(replace(channel, paused=None), now)
    return await _going_on(self, channel, now)


def _moved_anyway(channel: Channel, following: Occurrence | None, now: dt.datetime) -> Channel:
    return _moved(replace(channel, next_due_at=None) if _drops.get() else channel, following, now)


def _passes_unseen(self: MemoryChannels, stored: Channel, channel: Channel, now: dt.datetime | None) -> bool:
    return not _drops.get() and _passes(self, stored, channel, now)


def _unchecked(self: MemoryLedger, *given: Any) -> None:
    if not _drops.get():
        _check_recorded(self, *given)


def _coming_later(channel: Channel) -> Iterator[Occurrence]:
    return islice(_coming_of(channel), 1, None)


def _always(*_: object) -> bool:
    return True


UNGUARDED: list[tuple[Any, str, Any]] = [
    (Changing, "settle", _settles_nothing),
    (Changing, "going_on", _goes_on_anew),
    (changing, "moved", _moved_anyway),
    (MemoryChannels, "passes", _passes_unseen),
    (MemoryLedger, "check_recorded", _unchecked),
]

REFUSES_NOTHING: tuple[Any, str, Any] = (MemoryLedger, "check_recorded", lambda *_: None)
"""A ledger that moves a channel past a date without a row: the real one refuses, so nothing would be lost."""


def _unguarded(*acts: str) -> list[tuple[Any, str, Any]]:
    """Patches for these acts, without the checks that keep them from dropping an occurrence."""
    return [*UNGUARDED, *((Hands, act, _dropping(getattr(Hands, act))) for act in acts)]


@contextmanager
def planted(name: str, world: World) -> Iterator[None]:
    """Plant the fault of this name in the product until the context ends; '' is no fault."""
    patches: dict[str, list[tuple[Any, str, Any]]] = {
        "no-intent": [(MemoryLedger, "apply", _no_intent)],
        "unknown-is-posted": [
            (Messenger, "_send", _unsure_is_posted),
            (Reconciling, "_timed", _lost_is_posted),
        ],
        "marked-first": [(MemoryLedger, "apply", _marked_first)],
        "5xx-is-no": [(Messenger, "_send", _5xx_is_no)],
        "silent-retry": [(Messenger, "_send", _silent_retry)],
        "racy-claim": [(MemoryLedger, "claim", _racy_claim), (MemoryLedger, "apply", _trusting)],
        "no-lease-check": [(Posting, "in_time", _always)],
        "no-waiting": [(Recording, "unknown_for", lambda *_: 1e9)],
        "utc-slot": [(scheduling, "due_occurrences", _utc), REFUSES_NOTHING],
        "missed-dropped": [(scheduling, "plan", _dropped), REFUSES_NOTHING],
        "all-missed": [(scheduling, "plan", _all_missed)],
        "third-missed": [(scheduling, "plan", _third_missed)],
        "all-refused": [(Messenger, "_send", _all_refused)],
        "nobody-told": [(Reporting, "notices", _nobody)],
        "nobody-asked": [(Reporting, "notices", _nobody_asked)],
        "told-twice": [(Reporting, "notices", _told_twice)],
        "clocks-trusted": [(Clocks, "trusted", _always)],
        "not-compared": [(Clocks, "trusted", lambda clocks: not clocks._differing())],
        "forgets-anyway": [(Clocks, "start", _starts_anyway)],
        "no-stop": [(Delivering, "stop", _no_stop)],
        "slow-for-good": [(pacing, "SLOWEST", 0.1), (pacing, "RECOVERS_IN", 1e9)],
        "notices-last": [(Lane, "_notices", _notices_last)],
        "start-drops": _unguarded("start"),
        "file-drops": _unguarded("apply"),
        "setting-drops": _unguarded("save"),
        "resume-drops": _unguarded("resume"),
        "event-drops": _unguarded("stop", "back"),
        "by-hand-drops": [*_unguarded("post"), (slots, "coming_of", _coming_later)],
    }
    if name == "no-waiting":
        world.bounds = replace(world.bounds, quarantine=dt.timedelta())
    with ExitStack() as stack:
        for owner, attribute, value in patches.get(name, []):
            stack.enter_context(mock.patch.object(owner, attribute, value))
        yield
