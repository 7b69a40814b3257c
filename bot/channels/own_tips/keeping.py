"""The tips that a team writes for its own channel."""

from __future__ import annotations

import uuid
from dataclasses import replace

from bot.channels.model import Act
from bot.channels.own_tips.model import OWN, OwnTip
from bot.channels.ports import OwnTipStore


class OwnTips:
    """`planning.fix` puts one in the next slot; with `rotates` it takes turns with the library's."""

    def __init__(self, own_tips: OwnTipStore) -> None:
        self._own_tips = own_tips

    async def of(self, workspace: str, channel: str) -> tuple[OwnTip, ...]:
        """The channel's own tips, oldest first."""
        return tuple((await self._own_tips.of(workspace, channel)).values())

    async def add(self, workspace: str, channel: str, tip: OwnTip, by: Act) -> OwnTip:
        """Store a new tip; its id is made here."""
        tip = replace(tip, id=OWN + uuid.uuid4().hex[:12])
        await self._own_tips.save(workspace, channel, tip, by.change("own tip", None, tip.title))
        return tip

    async def edit(self, workspace: str, channel: str, tip: OwnTip, by: Act) -> bool:
        """Put the tip in the place of the one with its id; False where that one is gone."""
        before = (await self._own_tips.of(workspace, channel)).get(tip.id)
        if before is None:
            return False
        change = by.change("own tip", before.title, tip.title)
        await self._own_tips.save(workspace, channel, tip, change)
        return True

    async def remove(self, workspace: str, channel: str, id: str, by: Act) -> bool:
        """Delete the tip; False where it was gone already."""
        before = (await self._own_tips.of(workspace, channel)).get(id)
        if before is None:
            return False
        return await self._own_tips.remove(workspace, channel, id, by.change("own tip", before.title, None))
