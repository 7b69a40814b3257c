"""`/leiderschap mijn`, `privacy`, `overzicht` and `proef`, and a person's own plans for the home tab."""

from __future__ import annotations

import asyncio
import csv
import io

from bot.core.messages import Context, Heading, Message, Part, text
from bot.core.people import Actor
from bot.core.visible import visible
from bot.habits import messages as compose_habits
from bot.habits import texts
from bot.habits.overview import chart
from bot.habits.overview import messages as compose_overview
from bot.habits.overview.messages import Table
from bot.habits.overview.model import Overview
from bot.slack.context import Asker, Services
from bot.slack.listeners import habit_actions
from bot.slack.private import File


async def mine(services: Services, asker: Asker, _argument: str) -> Message:
    kept = await services.habits.following.mine(asker.actor)
    return compose_habits.mine(kept.plans, kept.snoozed)


async def home(services: Services, person: Actor) -> tuple[Part, ...]:
    """A person's own plans, as parts of a message."""
    kept = await services.habits.following.mine(person)
    return (Heading(texts.MINE_SUMMARY), *compose_habits.mine(kept.plans, kept.snoozed).parts)


async def privacy(services: Services, asker: Asker, _argument: str) -> Message:
    kept = await services.habits.privacy.kept(asker.actor)
    parts = [(part.title, part.why, part.kept, len(part.rows)) for part in kept]
    return compose_habits.privacy(parts, await services.habits.privacy.alone(asker.actor))


async def overview(services: Services, asker: Asker, _argument: str) -> Message:
    """The figures at once, and the chart and the tables as files."""
    await services.habits.lead(asker.actor, asker.channel)
    figures = await services.habits.figures.overview(asker.workspace, asker.channel, services.now())
    message = compose_overview.message(figures)
    if not figures.rows:
        return message
    services.responder.later(_files(services, asker.actor, figures))
    return Message(message.summary, (*message.parts, Context(text(texts.OVERVIEW_FILES))))


async def trial(services: Services, asker: Asker, _argument: str) -> Message:
    """What the trial is, whether it runs here, and the button that starts or stops it."""
    await services.habits.lead(asker.actor, asker.channel)
    running = await services.habits.trials.running(asker.workspace, asker.channel)
    return compose_habits.trial(asker.channel, runs=running is not None)


async def _files(services: Services, person: Actor, figures: Overview) -> None:
    """A picture of the figures, and the same figures as tables that a spreadsheet opens."""
    words = texts.OVERVIEW_TITLE.format(name=f"#{figures.name}")
    picture = await asyncio.to_thread(chart.png, figures)
    await habit_actions.send(
        services,
        person,
        words,
        File(texts.CHART_FILE, texts.CHART_TITLE, picture, compose_overview.alt_text(figures)),
        File(texts.TABLE_FILE, texts.OVERVIEW_WEEKS, _csv(compose_overview.table(figures))),
        File(texts.THEMES_FILE, texts.OVERVIEW_THEMES, _csv(compose_overview.theme_table(figures))),
    )


def _csv(table: Table) -> bytes:
    """With the semicolons and the mark that Dutch spreadsheets expect; no cell becomes a formula there."""
    written = io.StringIO()
    shown = ([visible(cell) for cell in row] for row in table)
    safe = ([f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell for cell in row] for row in shown)
    csv.writer(written, delimiter=";").writerows(safe)
    return written.getvalue().encode("utf-8-sig")
