"""Commands on the ledger: list deliveries, explain one, settle one that is unknown."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, get_args

import typer

from bot import settings
from bot.domain.deliveries import Delivery, State
from bot.domain.errors import LeiderschapError
from bot.domain.explaining import explain, settlement
from bot.scheduler import utc_now
from bot.services.ports import LostRace
from bot.store import engine as store_engine
from bot.store import migrations
from bot.store.ledger import SqlLedger
from bot.store.ledger_report import LedgerReport

deliveries = typer.Typer(help="What was posted, what was not, and why.")

STATES: tuple[State, ...] = get_args(State)


@deliveries.callback(invoke_without_command=True)
def list_deliveries(
    context: typer.Context,
    *,
    workspace: Annotated[str | None, typer.Option(help="Only of this workspace, by its id.")] = None,
    channel: Annotated[str | None, typer.Option(help="Only of this channel, by its id or its name.")] = None,
    state: Annotated[str | None, typer.Option(help=f"Only those that are {', '.join(STATES)}.")] = None,
    since: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Only those due on this day (UTC) or later."),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many.")] = 50,
) -> None:
    """List deliveries, the newest first."""
    if context.invoked_subcommand:
        return
    chosen = next((known for known in STATES if known == state), None)
    if state and not chosen:
        raise typer.BadParameter(f"there is no state {state!r}; there are {', '.join(STATES)}")
    asyncio.run(_list(workspace, channel, chosen, since and since.replace(tzinfo=dt.UTC), limit))


async def _list(
    workspace: str | None, channel: str | None, state: State | None, since: dt.datetime | None, limit: int
) -> None:
    async with _opened() as (_, report):
        rows = await report.find(workspace=workspace, channel=channel, state=state, since=since, limit=limit)
    for row in rows:
        due = f"{row.due_at:%Y-%m-%d %H:%M}Z"
        print(
            f"{row.id}  {due}  {row.workspace}/{row.channel}  {row.kind:<8} {row.state:<8} {row.error or ''}"
        )
    if not rows:
        typer.echo("No delivery is like this.", err=True)


@deliveries.command()
def show(
    id: Annotated[str, typer.Argument(help="The delivery's id, as the list and the log have it.")],
) -> None:
    """Tell what is known of one delivery, and what was told about it to whom."""
    asyncio.run(_show(id))


async def _show(id: str) -> None:
    async with _opened() as (ledger, report):
        row = await _found(ledger, id)
        for line in explain(row, await report.told(row), await _now(ledger)):
            print(line)


@deliveries.command()
def settle(
    id: Annotated[str, typer.Argument(help="The delivery's id.")],
    posted: Annotated[bool, typer.Option("--posted", help="It stands in the channel.")] = False,
    repost: Annotated[
        bool, typer.Option("--repost", help="It does not stand there: post it now, within the hour.")
    ] = False,
) -> None:
    """Say what became of a delivery that is unknown. Look in the channel first."""
    if posted == repost:
        raise typer.BadParameter("look in the channel, then give --posted or --repost")
    after = asyncio.run(_settle(id, posted=posted))
    typer.echo(
        "Recorded: it is posted."
        if posted
        else f"Recorded: the bot posts it at its next tick, or not at all after {after.expires_at:%H:%M} UTC."
    )


async def _settle(id: str, *, posted: bool) -> Delivery:
    async with _opened() as (ledger, _):
        row, now = await _found(ledger, id), await _now(ledger)
        try:
            return await ledger.move(row, settlement(row, now, posted=posted), now)
        except LostRace:
            raise LeiderschapError(
                "the delivery was changed in this instant: look with `deliveries show` what it is now"
            ) from None


async def _found(ledger: SqlLedger, id: str) -> Delivery:
    row = await ledger.get(id)
    if row is None:
        raise LeiderschapError(
            f"there is no delivery {id!r}: give an id as `python -m bot deliveries` lists it"
        )
    return row


async def _now(ledger: SqlLedger) -> dt.datetime:
    return await ledger.clock() or utc_now()


@asynccontextmanager
async def _opened() -> AsyncIterator[tuple[SqlLedger, LedgerReport]]:
    engine = store_engine.create(settings.load().database_url.get_secret_value())
    try:
        if not await migrations.is_current(engine):
            raise LeiderschapError("the database is not up to date: run `python -m bot migrate`")
        yield SqlLedger(engine), LedgerReport(engine)
    finally:
        await engine.dispose()
