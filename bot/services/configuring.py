"""Which channels get nudges: brings what is stored in line with config/channels.yaml."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog

from bot.domain.channels import Channel, ChannelEntry
from bot.domain.schedule import next_occurrence
from bot.services.ports import ChannelDirectory, ChannelStore

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Applied:
    """What `apply` did: the channels that get nudges, and the entries that the bot cannot serve."""

    active: tuple[Channel, ...]
    unknown: tuple[str, ...]


class Configuring:
    def __init__(self, channels: ChannelStore, directory: ChannelDirectory) -> None:
        self._channels = channels
        self._directory = directory

    async def apply(self, workspace: str, entries: Sequence[ChannelEntry], now: dt.datetime) -> Applied:
        """Store what the file says. A channel whose settings did not change keeps its rhythm, also what was missed.

        An entry for a channel that does not exist, or that the bot is not in, is named and does not stop the others.
        A stored channel that the file does not name gets no more nudges.
        """
        names = await self._directory.channels() if entries else {}
        ids = {name: id for id, name in names.items()}
        stored = {channel.id: channel for channel in await self._channels.list(workspace)}
        active: list[Channel] = []
        unknown: list[str] = []
        served: set[str] = set()
        for entry in entries:
            id = entry.channel if entry.channel in names else ids.get(entry.channel)
            if id is None:
                unknown.append(entry.channel)
                log.warning("channel.unknown", workspace=workspace, channel=entry.channel)
                continue
            served.add(id)
            channel = await self._store(
                stored.get(id), Channel(workspace, id, names[id], entry.settings), now
            )
            if channel.settings.active:
                active.append(channel)
        for id in stored.keys() - served:
            off = replace(stored[id].settings, active=False)
            await self._store(stored[id], replace(stored[id], settings=off), now)
        return Applied(tuple(active), tuple(unknown))

    async def _store(self, before: Channel | None, wanted: Channel, now: dt.datetime) -> Channel:
        same = before is not None and before.settings == wanted.settings and not before.paused
        if before is not None and same:
            if before.name == wanted.name:
                return before
            return await self._channels.save(replace(before, name=wanted.name))
        following = next_occurrence(wanted.settings.rhythm, now) if wanted.settings.active else None
        return await self._channels.save(
            replace(
                wanted,
                next_due_at=following.due_at if following else None,
                next_slot=following.slot if following else None,
                paused=None,
                version=before.version if before else 0,
            )
        )
