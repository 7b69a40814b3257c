"""Who was told of what went wrong, read from what stands before people in the simulated Slack."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable

from bot.domain.deliveries import Delivery
from bot.services.reporting import NOTICE
from tests.simulation.world import World

Telling = tuple[str, str]
"""What is told, and of which delivery: of one that is unknown in this version, as it can become so again."""


def faults(world: World) -> list[str]:
    """Each miss that nobody knows of, and whoever was told of one twice."""
    told = _Told(world)
    return [*told.untold(), *told.repeated()]


class _Told:
    """The ids of the notices by what they tell and to whom: of those that stand there, and of those that Slack did not
    let the bot write."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._there = self._notices((one.channel, one.delivery) for one in world.messages)
        self._refused = self._notices(world.refused)

    def _notices(self, posts: Iterable[tuple[str, str]]) -> dict[Telling, dict[str, list[str]]]:
        found: dict[Telling, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for person, id in posts:
            row = self._world.database.rows.get(uuid.UUID(id))
            if row is not None and row.kind == NOTICE:
                found[_telling(row)][person].append(id)
        return found

    def untold(self) -> list[str]:
        """Of a pause is told once: who was told of it is not told of what Slack refuses until something came again."""
        found = []
        paused: set[str] = set()
        nudges = [row for row in self._world.database.rows.values() if row.kind == "nudge"]
        for row in sorted(nudges, key=lambda row: row.slot):
            if row.state == "posted":
                paused.discard(row.channel)
                continue
            tellings = self._tellings(row)
            if any(self._knows(row, telling) for telling in tellings):
                if row.state == "failed":
                    paused.add(row.channel)
            elif tellings and not (row.state == "failed" and row.channel in paused):
                found.append(f"nobody was told that it is {row.state} ({row.error}): nudge of {row.channel}")
        return found

    def _tellings(self, row: Delivery) -> list[Telling]:
        """Any of these tells how the delivery ended."""
        match row.state, row.error:
            case "failed", _:
                return [("failed", str(row.id)), ("paused", str(row.id))]
            case "skipped", "missed":
                return [("missed", str(row.id))]
            case ("review", _) | ("skipped", "unresolved"):
                past = self._world.database.past[row.id]
                asked = max(before.version for _, before in past if before.state == "review")
                return [("unknown", f"{row.id}/{asked}")]
        return []

    def _knows(self, row: Delivery, telling: Telling) -> bool:
        """The leads know; or the administrators, where there are none or one cannot be told: Slack does not let the bot
        write to them, or lost what it wrote."""
        reached, refused = self._there[telling], self._refused[telling]
        leads = self._world.leads[row.workspace, row.channel]
        missing = [lead for lead in leads if lead not in reached]
        if any(lead not in refused and not self._lost(telling, lead) for lead in missing):
            return False
        if leads and not missing:
            return True
        return all(one in reached or one in refused for one in self._world.administrators[row.workspace])

    def _lost(self, telling: Telling, person: str) -> bool:
        return any(
            self._world.database.lost(str(row.id))
            for row in self._world.database.rows.values()
            if row.kind == NOTICE and row.channel == person and _telling(row) == telling
        )

    def repeated(self) -> list[str]:
        """A second copy stands there only of a notice whose answer was lost."""
        return [
            f"{person} was told {len(ids)} times that it is {what}: {of}"
            for (what, of), people in self._there.items()
            for person, ids in people.items()
            if len(ids) > 1 + sum(self._world.database.lost(id) for id in set(ids))
        ]


def _telling(notice: Delivery) -> Telling:
    what, id, version = notice.subject.split("/")
    return what, f"{id}/{version}" if what == "unknown" else id
