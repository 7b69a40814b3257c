"""`python -m bot doctor`: what is in order, what is not, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.awaiting import awaited
from bot.cli.shown import say

if TYPE_CHECKING:
    from bot.doctor.findings import Finding


@awaited
async def doctor(
    no_web: Annotated[
        bool,
        typer.Option("--no-web", help="For a process that handles no requests from Slack: `run --no-web`."),
    ] = False,
) -> None:
    """Examine everything that the bot needs, change nothing, and exit with 1 on a fault."""
    from bot import observability, settings
    from bot.core.moments import utc_now
    from bot.doctor import examine
    from bot.doctor.findings import Finding
    from bot.settings import SettingsError

    observability.configure("CRITICAL", "text")  # the findings say everything about a failure
    try:
        loaded = settings.load()
    except SettingsError as error:
        found = [_shown(Finding.fault("settings", line)) for line in str(error).splitlines()]
    else:
        found = [_shown(finding) async for finding in examine(loaded, utc_now, web=not no_web)]
    faults, warnings = found.count("fault"), found.count("warning")
    say(f"{faults} fault(s), {warnings} warning(s)")
    raise typer.Exit(1 if faults else 0)


def _shown(finding: Finding) -> str:
    """Print the finding; returns its level."""
    say(f"{finding.level:<8} {finding.part}: {finding.what}")
    if finding.advice:
        say(f"{'':<8} -> {finding.advice}")
    return finding.level
