"""Nudges through the real ledger on SQLite to a Slack on 127.0.0.1: at most once, and every miss is recorded."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.channels.calendar.rhythm import Rhythm, next_occurrence
from bot.channels.model import onward
from bot.delivery.bounds import LEASE, QUARANTINE
from bot.delivery.model import REVIEW_DAYS, Delivery
from tests.factories import NINE, TUESDAYS, a_delivery
from tests.fakes.slack import words
from tests.fakes.web_api import (
    CUT,
    HANG_AFTER,
    HTML,
    NOT_JSON,
    PLAIN,
    RESET,
    RESET_AFTER,
    Answer,
    WebApi,
    error,
    rate_limited,
    server_error,
)
from tests.running import TUESDAYS_AT_NINE, Running, Time, a_bot, shipped_content
from tests.slack_limits import check
from tests.support import Logs, captured_logs

POST = "chat.postMessage"
MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)
WEEK = dt.timedelta(weeks=1)

THREE_CHANNELS = """
channels:
  - {channel: leiderschap, weekday: dinsdag, time: "09:00"}
  - {channel: bouw, weekday: dinsdag, time: "09:00"}
  - {channel: zorg, weekday: dinsdag, time: "09:00"}
"""


@pytest.fixture
async def api() -> AsyncIterator[WebApi]:
    async with WebApi().serving() as api:
        yield api


@pytest.fixture(autouse=True)
def logs() -> Iterator[Logs]:
    with captured_logs() as logs:
        yield logs


@pytest.fixture
async def running(tmp_path: Path, api: WebApi) -> AsyncIterator[Running]:
    async with a_bot(tmp_path, api, TUESDAYS_AT_NINE) as running:
        yield running


def states(deliveries: list[Delivery]) -> list[str]:
    return [delivery.state for delivery in deliveries]


async def test_the_weekly_tip_is_posted_at_its_moment_and_not_before(running: Running) -> None:
    await running.tick(NINE - dt.timedelta(seconds=1))
    assert running.api.messages == []
    await running.tick(NINE)
    [posted] = running.api.messages
    check(posted)
    assert posted["channel"] == "C1"
    delivery = await running.delivery()
    assert (delivery.state, delivery.slot, delivery.attempts) == ("posted", NINE.date(), 1)
    assert delivery.ts == posted["ts"]
    assert posted["text"] == f"Tip van de week: {shipped_content().library.tips[delivery.tip].title}"


async def test_a_nudge_is_what_the_team_does_and_where_it_comes_from(running: Running) -> None:
    await running.tick(NINE)
    [posted] = running.api.messages
    tip = shipped_content().library.tips[(await running.delivery()).tip]
    text = words(posted)
    assert tip.team is not None
    assert tip.title in text
    assert tip.team.do in text
    assert not any(step in text for step in tip.team.steps)
    assert shipped_content().corpus[tip.source.article].title in text


async def test_week_after_week_another_tip_comes_until_all_were_there(running: Running) -> None:
    for week in range(12):
        await running.tick(NINE + week * WEEK)
    deliveries = await running.deliveries()
    assert states(deliveries) == ["posted"] * 12
    assert len({delivery.tip for delivery in deliveries}) == 12
    assert [delivery.slot for delivery in deliveries] == [NINE.date() + week * WEEK for week in range(12)]


async def test_ticking_again_posts_nothing_again(running: Running) -> None:
    for second in range(5):
        await running.tick(NINE + dt.timedelta(seconds=15 * second))
    assert len(running.api.messages) == 1


@pytest.mark.parametrize(
    ("night", "hour"), [(dt.date(2025, 3, 30), 3), (dt.date(2025, 10, 26), 2)], ids=["spring", "autumn"]
)
async def test_the_rhythm_keeps_its_local_hour_through_the_change_of_the_clock(
    tmp_path: Path, api: WebApi, night: dt.date, hour: int
) -> None:
    rhythm = Rhythm(weekday=6, time=dt.time(2, 30), timezone="Europe/Amsterdam")
    channels = 'channels: [{channel: leiderschap, weekday: zondag, time: "02:30"}]'
    at = dt.datetime.combine(night - WEEK - dt.timedelta(days=3), dt.time(), dt.UTC)
    async with a_bot(tmp_path, api, channels, time=Time(at)) as running:
        for _ in range(4):
            at = next_occurrence(rhythm, at).due_at
            await running.tick(at)
        deliveries = await running.deliveries()
    assert [row.slot for row in deliveries] == [night + week * WEEK for week in (-1, 0, 1, 2)]
    held = [row.due_at.astimezone(ZoneInfo("Europe/Amsterdam")).time() for row in deliveries]
    assert held == [dt.time(2, 30), dt.time(hour, 30), dt.time(2, 30), dt.time(2, 30)]
    assert states(deliveries) == ["posted"] * 4
    assert api.posted()["C1"] == 4


async def test_a_restart_between_two_tips_changes_nothing(tmp_path: Path, api: WebApi) -> None:
    for week in range(3):
        for minutes in (-1, 0, 1):
            time = Time(NINE + week * WEEK + minutes * MINUTE)
            async with a_bot(tmp_path, api, TUESDAYS_AT_NINE, time=time) as running:
                await running.tick()
                deliveries = await running.deliveries() if (week, minutes) != (0, -1) else []
    assert api.posted() == {"C1": 3}
    assert states(deliveries) == ["posted"] * 3


@pytest.mark.parametrize(
    ("late", "state"), [(6 * HOUR - MINUTE, "posted"), (6 * HOUR, "skipped"), (23 * HOUR, "skipped")]
)
async def test_a_tip_is_posted_up_to_six_hours_late_and_skipped_after_that(
    tmp_path: Path, api: WebApi, late: dt.timedelta, state: str
) -> None:
    async with a_bot(tmp_path, api, TUESDAYS_AT_NINE):
        pass
    async with a_bot(tmp_path, api, TUESDAYS_AT_NINE, time=Time(NINE + late)) as running:
        await running.tick()
        assert (await running.delivery()).state == state
        status = words(await running.slack.command("status"))
        assert ("De tip van dinsdag 7 januari 2025 is niet geplaatst" in status) == (state == "skipped")
        assert "De volgende tip komt op dinsdag 14 januari 2025" in status
    assert len(api.messages) == (state == "posted")


async def test_how_late_a_tip_may_come_can_be_set_and_whether_status_tells(
    tmp_path: Path, api: WebApi
) -> None:
    async with a_bot(tmp_path, api, TUESDAYS_AT_NINE, catch_up_hours=1, tell_missed=False) as running:
        await running.tick(NINE + 2 * HOUR)
        assert (await running.delivery()).state == "skipped"
        assert "niet geplaatst" not in words(await running.slack.command("status"))


async def test_after_weeks_of_downtime_one_tip_comes_and_the_rest_is_skipped(
    tmp_path: Path, api: WebApi
) -> None:
    async with a_bot(tmp_path, api, TUESDAYS_AT_NINE):
        pass
    async with a_bot(tmp_path, api, TUESDAYS_AT_NINE, time=Time(NINE + 5 * WEEK + HOUR)) as running:
        await running.tick()
        deliveries = await running.deliveries()
    assert states(deliveries) == ["skipped"] * 5 + ["posted"]
    assert {delivery.error for delivery in deliveries[:5]} == {"missed"}
    assert len(api.messages) == 1


async def test_two_bots_on_one_database_post_each_tip_once(tmp_path: Path, api: WebApi) -> None:
    time = Time()
    async with (
        a_bot(tmp_path, api, THREE_CHANNELS, time=time) as one,
        a_bot(tmp_path, api, THREE_CHANNELS, time=time) as other,
    ):
        for week in range(8):
            await asyncio.gather(one.tick(NINE + week * WEEK), other.tick(NINE + week * WEEK))
        slots = [
            (row.ref.channel, row.slot, row.state) for id in api.channels for row in await one.deliveries(id)
        ]
    assert api.posted() == {"C1": 8, "C2": 8, "C3": 8}
    assert len(set(slots)) == 24
    assert {state for _, _, state in slots} == {"posted"}


async def test_two_bots_that_start_at_once_on_a_new_database_both_run(tmp_path: Path, api: WebApi) -> None:
    async def run() -> None:
        async with a_bot(tmp_path, api, THREE_CHANNELS, time=Time(NINE - MINUTE), new=True) as running:
            await running.tick(NINE)

    await asyncio.gather(run(), run(), run())
    assert api.posted() == {"C1": 1, "C2": 1, "C3": 1}


async def test_a_full_slack_is_asked_again_after_the_time_that_it_names(running: Running) -> None:
    running.api.answer(POST, rate_limited(120))
    await running.tick(NINE)
    delivery = await running.delivery()
    assert (delivery.state, delivery.error) == ("planned", "ratelimited")
    assert delivery.not_before is not None
    assert delivery.not_before >= NINE + dt.timedelta(seconds=120)
    await running.tick(NINE + dt.timedelta(seconds=119))
    assert len(running.api.of(POST)) == 1
    await running.tick(NINE + 3 * MINUTE)
    assert ((await running.delivery()).state, len(running.api.messages)) == ("posted", 1)


async def test_a_retry_posts_the_tip_that_was_picked_first(running: Running) -> None:
    running.api.answer(POST, rate_limited(1), rate_limited(1))
    for minutes in range(6):
        await running.tick(NINE + minutes * MINUTE)
    assert len({call["text"] for call in running.api.of(POST)}) == 1
    assert (await running.delivery()).attempts == 3


async def test_a_slack_that_stays_full_is_tried_until_the_time_is_over_and_then_it_is_missed(
    running: Running,
) -> None:
    running.api.answer(POST, rate_limited(1), always=True)
    for minutes in range(0, 370, 10):
        await running.tick(NINE + minutes * MINUTE)
    delivery = await running.delivery()
    assert (delivery.state, delivery.error) == ("skipped", "missed")
    assert delivery.attempts == 36, "once at each tick in its time"
    running.api.heal()
    await running.tick(NINE + WEEK)
    assert (await running.delivery()).state == "posted"


async def test_a_connection_that_is_refused_is_tried_again(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = running.bot.bolt.client
    url = client.base_url
    client.base_url = "http://127.0.0.1:1/api/"
    await running.tick(NINE)
    delivery = await running.delivery()
    assert (delivery.state, delivery.error) == ("planned", "not_connected")
    client.base_url = url
    await running.tick(NINE + MINUTE)
    assert ((await running.delivery()).state, len(running.api.messages)) == ("posted", 1)


UNSURE = {
    "reset before": RESET,
    "reset after": RESET_AFTER,
    "hang after": HANG_AFTER,
    "cut in two": CUT,
    "server error, posted": server_error(503, applied=True),
    "server error": server_error(500),
    "html": HTML,
    "plain text": PLAIN,
    "no json": NOT_JSON,
    "a json list": Answer(body="[]"),
    "internal error": error("internal_error"),
    "fatal error": error("fatal_error"),
    "service unavailable": error("service_unavailable"),
}


@pytest.mark.parametrize("answer", UNSURE.values(), ids=UNSURE)
async def test_a_post_whose_answer_is_lost_is_never_repeated_and_comes_up_for_review(
    tmp_path: Path, api: WebApi, answer: Answer
) -> None:
    async with a_bot(tmp_path, api, TUESDAYS_AT_NINE, post_timeout_seconds=0.5) as running:
        api.answer(POST, answer)
        await running.tick(NINE)
        assert (await running.delivery()).state == "unknown"
        status = words(await running.slack.command("status"))
        assert "Ik weet niet zeker of de tip van" in status
        await running.tick(NINE + QUARANTINE + MINUTE)
        assert (await running.delivery()).state == "review"
        for hours in range(1, 5):
            await running.tick(NINE + hours * HOUR)
        assert len(api.of(POST)) == 1
        await running.tick(NINE + WEEK)
        assert states(await running.deliveries()) == ["review", "posted"]
        await running.tick(NINE + QUARANTINE + 2 * MINUTE + REVIEW_DAYS)
        assert states(await running.deliveries()) == ["skipped", "posted", "posted"]
    tips = [call["text"] for call in api.of(POST)]
    assert len(set(tips)) == 3, "a tip that may have been posted does not come again"


PAUSING = ("channel_not_found", "not_in_channel", "is_archived", "restricted_action")


@pytest.mark.parametrize("code", PAUSING)
async def test_a_channel_that_takes_no_posts_is_paused_and_the_others_go_on(
    tmp_path: Path, api: WebApi, code: str, logs: Logs
) -> None:
    api.answer(POST, error(code), channel="C2", always=True)
    async with a_bot(tmp_path, api, THREE_CHANNELS) as running:
        for week in range(3):
            await running.tick(NINE + week * WEEK)
        failed = await running.deliveries("C2")
        status = words(await running.slack.command("status", channel_id="C2"))
    assert api.posted() == {"C1": 3, "C3": 3}
    assert [(row.state, row.error) for row in failed] == [("failed", code)] * 3, "each slot is tried again"
    assert "De tips staan stil" in status
    assert [event["reason"] for event in logs.events("channel.paused")] == [code]


async def test_a_paused_channel_goes_on_after_a_restart_when_it_was_mended(
    tmp_path: Path, api: WebApi
) -> None:
    api.answer(POST, error("not_in_channel"))
    async with a_bot(tmp_path, api, TUESDAYS_AT_NINE) as running:
        await running.tick(NINE)
    async with a_bot(tmp_path, api, TUESDAYS_AT_NINE, time=Time(NINE + HOUR)) as running:
        await running.tick(NINE + WEEK)
        assert states(await running.deliveries()) == ["failed", "posted"]


async def test_a_message_that_slack_does_not_take_fails_alone_and_the_next_week_comes(
    running: Running,
) -> None:
    running.api.answer(POST, error("invalid_blocks"))
    await running.tick(NINE)
    await running.tick(NINE + WEEK)
    assert states(await running.deliveries()) == ["failed", "posted"]


async def test_an_error_that_nobody_knows_is_a_refusal_and_no_reason_to_repeat(running: Running) -> None:
    running.api.answer(POST, error("zomaar_iets"))
    await running.tick(NINE)
    delivery = await running.delivery()
    assert (delivery.state, delivery.error) == ("failed", "zomaar_iets")


async def test_a_bot_that_dies_after_the_claim_loses_nothing(tmp_path: Path, api: WebApi) -> None:
    async with a_bot(tmp_path, api, TUESDAYS_AT_NINE, time=Time(NINE - MINUTE)) as running:
        [channel] = await running.channels.list("T1")
        planned = [a_delivery("C1", NINE)]
        assert await running.ledger.plan(onward(channel, next_occurrence(TUESDAYS, NINE)), planned)
        [claimed] = await running.ledger.claim("een proces dat stierf", NINE, 10)
        await running.tick(NINE + LEASE / 2)
        assert await running.delivery() == claimed
        await running.tick(NINE + LEASE)
        assert (await running.delivery()).state == "posted"
    assert len(api.messages) == 1


async def test_the_log_tells_what_became_of_each_delivery(running: Running, logs: Logs) -> None:
    await running.tick(NINE)
    told = [event for event in logs.events() if event["event"].startswith("delivery.")]
    assert [event["event"] for event in told] == ["delivery.planned", "delivery.sending", "delivery.posted"]
    assert {(event["channel"], event["slot"], event["workspace"]) for event in told} == {
        ("C1", "2025-01-07", "T1")
    }


async def test_the_metrics_count_what_became_of_the_deliveries(running: Running) -> None:
    before = (await running.slack.get("/metrics")).text
    await running.tick(NINE)
    after = (await running.slack.get("/metrics")).text
    line = 'leiderschap_deliveries_total{reason="",state="posted"}'
    assert _value(after, line) == _value(before, line) + 1


def _value(metrics: str, name: str) -> float:
    return next((float(line.split()[-1]) for line in metrics.splitlines() if line.startswith(name)), 0.0)


def test_tuesdays_are_what_the_file_says() -> None:
    assert next_occurrence(TUESDAYS, NINE - HOUR).due_at == NINE
