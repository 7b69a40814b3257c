"""Cuts an article into passages: literal pieces that are short enough to read in a chat message."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.library.passages import Article, Passage, Section

TARGET = 100
"""Words after which a passage is full."""
LIMIT = 150
"""Words that no passage exceeds."""
SHORT = 30
"""Words under which a passage is joined with a neighbour in its section."""

LIST_ITEM = re.compile(r"\s*(?:[-*•–—]|\d{1,2}[.)])\s")
SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’»)\]]*\s+(?=[\"'“‘«(\[]*[A-ZÀ-ÖØ-Þ0-9])")


def cut(article: Article) -> tuple[Passage, ...]:
    """The passages of an article, in reading order.

    A passage is literal text of one section: whole paragraphs where they fit (joined by a blank line, list
    items by a line break), sentences of a long one otherwise. It aims at 30 to 100 words and never has more
    than 150; a last remainder may be shorter.
    """
    return tuple(passage for section in article.sections for passage in _cut_section(article.slug, section))


def _cut_section(slug: str, section: Section) -> Iterator[Passage]:
    pieces = [piece for paragraph in section.paragraphs for piece in _pieces(paragraph)]
    for number, text in enumerate(_packed(pieces), start=1):
        yield Passage(
            f"{slug}/{section.id}/{number}", slug, section.id, section.heading, text, section.questions
        )


def _pieces(paragraph: str) -> Iterator[str]:
    """The paragraph itself, or parts of at most TARGET words when it is longer, balanced in length."""
    text = paragraph.strip()
    words = _words(text)
    if words <= TARGET + SHORT // 2:
        if text:
            yield text
        return
    share = words / -(-words // TARGET)
    part: list[str] = []
    length = 0
    for sentence in _sentences(text):
        size = _words(sentence)
        if part and (length + size > TARGET or length + size / 2 > share):
            yield "".join(part).strip()
            part, length = [], 0
        part.append(sentence)
        length += size
    if part:
        yield "".join(part).strip()


def _sentences(text: str) -> Iterator[str]:
    """Sentences with the white space after them; one that is itself too long is cut between words."""
    start = 0
    for end in [*(match.end() for match in SENTENCE_END.finditer(text)), len(text)]:
        sentence, start = text[start:end], end
        if _words(sentence) <= LIMIT:
            yield sentence
        else:
            words = re.findall(r"\S+\s*", sentence)
            for first in range(0, len(words), TARGET):
                yield "".join(words[first : first + TARGET])


def _packed(pieces: Iterable[str]) -> list[str]:
    """Neighbouring pieces joined while they stay within TARGET words; a short rest joins what stands before it."""
    packed: list[str] = []
    for piece in pieces:
        if packed and _belong(packed[-1], piece):
            packed[-1] = _joined(packed[-1], piece)
        else:
            packed.append(piece)
    return packed


def _belong(before: str, piece: str) -> bool:
    together = _words(before) + _words(piece)
    if before.endswith(":"):
        return together <= LIMIT
    if LIST_ITEM.match(piece) or min(_words(before), _words(piece)) < SHORT:
        return together <= TARGET + SHORT
    return together <= TARGET


def _joined(before: str, piece: str) -> str:
    return f"{before}\n{piece}" if LIST_ITEM.match(piece) else f"{before}\n\n{piece}"


def _words(text: str) -> int:
    return len(text.split())
