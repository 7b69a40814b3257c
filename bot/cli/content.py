"""`check`: all content at once."""

from __future__ import annotations

import typer

from bot import settings, shelf
from bot.channel_services import SCHOOL_HOLIDAYS
from bot.content.channels import load_channels
from bot.content.school_holidays import load_breaks


def check() -> None:
    """Check all content and the channels file; print every fault with its file and line."""
    loaded = settings.load()
    content = shelf.load(loaded.articles, loaded.tips)
    file = load_channels(loaded.channels_file, content.library, settings.CONFIG / "default.yaml")
    load_breaks(SCHOOL_HOLIDAYS)
    typer.echo(
        f"No faults: {len(content.library.tips)} tips in {len(content.library.themes)} themes,"
        f" {len(content.library.series)} series, {len(content.corpus)} articles, {len(file.channels)} channels."
    )
