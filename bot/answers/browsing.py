"""Shows what needs no question: tips, themes, series and articles. An argument `content` is what `Readers.content`
lets the person read."""

from __future__ import annotations

from collections.abc import Callable

from bot.channels.nudges import messages
from bot.channels.nudges.choosing import following
from bot.channels.nudges.past import Past
from bot.channels.voices import messages as tips
from bot.core import texts
from bot.core.messages import Message, say
from bot.core.people import ChannelRef
from bot.library.ports import Content


class Browsing:
    def __init__(self, content: Callable[[], Content], past: Past) -> None:
        self._content = content
        self._past = past

    def themes(self) -> Message:
        return messages.themes(self._content().library)

    async def series(self, id: str, ref: ChannelRef) -> Message:
        """All series, or one, with what this channel had of it."""
        library = self._content().library
        chosen = library.series.get(id)
        tips = [library.tips[tip] for tip in (chosen.tips if chosen else ())]
        names = {name: tip.id for tip in tips for name in (tip.id, *tip.replaces)}
        had = await self._past.posted(ref, names) if names else {}
        return messages.series(id, library, had)

    def articles(self, content: Content) -> Message:
        return messages.articles(content.corpus)

    def tip(self, content: Content, theme: str, seed: str) -> Message:
        """A tip of the theme ('' for any theme), chosen by the seed."""
        return _one_of(content, theme, "", seed)

    def next_tip(self, content: Content, value: str, user: str) -> Message:
        """The tip after the one that `value` names, in this user's own order, which has every tip once."""
        theme, _, shown = value.rpartition("/")
        return _one_of(content, theme if theme in content.library.themes else "", shown, user)

    def show_tip(self, content: Content, id: str) -> Message:
        """This tip, or a sentence that says that it no longer exists."""
        tip = content.library.find(id)
        return tips.tip_answer(tip, "", content.sources) if tip else say(texts.GONE)


def _one_of(content: Content, theme: str, shown: str, seed: str) -> Message:
    """The tip of the theme ('' for any theme) after the one that is shown."""
    found = content.library.of_themes((theme,) if theme else ())
    if not found:
        return say(texts.NO_TIP)
    return tips.tip_answer(following(found, shown, seed), theme, content.sources)
