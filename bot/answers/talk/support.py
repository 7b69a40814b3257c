"""Answers people who write about trouble of their own: with whom to turn to, and without passages of the shipped
articles. Nothing of it is counted, kept or logged, and nobody else sees the answer."""

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
"""How many passages are looked up, to find the company's own among them."""
LITERAL = ("word", "inflection", "synonym", "translation")
"""How a passage must match: not by a part of a word, nor by a question that was written for it."""

Ask = Callable[[bool], Awaitable[Message]]
"""Answers a question; the argument says whether a missing answer is counted."""


class Support:
    """`readable` returns what a person may read; `someone` is the administrator's sentence, '' for the default."""

    def __init__(self, readable: Callable[[Actor], Awaitable[Content]], someone: str) -> None:
        self._readable = readable
        self._someone = someone or texts.SOMEONE

    def urgent(self, words: str) -> Message | None:
        """Whom to call and whom to turn to, if the words are about suicide; otherwise None."""
        trouble = read(words)
        return messages.urgent(trouble, self._someone) if trouble.crisis else None

    async def answer(
        self, actor: Actor, words: str, ask: Ask, *, public: bool = False
    ) -> tuple[Message, bool]:
        """The answer of `ask`, or help if the words are about trouble; and whether only the person who asked may see
        it, wherever they asked. `public`: others read along there."""
        trouble = read(words)
        if trouble.whose == "nobody":
            return await ask(True), False
        if trouble.whose == "others":
            return messages.beneath(
                await self._also_refused(ask, trouble), trouble, self._someone
            ), trouble.alone
        try:
            content = await self._readable(actor)
        except Refused:  # people who may not read the articles can be in trouble too
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
    """A passage of the company's own articles about the trouble, or about who can help; None if there is none."""
    named = set(trouble.words.split())
    typed = " ".join(word for word in words.split() if named & set(fold(word).split()))
    for asked in filter(None, (typed, *texts.HELPERS)):
        for hit in content.search.search(asked, FOUND).hits:
            if hit.passage.article not in content.shipped and _says(hit):
                return hit.passage
    return None


def _says(hit: Hit) -> bool:
    return any(match.relation in LITERAL for match in hit.matches)
