"""Reads folders of articles into the corpus that is searched."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

from bot.core.errors import ContentError, Fault
from bot.core.inputs.text_files import listed, read_text
from bot.library import markdown
from bot.library.passages import Article, Corpus

MAX_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Articles:
    """All articles, by slug: those that are searched, the retellings that an original replaced, and those that are not
    searched although tips come from them."""

    corpus: Corpus
    replaced: Corpus
    left_out: Corpus = field(default_factory=dict)

    @property
    def sources(self) -> Corpus:
        """The articles that tips may come from."""
        return joined(self.left_out, self.corpus)


def joined(first: Corpus, rest: Corpus) -> Corpus:
    """Both as one mapping; articles on disk are not read."""
    return ChainMap(*cast("list[dict[str, Article]]", [first, rest])) if first else rest


def load_articles(folders: Sequence[Path]) -> Articles:
    """All articles in these folders. An article that `replaces` another gets the slug of the other.

    Raises ContentError with every fault in every file, also if two articles have the same slug or replace the same one.
    """
    faults: list[Fault] = []
    plain: dict[str, tuple[Path, Article]] = {}
    originals: dict[str, tuple[Path, Article]] = {}
    for folder in folders:
        for path in listed(folder, ".md", faults):
            try:
                article = load(path)
            except ContentError as error:
                faults += error.faults
                continue
            taken = originals if article.replaces else plain
            slug = article.replaces or article.slug
            first, _ = taken.setdefault(slug, (path, article))
            if first is not path:
                verb = "replaces" if article.replaces else "has the name"
                faults.append(Fault(str(path), 1, f"{verb} '{slug}', and so does {first}: keep one of them"))
    for slug, (path, _) in originals.items():
        if slug not in plain and not faults:
            message = f"replaces '{slug}', which does not exist; articles are: {', '.join(sorted(plain))}"
            faults.append(Fault(str(path), 1, message))
    if faults:
        raise ContentError(faults)
    searched = {
        slug: replace(originals.get(slug, (path, article))[1], slug=slug)
        for slug, (path, article) in plain.items()
    }
    return Articles(searched, {slug: plain[slug][1] for slug in originals})


def load(path: Path) -> Article:
    """Reads one article; its slug is the name of the file. Raises ContentError with every fault."""
    return markdown.parse(read_text(path, MAX_BYTES), path.stem, str(path))
