"""`check`, which checks all content at once, and the content in force for other commands that search."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.cli.articles import indexing
from bot.cli.loading import loading
from bot.cli.shown import say

if TYPE_CHECKING:
    from bot.library.ports import Content

AT_ONCE = 50
"""For at most this many passages a quick command waits until their vectors are made, for some seconds."""


def check() -> None:
    """Check all content and the channels file; print every fault with its file and line."""
    with loading():
        from bot import settings
        from bot.answers import in_force
        from bot.channels.calendar.school_holidays import load_breaks
        from bot.channels.services import SCHOOL_HOLIDAYS, load_file

        loaded = settings.load()
        content = in_force.load_set(loaded)
    file = load_file(loaded, content.library)
    load_breaks(SCHOOL_HOLIDAYS)
    for hint in content.library.hints:
        say(f"hint: {hint}")
    team = sum(tip.team is not None for tip in content.library.tips.values())
    say(
        f"{team} tips speak to the team: so many weeks before one comes again in a channel that hears the team alone."
    )
    say(
        f"No faults: {len(content.library.tips)} tips in {len(content.library.themes)} themes,"
        f" {len(content.library.series)} series, {len(content.corpus)} articles, {len(file.channels)} channels."
    )


def in_force(folder: Path | None = None) -> Content:
    """The content of the settings, but with the articles in `folder` instead of the company's own, if it is given."""
    if folder is not None and not folder.is_dir():
        raise typer.BadParameter(f"{folder} is not a folder")
    with loading():
        from bot import settings
        from bot.answers.in_force import load_any

    loaded = settings.load()
    with indexing() as progress:
        return load_any(
            folder or loaded.articles,
            loaded.tips,
            loaded.index_folder,
            progress,
            shipped_too=loaded.shipped_articles,
        )


def with_meaning(content: Content, most: int | None) -> None:
    """Give the content the model of meaning, for questions that words do not settle. Missing vectors are made first,
    unless there are more than `most` passages: then only existing ones are used. None is no limit."""
    from bot import settings
    from bot.answers.in_force import index_of
    from bot.answers.search.meaning.background import Meanings
    from bot.answers.search.meaning.embedders import ModelUnusable

    loaded = settings.load()
    meanings = Meanings(loaded.meaning, loaded.meaning_model, loaded.index_folder)
    try:
        with indexing() as progress:
            meanings.complete(index_of(content), progress, most)
    except ModelUnusable as error:
        say(f"{error}; answers use words only", error=True)
