"""A person's own data: seen, downloaded and deleted by that person; and the job that deletes what is old."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from bot.domain import retention
from bot.domain.plans import Person
from bot.services.ports_habits import Expiring, Leads, PersonalData, Vault

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of data about a person: what it is called, why and how long it is kept (Dutch), and the data."""

    title: str
    why: str
    kept: str
    rows: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Erased:
    """`rows` that were deleted or parted from the person. `everywhere`: no trace is left in the database's files."""

    rows: int
    everywhere: bool


class Privacy:
    """What is kept about a person, of all `parts`."""

    def __init__(self, parts: Sequence[PersonalData], leads: Leads, vault: Vault) -> None:
        self._parts = parts
        self._leads = leads
        self._vault = vault

    async def kept(self, person: Person) -> Sequence[Part]:
        """All that is kept about this person; kinds of which nothing is kept are left out."""
        found = [Part(part.title, part.why, part.kept, await part.of(person)) for part in self._parts]
        return [part for part in found if part.rows]

    async def download(self, person: Person) -> bytes:
        """The same as JSON."""
        kept = await self.kept(person)
        data = {
            part.title: {"waarom": part.why, "hoe lang": part.kept, "gegevens": list(part.rows)}
            for part in kept
        }
        return json.dumps(data, ensure_ascii=False, indent=2).encode()

    async def alone(self, person: Person) -> Sequence[str]:
        """The channels that have no lead left once this person is deleted; to be told before it is done."""
        return await self._leads.alone(person.workspace, person.user)

    async def erase(self, person: Person) -> Erased:
        """Delete all of it, now. What a part's failure left behind is deleted by erasing again."""
        traces = [person.user, *await self._traces(person)]
        rows = 0
        for part in self._parts:
            rows += await part.erase(person)
        everywhere = await self._vault.purge(traces)
        log.info("privacy.erased", rows=rows, everywhere=everywhere)
        return Erased(rows, everywhere)

    async def _traces(self, person: Person) -> Sequence[str]:
        """The id of the person's conversation with the bot, which names them as well as their own does."""
        rows = [row for part in self._parts for row in await part.of(person)]
        return sorted({str(row["direct"]) for row in rows if "direct" in row})


class Retention:
    """Deletes what was kept long enough. `kept` says, by a name for the log, what expires and after how long.

    `left` gives the workspaces that removed the bot before a moment.
    """

    def __init__(
        self,
        kept: Mapping[str, tuple[Expiring, dt.timedelta]],
        vault: Vault,
        left: Callable[[dt.datetime], Awaitable[Sequence[str]]],
        every: dt.timedelta = dt.timedelta(hours=1),
    ) -> None:
        self._kept = kept
        self._vault = vault
        self._left = left
        self._every = every
        self._ran_at: dt.datetime | None = None

    async def due(self, now: dt.datetime) -> Mapping[str, int]:
        """Run when the last run is long enough ago; what was deleted, in rows."""
        if self._ran_at is not None and now - self._ran_at < self._every:
            return {}
        self._ran_at = now
        return await self.run(now)

    async def run(self, now: dt.datetime) -> Mapping[str, int]:
        """Delete what is old. A fault in one kind is logged and does not stop the others."""
        deleted: dict[str, int] = {}
        for name, (store, kept) in self._kept.items():
            try:
                deleted[name] = await store.expire(now - kept)
            except Exception:
                log.exception("retention.failed", kind=name)
        try:
            for workspace in await self._left(now - retention.UNINSTALLED):
                deleted["workspaces"] = deleted.get("workspaces", 0) + await self._vault.forget_workspace(
                    workspace
                )
        except Exception:
            log.exception("retention.failed", kind="workspaces")
        if any(deleted.values()):
            purged = await self._vault.purge(())
            log.info("retention.deleted", purged=purged, **deleted)
        return deleted
