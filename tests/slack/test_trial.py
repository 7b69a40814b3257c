"""The trial of the plan button is the administrator's; a lead sees that it runs and until when."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from bot.channels import texts as texts_channels
from bot.channels.model import Channel
from bot.channels.settings import texts as texts_settings
from bot.channels.settings.model import ChannelSettings
from bot.channels.store import SqlChannelStore
from bot.habits import texts
from bot.habits.feedback.model import Round
from bot.habits.feedback.store import SqlRoundStore
from bot.habits.trial.model import FEWEST_WEEKS, LENGTH, Trial
from bot.habits.trial.store import SqlTrialStore
from tests.factories import C1, NINE
from tests.fakes.slack import buttons, labelled, words
from tests.running import Running
from tests.slack.colleagues import DAY, WEEK, Colleagues

BOSS = "U1BAAS"
WHOSE = "Een proef is van de beheerder van de bot."
LAST_DAY = "dinsdag 8 juli 2025"
"""Half a year after NINE."""


@pytest.fixture
def boss(running: Running, team: Colleagues) -> str:
    running.api.people[BOSS] = {"is_admin": True}
    return BOSS


async def asked(running: Running, user: str = BOSS) -> dict[str, Any]:
    return await running.slack.command("proef", user_id=user)


def labels(message: dict[str, Any]) -> list[str]:
    return [labelled(one) for one in buttons(message)]


def every_two_weeks(channel: Channel) -> ChannelSettings:
    rhythm = replace(channel.settings.rhythm, frequency="biweekly", anchor=NINE.date())
    return replace(channel.settings, rhythm=rhythm)


async def started(running: Running, team: Colleagues) -> None:
    said = words(await team.press(texts.TRIAL_START, BOSS, await asked(running)))
    assert said.startswith(f"De proef loopt tot en met {LAST_DAY}.")


@pytest.mark.usefixtures("boss")
async def test_a_lead_sees_whether_a_trial_runs_and_until_when_and_nothing_else(
    running: Running, team: Colleagues
) -> None:
    await team.lead("U1LEAD")
    assert words(await asked(running, "U1LEAD")) == texts.TRIAL_NONE
    await started(running, team)
    answer = await asked(running, "U1LEAD")
    assert words(answer) == f"In dit kanaal loopt een proef tot en met {LAST_DAY}."
    assert not labels(answer)
    assert words(await asked(running, "U1ANDER")).startswith("Alleen ")


@pytest.mark.usefixtures("boss")
@pytest.mark.parametrize("label", [texts.TRIAL_START, texts.TRIAL_STOP])
async def test_an_old_button_says_to_a_lead_whose_the_trial_is_and_changes_nothing(
    running: Running, team: Colleagues, label: str
) -> None:
    await team.lead("U1LEAD")
    if label == texts.TRIAL_STOP:
        await started(running, team)
    before = await asked(running)
    assert words(await team.press(label, "U1LEAD", before)).startswith(WHOSE)
    assert labels(await asked(running)) == labels(before)


@pytest.mark.usefixtures("boss")
async def test_in_a_trial_chance_takes_the_button_away_and_both_arms_are_asked(
    running: Running, team: Colleagues
) -> None:
    await started(running, team)
    arms = set()
    for week in range(1, 17):
        await running.tick(NINE + week * WEEK)
        arms.add(texts.PLAN in words(team.tip()))
        if arms == {True, False}:
            break
    assert arms == {True, False}
    await running.tick(running.time.now + 8 * DAY)
    questions = [one for one in running.api.messages if texts.USED_ASK in words(one)]
    assert questions
    assert words(await team.press(texts.YES, on=questions[-1])).startswith("Genoteerd: ja.")
    [trial] = await SqlTrialStore(running.ledger._engine).all_running("T1", running.time.now)
    stopped = await team.press(texts.TRIAL_STOP, BOSS, await asked(running))
    assert words(stopped) == texts.TRIAL_STOPPED
    history = await running.slack.command("geschiedenis", user_id=BOSS)
    changes = words(await team.press(texts_channels.CHANGES, BOSS, history))
    assert texts_settings.CHANGE_TRIAL_ENDED in changes
    assert texts_settings.CHANGE_TRIAL_STARTED in changes
    assert trial.seed not in changes


@pytest.mark.usefixtures("boss")
@pytest.mark.parametrize("why", ["a tip each two weeks", "nine people", "the leads alone"])
async def test_a_trial_that_can_give_no_outcome_does_not_start_and_every_tip_keeps_its_button(
    running: Running, team: Colleagues, why: str
) -> None:
    offered = await asked(running)
    store = SqlChannelStore(running.ledger._engine)
    channel = await store.get(C1)
    assert channel is not None
    said = texts.TRIAL_NO_TIPS
    if why == "nine people":
        await running.tick(NINE + DAY)
        async with running.ledger._engine.begin() as connection:
            assert (await connection.execute(sa.text("UPDATE rounds SET members = 9"))).rowcount
        said = texts.TRIAL_SMALL.format(smallest=10)
    elif why == "the leads alone":
        await store.save(replace(channel, settings=replace(channel.settings, voice="leads")))
    else:
        await store.save(replace(channel, settings=every_two_weeks(channel)))
        said = texts.TRIAL_NEVER.format(date=LAST_DAY, weeks=13, smallest=20)
    answer = await asked(running)
    assert said in words(answer)
    assert not labels(answer)
    assert words(await team.press(texts.TRIAL_START, BOSS, offered)) == said
    assert not await SqlTrialStore(running.ledger._engine).all_running("T1", running.time.now)


@pytest.mark.usefixtures("boss")
async def test_what_one_channel_cannot_show_all_channels_can_together(
    running: Running, team: Colleagues
) -> None:
    store, trials = SqlChannelStore(running.ledger._engine), SqlTrialStore(running.ledger._engine)
    channel = await store.get(C1)
    assert channel is not None
    every_two = every_two_weeks(channel)
    await store.save(replace(channel, settings=every_two))
    await store.save(replace(channel, id="C2", version=0, settings=every_two))
    offered = await asked(running)
    assert labels(offered) == [texts.TRIAL_START_ALL]
    await team.press(texts.TRIAL_START_ALL, BOSS, offered)
    running_now = await trials.all_running("T1", running.time.now)
    assert {one.ref.channel for one in running_now} == {"C1", "C2"}
    await team.press(texts.TRIAL_STOP_ALL, BOSS, await asked(running))
    assert not await trials.all_running("T1", running.time.now)


@pytest.mark.usefixtures("boss")
async def test_a_trial_ends_by_itself_after_half_a_year_and_a_new_one_can_start(
    running: Running, team: Colleagues
) -> None:
    await started(running, team)
    trials = SqlTrialStore(running.ledger._engine)
    running.time.now += LENGTH
    assert texts.TRIAL_NONE in words(await asked(running))
    await team.press(texts.TRIAL_START, BOSS, await asked(running))
    [one] = await trials.all_running("T1", running.time.now)
    assert one.started_at == running.time.now


async def counted(running: Running, weeks: int, yes: dict[str, int], no: dict[str, int]) -> None:
    """Closed weeks of a trial that was stopped, with these answers in each arm."""
    engine = running.ledger._engine
    old = NINE - 60 * WEEK
    trial = Trial(uuid.uuid4(), C1, "voorbeeld", old)
    await SqlTrialStore(engine).start(trial)
    await SqlTrialStore(engine).stop(trial, NINE - WEEK)
    for number in range(weeks):
        at = old + number * WEEK
        arm = trial.arm(at.date())
        one = Round(uuid.uuid4(), C1, at.date(), "weg", "", "1.0", at, trial=trial.id, arm=arm, members=30)
        closed = at + dt.timedelta(weeks=2)
        await SqlRoundStore(engine).open(replace(one, closed_at=closed, yes=yes[arm], no=no[arm]))


@pytest.mark.usefixtures("boss")
@pytest.mark.parametrize(
    ("plan", "verdict"), [(6, texts.TRIAL_SAME), (7, texts.TRIAL_SURE), (5, texts.TRIAL_SURE)]
)
async def test_an_administrator_reads_the_outcome_in_plain_words(
    running: Running, team: Colleagues, plan: int, verdict: str
) -> None:
    await counted(running, FEWEST_WEEKS, {"plan": plan, "plain": 6}, {"plan": 10 - plan, "plain": 4})
    answer = await asked(running)
    assert texts.TRIAL_FAR.format(weeks=20, smallest=20) in words(answer)
    told = words(await team.press(texts.TRIAL_READ, BOSS, answer))
    assert (
        f"Met de knop zei {plan}0 van de 100 dat ze de tip gebruikten, zonder de knop 60 van de 100." in told
    )
    assert verdict in told
    assert "procentpunten" not in told
    assert "zaad" not in told


@pytest.mark.usefixtures("boss")
@pytest.mark.parametrize(("weeks", "answers"), [(FEWEST_WEEKS - 1, 4), (FEWEST_WEEKS, 2)])
async def test_until_enough_people_answered_in_enough_weeks_there_is_no_outcome_to_read(
    running: Running, team: Colleagues, weeks: int, answers: int
) -> None:
    some = {"plan": answers, "plain": answers}
    await counted(running, weeks, some, some)
    answer = await asked(running)
    assert texts.TRIAL_READ not in labels(answer)
    forged = json.loads(json.dumps(answer).replace("start_trial", "trial_outcome"))
    assert words(await team.press(texts.TRIAL_START, BOSS, forged)) == texts.TRIAL_NOT_YET
    assert words(await team.press(texts.TRIAL_START, "U1LEAD", forged)).startswith(WHOSE)
