"""The administrator's commands."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot.cli.loading import loading
from bot.cli.shown import hand_over, say


def run(
    no_web: Annotated[
        bool,
        typer.Option("--no-web", help="Handle no requests from Slack; PORT still serves health and metrics."),
    ] = False,
    no_clock: Annotated[
        bool, typer.Option("--no-clock", help="Plan and post nothing; another process must do that.")
    ] = False,
) -> None:
    """Run the bot until it is stopped: by Socket Mode with SLACK_APP_TOKEN, otherwise by HTTP on PORT.

    With PostgreSQL, the work can be split over any number of processes of each kind.
    """
    if no_web and no_clock:
        raise typer.BadParameter("without web and clock there is nothing to do")
    with loading():
        import structlog

        from bot import app, observability, process, settings

    loaded = settings.load()
    settings.require_slack(loaded, web=not no_web)
    observability.configure(loaded.log_level, loaded.log_format)
    for note in settings.notes():
        structlog.get_logger().warning("settings.note", what=note)
    asyncio.run(process.run(loaded, app.Roles(web=not no_web, clock=not no_clock)))


def migrate() -> None:
    """Bring the database to the newest version. An SQLite file is copied first."""
    from bot import settings
    from bot.database import migrations

    url = settings.load().database_url.get_secret_value()
    asyncio.run(migrations.migrate(url))
    say("The database is up to date.")


def manifest(
    url: Annotated[
        str | None, typer.Option(help="Where Slack reaches the bot by HTTP; without it: Socket Mode.")
    ] = None,
) -> None:
    """Print the manifest from which to make the Slack app."""
    import yaml

    from bot import settings
    from bot.core.inputs.setting_kinds import origin
    from bot.slack.manifest import manifest as make_manifest

    try:
        address = url and origin(url)
    except ValueError as error:
        raise typer.BadParameter(f"--url {error}") from None
    made = make_manifest(address, uploads=settings.load().uploads)
    hand_over(yaml.safe_dump(made, sort_keys=False, allow_unicode=True, width=100), end="")
