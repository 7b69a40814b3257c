"""A post whose answer was lost is looked for if the bot may read, or else asked about; leads are told of misses."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from bot.channels.leads import texts as texts_settings
from bot.channels.leads.store import SqlLeadStore
from bot.channels.model import Act, Lead
from bot.delivery import texts
from bot.delivery.bounds import LEASE, QUARANTINE
from bot.delivery.recording import Recording
from bot.habits import texts as texts_habits
from bot.slack.words import WORDS
from tests.campaign.slack import FailingSlack
from tests.factories import C1, NINE
from tests.fakes.slack import button, words
from tests.fakes.web_api import (
    RESET,
    RESET_AFTER,
    Answer,
    WebApi,
    error,
    rate_limited,
    server_error,
)
from tests.running import TUESDAYS_AT_NINE, Running, Time, a_bot, shipped_content
from tests.slack.colleagues import CHECK_IN_DAY, Colleagues, users
from tests.support import Logs

POST = "chat.postMessage"
LEAD, OTHER = "U1LEAD", "U2LEAD"
SECOND = dt.timedelta(seconds=1)
MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)
WEEK = dt.timedelta(weeks=1)
ASKED = NINE + QUARANTINE + MINUTE


async def lead(running: Running, *users: str) -> None:
    """Make these people leads of C1."""
    store = SqlLeadStore(running.ledger._engine)
    for user in users:
        change = Act(user, NINE).change("lead", None, user)
        await store.add(C1, Lead(user), change)


def told(api: WebApi, *users: str) -> list[dict[str, Any]]:
    """The direct messages to these people, in order."""
    return [message for message in api.messages if message["channel"] in (users or (LEAD, OTHER))]


async def lost(running: Running, *answers: Any) -> None:
    """Let the post of a nudge get these answers, and go on until its leads are asked."""
    running.api.answer(POST, *answers, channel="C1")
    await running.tick(NINE)
    assert (await running.delivery()).state == "unknown"
    await running.tick(ASKED)


async def test_every_lead_is_asked_once_and_the_first_answer_counts(running: Running) -> None:
    await lead(running, LEAD, OTHER)
    await lost(running, RESET)
    for minute in range(5):
        await running.tick(ASKED + minute * MINUTE)
    one, other = told(running.api)
    assert {one["channel"], other["channel"]} == {LEAD, OTHER}
    assert "Ik weet niet of de tip er staat" in words(one)

    await running.slack.click(button(one, texts.REPOST), user=one["channel"])
    [answer] = await running.api.wait("response_url")
    assert answer["text"] == texts.REPOST_DONE
    assert answer["replace_original"] is True
    await running.tick(ASKED + 10 * MINUTE)
    assert running.api.posted()["C1"] == 1
    assert (await running.delivery()).state == "posted"

    await running.slack.click(button(other, texts.ALREADY_THERE), user=other["channel"])
    answers = await running.api.wait("response_url", 2)
    assert answers[-1]["text"] == texts.ANSWERED_BEFORE


async def test_a_lead_who_sees_the_tip_in_the_channel_ends_it(running: Running) -> None:
    await lead(running, LEAD)
    await lost(running, RESET_AFTER)
    [message] = told(running.api)
    await running.slack.click(button(message, texts.ALREADY_THERE), user=LEAD)
    await running.api.wait("response_url")
    delivery = await running.delivery()
    assert (delivery.state, delivery.ts) == ("posted", None)
    await running.tick(ASKED + HOUR)
    assert running.api.posted()["C1"] == 1


async def said_to_be_there(running: Running) -> Colleagues:
    """A tip that is in the channel although only a lead says so."""
    running.api.members = users(30)
    await lead(running, LEAD)
    await lost(running, RESET_AFTER)
    [message] = told(running.api)
    await running.slack.click(button(message, texts.ALREADY_THERE), user=LEAD)
    await running.api.wait("response_url")
    assert (await running.delivery()).ts is None
    return Colleagues(running)


@pytest.mark.parametrize("label", [texts_habits.PLAN, texts_habits.HOW])
async def test_every_button_under_a_tip_that_a_lead_saw_works_at_once_and_says_which_message_it_is(
    running: Running, label: str
) -> None:
    team = await said_to_be_there(running)
    tip = team.tip()
    shown = await team.press(label)
    assert "Probeer het over" not in str(shown)
    assert (await running.delivery()).ts == tip["ts"]
    await running.tick(CHECK_IN_DAY)
    assert [one["thread_ts"] for one in running.api.messages if "thread_ts" in one] == [tip["ts"]]


@pytest.mark.parametrize(
    ("container", "message"),
    [
        ({"is_ephemeral": True}, {}),
        ({"type": "message_attachment", "attachment_id": 1}, {}),
        ({"is_app_unfurl": True}, {}),
        ({"thread_ts": "1699.1"}, {}),
        ({"channel_id": "C2"}, {}),
        ({"message_ts": None}, {}),
        ({}, {"thread_ts": "1699.1"}),
        ({}, {"app_id": "A0ANDER"}),
    ],
    ids=str,
)
async def test_a_click_elsewhere_counts_and_is_not_taken_for_the_tips_place(
    running: Running, container: dict[str, Any], message: dict[str, Any]
) -> None:
    team = await said_to_be_there(running)
    tip = team.tip()
    body = running.slack.block_actions(button(tip, texts_habits.HOW), tip["ts"])
    body["container"] |= {"is_ephemeral": False} | container
    body |= {"message": {"ts": tip["ts"], **message}, "api_app_id": "A0ONS"}
    await running.slack.interact(body)
    answers = await running.api.wait("response_url", 2)
    assert answers[-1]["text"].startswith("Zo pak je het aan: ")
    assert (await running.delivery()).ts is None


async def test_a_tip_with_answers_under_it_is_known_by_a_click_and_so_is_one_whose_question_is_answered(
    running: Running,
) -> None:
    team = await said_to_be_there(running)
    tip = team.tip()
    for action, place in (("used", {"message_ts": "1800.5"}), ("passage", {})):
        pressed = {**button(tip, texts_habits.HOW), "action_id": action}
        body = running.slack.block_actions(pressed, tip["ts"])
        body["container"] |= {"is_ephemeral": False, "thread_ts": tip["ts"]} | place
        await running.slack.interact(body)
        await running.settled()
        assert (await running.delivery()).ts == tip["ts"]


async def test_where_nobody_clicks_the_teams_question_says_in_the_channel_which_tip_it_is_about(
    running: Running,
) -> None:
    await said_to_be_there(running)
    tip = shipped_content().library.tips[(await running.delivery()).tip]
    await running.tick(ASKED + MINUTE)
    before = len(running.api.messages)
    await running.tick(CHECK_IN_DAY)
    [question] = [one for one in running.api.messages[before:] if tip.question in words(one)]
    assert question["channel"] == "C1"
    assert "thread_ts" not in question
    assert f"Dit gaat over de tip van dinsdag 7 januari 2025: {tip.title}" in words(question)
    assert not [call.body for call in running.api.calls if call.body.get("thread_ts") == ""]


async def test_a_click_under_a_tip_answers_the_question_whether_it_is_there(running: Running) -> None:
    running.api.members = users(30)
    await lead(running, LEAD)
    await lost(running, RESET_AFTER)
    team = Colleagues(running)
    await team.press(texts_habits.HOW)
    delivery = await running.delivery()
    assert (delivery.state, delivery.ts) == ("posted", team.tip()["ts"])
    [message] = told(running.api)
    await running.slack.click(button(message, texts.REPOST), user=LEAD)
    answers = await running.api.wait("response_url", 2)
    assert answers[-1]["text"] == texts.ANSWERED_BEFORE
    await running.tick(ASKED + HOUR)
    assert running.api.posted()["C1"] == 1


async def test_who_was_not_asked_has_no_say(running: Running) -> None:
    await lead(running, LEAD)
    await lost(running, RESET)
    [message] = told(running.api)
    await running.slack.click(button(message, texts.REPOST), user="U9ANDER")
    await running.api.wait("response_url")
    assert (await running.delivery()).state == "review"


@pytest.mark.parametrize("who", [LEAD, OTHER])
async def test_where_nobody_leads_each_administrator_is_asked_and_any_may_answer(
    running: Running, who: str
) -> None:
    for person in (LEAD, OTHER):
        running.api.people[person] = {"is_admin": True}
    await lost(running, RESET)
    await running.tick(ASKED + MINUTE)
    questions = {message["channel"]: message for message in told(running.api)}
    assert set(questions) == {LEAD, OTHER}
    await running.slack.click(button(questions[who], texts.ALREADY_THERE), user=who)
    await running.api.wait("response_url")
    assert (await running.delivery()).state == "posted"


@pytest.mark.parametrize("answer", [RESET, RESET_AFTER, server_error(500)])
async def test_a_question_whose_answer_is_lost_is_asked_again(running: Running, answer: Any) -> None:
    await lead(running, LEAD)
    running.api.answer(POST, answer, channel=LEAD)
    await lost(running, RESET)
    await running.tick(ASKED + QUARANTINE + MINUTE)
    await running.tick(ASKED + QUARANTINE + 2 * MINUTE)
    question = told(running.api)[-1]
    await running.slack.click(button(question, texts.ALREADY_THERE), user=LEAD)
    await running.api.wait("response_url")
    assert (await running.delivery()).state == "posted"


async def test_a_question_that_is_lost_each_time_goes_to_the_administrators(running: Running) -> None:
    await lead(running, LEAD)
    running.api.people[OTHER] = {"is_admin": True}
    running.api.answer(POST, RESET, channel=LEAD, always=True)
    await lost(running, RESET)
    for minutes in range(1, 60):
        await running.tick(ASKED + minutes * MINUTE)
    tries = [call for call in running.api.of(POST) if call["channel"] == LEAD]
    assert len(tries) == 5, "at once, and after 2, 4, 8 and 16 minutes"
    [question] = told(running.api, OTHER)
    await running.slack.click(button(question, texts.ALREADY_THERE), user=OTHER)
    await running.api.wait("response_url")
    assert (await running.delivery()).state == "posted"


async def test_what_a_person_wants_posted_again_comes_in_a_pause_too_however_often_it_is_tried(
    running: Running,
) -> None:
    await lead(running, LEAD)
    await lost(running, RESET)
    running.slack.person = LEAD
    await running.slack.command("pauze")
    await running.slack.click(button(told(running.api)[0], texts.REPOST), user=LEAD)
    await running.api.wait("response_url")
    running.api.answer(POST, rate_limited(1), channel="C1")
    await running.tick(ASKED + 10 * MINUTE)
    assert (await running.delivery()).error == "ratelimited"
    await running.tick(ASKED + 12 * MINUTE)
    assert (await running.delivery()).state == "posted"


async def test_who_wants_a_tip_posted_again_hears_that_slack_refuses_it(running: Running) -> None:
    """An event has stopped the channel meanwhile: its leads were told about that, but not about this post."""
    await lead(running, LEAD)
    await lost(running, RESET)
    stored = await running.channels.get(C1)
    assert stored is not None
    await running.channels.save(
        replace(stored, paused="is_archived", next_due_at=None, next_slot=None), now=ASKED
    )
    running.api.answer(POST, error("is_archived"), channel="C1")
    await running.slack.click(button(told(running.api)[0], texts.REPOST), user=LEAD)
    await running.api.wait("response_url")
    await running.tick(ASKED + 10 * MINUTE)
    await running.tick(ASKED + 11 * MINUTE)
    assert ((await running.delivery()).state, (await running.delivery()).error) == ("failed", "is_archived")
    _, refused = told(running.api)
    assert "gearchiveerd" in words(refused)


async def answered(running: Running, message: dict[str, Any], user: str, **team: str) -> str:
    """What a person reads after pressing "Alsnog plaatsen"."""
    before = len(running.api.of("response_url"))
    click = running.slack.block_actions(button(message, texts.REPOST), user=user)
    if team:
        click |= {"team": team, "user": {"id": user, "team_id": team["id"]}}
    await running.slack.interact(click)
    return str((await running.api.wait("response_url", before + 1))[-1]["text"])


async def test_who_leads_the_channel_no_more_has_no_say(running: Running) -> None:
    await lead(running, LEAD, OTHER)
    await lost(running, RESET)
    message = told(running.api, LEAD)[0]
    store = SqlLeadStore(running.ledger._engine)
    await store.remove(C1, LEAD, Act(OTHER, NINE).change("lead", LEAD, None))
    leads = texts_settings.ONLY_LEADS.format(leads="Voorbeeld Lead").by(WORDS)
    assert await answered(running, message, LEAD) == leads
    assert (await running.delivery()).state == "review"
    assert await answered(running, told(running.api, OTHER)[0], OTHER) == texts.REPOST_DONE


async def test_a_click_in_another_workspace_settles_nothing_here(running: Running) -> None:
    await lead(running, LEAD)
    await lost(running, RESET)
    [message] = told(running.api)
    running.api.people[LEAD] = {"team_id": "T9", "is_admin": True}
    assert await answered(running, message, LEAD, id="T9") == texts.ANSWERED_BEFORE
    assert (await running.delivery()).state == "review"


@pytest.mark.parametrize("still", [True, False])
async def test_an_administrator_who_was_asked_has_a_say_while_they_are_one(
    running: Running, still: bool
) -> None:
    running.api.people[OTHER] = {"is_admin": True}
    await lost(running, RESET)
    await running.tick()
    [message] = told(running.api)
    running.api.people[OTHER] = {"is_admin": still}
    running.time.now += HOUR
    said = await answered(running, message, OTHER)
    assert (said == texts.REPOST_DONE) is still
    assert ((await running.delivery()).state == "review") is not still


async def test_a_repost_that_is_lost_too_is_asked_about_again(running: Running) -> None:
    await lead(running, LEAD)
    await lost(running, RESET)
    await running.slack.click(button(told(running.api)[0], texts.REPOST), user=LEAD)
    await running.api.wait("response_url")
    running.api.answer(POST, RESET, channel="C1")
    await running.tick(ASKED + 10 * MINUTE)
    assert (await running.delivery()).state == "unknown"
    await running.tick(ASKED + 20 * MINUTE)
    assert len(told(running.api)) == 2
    old, new = told(running.api)
    await running.slack.click(button(old, texts.REPOST), user=LEAD)
    await running.api.wait("response_url", 2)
    assert (await running.delivery()).state == "review", "the old question is over"
    await running.slack.click(button(new, texts.REPOST), user=LEAD)
    await running.api.wait("response_url", 3)
    await running.tick(ASKED + 30 * MINUTE)
    assert (await running.delivery()).state == "posted"


async def test_a_channel_that_cannot_be_posted_in_is_told_once_and_goes_on_by_itself(
    running: Running,
) -> None:
    await lead(running, LEAD)
    running.api.answer(POST, error("not_in_channel"), error("not_in_channel"), channel="C1")
    for week in range(2):
        await running.tick(NINE + week * WEEK)
        await running.tick(NINE + week * WEEK + MINUTE)
    [message] = told(running.api)
    assert "Nodig mij uit" in words(message)
    stored = await running.channels.get(C1)
    assert stored is not None
    assert stored.paused == "not_in_channel"
    await running.tick(NINE + 2 * WEEK)
    assert (await running.delivery()).state == "posted"
    stored = await running.channels.get(C1)
    assert stored is not None
    assert stored.paused is None


async def test_a_nudge_that_was_missed_is_told_once(tmp_path: Path, api: WebApi) -> None:
    async with a_bot(tmp_path, api, TUESDAYS_AT_NINE) as running:
        await lead(running, LEAD)
    async with a_bot(tmp_path, api, TUESDAYS_AT_NINE, time=Time(NINE + 20 * HOUR)) as running:
        for minute in range(3):
            await running.tick(NINE + 20 * HOUR + minute * MINUTE)
        assert (await running.delivery()).error == "missed"
    [message] = told(api)
    assert "is niet geplaatst in #leiderschap" in words(message)


async def test_a_nudge_that_slack_never_took_in_time_is_told_as_missed(running: Running) -> None:
    await lead(running, LEAD)
    running.api.answer(POST, rate_limited(1), channel="C1", always=True)
    for minutes in range(0, 380, 10):
        await running.tick(NINE + minutes * MINUTE)
    [message] = told(running.api)
    assert "Het lukte niet op tijd" in words(message)


async def test_slack_that_is_full_keeps_the_whole_workspace_waiting_also_after_a_restart(
    tmp_path: Path, api: WebApi
) -> None:
    channels = TUESDAYS_AT_NINE + '  - {channel: "#bouw", weekday: dinsdag, time: "09:01"}\n'
    async with a_bot(tmp_path, api, channels) as running:
        api.answer(POST, rate_limited(300), channel="C1")
        await running.tick(NINE)
    async with a_bot(tmp_path, api, channels, time=Time(NINE + MINUTE)) as running:
        await running.tick(NINE + 2 * MINUTE)
        assert len(api.of(POST)) == 1
        await running.tick(NINE + 6 * MINUTE)
        assert api.posted() == {"C1": 1, "C2": 1}


@pytest.fixture
async def readable() -> AsyncIterator[FailingSlack]:
    """A Slack in which the bot may read."""
    async with FailingSlack(1, 0.0, 0.0).serving() as api:
        assert isinstance(api, FailingSlack)
        yield api


@asynccontextmanager
async def lost_where_it_may_read(
    tmp_path: Path, api: FailingSlack, answer: Any
) -> AsyncIterator[tuple[Running, dt.datetime]]:
    """A bot whose nudge got this answer, and when the nudge was due."""
    now = dt.datetime.now(dt.UTC)
    day = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")[now.weekday()]
    due = (now + MINUTE).replace(second=0, microsecond=0)
    channels = (
        f'channels:\n  - {{channel: "#leiderschap", weekday: {day}, time: "{due:%H:%M}", timezone: UTC}}\n'
    )
    if due.date() != now.date():
        channels = channels.replace(day, "maandag" if day == "zondag" else day)
    async with a_bot(tmp_path, api, channels, time=Time(now), delivery_lookup="history") as running:
        api.answer(POST, answer)
        await running.tick(due)
        assert (await running.delivery()).state == "unknown"
        yield running, due


@pytest.mark.parametrize(("answer", "posts"), [(RESET, 2), (RESET_AFTER, 1)], ids=["lost", "there"])
async def test_where_the_bot_may_read_it_looks_and_posts_what_is_not_there(
    tmp_path: Path, readable: FailingSlack, answer: Any, posts: int
) -> None:
    async with lost_where_it_may_read(tmp_path, readable, answer) as (running, due):
        first = await running.delivery()
        with mock.patch.object(Recording, "unknown_for", return_value=0.0):
            await running.tick(due + QUARANTINE + LEASE)
            assert (await running.delivery()).state == "unknown", "its own clock has not run so long"
        with mock.patch.object(Recording, "unknown_for", return_value=QUARANTINE.total_seconds()):
            await running.tick(due + QUARANTINE + LEASE)
        await running.tick(due + QUARANTINE + LEASE + MINUTE)
        assert (await running.delivery()).state == "posted"
    assert readable.posts == posts
    assert [id for _, _, id in readable.applied] == [str(first.id)]


STRIPPED = {"metadata": {"event_type": "leiderschap_delivery"}}


@pytest.mark.parametrize("tells", [STRIPPED, {}, {"metadata": None}], ids=["no id", "nothing", "null"])
async def test_a_look_that_shows_the_bots_messages_without_their_ids_proves_nothing_and_a_lead_is_asked(
    tmp_path: Path, readable: FailingSlack, logs: Logs, tells: dict[str, Any]
) -> None:
    readable.marked = lambda id: tells
    async with lost_where_it_may_read(tmp_path, readable, RESET_AFTER) as (running, due):
        await lead(running, LEAD)
        with mock.patch.object(Recording, "unknown_for", return_value=QUARANTINE.total_seconds()):
            for hours in range(7):
                await running.tick(due + QUARANTINE + LEASE + hours * HOUR)
        assert (await running.delivery()).state == "review"
        await running.tick(due + 8 * HOUR)
    assert "without its metadata" in logs.events("delivery.not_looked_for")[0]["why"]
    assert [place for _, place, _ in readable.applied] == ["C1", LEAD]


@pytest.mark.parametrize("bot", ["B0OTHER", None], ids=["another bot", "a person"])
async def test_what_others_write_meanwhile_hinders_no_look(
    tmp_path: Path, readable: FailingSlack, bot: str | None
) -> None:
    readable.marked = lambda id: {"bot_id": bot}
    async with lost_where_it_may_read(tmp_path, readable, RESET_AFTER) as (running, due):
        with mock.patch.object(Recording, "unknown_for", return_value=QUARANTINE.total_seconds()):
            await running.tick(due + QUARANTINE + LEASE)
        assert (await running.delivery()).attempts == 2


async def test_a_slack_that_does_not_say_who_the_bot_is_proves_nothing_either(
    tmp_path: Path, readable: FailingSlack
) -> None:
    readable.marked = lambda id: {}
    async with lost_where_it_may_read(tmp_path, readable, RESET_AFTER) as (running, due):
        readable.answer("auth.test", Answer(body='{"ok": true}'), always=True)
        with mock.patch.object(Recording, "unknown_for", return_value=QUARANTINE.total_seconds()):
            await running.tick(due + QUARANTINE + LEASE)
        assert (await running.delivery()).state == "unknown"
