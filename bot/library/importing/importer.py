"""Imports articles: cleans what was found in files and on pages, and writes it as Markdown with front matter."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.errors import ContentError, Fault
from bot.library.importing import accounting, cleaning, files, reading, shaping, structure
from bot.library.importing.accounting import Account
from bot.library.importing.blocks import Block, ImportProblem, Read, left_out
from bot.library.importing.bounded import USUAL, Bounds, Nursery
from bot.library.importing.pages import Page
from bot.library.importing.placing import Places
from bot.library.importing.recognition import most_like
from bot.library.passages import Article, Corpus

if TYPE_CHECKING:
    from bot.library.importing.fetching import Fetched

_FEWEST_WORDS = 20
"""A text of fewer words is no article but what is left of a page."""

_LIBRARIES = {
    "html": ("lxml.html",),
    "pdf": ("pypdf",),
    "docx": ("docx",),
    "markdown": ("markdown_it", "lxml.html"),
}
"""What a kind of file is read with."""
_READERS = tuple(
    f"{reading.__package__}.readers.{name}" for name in ("markdown.marked", "pdf", "plain", "web", "word")
)

Progress = Callable[[int, int, str], None]
"""Told before each source: how many are done, how many there are, and the name of the next."""


@dataclass(frozen=True, slots=True)
class Imported:
    """An article that was written to `path`, what was left out of its text, and what a person should know.

    `account` is that of the whole source, told with its first article.
    """

    source: str
    article: Article
    path: Path
    updated: bool
    dropped: tuple[Block, ...] = ()
    notes: tuple[str, ...] = ()
    account: Account | None = None


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import wrote, the sources that gave nothing and what was passed over in folders, each with its reason."""

    imported: tuple[Imported, ...]
    faults: tuple[Fault, ...]
    passed_over: tuple[Fault, ...] = ()


def import_articles(
    sources: Sequence[str],
    out: Path,
    known: Corpus,
    progress: Progress | None = None,
    bounds: Bounds = USUAL,
) -> ImportOutcome:
    """Imports files, folders and links into the folder `out`; a source that fails does not stop the others.

    `known` are the shipped articles. An article that is without doubt the original of one of its retellings
    gets that one's name and takes its place. Importing a document again writes the same file again. What is in a
    document is looked at in a process of its own, within `bounds`.
    """
    found = files.find(sources)
    places = Places(out, known)
    imported: list[Imported] = []
    faults = found.faults
    with Nursery(_loaded_for(found.sources), bounds) as apart:
        for done, name in enumerate(found.sources):
            if progress:
                progress(done, len(found.sources), files.shown(name))
            try:
                for one in _import(name, known, places, apart):
                    imported.append(one)
            except ImportProblem as problem:
                faults += problem.faults or [Fault(files.shown(name), 0, problem.sentence)]
            except ContentError as error:
                faults += error.faults
    return ImportOutcome(tuple(imported), tuple(faults), tuple(found.passed_over))


def _loaded_for(sources: Sequence[str]) -> list[str]:
    """The modules that a process needs to read these, so that they are loaded once for all."""
    kinds = {reading.KINDS.get(Path(name).suffix.lower(), "html") for name in sources}
    return [__name__, *_READERS, *(library for kind in sorted(kinds) for library in _LIBRARIES.get(kind, ()))]


def _import(source: str, known: Corpus, places: Places, apart: Nursery) -> Iterator[Imported]:
    """The articles of a source, each as it is written."""
    if files.is_link(source):
        from bot.library.importing import fetching

        page = asyncio.run(fetching.fetch(source))
        found = apart(in_page, page, source, known)
    else:
        found = apart(_in_file, source, known)
    for one in found:
        origin = one.article.link if files.is_link(source) else one.article.file
        placed = places.put(one.article, files.shown(source), origin, alone=len(found) == 1)
        notes = (*one.notes, *placed.notes)
        yield replace(one, article=placed.article, path=placed.path, updated=placed.updated, notes=notes)


def remove(out: Path, slug: str) -> Path:
    """Deletes an imported article; returns the path that it had. Raises ContentError if there is none."""
    path = out / f"{slug}.md"
    names = sorted(one.stem for one in out.glob("*.md"))
    if slug not in names:
        message = f"does not exist; imported articles are: {', '.join(names) or 'none'}"
        raise ContentError([Fault(str(path), 0, message)])
    path.unlink()
    return path


def articles_in(read: Read, source: str, known: Corpus) -> list[Imported]:
    """The articles in what was read, not yet written; the first tells the account of them all.

    Raises ImportProblem if nothing of an article is left.
    """
    if read.article:
        return [Imported(source, read.article, Path(), False, notes=read.notes)]
    pages = cleaning.clean(read.blocks, read.title, page=read.page)
    whole = [page for page in pages if page.words >= _FEWEST_WORDS]
    short = [page for page in pages if page.words < _FEWEST_WORDS]
    if not whole:
        raise ImportProblem(_why_none(read), why="nothing")
    found = [_article(page, read, source, known) for page in whole]
    rest = [left_out(block, "too short for an article") for page in short for block in page.lines]
    rest += [block for page in short for block in page.dropped]
    dropped = [*rest, *(block for one in found for block in one.dropped)]
    account = accounting.account(read.source, [one.article for one in found], dropped)
    several = (f"the text holds {len(found)} articles",) if len(found) > 1 else ()
    first, *others = [replace(one, notes=(*several, *one.notes)) for one in found]
    notes = (*first.notes, *filter(None, [account.warning]))
    return [replace(first, account=account, notes=notes, dropped=(*first.dropped, *rest)), *others]


def _why_none(read: Read) -> str:
    if read.page:
        return "nothing of an article is left: all of it looks like menus, boxes and the like"
    return f"holds less than {_FEWEST_WORDS} words of text: nothing of it can be an answer"


def in_page(page: Fetched, source: str, known: Corpus) -> list[Imported]:
    """The articles in what a link gave. Raises ImportProblem."""
    kind = reading.kind_of_type(page.content_type)
    if kind is None:
        message = f"is of type {page.content_type}; pages, text, PDF and Word documents are imported"
        raise ImportProblem(message, why="kind")
    return articles_in(replace(reading.read(page.data, kind, source), link=page.url), source, known)


def in_data(data: bytes, name: str, known: Corpus) -> list[Imported]:
    """The articles in a file with this name that holds this. Raises ImportProblem."""
    kind, notes = files.kind_in(data, name)
    read = reading.read(data, kind, name)
    return articles_in(replace(read, notes=(*notes, *read.notes)), name, known)


def _in_file(source: str, known: Corpus) -> list[Imported]:
    data, kind, notes = files.opened(source)
    read = reading.read(data, kind, source)
    found = articles_in(replace(read, notes=(*notes, *read.notes)), source, known)
    if read.article:  # it is known again by its own name
        return found
    origin = files.shown(os.path.realpath(source))
    return [replace(one, article=replace(one.article, file=origin)) for one in found]


def _article(page: Page, read: Read, source: str, known: Corpus) -> Imported:
    blocks = shaping.shaped(page.lines)
    title = page.title or ""
    draft = Article(
        slug=structure.slugify(title),
        title=title,
        sections=structure.sections(blocks, title),
        author=page.author or read.author,
        publisher=read.publisher,
        date=page.date or read.date,
        link=read.link,
    )
    likeness = most_like(draft, known)
    notes = list(read.notes)
    article = _in_place_of(known[likeness.slug], draft) if likeness and likeness.clear else draft
    if article.replaces:
        notes.append(f"is the original of '{article.slug}' and takes the place of its retelling")
    if not title:
        title = article.title or _from_name(source)
        notes.append(f"has no title of its own; it is called '{title}'")
        slug = article.replaces or structure.slugify(title)
        article = replace(article, slug=slug, title=title, sections=structure.sections(blocks, title))
    return Imported(source, article, Path(), False, tuple(page.dropped), tuple(notes))


def _in_place_of(retelling: Article, original: Article) -> Article:
    """The original under the name of its retelling, with what is known of that and not of itself."""
    said = {
        name: getattr(original, name) or getattr(retelling, name)
        for name in ("title", "author", "publisher", "date", "link")
    }
    return replace(original, slug=retelling.slug, replaces=retelling.slug, **said)


def _from_name(source: str) -> str:
    words = re.sub(r"[\W_]+", " ", Path(source).stem).strip()[:100]
    return words.capitalize() or "Zonder titel"
