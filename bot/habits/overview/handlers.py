"""`/leiderschap overzicht`: what it leads to and the figures at once, then the tables and a chart as files."""

from __future__ import annotations

import asyncio
import csv
import datetime as dt
import io
from collections.abc import Callable

from bot.channels.leads.permissions import Permissions
from bot.core.commands import Command
from bot.core.interaction import Asked, File
from bot.core.messages import Context, Message, text
from bot.core.people import Actor
from bot.core.platform import Platform, send
from bot.core.visible import visible
from bot.habits import texts
from bot.habits.overview import chart, messages
from bot.habits.overview.messages import Table
from bot.habits.overview.model import Overview
from bot.habits.overview.service import Overviews


def command(
    figures: Overviews, permissions: Permissions, platform: Platform, now: Callable[[], dt.datetime]
) -> Command:
    async def overview(asked: Asked, _argument: str) -> Message:
        await permissions.change(asked.actor, asked.channel)
        found = await figures.overview(asked.actor.at(asked.channel), now())
        message = messages.message(found)
        if not any(row.said for row in found.rows):
            return message
        platform.later(_files(platform, asked.actor, found))
        files = texts.OVERVIEW_FILES if found.drawn else texts.OVERVIEW_TABLES
        return Message(message.summary, (*message.parts, Context(text(files))))

    return Command("overview", ("overzicht",), overview, changes=True)


async def _files(platform: Platform, actor: Actor, figures: Overview) -> None:
    """A picture of the figures if there are enough of them, and the same figures as spreadsheet tables."""
    pictures = []
    if figures.drawn:
        drawn = await asyncio.to_thread(chart.png, figures)
        pictures.append(File(texts.CHART_FILE, texts.CHART_TITLE, drawn, messages.alt_text(figures)))
    await send(
        platform,
        actor,
        texts.OVERVIEW_TITLE.format(name=figures.name),
        *pictures,
        File(texts.TABLE_FILE, texts.OVERVIEW_WEEKS, as_csv(messages.table(figures))),
        File(texts.THEMES_FILE, texts.OVERVIEW_THEMES, as_csv(messages.theme_table(figures))),
    )


def as_csv(table: Table) -> bytes:
    """With the semicolons and the byte order mark that Dutch spreadsheets expect; no cell can become a formula."""
    written = io.StringIO()
    shown = ([visible(cell) for cell in row] for row in table)
    safe = ([f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell for cell in row] for row in shown)
    csv.writer(written, delimiter=";").writerows(safe)
    return written.getvalue().encode("utf-8-sig")
