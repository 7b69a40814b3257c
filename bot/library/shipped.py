"""Reads the articles and tips that come with the bot, and adds a company's own. Makes no index."""

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
    """The shipped articles and those in a company's own folder, which need not exist. Unless `shipped`, only its own
    are searched. Raises ContentError with every fault in every file."""
    found = load_articles([ARTICLES, *([own] if own.is_dir() else [])])
    if shipped:
        return found
    out = left_out(found.replaced)
    return Articles({slug: one for slug, one in found.corpus.items() if slug not in out}, found.replaced, out)


def left_out(replaced: Corpus) -> Corpus:
    """The shipped articles that no original replaced: tips come from them, even if they are not searched."""
    return {slug: one for slug, one in load_articles([ARTICLES]).corpus.items() if slug not in replaced}


def library(found: Articles, tips: Iterable[Path]) -> Library:
    """The shipped tips and series, and the tips in a company's own folders. Raises ContentError with every fault."""
    own = NUDGES / "tips"
    return load_library([own, *tips], found.sources, NUDGES / "series.yaml", found.replaced, held=own)
