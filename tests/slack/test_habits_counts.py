"""What the team and its leads are told about a tip: counts that identify nobody, the overview, the trial, silence."""

from __future__ import annotations

import uuid

import pytest

from bot.channels import texts as texts_channels
from bot.channels.settings import texts as texts_settings
from bot.core.figures import Figures
from bot.habits import texts
from bot.habits.feedback.model import Round
from bot.habits.feedback.store import SqlRoundStore
from tests.factories import C1, NINE
from tests.fakes.slack import words
from tests.fakes.web_api import error
from tests.running import Running
from tests.slack.colleagues import COUNT_DAY, DAY, VERA, WEEK, Colleagues, users


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


@pytest.mark.parametrize("text", ["overzicht", "proef"])
async def test_only_leads_and_administrators_see_the_overview_and_start_a_trial(
    running: Running, team: Colleagues, text: str
) -> None:
    await team.lead("U1LEAD")
    refused = words(await running.slack.command(text))
    assert refused.startswith("Alleen ")
    assert "kan dit doen" in refused
    running.api.people["U1BAAS"] = {"is_admin": True}
    for user in ("U1LEAD", "U1BAAS"):
        answer = await running.slack.command(text, user_id=user)
        assert texts.OVERVIEW_HOW in words(answer) or texts.TRIAL_WHAT in words(answer)


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


async def test_a_forged_button_starts_no_trial(running: Running, team: Colleagues) -> None:
    await team.lead("U1LEAD")
    offered = await running.slack.command("proef", user_id="U1LEAD")
    refused = words(await team.press(texts.TRIAL_START, on=offered))
    assert texts.TRIAL_STARTED not in refused
    assert texts.TRIAL_START in words(await running.slack.command("proef", user_id="U1LEAD"))


async def test_in_a_trial_chance_takes_the_button_away_and_both_arms_are_asked(
    running: Running, team: Colleagues
) -> None:
    await team.lead()
    started = await team.press(texts.TRIAL_START, on=await running.slack.command("proef"))
    assert words(started) == texts.TRIAL_STARTED
    arms = set()
    for week in range(1, 17):
        await running.tick(NINE + week * WEEK)
        arms.add(texts.PLAN in words(team.tip()))
        if arms == {True, False}:
            break
    assert arms == {True, False}
    await running.tick(running.time.now + 8 * DAY)
    asked = [one for one in running.api.messages if texts.USED_ASK in words(one)]
    assert asked
    assert words(await team.press(texts.YES, on=asked[-1])).startswith("Genoteerd: ja.")
    stopped = await team.press(texts.TRIAL_STOP, on=await running.slack.command("proef"))
    assert words(stopped) == texts.TRIAL_STOPPED
    changes = await team.press(texts_channels.CHANGES, on=await running.slack.command("geschiedenis"))
    assert texts_settings.CHANGE_TRIAL_ENDED in words(changes)
    assert texts_settings.CHANGE_TRIAL_STARTED in words(changes)


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
