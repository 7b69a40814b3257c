"""Checks who was told what went wrong, by the messages that people have in Slack."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.core.people import ChannelRef
from bot.delivery.model import NOTICE, Delivery

Telling = tuple[str, str]
"""What is told, and about which delivery; if it is unknown, with its version, because it can become so again."""
Post = tuple[str, str]
"""A person, and the id of the notice."""
Notices = Mapping[Telling, Mapping[str, Sequence[Delivery]]]


@dataclass
class Told:
    """`there` are the posts in Slack, `refused` those that Slack refused. `lost` returns how often a notice was
    unknown. `leads` are those of a channel, `administrators` those of a workspace. `rows` are in the order in which
    they ended."""

    rows: Mapping[uuid.UUID, Delivery]
    there: Iterable[Post]
    refused: Iterable[Post]
    lost: Callable[[Delivery], int]
    leads: Mapping[ChannelRef, Sequence[str]]
    administrators: Mapping[str, Sequence[str]]

    def __post_init__(self) -> None:
        notices = [row for row in self.rows.values() if row.kind == NOTICE]
        self._there = self._notices(self.there)
        self._refused = self._notices(self.refused)
        self._lost = self._notices((row.ref.channel, str(row.id)) for row in notices if self.lost(row))

    def faults(self) -> list[str]:
        """Each miss about which nobody was told, and each about which somebody was told twice."""
        return [*self._untold(), *self._repeated()]

    def _notices(self, posts: Iterable[Post]) -> Notices:
        """The notices, by what they tell and to whom."""
        found: dict[Telling, dict[str, list[Delivery]]] = defaultdict(lambda: defaultdict(list))
        for person, id in posts:
            row = self.rows.get(uuid.UUID(id))
            if row is not None and row.kind == NOTICE:
                what, of, version = row.subject.split("/")
                found[what, f"{of}/{version}" if what == "unknown" else of][person].append(row)
        return found

    def _untold(self) -> list[str]:
        """Every delivery that ended badly without anybody knowing. A pause is told once: after it, posts that Slack
        refuses are not told until one succeeds again."""
        found = []
        paused: set[str] = set()
        for row in self.rows.values():
            if row.kind == NOTICE or not (tellings := _tellings(row)):
                if row.state == "posted":
                    paused.discard(row.ref.channel)
            elif any(self._known(row, telling) for telling in tellings):
                if row.state == "failed":
                    paused.add(row.ref.channel)
            elif not (row.state == "failed" and row.ref.channel in paused):
                name = f"{row.kind} of {row.ref.channel} on {row.slot}"
                found.append(f"nobody was told that it is {row.state} ({row.error}): {name}")
        return found

    def _known(self, row: Delivery, telling: Telling) -> bool:
        """Whether the leads were told; or the administrators, if there are no leads or one cannot be told, because
        Slack refuses messages to them or the answer was lost."""
        reached, refused = self._there.get(telling, {}), self._refused.get(telling, {})
        leads = self.leads.get(row.ref, ())
        missing = [lead for lead in leads if lead not in reached]
        if leads and not missing:
            return True
        if any(lead not in refused and lead not in self._lost.get(telling, {}) for lead in missing):
            return False
        return all(one in reached or one in refused for one in self.administrators[row.ref.workspace])

    def _repeated(self) -> list[str]:
        """Only a notice whose answer was lost may be there a second time."""
        return [
            f"{person} was told {len(copies)} times that it is {what}: {of}"
            for (what, of), people in self._there.items()
            for person, copies in people.items()
            if len(copies) > 1 + sum(self.lost(row) for row in {row.id: row for row in copies}.values())
        ]


def _tellings(row: Delivery) -> list[Telling]:
    """Any one of these tells how the delivery ended; none if it was posted or skipped on purpose."""
    match row.state, row.error:
        case "failed", _:
            return [("failed", str(row.id)), ("paused", str(row.id))]
        case "skipped", "missed":
            return [("missed", str(row.id))]
        case "review", _:
            return [("unknown", f"{row.id}/{row.version}")]
        case "skipped", "unresolved":
            return [("unknown", f"{row.id}/{row.version - 1}")]
    return []
