"""The folder of a company's articles: in which file an article goes, and how it gets there whole."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bot.core.errors import ContentError
from bot.library import markdown
from bot.library.articles import MAX_BYTES
from bot.library.importing.blocks import ImportProblem
from bot.library.importing.earlier import Earlier, read_article
from bot.library.passages import Article, Corpus

_ORIGIN = re.compile(r"(file|link): *(.*\S)")
_HEAD = 3 * markdown.MOST_OF_A_PATH


@dataclass(frozen=True, slots=True)
class Placed:
    """An article as it was written, whether it took the place of an earlier one of the same document, and notes."""

    article: Article
    path: Path
    updated: bool
    notes: tuple[str, ...]


class Places:
    """The files of one import. A document that is imported again gets the file that it had; one that only has the
    title of another gets a file of its own. `known` are the shipped articles, whose names are taken. An article that
    says nothing of its document is known again by its address, or by its sentences."""

    def __init__(self, folder: Path, known: Corpus) -> None:
        self._folder = folder
        self._known = known
        self._origins = {path.stem: _origin(path) for path in sorted(folder.glob("*.md"))}
        self._earlier = Earlier(
            {name: folder / f"{name}.md" for name, was in self._origins.items() if not was}
        )
        self._taken: dict[str, str] = {}

    def put(self, article: Article, source: str, origin: str | None, *, alone: bool) -> Placed:
        """Write an article that was found in `source`, there `alone` or among others. Raises ImportProblem.

        `origin` is the path or link by which its document is known again; an article in our own format that says
        none is known by its name.
        """
        if article.replaces in self._taken:
            raise ImportProblem(
                f"is the original of '{article.replaces}', and so is {self._taken[article.replaces]}: skipped"
            )
        slug = article.replaces or self._slug(article, origin, alone=alone)
        path = self._folder / f"{slug}.md"
        before = read_article(path) if path.exists() else None
        written = replace(_with_what_was_added(article, before, origin), slug=slug)
        notes = tuple(self._notes(article, slug, origin))
        _write(path, written)
        self._taken[slug] = source
        return Placed(written, path, slug in self._origins, notes)

    def _slug(self, article: Article, origin: str | None, *, alone: bool) -> str:
        had = [
            slug
            for slug, was in self._origins.items()
            if origin and origin == was and slug not in self._taken
        ]
        titled = [slug for slug in had if _is_named(slug, article)]
        if titled or (alone and len(had) == 1):
            return (titled or had)[0]
        if origin and (again := self._again(article)):
            return again
        return next(slug for slug in _names(article.slug) if self._is_free(slug, article, origin))

    def _again(self, article: Article) -> str | None:
        """The name of an article that came of the same document before articles said so; None if there is none."""
        linked = (
            slug
            for slug, was in self._origins.items()
            if article.link and was == article.link and _is_named(slug, article) and slug not in self._taken
        )
        return next(linked, None) or self._earlier.name_of(article, self._taken)

    def _is_free(self, slug: str, article: Article, origin: str | None) -> bool:
        named = origin is None and self._origins.get(slug) in ("", article.link)
        return slug not in self._taken and slug not in self._known and (named or slug not in self._origins)

    def _notes(self, article: Article, slug: str, origin: str | None) -> Iterator[str]:
        first = article.slug
        if self._origins.get(slug) == "" and origin:
            yield "takes the place of an article that has its sentences and did not say its document"
        if slug in self._origins or slug == first or article.replaces or first in self._known:
            return
        there = self._taken.get(first) or self._origins[first] or "which was written by hand"
        yield f"has the title of '{first}' ({there}); both are kept, and `articles remove NAME` deletes one"


def _is_named(slug: str, article: Article) -> bool:
    """Whether a name is that of the article's title, with a number or without."""
    return re.fullmatch(rf"{re.escape(article.slug)}(-\d+)?", slug) is not None


def _names(slug: str) -> Iterator[str]:
    yield slug
    number = 2
    while True:
        yield f"{slug}-{number}"
        number += 1


def _origin(path: Path) -> str:
    """Where an article came from: its document, else its address, else ''. Of many articles the top alone is read."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            front = file.read(_HEAD).split("\n---", 1)[0]
    except OSError:
        return ""
    said = {found[1]: _plain(found[2]) for line in front.split("\n") if (found := _ORIGIN.fullmatch(line))}
    return said.get("file") or said.get("link") or ""


def _plain(value: str) -> str:
    try:
        return str(json.loads(value)) if value.startswith('"') else value
    except ValueError:
        return value


def _with_what_was_added(article: Article, before: Article | None, origin: str | None) -> Article:
    """The article with the address and the questions that somebody wrote into the one that is there already."""
    if before is None:
        return article
    linked = replace(article, link=article.link or before.link)
    if origin is None:
        return linked
    asked = {section.id: section.questions for section in before.sections}
    sections = (replace(one, questions=one.questions or asked.get(one.id, ())) for one in linked.sections)
    return replace(linked, sections=tuple(sections))


def _write(path: Path, article: Article) -> None:
    """Write the article so that a running bot never reads half of it, nor one that it would refuse."""
    text = markdown.write(article)
    try:
        markdown.parse(text, article.slug, str(path))
        data = text.encode()
    except (ContentError, UnicodeEncodeError) as error:
        message = error.faults[0].message if isinstance(error, ContentError) else "holds what is no letter"
        raise ImportProblem(f"gives an article that cannot be used: {message}") from None
    if len(data) > MAX_BYTES:
        raise ImportProblem(
            f"gives an article of {len(data):,} bytes; at most {MAX_BYTES:,} are read: split it"
        )
    draft = path.with_suffix(f".{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            draft.write_bytes(data)
            os.replace(draft, path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise ImportProblem(
            f"cannot be written to {path}: {error.strerror}; nothing of it was kept, so mend that and import it again"
        ) from None
