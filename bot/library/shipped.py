"""The articles and tips that come with the bot, with a company's own on top. They are read without an index."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bot.library.articles import Articles, load_articles
from bot.library.reading import load_library
from bot.library.tips import Library

NUDGES = Path(__file__).resolve().parents[2] / "nudges"
ARTICLES = NUDGES / "articles"


def articles(own: Path) -> Articles:
    """The shipped articles, with those of a company's own folder (which need not exist) on top."""
    return load_articles([ARTICLES, *([own] if own.is_dir() else [])])


def library(found: Articles, tips: Iterable[Path]) -> Library:
    """The shipped tips and series, with those of a company's own folders added."""
    return load_library([NUDGES / "tips", *tips], found.corpus, NUDGES / "series.yaml", found.replaced)
