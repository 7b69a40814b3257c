"""Answers `/leiderschap <vraag>`: the passages that answer a question, the next ones, and one to share in the
channel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import islice

from bot.answers import messages as compose
from bot.answers.gaps.service import Gaps
from bot.answers.search.meaning.asking import Asking
from bot.channels.nudges import messages
from bot.core import texts
from bot.core.inputs import typed
from bot.core.messages import MENU, Message, say
from bot.core.people import Actor
from bot.database.once import SqlOnceStore
from bot.library.passages import Findings, Hit
from bot.library.ports import Content, Pairs
from bot.library.references import Reference, decode, valid
from bot.library.tips import Theme, Tip

MAX_QUESTION = 500
"""The length of a question in characters; nobody asks a longer one on purpose."""
SHOWN, MORE = 1, 2
"""Passages in an answer, and on each page that "Meer" opens."""
FOUND = 9
"""Passages that are looked up for an answer and its next pages."""
THEMES = 3
"""Themes that are offered if nothing is found."""
NEAR = 30
"""The nearest passages; the themes of their tips are offered first."""


class Answering:
    """Answers questions from what `Readers.content` lets a person read. Questions are not stored; `gaps` stores words
    of those without an answer, and these identify nobody."""

    def __init__(
        self,
        once: SqlOnceStore,
        gaps: Gaps,
        asking: Asking,
        same: Callable[[str], Awaitable[Pairs]],
    ) -> None:
        """`same` returns the words that mean the same in a workspace."""
        self._once = once
        self._gaps = gaps
        self._asking = asking
        self._same = same

    async def answer(
        self,
        content: Content,
        question: str,
        person: Actor,
        now: dt.datetime,
        *,
        private: bool = True,
        counted: bool = True,
    ) -> Message:
        """The passage that answers the question best, or a sentence that says why there is none. Of a question that is
        not `counted` nothing is stored, not even by the buttons of the answer."""
        asked = typed.question(question)
        if not asked:
            return say(texts.EMPTY_SEARCH if private else texts.EMPTY_MENTION)
        if len(question) > MAX_QUESTION:
            return say(texts.TOO_LONG.format(length=len(question), limit=MAX_QUESTION))
        search, same = content.search, await self._same(person.workspace)
        findings = search.search(asked, FOUND, same)
        if findings.open and (meaning := await self._asking(search, findings)) is not None:
            findings = search.deepened(findings, meaning, FOUND)
        subjects = search.subjects(findings) if counted else ()
        if not findings.hits:
            noted = self._gaps.missed(person.workspace, person.user, subjects, now)
            return compose.nothing(_themes(content, findings), noted=noted, private=private)
        page = Findings(findings.hits[:SHOWN], findings.certainty)
        tips, rest = _tips(content, page.hits), findings.hits[SHOWN:]
        if not private:
            return compose.answer(page, tips, content.corpus, rest, private=False)
        verdict = self._gaps.seal(person.workspace, subjects, now)
        short = verdict if len(verdict) <= MENU else self._gaps.seal(person.workspace, subjects, now, MENU)
        return compose.answer(
            page, tips, content.corpus, rest, verdict, short_verdict=short, question=question
        )

    def more(self, content: Content, value: str) -> Message:
        """The next passages of those that a "Meer" button names."""
        hits = [hit for reference in decode(value) if (hit := _hit(content, reference))]
        if not hits:
            return say(texts.GONE)
        page = Findings(tuple(hits[:MORE]), "sure")
        return compose.answer(page, _tips(content, page.hits), content.corpus, hits[MORE:])

    async def share(
        self, content: Content, value: str, user: str, act: str, now: dt.datetime
    ) -> tuple[Message, Message] | None:
        """The passage as a message for the channel, and as one for only `user` if the channel may not see it; None if
        this `act` shared it already. Raises KeyError if the passage no longer exists."""
        hit = next((hit for reference in decode(value) if (hit := _hit(content, reference))), None)
        if hit is None:
            raise KeyError("the passage is gone")
        if not await self._once.first(_share(act, value), now):
            return None
        kept = messages.privately(compose.shared(hit.passage, content.corpus))
        return compose.shared(hit.passage, content.corpus, user), kept

    async def unshare(self, value: str, act: str) -> None:
        """Let the same `act` share the passage again, because it did not reach the channel."""
        await self._once.release(_share(act, value))


def _tips(content: Content, hits: Sequence[Hit]) -> Mapping[str, Tip]:
    """The tips that belong to these passages, by the id of the passage."""
    return {hit.passage.id: tip for hit in hits if (tip := content.tip_for(hit.passage))}


def _themes(content: Content, findings: Findings) -> Sequence[Theme]:
    """Themes that have tips, beginning with those of the passages nearest to the question."""
    near = (content.tip_for(passage) for passage in content.search.near(findings, NEAR))
    tips = (*(tip for tip in near if tip), *content.library.tips.values())
    ids = islice(dict.fromkeys(tip.theme for tip in tips), THEMES)
    return [content.library.themes[id] for id in ids]


def _hit(content: Content, reference: Reference) -> Hit | None:
    id, highlights = reference
    passage = content.search.passage(id)
    return Hit(passage, 0.0, valid(highlights, len(passage.text))) if passage else None


def _share(act: str, value: str) -> str:
    return f"share/{act}/{decode(value)[0][0]}"
