"""Whoever writes of trouble of their own gets a person to turn to, and no passage of the shipped articles. Nothing of
it is counted, kept or logged, and nobody else sees the answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.answers.talk import messages, texts
from bot.answers.talk.trouble import Trouble, read
from bot.core.errors import Refused
from bot.core.inputs.typed import fold
from bot.core.messages import Message
from bot.core.people import Actor
from bot.library.passages import Hit, Passage
from bot.library.ports import Content

FOUND = 30
"""Passages among which the company's own are looked for."""
LITERAL = ("word", "inflection", "synonym", "translation")
"""How a passage must say what was asked: not by a part of a word, nor by a question that was written for it."""

Ask = Callable[[bool], Awaitable[Message]]
"""Answers a question; what nothing answers is counted where that is true."""


class Support:
    """`readable` gives what a person may read, `someone` is the administrator's sentence, '' for the default."""

    def __init__(self, readable: Callable[[Actor], Awaitable[Content]], someone: str) -> None:
        self._readable = readable
        self._someone = someone or texts.SOMEONE

    def urgent(self, words: str) -> Message | None:
        """Whom to call and whom to turn to, where the words speak of suicide."""
        trouble = read(words)
        return messages.urgent(trouble, self._someone) if trouble.crisis else None

    async def answer(
        self, actor: Actor, words: str, ask: Ask, *, public: bool = False
    ) -> tuple[Message, bool]:
        """What `ask` answers, or what helps more; and whether it is for the asker alone whatever else holds. `public`:
        others read along where it was written."""
        trouble = read(words)
        if trouble.whose == "nobody":
            return await ask(True), False
        if trouble.whose == "others":
            return messages.beneath(
                await self._also_refused(ask, trouble), trouble, self._someone
            ), trouble.alone
        try:
            content = await self._readable(actor)
        except Refused:  # whom the articles are not for has trouble all the same
            return messages.own_trouble(trouble, self._someone, None, {}, public=public), True
        section = own_section(content, words, trouble)
        return messages.own_trouble(trouble, self._someone, section, content.corpus, public=public), True

    async def _also_refused(self, ask: Ask, trouble: Trouble) -> Message:
        try:
            return await ask(not trouble.crisis)
        except Refused as refusal:
            if not trouble.crisis:
                raise
            return refusal.told


def own_section(content: Content, words: str, trouble: Trouble) -> Passage | None:
    """What the company's own articles say about it, None where they say nothing."""
    named = set(trouble.words.split())
    typed = " ".join(word for word in words.split() if named & set(fold(word).split()))
    for asked in filter(None, (typed, *texts.HELPERS)):
        for hit in content.search.search(asked, FOUND).hits:
            if hit.passage.article not in content.shipped and _says(hit):
                return hit.passage
    return None


def _says(hit: Hit) -> bool:
    return any(match.relation in LITERAL for match in hit.matches)
