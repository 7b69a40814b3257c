"""`check`: all content at once."""

from __future__ import annotations

import typer


def check() -> None:
    """Check all content and the channels file; print every fault with its file and line."""
    from bot import settings
    from bot.answers import in_force
    from bot.channels.calendar.school_holidays import load_breaks
    from bot.channels.services import SCHOOL_HOLIDAYS, load_file

    loaded = settings.load()
    content = in_force.load_set(loaded)
    file = load_file(loaded, content.library)
    load_breaks(SCHOOL_HOLIDAYS)
    typer.echo(
        f"No faults: {len(content.library.tips)} tips in {len(content.library.themes)} themes,"
        f" {len(content.library.series)} series, {len(content.corpus)} articles, {len(file.channels)} channels."
    )
