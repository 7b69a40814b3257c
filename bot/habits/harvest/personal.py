"""What a person shared for the Vrijdagoogst, and how it is erased."""

from __future__ import annotations

import datetime as dt

from bot.core import retention
from bot.core.features import Personal, Rows
from bot.core.people import Actor
from bot.habits.harvest import texts
from bot.habits.harvest.store import SqlHarvestStore


def part(store: SqlHarvestStore) -> Personal:
    """Sentences that wait and those on cards; the latter are drawn away from their card."""

    async def of(person: Actor) -> Rows:
        return [
            {
                "zin": line.line,
                "tip": line.tip,
                "kanaal": line.ref.channel,
                "met naam": line.named,
                "op een kaart": line.card is not None,
                "sinds": line.kept_from.isoformat(),
            }
            for line in await store.of(person)
        ]

    async def erase(person: Actor, _now: dt.datetime) -> int:
        return await store.take_back(person)

    return Personal(texts.TITLE, texts.WHY, texts.KEPT.format(days=retention.HARVEST.days), of, erase)
