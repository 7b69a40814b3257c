"""Commands on the ledger: list deliveries, explain one, settle an unknown one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from bot.channels.model import COMMAND, DELIVERY, Act
from bot.cli.awaiting import awaited
from bot.cli.shown import say
from bot.core.errors import LeiderschapError
from bot.delivery.model import Delivery, State

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

deliveries = typer.Typer(help="What was posted, what was not, and why.")

_DIGITS = re.compile(r"[0-9a-f]{1,32}")
STATES: tuple[State, ...] = get_args(State)


@deliveries.callback(invoke_without_command=True)
@awaited
async def list_deliveries(
    context: typer.Context,
    *,
    workspace: Annotated[str | None, typer.Option(help="Only in this workspace, by id.")] = None,
    channel: Annotated[str | None, typer.Option(help="Only in this channel, by id or name.")] = None,
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
    from bot.delivery.ledger_report import LedgerReport

    day = since and since.replace(tzinfo=dt.UTC)
    async with _opened() as engine:
        report = LedgerReport(engine)
        rows = await report.find(workspace=workspace, channel=channel, state=chosen, since=day, limit=limit)
    for row in rows:
        due = f"{row.due_at:%Y-%m-%d %H:%M}Z"
        say(
            f"{row.id}  {due}  {row.ref.workspace}/{row.ref.channel}  {row.kind:<8} {row.state:<8} {row.error or ''}"
        )
    if not rows:
        say("No delivery matches.", error=True)


@deliveries.command()
@awaited
async def show(
    id: Annotated[
        str, typer.Argument(help="The delivery's id, as in the list and the log, or its beginning.")
    ],
) -> None:
    """Explain what is known about one delivery, and who was told what about it."""
    from bot.channels.audit import SqlAuditLog
    from bot.delivery.explaining import Settled, explain
    from bot.delivery.ledger_report import LedgerReport

    async with _opened() as engine:
        row = await _found(engine, id)
        told = await LedgerReport(engine).told(row)
        changes = await SqlAuditLog(engine).about(row.ref.workspace, f"{DELIVERY}{row.id}")
        settled = [Settled(change.at, change.user, change.after) for change in changes]
        for line in explain(row, told, await _now(engine), settled):
            say(line)


@deliveries.command()
@awaited
async def settle(
    id: Annotated[str, typer.Argument(help="The delivery's id, or its beginning.")],
    posted: Annotated[bool, typer.Option("--posted", help="It is in the channel.")] = False,
    repost: Annotated[
        bool, typer.Option("--repost", help="It is not there: post it now, within the hour.")
    ] = False,
) -> None:
    """Say what became of an unknown delivery. Look in the channel first."""
    if posted == repost:
        raise typer.BadParameter("look in the channel, then give --posted or --repost")
    from bot.channels.audit import SqlAuditLog
    from bot.core.errors import LostRace
    from bot.delivery.explaining import settlement
    from bot.delivery.ledger import SqlLedger
    from bot.delivery.recording import fields

    async with _opened() as engine:  # read-only first, so that a missing database is not created
        row = await _found(engine, id)
    async with _opened(read_only=False) as engine:
        now = await _now(engine)
        try:
            after = await SqlLedger(engine).move(row, settlement(row, now, posted=posted), now)
        except LostRace:
            raise LeiderschapError(
                "the delivery has just changed: see its state with `deliveries show`"
            ) from None
        said = Act(COMMAND, now).change(f"{DELIVERY}{row.id}", row.state, "posted" if posted else "repost")
        # The audit log does not name a conversation with one person, just like the log: its id identifies the person.
        await SqlAuditLog(engine).add(replace(row.ref, channel=str(fields(row)["channel"])), said)
    say(
        "Recorded: it is posted."
        if posted
        else f"Recorded: the bot posts it at its next tick, or not at all after {after.expires_at:%H:%M} UTC."
    )


async def _found(engine: AsyncEngine, id: str) -> Delivery:
    """The one delivery whose id begins with `id`. Raises LeiderschapError."""
    from bot.delivery.ledger_report import LedgerReport

    digits = id.strip().lower().replace("-", "")
    rows = await LedgerReport(engine).beginning(digits) if _DIGITS.fullmatch(digits) else []
    if not rows:
        raise LeiderschapError(
            f"there is no delivery {id!r}: give an id from `python -m bot deliveries`, or its beginning"
        )
    if len(rows) > 1:
        raise LeiderschapError(f"several deliveries begin with {id!r}: give more of the id")
    return rows[0]


async def _now(engine: AsyncEngine) -> dt.datetime:
    from bot.core.moments import utc_now
    from bot.delivery.ledger import SqlLedger

    return await SqlLedger(engine).clock() or utc_now()


@asynccontextmanager
async def _opened(*, read_only: bool = True) -> AsyncIterator[AsyncEngine]:
    from bot import settings
    from bot.database import migrations
    from bot.database.engine import opened

    async with opened(settings.load().database_url.get_secret_value(), read_only=read_only) as engine:
        await migrations.require_current(engine)
        yield engine
