"""`/leiderschap <vraag>`: the passages that answer a question, the next ones, and one of them for the channel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from bot.domain import compose, texts
from bot.domain.messages import Message
from bot.domain.passages import Findings, Hit
from bot.domain.references import Reference, decode, valid
from bot.domain.subcommands import MAX_QUESTION
from bot.services.ports import Content, OnceStore

SHOWN = 3
FOUND = 9


class Answering:
    """Answers questions from the content in force. A question is kept nowhere."""

    def __init__(self, content: Callable[[], Content], once: OnceStore) -> None:
        self._content = content
        self._once = once

    def answer(self, question: str, *, private: bool = True) -> Message:
        """Up to three passages, or a plain sentence that says why there are none."""
        question = question.strip()
        if not question:
            return compose.say(texts.EMPTY_SEARCH if private else texts.EMPTY_MENTION)
        if len(question) > MAX_QUESTION:
            return compose.say(texts.TOO_LONG.format(length=len(question), limit=MAX_QUESTION))
        content = self._content()
        findings = content.search.search(question, FOUND)
        if not findings.hits:
            return compose.nothing(findings, content.library)
        return self._page(findings.hits, findings.certainty == "maybe", private=private)

    def more(self, value: str) -> Message:
        """The next three of the passages that a "Meer" button names."""
        hits = [hit for reference in decode(value) if (hit := self._hit(reference))]
        return self._page(hits) if hits else compose.say(texts.GONE)

    async def share(self, value: str, user: str, act: str, now: dt.datetime) -> Message | None:
        """The passage for the channel, None when this `act` shared it already. Raises KeyError when it is gone."""
        hit = next((hit for reference in decode(value) if (hit := self._hit(reference))), None)
        if hit is None:
            raise KeyError("the passage is gone")
        if not await self._once.first(f"share/{act}/{hit.passage.id}", now):
            return None
        return compose.shared(hit.passage, self._content().corpus, user)

    def _page(self, hits: Sequence[Hit], unsure: bool = False, *, private: bool = True) -> Message:
        content = self._content()
        page = Findings(tuple(hits[:SHOWN]), "maybe" if unsure else "sure")
        tips = {hit.passage.id: tip for hit in page.hits if (tip := content.tip_for(hit.passage))}
        return compose.answer(page, tips, content.corpus, hits[SHOWN:], private=private)

    def _hit(self, reference: Reference) -> Hit | None:
        id, highlights = reference
        passage = self._content().search.passage(id)
        return Hit(passage, 0.0, valid(highlights, len(passage.text))) if passage else None
