"""`/leiderschap overzicht`: what was posted in a channel and its results, in figures that identify nobody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence

from bot.channels.ports import ChannelStore
from bot.core.people import ChannelRef
from bot.habits.feedback.store import SqlRoundStore
from bot.habits.overview import messages
from bot.habits.overview.model import Overview, overview
from bot.library.ports import Content

WEEKS = 26


class Overviews:
    """`unanswered` gives the words of a workspace's gap list that may be shown."""

    def __init__(
        self,
        store: SqlRoundStore,
        channels: ChannelStore,
        content: Callable[[], Content],
        unanswered: Callable[[str], Awaitable[Sequence[str]]],
    ) -> None:
        self._store = store
        self._channels = channels
        self._content = content
        self._unanswered = unanswered

    async def overview(self, ref: ChannelRef, now: dt.datetime) -> Overview:
        """The last WEEKS of a channel. The caller checks who may see it."""
        found = await self._channels.get(ref)
        library = self._content().library

        def tip(id: str) -> str:
            return library.title(id) or id

        def theme(id: str) -> str:
            return library.themes[id].title if id in library.themes else messages.NO_THEME

        since = (now - dt.timedelta(weeks=WEEKS)).date()
        rounds = await self._store.latest(ref, 7 * WEEKS)
        name = found.name if found else ref.channel
        unanswered = await self._unanswered(ref.workspace)
        return overview(
            (ref.channel, name), since, rounds, (tip, theme), unanswered, known=library.tips.keys()
        )
