"""What can be looked at without a question: tips, themes, series, articles, and what is planned for a channel. Where
`content` is named, it is what `Readers.content` says that the person may read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from bot.channels.nudges import messages
from bot.channels.nudges.picker import following
from bot.channels.ports import ChannelStore
from bot.channels.settings.changing import local_date
from bot.core import texts
from bot.core.messages import Message
from bot.delivery.model import NUDGES
from bot.delivery.ports import Ledger
from bot.library.ports import Content


class Browsing:
    def __init__(
        self, content: Callable[[], Content], channels: ChannelStore, ledger: Ledger, *, tell_missed: bool
    ) -> None:
        self._content = content
        self._channels = channels
        self._ledger = ledger
        self._tell_missed = tell_missed

    def themes(self) -> Message:
        return messages.themes(self._content().library)

    def series(self, id: str) -> Message:
        return messages.series(id, self._content().library)

    def articles(self, content: Content) -> Message:
        return messages.articles(content.corpus)

    def tip(self, content: Content, theme: str, seed: str) -> Message:
        """A tip of the theme ('' for any), chosen by the seed."""
        return _one_of(content, theme, "", seed)

    def next_tip(self, content: Content, value: str, user: str) -> Message:
        """The tip after the one that `value` names, in an order of this user's own that holds every tip once."""
        theme, _, shown = value.rpartition("/")
        return _one_of(content, theme if theme in content.library.themes else "", shown, user)

    def show_tip(self, content: Content, id: str) -> Message:
        """This tip, or a sentence that says that it is gone."""
        tip = content.library.tips.get(id)
        return (
            messages.tip_answer(tip, "", content.library, content.corpus) if tip else messages.say(texts.GONE)
        )

    async def status(
        self, workspace: str, channel: str, due: dt.datetime | None, now: dt.datetime
    ) -> Message:
        """`due` is when the next nudge comes, None where none does."""
        found = await self._channels.get(workspace, channel)
        recent = await self._ledger.recent(workspace, channel, 1, NUDGES)
        library = self._content().library
        last = recent[0] if recent else None
        today = local_date(found, now) if found else None
        return messages.status(found, last, library, due=due, today=today, tell_missed=self._tell_missed)


def _one_of(content: Content, theme: str, shown: str, seed: str) -> Message:
    """The tip of the theme ('' for any) after the one that is shown."""
    tips = content.library.of_themes((theme,) if theme else ())
    if not tips:
        return messages.say(texts.NO_TIP)
    return messages.tip_answer(following(tips, shown, seed), theme, content.library, content.corpus)
