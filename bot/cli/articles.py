"""Commands on articles: import originals, list them, remove them, see what they inherit."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.loading import loading
from bot.cli.shown import add_row, hand_over, say
from bot.core.errors import ContentError, LeiderschapError

if TYPE_CHECKING:
    from rich.progress import Progress

    from bot.library.importing.importer import ImportOutcome

articles = typer.Typer(help="The articles that answers come from.", no_args_is_help=True)


@articles.command("import")
def import_(
    sources: Annotated[list[str], typer.Argument(help="Files, folders or links (https).")],
    out: Annotated[
        Path | None, typer.Option(help="Where to write; default: LEIDERSCHAP_ARTICLES (data/articles).")
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", help="Print every piece that was left out.")] = False,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Fail if over 2 % of the words of a file are lost without a reason."),
    ] = False,
    later: Annotated[
        bool, typer.Option("--later", help="Let the running bot make the vectors of what the texts mean.")
    ] = False,
) -> None:
    """Clean texts (text, Markdown, HTML, PDF, DOCX) and write them as articles; a running bot picks them up.

    Folders include their subfolders. Exits with 1 if a source gave nothing; the others are imported.
    """
    from rich.markup import escape

    from bot import settings
    from bot.cli.imported import tell
    from bot.library.articles import load_articles
    from bot.library.importing.bounded import Bounds
    from bot.library.importing.importer import import_articles
    from bot.library.shipped import ARTICLES

    loaded = settings.load()
    folder = out or loaded.articles
    known = load_articles([ARTICLES]).corpus
    with _bar() as bar:
        task = bar.add_task("importing")
        outcome = import_articles(
            sources,
            folder,
            known,
            lambda done, total, name: bar.update(task, completed=done, total=total, description=escape(name)),
            Bounds(loaded.import_seconds, loaded.import_megabytes),
        )
    tell(outcome, verbose)
    for fault in outcome.faults:
        say(fault, error=True)
    lossy = strict and any(one.account and one.account.warning for one in outcome.imported)
    if not _is_ready(folder, outcome, later=later) or outcome.faults or lossy:
        raise typer.Exit(1)


def _is_ready(folder: Path, outcome: ImportOutcome, *, later: bool) -> bool:
    """Make the index and the vectors of the articles; returns whether the bot can use the articles in this folder."""
    from bot import settings
    from bot.answers import archive

    loaded = settings.load()
    if not outcome.imported:
        return True
    try:
        made = _make_index(folder, loaded.index_folder, shipped=loaded.shipped_articles)
        if archive.size(folder) >= archive.LARGE:
            say(f"indexed in {made}")
        if not later:
            _make_vectors(folder)
    except ContentError as error:
        say(
            "the articles are written, but the bot uses none of this folder before these are mended:",
            error=True,
        )
        for fault in error.faults:
            say(fault, error=True)
        return False
    except (LeiderschapError, OSError) as error:  # the articles are written, and are found by words
        say(error, error=True)
    return True


@articles.command("index")
def index(
    folder: Annotated[
        Path | None, typer.Option("--articles", help="The articles; default: LEIDERSCHAP_ARTICLES.")
    ] = None,
    place: Annotated[
        Path | None, typer.Option("--index", help="Where to write; default: LEIDERSCHAP_INDEX_FOLDER.")
    ] = None,
    shipped: Annotated[
        bool | None,
        typer.Option(help="Include the bot's own articles; default: LEIDERSCHAP_SHIPPED_ARTICLES."),
    ] = None,
) -> None:
    """Make the index of the articles now, as the bot does if it is missing; prints its folder."""
    from bot import settings

    loaded = settings.load()
    whole = loaded.shipped_articles if shipped is None else shipped
    hand_over(str(_make_index(folder or loaded.articles, place or loaded.index_folder, shipped=whole)))


@articles.command("meaning")
def meaning(
    folder: Annotated[
        Path | None, typer.Option("--articles", help="The articles; default: LEIDERSCHAP_ARTICLES.")
    ] = None,
) -> None:
    """Make the vectors of the articles now, as the running bot does in the background; prints their folder."""
    hand_over(str(_make_vectors(folder)))


def _make_vectors(folder: Path | None) -> Path:
    """Makes the missing vectors; if it is interrupted, the next run continues there."""
    from bot import settings
    from bot.answers import in_force
    from bot.answers.search.meaning.background import Meanings

    loaded = settings.load()
    with indexing() as progress:
        content = in_force.load_any(
            folder or loaded.articles,
            loaded.tips,
            loaded.index_folder,
            progress,
            shipped_too=loaded.shipped_articles,
        )
    with indexing() as progress:
        meanings = Meanings(loaded.meaning, loaded.meaning_model, loaded.index_folder)
        meanings.complete(in_force.index_of(content), progress)
    return loaded.index_folder / "vectors"


def _make_index(own: Path, index: Path, *, shipped: bool) -> Path:
    with loading():
        from bot.answers import archive
        from bot.answers.search.words.language import LANGUAGE
        from bot.answers.search.words.language import load as load_language

        language = load_language(LANGUAGE)
    with indexing() as progress:
        return archive.make(own, index, language, progress, shipped_too=shipped)


@contextmanager
def indexing() -> Iterator[Callable[[int, int], None]]:
    """A progress bar on a terminal, updated with how many of how many articles are done."""
    with _bar() as bar:
        task = bar.add_task("indexing", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _bar() -> Progress:
    """A progress bar, only on a terminal: elsewhere it would leave an empty line among the faults."""
    from rich.console import Console
    from rich.progress import Progress

    return Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())


@articles.command("list")
def list_articles(
    workspace: Annotated[str, typer.Option(help="List what this workspace added for itself instead.")] = "",
) -> None:
    """List the articles that are searched, and which of them are imported."""
    from rich.console import Console
    from rich.table import Column, Table

    from bot import settings
    from bot.library import shipped

    if workspace:
        asyncio.run(_list_added(workspace))
        return
    whole = Column("name", no_wrap=True)  # `remove` and `align` take it
    table = Table(whole, Column("title", overflow="fold"), "author", "sections", "text")
    loaded = settings.load()
    for slug, article in shipped.articles(loaded.articles, shipped=loaded.shipped_articles).corpus.items():
        text = "our own words" if article.retelling else "imported"
        add_row(table, slug, article.title, article.author or "", str(len(article.sections)), text)
    Console().print(table)


async def _list_added(workspace: str) -> None:
    """Print the articles that one workspace added and accepted, the newest first."""
    from rich.console import Console
    from rich.table import Column, Table

    from bot import settings
    from bot.answers.added.store import SqlAddedArticleStore
    from bot.database import migrations
    from bot.database.engine import opened

    table = Table(Column("title", overflow="fold"), Column("from", overflow="fold"), "words", "accepted")
    async with opened(settings.load().database_url.get_secret_value(), read_only=True) as engine:
        await migrations.require_current(engine)
        for one in await SqlAddedArticleStore(engine).of(workspace):
            accepted = f"{one.accepted_at:%Y-%m-%d}" if one.accepted_at else ""
            add_row(table, one.title, one.source, str(one.words), accepted)
    Console().print(table)


@articles.command("remove")
def remove(name: Annotated[str, typer.Argument(help="The name of an imported article.")]) -> None:
    """Delete an imported article; the retelling that it replaced is searched again."""
    from bot import settings
    from bot.library.importing.importer import remove as remove_article

    say(f"deleted {remove_article(settings.load().articles, name)}")


@articles.command("align")
def align(name: Annotated[str, typer.Argument(help="The name of an imported original.")]) -> None:
    """Show which passages of an original match each section of its retelling, and so inherit its questions."""
    from rich.console import Console
    from rich.table import Table

    from bot import settings
    from bot.answers.search.alignment import align as align_articles
    from bot.answers.search.words.language import LANGUAGE
    from bot.answers.search.words.language import load as load_language
    from bot.library import shipped

    found = shipped.articles(settings.load().articles)
    if name not in found.replaced:
        known = ", ".join(found.replaced) or "none"
        raise typer.BadParameter(f"{name} does not replace a retelling; these do: {known}")
    table = Table("section of the retelling", "likeness", "passages of the original")
    for row in align_articles(found.corpus[name], found.replaced[name], load_language(LANGUAGE)):
        add_row(table, row.section, f"{row.likeness:.2f}", ", ".join(row.passages))
    Console().print(table)


@articles.command("questions")
def questions(
    name: Annotated[str, typer.Argument(help="The name of an imported article.")],
    *,
    keep: Annotated[
        bool, typer.Option("--keep", help="Write them into the article, for you to edit.")
    ] = False,
) -> None:
    """Print questions that the sections of an imported article seem to answer, made from its own words.

    With questions, a section is found by more than its own words: keep the right ones, and change or delete the rest.
    The model of meaning then no longer weighs that section, unless LEIDERSCHAP_MEANING is `always`.
    """
    from dataclasses import replace

    from bot import settings
    from bot.answers.search.proposing import proposed
    from bot.answers.search.words.language import LANGUAGE
    from bot.answers.search.words.language import load as load_language
    from bot.library import markdown

    path = settings.load().articles / f"{name}.md"
    try:
        article = markdown.parse(path.read_text(encoding="utf-8"), name, str(path))
    except OSError as error:
        raise typer.BadParameter(
            f"{path} cannot be read ({error.strerror}): `articles list` names what is imported"
        ) from None
    empty = load_language(LANGUAGE).stopwords
    offered = [(section, proposed(section, empty)) for section in article.sections]
    for section, found in offered:
        say(f"{section.heading}\n" + "".join(f"  - {question}\n" for question in found), end="")
    if keep:
        sections = tuple(replace(one, questions=(*one.questions, *found)) for one, found in offered)
        path.write_text(markdown.write(replace(article, sections=sections)), encoding="utf-8")
        say(f"written to {path}, under each section")
