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
from bot.library.importing import cleaning, fetching, formats, structure
from bot.library.importing.cleaning import Dropped, Page
from bot.library.importing.formats import Raw, refusal
from bot.library.importing.lines import lines_of
from bot.library.importing.recognition import most_like
from bot.library.passages import Article, Corpus

_FEWEST_WORDS = 20
"""A text of fewer words is no article but what is left of a page."""

Progress = Callable[[int, int, str], None]
"""Told before each source: how many are done, how many there are, and the name of the next."""


@dataclass(frozen=True, slots=True)
class Imported:
    """An article that was written to `path`, what was left out of its text, and what a person should know."""

    source: str
    article: Article
    path: Path
    updated: bool
    dropped: tuple[Dropped, ...] = ()
    notes: tuple[str, ...] = ()


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


def articles_in(raw: Raw, source: str, known: Corpus) -> list[Imported]:
    """The articles in a raw text, not yet written. Raises ContentError if nothing of an article is left."""
    body = f"# {raw.title}\n\n{raw.text}" if raw.title else raw.text
    pages = [page for page in cleaning.clean(lines_of(body)) if page.words >= _FEWEST_WORDS]
    if not pages:
        raise refusal(source, "nothing of an article is left: all of it looks like menus, boxes and the like")
    found = [_article(page, raw, source, known) for page in pages]
    if len(found) > 1:
        note = f"the text holds {len(found)} articles"
        found = [replace(one, notes=(note, *one.notes)) for one in found]
    return found


def _expand(sources: Sequence[str]) -> Iterator[str]:
    for source in sources:
        path = Path(source)
        if not _is_link(source) and path.is_dir():
            inside = sorted(str(one) for one in path.iterdir() if one.suffix.lower() in formats.READERS)
            yield from inside or [source]
        else:
            yield source


def _is_link(source: str) -> bool:
    return re.match(r"[a-z][a-z0-9+.-]+://", source, re.IGNORECASE) is not None


def _articles(source: str, known: Corpus) -> list[Imported]:
    if _is_link(source):
        page = asyncio.run(fetching.fetch(source))
        raw = formats.reader_of(page.content_type, source)(page.data, source)
        return articles_in(replace(raw, link=page.url), source, known)
    path = Path(source)
    if not path.exists():
        raise refusal(source, "does not exist: give files, folders or links (https://…)")
    if path.is_dir():
        raise refusal(source, f"holds no file that can be imported ({', '.join(formats.READERS)})")
    if path.suffix.lower() == ".md" and _starts_with_front_matter(path):
        article = markdown.parse(read_text(path, formats.MAX_TEXT), structure.slugify(path.stem), source)
        return [Imported(source, article, path, False, notes=("has front matter and was taken as it is",))]
    return articles_in(formats.read(path), source, known)


def _starts_with_front_matter(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(6).removeprefix(b"\xef\xbb\xbf").startswith(b"---")
    except OSError:
        return False  # reading it tells why


def _article(page: Page, raw: Raw, source: str, known: Corpus) -> Imported:
    lines = structure.unwrap(page.lines)
    title = page.title or raw.title or ""
    draft = Article("", title, structure.sections(lines, title))
    likeness = most_like(draft, known)
    notes = list(raw.notes)
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
        sections=structure.sections(lines, title),
        author=page.author or raw.author or facts.author,
        publisher=raw.publisher or facts.publisher,
        date=page.date or raw.date or facts.date,
        link=raw.link or facts.link,
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
