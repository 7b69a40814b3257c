"""The content in force together with the articles of one workspace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import structlog

from bot.answers.added import model
from bot.answers.added.beside import Beside
from bot.answers.added.model import Stored
from bot.answers.in_force import index_of
from bot.answers.search.index import PassageIndex
from bot.answers.search.measured import Measured
from bot.core.errors import ContentError
from bot.library.articles import joined as both
from bot.library.passages import Article, Corpus
from bot.library.ports import Content, PassageSearch
from bot.library.shipped_alone import Narrowed

log = structlog.get_logger()

LARGE = 2_000
"""Passages in force of which no copy is made for a workspace; its own are searched beside them."""


def together(content: Content, stored: Sequence[Stored]) -> Content:
    """What is in force, with these articles as a company's own. Takes long: never to be done on the way to an answer.

    One whose name an article for all took meanwhile gets another; one that cannot be read (any more) is left out.
    """
    added = {article.slug: article for one in stored if (article := _read(one, content))}
    index = index_of(content)
    if index.size <= LARGE:
        search: PassageSearch = _index(index, content, added)
    else:
        background = {slug: content.corpus[slug] for slug in content.shipped if slug in content.corpus}
        ours = PassageIndex(background, language=index.language, shipped=content.shipped)
        search = Beside(index, Narrowed(_index(ours, content, added), added))
    return replace(content, corpus=both(added, content.corpus), search=Measured(search))


def _index(index: PassageIndex, content: Content, added: Corpus) -> PassageIndex:
    """These passages and what was added, in memory."""
    return PassageIndex(
        index.extended(added.values()),
        language=index.language,
        shares=index.shares,
        thresholds=index.thresholds,
        shipped=content.shipped,
    )


def _read(one: Stored, content: Content) -> Article | None:
    slug = f"{one.slug}-{one.id[:8]}" if one.slug in content.sources else one.slug
    try:
        return model.read(one.text, slug)
    except ContentError:
        log.warning("added.unreadable", id=one.id)
        return None
