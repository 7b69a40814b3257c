"""Commands on channels as code: show what config/channels.yaml would change, apply it, and export the channels."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import typer

from bot.channels.model import Channel, ChannelEntry, ChannelsFile
from bot.channels.names import folded
from bot.channels.settings.model import Layers, differences, effective
from bot.cli.awaiting import awaited
from bot.cli.shown import hand_over, say
from bot.core.errors import LeiderschapError

if TYPE_CHECKING:
    from bot.channels.services import ChannelServices
    from bot.channels.settings.applying import Applying, Comparison, Step
    from bot.library.ports import Content

channels = typer.Typer(help="Channels as code: config/channels.yaml.", no_args_is_help=True)

CHANGES = 2
"""The exit code of `plan` if something would change."""
NOT_SERVED = 3
"""The exit code of `apply` if the file names a channel that the bot cannot serve; the others are applied."""
AHEAD = 60


@dataclass(frozen=True, slots=True)
class _Opened:
    workspace: str
    file: ChannelsFile
    services: ChannelServices
    applying: Applying
    now: Callable[[], dt.datetime]


@channels.command()
@awaited
async def plan() -> None:
    """Show what the file would change; exits with 2 if something would, otherwise with 0."""
    async with _opened(read_only=True) as opened:
        now = opened.now()
        made = await opened.applying.compare(opened.workspace, opened.file, now)
        _print_remarks(made)
        for step in made.changing:
            for line in _described(step):
                say(line)
        say(_summary(made, [await _next(opened.services, step.after, now) for step in made.changing]))
    if made.changing:
        raise typer.Exit(CHANGES)


@channels.command()
@awaited
async def apply() -> None:
    """Do what `plan` shows, as the bot does when it starts; exits with 3 if it cannot serve a channel in the file."""
    async with _opened() as opened:
        now = opened.now()
        made = await opened.applying.compare(opened.workspace, opened.file, now)
        _print_remarks(made)
        applied = await opened.applying.apply(opened.workspace, opened.file, now)
        say(f"{_count(len(made.changing))} changed; {len(applied.active)} get tips.")
    if applied.unknown:
        raise typer.Exit(NOT_SERVED)


@channels.command()
@awaited
async def forget(name: str) -> None:
    """Let a name in the file mean the channel that has it now, instead of the channel that had it first."""
    async with _opened() as opened:
        if not await opened.services.entries.forget(opened.workspace, folded(name)):
            raise LeiderschapError(f"no channel is remembered as {name!r}")
        say(f"{name} is forgotten; `channels apply` finds the channel that has the name now.")


@channels.command()
@awaited
async def export() -> None:
    """Print the current channels, including what leads chose in Slack, as a channels file."""
    from bot.channels.settings import file as channels_file

    async with _opened(read_only=True) as opened:
        entries = []
        for channel in await opened.services.channels.list(opened.workspace):
            leads = [lead.user for lead in await opened.services.leads.of(channel.ref)]
            entries.append(exported(channel, opened.file.base, leads))
        hand_over(channels_file.dump(entries), end="")


@channels.command()
def schema() -> None:
    """Print the JSON Schema of the file, with which an editor checks it (config/channels.schema.json)."""
    from bot.channels.settings import file as channels_file

    hand_over(channels_file.schema(), end="")


def exported(channel: Channel, base: Layers, leads: Iterable[str]) -> ChannelEntry:
    """The entry that turns the defaults into the channel's settings."""
    differing = differences(effective(Layers(default=base.default)), channel.settings)
    choices = {field: after for field, (_, after) in differing.items()}
    said = {"active": channel.settings.active, **choices}
    if "themes" in said or "series" in said:  # choosing only one of them clears the other
        said["themes"], said["series"] = channel.settings.themes, channel.settings.series
    return ChannelEntry(channel.id, said, channel.layers.locked, tuple(leads))


@asynccontextmanager
async def _opened(*, read_only: bool = False) -> AsyncIterator[_Opened]:
    """What the commands need. Raises LeiderschapError if the database is not migrated."""
    from bot import observability, settings
    from bot.answers import in_force
    from bot.channels import services as channel_services
    from bot.core.moments import elapsed, utc_now
    from bot.database import migrations
    from bot.database.engine import opened
    from bot.delivery import services as delivery_services
    from bot.slack import transport
    from bot.slack.installations.tokens import to_one_workspace
    from bot.slack.platform import Slack

    loaded = settings.load()
    if loaded.many_workspaces:
        raise LeiderschapError(
            "these commands are for the workspace of SLACK_BOT_TOKEN: with SLACK_CLIENT_ID, channels are set up"
            " in Slack"
        )
    settings.require_slack(loaded, web=False)
    observability.configure(loaded.log_level, "text")
    content: Content = in_force.load_set(loaded)
    file = channel_services.load_file(loaded, content.library)
    clocks = delivery_services.machine_clocks()
    now = clocks.mended(utc_now)
    async with opened(loaded.database_url.get_secret_value(), read_only=read_only) as engine:
        await migrations.require_current(engine)
        async with transport.session(clocks=clocks) as session:
            tokens = await to_one_workspace(loaded, session)
            slack = Slack(tokens, session, engine, now=now, elapsed=elapsed)
            health = channel_services.health(engine)
            services = channel_services.ChannelServices(
                engine,
                lambda: content,
                file.base,
                catch_up=dt.timedelta(hours=loaded.catch_up_hours),
                missed=delivery_services.report(engine, health, slack.administrators).missed,
                spread_minutes=loaded.spread_minutes,
            )
            yield _Opened(tokens.workspace, file, services, services.applying(slack.channels), now)


def _print_remarks(made: Comparison) -> None:
    for one in made.remarks:
        say(one.text, error=True)


def _described(step: Step) -> Iterator[str]:
    yield f"#{step.after.name} ({step.after.id}){'' if step.before.version else ', new'}"
    for change in step.changes:
        yield f"  {change.field}: {_written(change.field, change.before)} -> {_written(change.field, change.after)}"
    for change in step.leads:
        yield f"  lead: {change.after} added" if change.before is None else f"  lead: {change.before} removed"
    if step.before.paused and not step.after.paused:
        yield f"  posting again, after {step.before.paused}"


def _written(field: str, value: Any) -> Any:
    from bot.channels.settings.fields import SETTINGS

    return SETTINGS[field].written(value)


def _summary(made: Comparison, following: list[str]) -> str:
    if not made.changing:
        return "Nothing changes."
    coming = "; ".join(one for one in following if one)
    return f"{_count(len(made.changing))} change; next posts are: {coming or 'none'}"


def _count(number: int) -> str:
    return f"{number} channel{'' if number == 1 else 's'}"


async def _next(services: ChannelServices, channel: Channel, now: dt.datetime) -> str:
    entries = await services.forecast.entries(channel, now, AHEAD)
    due = next((entry.outcome.due_at for entry in entries if entry.outcome.due_at), None)
    if due is None:
        return ""
    zone = channel.settings.rhythm.timezone
    return f"#{channel.name} {due.astimezone(ZoneInfo(zone)):%a %Y-%m-%d %H:%M} ({zone})"
