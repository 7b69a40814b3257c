"""What the team and its leads are told about a tip: counts that identify nobody, the overview, silence."""

from __future__ import annotations

import uuid

import pytest

from bot.core.figures import Figures
from bot.habits import texts
from bot.habits.feedback.model import Round
from bot.habits.feedback.store import SqlRoundStore
from tests.factories import C1, NINE
from tests.fakes.slack import words
from tests.fakes.web_api import error
from tests.running import Running
from tests.slack.colleagues import COUNT_DAY, VERA, WEEK, Colleagues, users


@pytest.mark.parametrize(("count", "said"), [(4, []), (5, ["5 mensen maakten een plan."])])
async def test_a_count_is_told_from_five_people_on_and_else_nothing_is_said(
    running: Running, team: Colleagues, count: int, said: list[str]
) -> None:
    for user in users(count):
        await team.plan(user)
    await team.asked()
    [question] = team.thread()
    await running.tick(COUNT_DAY)
    assert team.thread()[0] == question
    told = team.thread()[1:]
    assert len(told) == len(said)
    assert all(one in told[0] for one in said)
    assert not any("te weinig" in words(one).lower() for one in running.api.messages)


async def test_in_a_team_of_nine_nothing_is_counted(running: Running, team: Colleagues) -> None:
    running.api.members = users(9)
    running.api.members += ["U900GAST", "U901BOT"]
    running.api.people = {"U900GAST": {"is_restricted": True}, "U901BOT": {"is_bot": True}}
    for user in users(5):
        await team.plan(user)
    await running.tick(COUNT_DAY)
    assert not any(texts.COUNT_SUMMARY in words(one) for one in running.api.messages)
    assert len(team.thread()) == 1, "the team's question alone"


async def test_when_slack_does_not_say_who_is_there_nothing_is_counted(
    running: Running, team: Colleagues
) -> None:
    running.api.answer("conversations.members", error("internal_error"), always=True)
    for user in users(12):
        await team.plan(user)
    await running.tick(COUNT_DAY)
    assert not any(texts.COUNT_SUMMARY in words(one) for one in running.api.messages)
    assert len(team.thread()) == 1, "the team's question alone"


async def test_only_leads_and_administrators_see_the_overview(running: Running, team: Colleagues) -> None:
    await team.lead("U1LEAD")
    refused = words(await running.slack.command("overzicht"))
    assert refused.startswith("Alleen ")
    assert "kan dit doen" in refused
    running.api.people["U1BAAS"] = {"is_admin": True}
    for user in ("U1LEAD", "U1BAAS"):
        assert texts.OVERVIEW_HOW in words(await running.slack.command("overzicht", user_id=user))


async def test_a_lead_gets_a_picture_once_there_are_figures_for_six_tips(
    running: Running, team: Colleagues
) -> None:
    await team.lead()
    await running.tick(NINE)
    store = SqlRoundStore(running.ledger._engine)
    for week in range(6):
        at = NINE - week * WEEK
        one = Round(uuid.uuid4(), C1, at.date(), "weg", "", "1.0", at, figures=Figures(plans=5 + week))
        await store.open(one)
    assert texts.OVERVIEW_FILES in words(await running.slack.command("overzicht"))
    await running.api.wait("files.completeUploadExternal")
    asked_for = running.api.of("files.getUploadURLExternal")
    assert [one["filename"] for one in asked_for] == [texts.CHART_FILE, texts.TABLE_FILE, texts.THEMES_FILE]
    assert "7 januari 2025: 5 plannen." in asked_for[0]["alt_txt"]
    assert next(iter(running.api.files.values())).startswith(b"\x89PNG\r\n\x1a\n")


async def test_a_lead_is_asked_once_when_nobody_clicks_and_can_change_the_rhythm(
    running: Running, team: Colleagues
) -> None:
    await team.lead()
    for week in range(8):
        await running.tick(NINE + week * WEEK)
        await running.tick(COUNT_DAY - WEEK + week * WEEK)
    [asked] = team.letters(VERA)
    assert texts.SILENCE_SUMMARY in asked["text"]
    assert (await team.press(texts.SILENCE_THEME, on=asked))["callback_id"] == "settings"
    assert (await team.press(texts.SILENCE_PAUSE, on=asked))["callback_id"] == "pause"
    await team.press(texts.SILENCE_BIWEEKLY, on=asked)
    channel = await running.channels.get(C1)
    assert channel
    assert channel.settings.rhythm.frequency == "biweekly"
