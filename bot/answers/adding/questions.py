"""Questions that an article can answer, tried before they are shown. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers.search.index import PassageIndex
from bot.answers.search.proposing import proposed
from bot.answers.search.words.language import Language
from bot.library.passages import Article, Section

SHOWN = 5
TRIED = 60


def answered(article: Article, language: Language) -> tuple[str, ...]:
    """The best few questions out of the article's own words whose answer stands in the section that they come from:
    what is asked in full goes before a heading, and every section comes once before one comes twice."""
    offered: list[tuple[bool, int, str, Section]] = []
    for section in article.sections:
        own = sorted(proposed(section, language.stopwords), key=lambda question: not question.endswith("?"))
        offered += [(not one.endswith("?"), turn, one, section) for turn, one in enumerate(own) if " " in one]
    offered.sort(key=lambda one: (one[1], one[0]))
    index = PassageIndex({article.slug: article}, language=language)
    found: dict[str, None] = {}
    for _, _, question, section in offered[:TRIED]:
        if question not in found and _answers(index, question, section):
            found[question] = None
        if len(found) == SHOWN:
            break
    return tuple(found)


def _answers(index: PassageIndex, question: str, section: Section) -> bool:
    hits = index.search(question, 1).hits
    return bool(hits) and hits[0].passage.section == section.id


def headings(article: Article) -> Sequence[str]:
    """The headings of an article, without the one that repeats its title."""
    return [one.heading for one in article.sections if one.heading != article.title]
