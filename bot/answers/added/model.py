"""An article that was added, and how what the importer found in one document becomes it. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.answers.added import texts
from bot.core.errors import ContentError, Refused
from bot.library import markdown
from bot.library.articles import MAX_BYTES
from bot.library.importing.structure import slugify
from bot.library.passages import Article, Section

if TYPE_CHECKING:
    from bot.library.importing.importer import Imported

MOST = 500
"""Articles that one workspace may have added, with those that wait for a choice."""
MOST_BYTES = 5 * 1024 * 1024
"""Bytes of their texts together, some 800,000 words: their index takes about eight seconds to make."""
LOST = "no reason"
"""Stands for the words that went without a reason, among the reasons why words were left out."""


@dataclass(frozen=True, slots=True)
class AddedArticle:
    """An article of one workspace, without its text. `source` is the link or the name of the file that it came from.

    `words` are those of the text, `left_out` how many were left out by reason. `accepted_at` is None while it is only
    proposed: nobody is answered from it then. `version` counts its changes.
    """

    workspace: str
    id: str
    slug: str
    title: str
    source: str
    words: int
    left_out: Mapping[str, int]
    added_by: str
    added_at: dt.datetime
    accepted_at: dt.datetime | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Stored:
    """What an accepted article says, as the database has it."""

    id: str
    version: int
    slug: str
    text: str


State = tuple[tuple[str, int], ...]
"""Id and version of each accepted article of a workspace: what differs when one of them does."""


def joined(found: Sequence[Imported]) -> Article:
    """What the importer found in one document as one article, which takes no other's place and names no file."""
    first, *others = (one.article for one in found)
    sections = (*first.sections, *(_under(other, one) for other in others for one in other.sections))
    plain = replace(first, slug=slugify(first.title), retelling=False, replaces=None, file=None)
    return replace(plain, sections=tuple(_apart(sections)))


def left_out(found: Sequence[Imported]) -> Mapping[str, int]:
    """How many words of the document were left out by reason, as the importer counted them."""
    counted: dict[str, int] = {}
    for account in (one.account for one in found if one.account):
        for reason, words in (*account.left_out.items(), (LOST, len(account.lost))):
            if words:
                counted[reason] = counted.get(reason, 0) + words
    return counted


def written(article: Article) -> str:
    """The article in our own Markdown. Raises Refused where it could not be read again, or is too long."""
    text = markdown.write(article)
    try:
        read(text, article.slug)
        size = len(text.encode())
    except (ContentError, UnicodeEncodeError):
        raise Refused(texts.UNUSABLE) from None
    if (
        "\0" in text
    ):  # PostgreSQL stores none: https://www.postgresql.org/docs/current/datatype-character.html
        raise Refused(texts.UNUSABLE)
    if size > MAX_BYTES:
        raise Refused(texts.TOO_LONG)
    return text


def read(text: str, slug: str) -> Article:
    """What `written` gave, under this name."""
    return markdown.parse(text, slug, slug)


def words_of(article: Article) -> int:
    return sum(len(text.split()) for one in article.sections for text in (one.heading, *one.paragraphs))


def names(slug: str, taken: Container[str]) -> Iterator[str]:
    """The names that an article may have, the best first, without end."""
    number = 1
    while True:
        name = f"{slug}-{number}" if number > 1 else slug
        if name not in taken:
            yield name
        number += 1


def _under(article: Article, section: Section) -> Section:
    """A section of a further article of the document, under that article's title."""
    here = section.heading == article.title
    return section if here else replace(section, heading=f"{article.title} – {section.heading}")


def _apart(sections: Sequence[Section]) -> Iterator[Section]:
    """The sections, no two of them with one id."""
    taken: set[str] = set()
    for section in sections:
        id = next(names(section.id, taken))
        taken.add(id)
        yield replace(section, id=id)
