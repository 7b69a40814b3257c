"""Makes messages for people who write about personal trouble. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.answers.messages import shared
from bot.answers.talk import texts
from bot.answers.talk.trouble import Trouble
from bot.core.messages import Context, Message, Paragraph, Part, link, say, text
from bot.library.passages import Corpus, Passage


def own_trouble(
    trouble: Trouble, someone: str, section: Passage | None, corpus: Corpus, *, public: bool
) -> Message:
    """For a person in trouble: whom to turn to, what the company's own articles say about it, and who sees this.
    `public`: they wrote where others read along."""
    parts = list(urgent(trouble, someone).parts)
    if section:
        parts += [Paragraph(text(texts.OWN_SECTION)), *shared(section, corpus).parts]
    parts.append(Context(text(texts.ONLY_YOU_PUBLIC if public else texts.ONLY_YOU)))
    return Message(someone, tuple(parts))


def urgent(trouble: Trouble, someone: str) -> Message:
    """The numbers to call if it is about suicide, and whom to turn to."""
    return Message(someone, (*_crisis(trouble), *say(someone).parts))


def beneath(answer: Message, trouble: Trouble, someone: str) -> Message:
    """An answer about somebody else's trouble, with whom to turn to below it."""
    return replace(answer, parts=(*_crisis(trouble), *answer.parts, *say(someone).parts))


def _crisis(trouble: Trouble) -> Iterator[Part]:
    if trouble.crisis:
        for before, behind in (texts.CRISIS, *((texts.CRISIS_ENGLISH,) if trouble.english else ())):
            yield Paragraph(text(before, link(texts.CRISIS_NAME, texts.CRISIS_LINK), behind))
