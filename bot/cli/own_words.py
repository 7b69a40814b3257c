"""`search gaps` lists what people miss; `search same` says which word of the articles means the same."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.awaiting import awaited
from bot.cli.content import AT_ONCE, in_force, with_meaning
from bot.cli.shown import add_row, say
from bot.core.errors import LeiderschapError, StoreError
from bot.core.figures import SMALLEST

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.answers.search.index import PassageIndex
    from bot.library.ports import Pairs


@awaited
async def gaps() -> None:
    """Print what people asked and the articles do not answer: words that at least 5 different people missed, with the
    nearest words in the articles. `search same` accepts one of those as meaning the same."""
    from rich.console import Console
    from rich.table import Table

    from bot.answers.gaps.model import worth_showing
    from bot.answers.gaps.store import SqlGapStore
    from bot.answers.own_words.store import SqlOwnWordStore

    async with _opened() as engine:
        store, own_words = SqlGapStore(engine), SqlOwnWordStore(engine)
        found = {each: worth_showing(await store.shown(each)) for each in await store.workspaces()}
        said = {each: await own_words.of(each) for each in found}
    index = _index() if any(found.values()) else None
    columns = (
        "words",
        "people who missed it, at least",
        "people who found it",
        "nearest words of the articles",
    )
    for workspace, shown in found.items():
        table = Table(*columns, title=workspace)
        for gap in shown:
            near = "\n".join(_near(word, said[workspace], index) for word in gap.words if index)
            few = f"fewer than {SMALLEST}"
            add_row(table, ", ".join(gap.words), str(gap.missed), str(gap.found or few), near)
        Console().print(table if shown else f"{workspace}: nothing that {SMALLEST} people missed")


@awaited
async def same(
    word: Annotated[str, typer.Argument(help="A word that people ask for. Without it: the list.")] = "",
    other: Annotated[str, typer.Argument(help="A word of the articles that means the same.")] = "",
    *,
    remove: Annotated[bool, typer.Option("--remove", help="Delete what was accepted for the word.")] = False,
    workspace: Annotated[str, typer.Option(help="The workspace; needed if there are several.")] = "",
) -> None:
    """Accept a word of the articles as meaning the same as another: a question with either is searched with both.

    A running bot knows it within 15 seconds.
    """
    from bot.answers.own_words.store import SqlOwnWordStore
    from bot.channels.model import COMMAND, Act
    from bot.core.moments import utc_now

    if bool(word) != bool(other or remove):
        raise typer.BadParameter("give two words, or one with --remove")
    async with _opened() as engine:
        here = await _workspace(engine, workspace)
        said = await SqlOwnWordStore(engine).of(here)
    if not word:
        say("\n".join(f"{one} = {two or '(not offered)'}" for one, two in said) or "nothing is accepted yet")
        return
    gone = [pair for pair in said if remove and pair[0] == word and other in ("", pair[1])]
    pair = None if remove else _index().nearest.pair(word, other)
    if not (gone or pair):
        raise LeiderschapError(
            f"nothing was accepted for {word}"
            if remove
            else f"{word}, {other}: give two words, the second from the articles"
        )
    act = Act(COMMAND, utc_now())
    async with _opened(read_only=False) as engine:
        store = SqlOwnWordStore(engine)
        for each in gone:
            await store.remove(here, *each, act)
        if pair:
            await store.add(here, *pair, act)
    say(f"{pair[0]} = {pair[1]}" if pair else f"removed: {len(gone)}")


def only_own_words() -> Pairs:
    """The pairs of the only workspace that has any; none if several have, or without a database."""
    from bot.answers.own_words.store import SqlOwnWordStore

    async def read() -> Pairs:
        async with _opened() as engine:
            store = SqlOwnWordStore(engine)
            found = await store.workspaces()
            return await store.same(found[0]) if len(found) == 1 else ()

    try:
        return asyncio.run(read())
    except StoreError:  # a search needs no database
        return ()


def _near(word: str, said: Pairs, index: PassageIndex) -> str:
    from bot.answers.own_words.service import NEAR

    if others := [other or "(not offered)" for one, other in said if one == word]:
        return f"{word} = {', '.join(others)}"
    return f"{word}: {', '.join(index.nearest.words(word, NEAR, index.meanings)) or 'none'}"


def _index() -> PassageIndex:
    from bot.answers.in_force import index_of

    content = in_force()
    with_meaning(content, AT_ONCE)
    return index_of(content)


async def _workspace(engine: AsyncEngine, given: str) -> str:
    """The given workspace, or else the only one about which anything is stored."""
    import sqlalchemy as sa

    from bot.answers.gaps.store import gaps as missed
    from bot.answers.own_words.store import own_words
    from bot.channels.tables import channels
    from bot.database.engine import rows

    queries = (sa.select(one.c.workspace).distinct() for one in (channels, missed, own_words))
    known = {row[0] for query in queries for row in await rows(engine, query)}
    if given in known or (not given and len(known) == 1):
        return given or known.pop()
    raise LeiderschapError(
        f"say with --workspace which one: {', '.join(sorted(known)) or 'none is known yet'}"
    )


@asynccontextmanager
async def _opened(*, read_only: bool = True) -> AsyncIterator[AsyncEngine]:
    from bot import settings
    from bot.database import migrations
    from bot.database.engine import opened

    async with opened(settings.load().database_url.get_secret_value(), read_only=read_only) as engine:
        await migrations.require_current(engine)
        yield engine
