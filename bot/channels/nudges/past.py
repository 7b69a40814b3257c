"""Where the tips are that a channel had."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.core.people import ChannelRef
from bot.delivery.model import NUDGES, Delivery
from bot.delivery.ports import Ledger

FAR = 120
"""How many deliveries back a tip is looked for: more than two years of weeks."""


class Links(Protocol):
    """See `core.platform.Platform`."""

    async def links(self, ref: ChannelRef, messages: Collection[str]) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class Posted:
    """A tip's last post in a channel: its slot and the message's address, None if it is not known."""

    slot: dt.date
    link: str | None


class Past:
    def __init__(self, ledger: Ledger, links: Links) -> None:
        self._ledger = ledger
        self._links = links

    async def links(self, ref: ChannelRef, rows: Sequence[Delivery]) -> Mapping[str, str]:
        """The addresses of these deliveries of a channel, by the id of their message."""
        return await self._links.links(ref, [row.ts for row in rows if row.state == "posted" and row.ts])

    async def slots(self, ref: ChannelRef) -> Mapping[str, dt.date]:
        """The slots of the channel's tips, by the id of their delivery."""
        return {str(row.id): row.slot for row in await self._ledger.recent(ref, FAR, NUDGES)}

    async def posted(self, ref: ChannelRef, tips: Mapping[str, str]) -> Mapping[str, Posted]:
        """Those of these tips that the channel had. `tips` maps each id, also an earlier one, to the present one."""
        rows = await self._ledger.recent(ref, FAR, NUDGES)
        posted = [row for row in reversed(rows) if row.state == "posted" and row.tip in tips]
        had = {tips[row.tip]: row for row in posted}
        known = await self.links(ref, list(had.values()))
        return {tip: Posted(row.slot, known.get(row.ts or "")) for tip, row in had.items()}
