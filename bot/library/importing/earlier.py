"""Articles that do not say which document they came from, as an import wrote them once: known by their sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from bot.core.errors import ContentError
from bot.core.inputs.text_files import read_text
from bot.library import markdown
from bot.library.articles import MAX_BYTES
from bot.library.passages import Article

_ALIKE = 0.5
"""The part of an earlier article's sentences that has to stand in a document of the same title to be of it."""
_SAME = 0.8
"""The part of both that has to be in the other, where the title is another: a document that quotes the whole of a short
article is not it."""
_SHORTEST = 5
"""Words of a sentence that does not stand in two texts by chance."""
_END = re.compile(r"(?<=[.!?])\s+|\n")
_WORD = re.compile(r"[^\W_]+")


def read_article(path: Path) -> Article | None:
    """The article in a file; None where it is none."""
    try:
        return markdown.parse(read_text(path, MAX_BYTES), path.stem, str(path))
    except ContentError:
        return None


class Earlier:
    """The articles of these files (names and paths), which are read when one is first asked for."""

    def __init__(self, paths: Mapping[str, Path]) -> None:
        self._paths = paths

    def name_of(self, article: Article, taken: Collection[str]) -> str | None:
        """The name under which this document was imported earlier; None if it was not."""
        document = _sentences(article)
        found = Counter(name for sentence in document for name in self._named.get(sentence, ()))
        for name, number in found.most_common():
            title, sentences = self._known[name]
            same = title == article.title.casefold()
            least = _ALIKE * sentences if same else _SAME * max(sentences, len(document))
            if name not in taken and number >= least:
                return name
        return None

    @cached_property
    def _known(self) -> dict[str, tuple[str, int]]:
        """The title of each, and how many sentences it has."""
        return {name: (one.title.casefold(), len(_sentences(one))) for name, one in self._articles}

    @cached_property
    def _named(self) -> dict[str, list[str]]:
        """The names of the articles in which a sentence stands."""
        found: dict[str, list[str]] = {}
        for name, one in self._articles:
            for sentence in _sentences(one):
                found.setdefault(sentence, []).append(name)
        return found

    @cached_property
    def _articles(self) -> list[tuple[str, Article]]:
        return [(name, one) for name, path in self._paths.items() if (one := read_article(path))]


def _sentences(article: Article) -> set[str]:
    return set(_each_sentence(article))


def _each_sentence(article: Article) -> Iterator[str]:
    for section in article.sections:
        for sentence in (each for text in section.paragraphs for each in _END.split(text)):
            words = _WORD.findall(sentence.casefold())
            if len(words) >= _SHORTEST:
                yield " ".join(words)
