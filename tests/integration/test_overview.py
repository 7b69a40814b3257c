"""What a lead sees about a channel over time, from the real stores: the titles of what was posted since."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from bot.core.people import ChannelRef
from bot.database.engine import create
from bot.habits.overview import messages
from bot.habits.overview.service import WEEKS, Overviews
from tests.databases import migrated
from tests.factories import C1, NINE
from tests.habits import HOUR, TIP, WEEK, Habits


@pytest.fixture
async def habits(tmp_path: Path) -> AsyncIterator[Habits]:
    url = f"sqlite:///{tmp_path}/leiderschap.db"
    await migrated(url)
    habits = Habits(create(url))
    yield habits
    await habits.engine.dispose()


@pytest.fixture
def overviews(habits: Habits) -> Overviews:
    async def unanswered(workspace: str) -> Sequence[str]:
        return {"T1": ["thuiswerken"]}[workspace]

    return Overviews(habits.rounds, habits.channels, habits.content, unanswered)


async def posted(habits: Habits, at: dt.datetime, channel: str = "C1", tip: str = TIP.id) -> None:
    nudge = await habits.nudge(at, channel, tip=tip)
    await habits.feedback.clicked(nudge, at)


async def test_an_overview_names_the_channel_its_themes_and_what_was_not_answered(
    habits: Habits, overviews: Overviews
) -> None:
    await habits.channel(name="bouw")
    await posted(habits, NINE)
    await posted(habits, NINE, "C2")
    seen = await overviews.overview(C1, NINE + WEEK)
    assert (seen.name, seen.posts, seen.unanswered) == ("bouw", 1, ("thuiswerken",))
    assert [theme.title for theme in seen.themes] == ["Voorbeeldthema"]
    assert seen.since == (NINE + WEEK - WEEKS * WEEK).date()


async def test_what_was_posted_before_is_left_out_to_the_day(habits: Habits, overviews: Overviews) -> None:
    await habits.channel()
    await posted(habits, NINE)
    assert (await overviews.overview(C1, NINE + WEEKS * WEEK)).posts == 1
    assert (await overviews.overview(C1, NINE + WEEKS * WEEK + 24 * HOUR)).posts == 0


async def test_a_channel_a_tip_and_a_theme_that_are_gone_have_their_ids_or_no_name(
    habits: Habits, overviews: Overviews
) -> None:
    nudge = await habits.nudge(channel="C9", tip="weg")
    await habits.nudge(NINE + HOUR, "C9", kind="extra")
    await habits.feedback.due(NINE + HOUR)
    await habits.feedback.due(NINE + 4 * WEEK)
    assert (await habits.round(nudge)).figures is not None
    seen = await overviews.overview(ChannelRef("T1", "C9"), NINE + WEEK)
    assert seen.name == "C9"
    assert {row.tip: row.title for row in seen.rows} == {"weg": "weg", TIP.id: TIP.title}
    assert {theme.title for theme in seen.themes} == {messages.NO_THEME, "Voorbeeldthema"}
