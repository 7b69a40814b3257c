"""Tells a channel's leads what went wrong with its posts, or the administrators if it has none.

A notice is itself a delivery, of the kind `notice`, written in the same transaction as the event that it reports. So
it is sent once, waits while Slack cannot be reached, and is in the ledger. There are no notices about notices; one
that a lead cannot receive goes to the administrators, each in a notice of their own.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from bot.core.messages import Message
from bot.core.platform import Administrators
from bot.delivery.bounds import Bounds
from bot.delivery.model import NOTICE, NUDGES, Delivery, Skip
from bot.delivery.notices import messages
from bot.delivery.ports import Channels, Ledger, Prepared

ADMINISTRATORS = "administrators"
"""Stands for the administrators' ids until those are looked up."""
WITHIN = dt.timedelta(days=60)
"""How late a notice may come: after the bot was down for weeks, late is better than never."""
MOST = 5
"""The most administrators to tell."""

What = Literal["unknown", "missed", "failed", "paused"]


class Reporting:
    """Also the kind of delivery that it makes (see `delivery.ports.Kind`)."""

    def __init__(self, ledger: Ledger, channels: Channels, administrators: Administrators) -> None:
        self._ledger = ledger
        self._channels = channels
        self._administrators = administrators

    async def notices(self, what: What, row: Delivery, now: dt.datetime) -> Sequence[Delivery]:
        """The deliveries to add to the ledger when this happens to `row`, given as it was before."""
        if row.kind == NOTICE and row.ref.channel != ADMINISTRATORS:
            return [addressed(row, ADMINISTRATORS, now)]
        if row.kind not in NUDGES:
            return []
        leads = await self._channels.leads(row.ref)
        return [notice(what, row, to, now) for to in leads or [ADMINISTRATORS]]

    async def missed(self, planned: Sequence[Delivery], now: dt.datetime) -> Sequence[Delivery]:
        """The notices about deliveries that were missed before they could be tried."""
        gone = [row for row in planned if (row.state, row.error) == ("skipped", "missed")]
        return [one for row in gone for one in await self.notices("missed", row, now)]

    async def was_asked(self, row: Delivery, version: int, user: str) -> bool:
        """Whether this person was asked to decide about the delivery."""
        asked = notice("unknown", replace(row, version=version - 1), user, row.due_at)
        return await self._ledger.get(str(asked.id)) is not None

    async def prepare(self, delivery: Delivery, now: dt.datetime) -> Prepared | Skip:
        what, id, version = delivery.subject.split("/")
        row = await self._ledger.get(id)
        if row is None:
            return Skip("gone")
        if what == "unknown" and (row.state, row.version) != ("review", int(version)):
            if row.error != "unresolved":
                return Skip("settled")
            what = "unresolved"  # nobody could be asked in time
        name, zone = await self._channels.named(row.ref) or (row.ref.channel, "UTC")
        return await self.give(delivery, messages.notice(what, row, name, zone), now)

    async def give(self, delivery: Delivery, message: Message, now: dt.datetime) -> Prepared | Skip:
        """The notice with this message for one person; for the administrators it is passed on to each of them."""
        if delivery.ref.channel != ADMINISTRATORS:
            return Prepared(message)
        people = await self._administrators.of(delivery.ref.workspace)
        await self._ledger.add([addressed(delivery, person, now) for person in people[:MOST]])
        return Skip("passed_on" if people else "nobody_to_tell")


def quarantine(row: Delivery, bounds: Bounds) -> dt.timedelta:
    """How long nothing is decided about a delivery whose answer was lost. A notice is then sent again, with the wait
    doubled each time: it survives an outage of hours, and there are few duplicates if Slack did take them."""
    return bounds.quarantine * (2 ** min(row.attempts - 1, 12) if row.kind == NOTICE else 1)


def notice(what: What, row: Delivery, to: str, now: dt.datetime) -> Delivery:
    """The delivery that tells `to` about it; its subject contains the version that the row has after the event."""
    return addressed(replace(row, subject=f"{what}/{row.id}/{row.version + 1}"), to, now)


def addressed(told: Delivery, to: str, now: dt.datetime) -> Delivery:
    """The same notice, addressed to somebody else."""
    return Delivery(
        id=uuid.uuid5(uuid.NAMESPACE_OID, f"{NOTICE}/{told.subject}/{to}"),
        ref=replace(told.ref, channel=to),
        kind=NOTICE,
        slot=told.slot,
        subject=told.subject,
        due_at=now,
        expires_at=now + WITHIN,
    )
