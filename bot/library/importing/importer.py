"""Imports articles: cleans what was found in files and on pages, and writes it as Markdown with front matter."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.core.errors import ContentError, Fault
from bot.core.inputs.text_files import read_text
from bot.library import markdown
from bot.library.importing import accounting, cleaning, fetching, formats, reading, shaping, structure
from bot.library.importing.accounting import Account
from bot.library.importing.blocks import Block, ImportProblem, Read, left_out
from bot.library.importing.cleaning import Page
from bot.library.importing.formats import refusal
from bot.library.importing.recognition import most_like
from bot.library.passages import Article, Corpus

_FEWEST_WORDS = 20
"""A text of fewer words is no article but what is left of a page."""

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
    """What an import wrote, and the sources that gave nothing, each with its reason."""

    imported: tuple[Imported, ...]
    faults: tuple[Fault, ...]


def import_articles(
    sources: Sequence[str], out: Path, known: Corpus, progress: Progress | None = None
) -> ImportOutcome:
    """Imports files, folders and links into the folder `out`; a source that fails does not stop the others.

    `known` are the shipped articles. An article that is without doubt the original of one of its retellings
    gets that one's name and takes its place. Importing a text again writes the same file again.
    """
    names = list(_expand(sources))
    imported: list[Imported] = []
    faults: list[Fault] = []
    for done, name in enumerate(names):
        if progress:
            progress(done, len(names), name)
        try:
            for one in _articles(name, known):
                imported.append(_write(one, out, known, imported))
        except ContentError as error:
            faults += error.faults
    return ImportOutcome(tuple(imported), tuple(faults))


def remove(out: Path, slug: str) -> Path:
    """Deletes an imported article; returns the path that it had. Raises ContentError if there is none."""
    path = out / f"{slug}.md"
    names = sorted(one.stem for one in out.glob("*.md"))
    if slug not in names:
        raise refusal(str(path), f"does not exist; imported articles are: {', '.join(names) or 'none'}")
    path.unlink()
    return path


def articles_in(read: Read, source: str, known: Corpus) -> list[Imported]:
    """The articles in what was read, not yet written; the first tells the account of them all.

    Raises ContentError if nothing of an article is left.
    """
    if read.article:
        return [Imported(source, read.article, Path(), False, notes=read.notes)]
    pages = cleaning.clean(read.blocks, read.title, page=read.page)
    found = [_article(page, read, source, known) for page in pages if page.words >= _FEWEST_WORDS]
    if not found:
        raise refusal(source, "nothing of an article is left: all of it looks like menus, boxes and the like")
    short = [page for page in pages if page.words < _FEWEST_WORDS]
    rest = [left_out(block, "too short for an article") for page in short for block in page.lines]
    rest += [block for page in short for block in page.dropped]
    dropped = [*rest, *(block for one in found for block in one.dropped)]
    account = accounting.account(read.source, [one.article for one in found], dropped)
    several = (f"the text holds {len(found)} articles",) if len(found) > 1 else ()
    first, *others = [replace(one, notes=(*several, *one.notes)) for one in found]
    notes = (*first.notes, account.warning) if account.warning else first.notes
    return [replace(first, account=account, notes=notes, dropped=(*first.dropped, *rest)), *others]


def _expand(sources: Sequence[str]) -> Iterator[str]:
    for source in sources:
        path = Path(source)
        if not _is_link(source) and path.is_dir():
            inside = sorted(str(one) for one in path.iterdir() if one.suffix.lower() in reading.KINDS)
            yield from inside or [source]
        else:
            yield source


def _is_link(source: str) -> bool:
    return re.match(r"[a-z][a-z0-9+.-]+://", source, re.IGNORECASE) is not None


def _articles(source: str, known: Corpus) -> list[Imported]:
    try:
        return articles_in(_read(source), source, known)
    except ImportProblem as problem:
        raise ContentError(list(problem.faults) or [Fault(source, 0, problem.sentence)]) from None


def _read(source: str) -> Read:
    if _is_link(source):
        page = asyncio.run(fetching.fetch(source))
        kind = reading.kind_of_type(page.content_type)
        if kind is None:
            message = f"is of type {page.content_type}; pages, text, PDF and Word documents are imported"
            raise ImportProblem(message)
        return replace(reading.read(page.data, kind, source), link=page.url)
    path = Path(source)
    if not path.exists():
        raise ImportProblem("does not exist: give files, folders or links (https://…)")
    if path.is_dir():
        raise ImportProblem(f"holds no file that can be imported ({', '.join(reading.KINDS)})")
    return reading.read(formats.data_of(path), reading.KINDS[path.suffix.lower()], source)


def _article(page: Page, read: Read, source: str, known: Corpus) -> Imported:
    blocks = shaping.shaped(page.lines)
    title = page.title or ""
    draft = Article("", title, structure.sections(blocks, title))
    likeness = most_like(draft, known)
    notes = list(read.notes)
    retelling = known[likeness.slug] if likeness and likeness.clear else None
    if retelling:
        notes.append(f"is the original of '{retelling.slug}' and takes the place of its retelling")
    if not title:
        title = retelling.title if retelling else _from_name(source)
        notes.append(f"has no title of its own; it is called '{title}'")
    facts = retelling or draft
    article = Article(
        slug=retelling.slug if retelling else structure.slugify(title),
        title=title,
        sections=structure.sections(blocks, title),
        author=page.author or read.author or facts.author,
        publisher=read.publisher or facts.publisher,
        date=page.date or read.date or facts.date,
        link=read.link or facts.link,
        replaces=retelling.slug if retelling else None,
    )
    return Imported(source, article, Path(), False, tuple(page.dropped), tuple(notes))


def _from_name(source: str) -> str:
    words = re.sub(r"[\W_]+", " ", Path(source).stem).strip()[:100]
    return words.capitalize() or "Zonder titel"


def _write(one: Imported, out: Path, known: Corpus, before: Sequence[Imported]) -> Imported:
    taken = {other.article.slug: other.source for other in before}
    if one.article.replaces in taken:
        message = (
            f"is the original of '{one.article.replaces}', and so is {taken[one.article.replaces]}: skipped"
        )
        raise refusal(one.source, message)
    slug, number = one.article.slug, 2
    while slug in taken or (slug in known and one.article.replaces is None):
        slug, number = f"{one.article.slug}-{number}", number + 1
    path = out / f"{slug}.md"
    updated = path.exists()
    article = replace(one.article, slug=slug, link=one.article.link or _link_in(path))
    try:
        out.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".part")  # a running bot never reads half a file
        draft.write_text(markdown.write(article), encoding="utf-8")
        os.replace(draft, path)
    except OSError as error:
        raise refusal(str(path), f"cannot be written: {error.strerror}") from None
    return replace(one, article=article, path=path, updated=updated)


def _link_in(path: Path) -> str | None:
    """The address that somebody wrote into the article that is there already."""
    try:
        return markdown.parse(read_text(path, formats.MAX_TEXT), path.stem, str(path)).link
    except ContentError:
        return None
