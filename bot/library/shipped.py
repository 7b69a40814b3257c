"""The articles and tips that come with the bot, with a company's own on top. They are read without an index."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bot.library.articles import Articles, load_articles
from bot.library.passages import Corpus
from bot.library.reading import load_library
from bot.library.tips import Library

NUDGES = Path(__file__).resolve().parents[2] / "nudges"
ARTICLES = NUDGES / "articles"


def articles(own: Path, *, shipped: bool = True) -> Articles:
    """The shipped articles, with those of a company's own folder (which need not exist) on top; or, where they are not
    `shipped`, its own alone."""
    found = load_articles([ARTICLES, *([own] if own.is_dir() else [])])
    if shipped:
        return found
    out = left_out(found.replaced)
    return Articles({slug: one for slug, one in found.corpus.items() if slug not in out}, found.replaced, out)


def left_out(replaced: Corpus) -> Corpus:
    """The shipped articles whose place no original took, for when they are not searched: tips come from them."""
    return {slug: one for slug, one in load_articles([ARTICLES]).corpus.items() if slug not in replaced}


def library(found: Articles, tips: Iterable[Path]) -> Library:
    """The shipped tips and series, with those of a company's own folders added."""
    return load_library([NUDGES / "tips", *tips], found.sources, NUDGES / "series.yaml", found.replaced)
