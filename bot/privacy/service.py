"""A person's own data, seen, downloaded and deleted by that person, and the job that deletes old data."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import structlog

from bot.core.errors import LeiderschapError
from bot.core.features import Personal, Rows
from bot.core.people import Actor, Subject
from bot.core.platform import People
from bot.core.retention import Expiring
from bot.core.words import Words, filled
from bot.database.vault import SqlVault

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Erased:
    """`rows` were deleted or unlinked from the person. `everywhere`: no trace is left in the database's files."""

    rows: int
    everywhere: bool


class Privacy:
    """What all `parts` keep about a person. `alone` gives the channels whose only lead is the person."""

    def __init__(
        self,
        parts: Sequence[Personal],
        alone: Callable[[Actor], Awaitable[Sequence[str]]],
        people: People,
        vault: SqlVault,
    ) -> None:
        self.alone = alone
        self._parts = parts
        self._people = people
        self._vault = vault

    async def kept(self, person: Actor) -> Sequence[tuple[Personal, Rows]]:
        """Everything that is kept about this person; kinds without any data are left out."""
        known = await self._known(person)
        found = [(part, await part.of(known)) for part in self._parts]
        return [(part, rows) for part, rows in found if rows]

    async def download(self, person: Actor, words: Words) -> bytes:
        """The same as JSON, in the platform's words."""
        data = {
            part.title: {"waarom": part.why, "hoe lang": part.kept, "gegevens": list(rows)}
            for part, rows in await self.kept(person)
        }
        return json.dumps(filled(data, words), ensure_ascii=False, indent=2).encode()

    async def erase(self, person: Actor, now: dt.datetime) -> Erased:
        """Delete all of it, now. If a part fails, erasing again deletes what it left."""
        known = await self._known(person)
        rows = sum([await part.erase(known, now) for part in self._parts])
        everywhere = await self._vault.purge([known.user, known.direct]) and known.direct != ""
        log.info("privacy.erased", rows=rows, everywhere=everywhere)
        return Erased(rows, everywhere)

    async def _known(self, person: Actor) -> Subject:
        """Adds the id of the person's conversation with the bot, which identifies them as their own id does."""
        direct = ""
        try:
            direct = (await self._people.direct(person.workspace, person.user)).channel
        except LeiderschapError as error:
            log.warning("privacy.conversation_unknown", reason=type(error).__name__)
        return Subject(person.workspace, person.user, direct=direct)


EVERY = dt.timedelta(hours=1)
"""Old data is looked for no more often than this."""


class Expiry:
    """Deletes data that has been kept long enough."""

    def __init__(self, kept: Expiring, vault: SqlVault) -> None:
        self._kept = kept
        self._vault = vault
        self._ran_at: dt.datetime | None = None

    async def due(self, now: dt.datetime) -> Mapping[str, int]:
        """Run if the last run was long enough ago; returns what was deleted."""
        if self._ran_at is not None and now - self._ran_at < EVERY:
            return {}
        self._ran_at = now
        return await self.run(now)

    async def run(self, now: dt.datetime) -> Mapping[str, int]:
        """Delete old data, and clear the log that may still contain it. An error with one kind stops no other."""
        deleted: dict[str, int] = {}
        for name, (expire, kept) in self._kept.items():
            try:
                deleted[name] = await expire(now - kept)
            except Exception:  # one failure must not stop the others
                log.exception("retention.failed", kind=name)
        purged = await self._vault.purge(())
        if any(deleted.values()):
            log.info("retention.deleted", purged=purged, **deleted)
        return deleted
