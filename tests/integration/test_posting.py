"""One claimed delivery, taken as far as possible: the requests to Slack, and the ledger after each answer."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.channels.model import Channel
from bot.channels.store import SqlChannelStore
from bot.core.errors import LeiderschapError
from bot.core.people import ChannelRef
from bot.core.platform import NotPostedError, RefusedError, UnsureError
from bot.delivery.model import NOTICE, Skip
from bot.delivery.ports import Prepared
from bot.delivery.posting import Heard
from tests.delivering import TIP, Delivering, delivering
from tests.factories import NINE, a_channel, a_delivery
from tests.support import captured_logs

SECOND = dt.timedelta(seconds=1)
VERA, DAAN = "U0VERA", "U0DAAN"


@pytest.fixture
async def going(tmp_path: Path) -> AsyncIterator[Delivering]:
    async with delivering(tmp_path) as going:
        yield going


async def test_slack_gets_what_was_made_ready_in_its_place_with_the_id_and_the_end_of_its_time(
    going: Delivering,
) -> None:
    going.kind.prepared = Prepared(TIP, "kort-tip", thread="1.5")
    row = await going.claimed(a_delivery("C7", workspace="T1"))
    with captured_logs() as logs:
        assert await going.posting.deliver(row, going.stamp) == Heard()
    [sent] = going.slack.posts
    assert (sent.ref, sent.message, sent.thread) == (ChannelRef("T1", "C7"), TIP, "1.5")
    assert sent.delivery == row.id
    assert sent.in_time is not None
    going.seconds = going.bounds.last_start.total_seconds()
    assert sent.in_time()
    going.seconds += 1
    assert not sent.in_time()
    after = await going.row(row)
    assert (after.state, after.ts, after.tip) == ("posted", "1.0", "kort-tip")
    assert [line["delivery"] for line in logs.events("slack.asked")] == [str(row.id)]
    assert [line["level"] for line in logs.events("delivery.posted")] == ["info"]


@pytest.mark.parametrize(("late", "state"), [(0, "posted"), (1, "planned")])
async def test_a_post_begins_until_its_last_moment_and_is_given_back_after_it(
    going: Delivering, late: int, state: str
) -> None:
    row = await going.claimed()
    stamp = going.stamp - going.bounds.last_start.total_seconds() - late
    await going.posting.deliver(row, stamp)
    after = await going.row(row)
    assert (after.state, after.not_before, len(going.slack.posts)) == (state, None, 1 - late)


@pytest.mark.parametrize(("late", "wait"), [(0, 5), (40, 10), (3600, 60)])
async def test_what_cannot_be_made_ready_waits_the_longer_the_later_it_is(
    going: Delivering, late: int, wait: int
) -> None:
    going.kind.prepared = LeiderschapError("Slack does not say who is in the channel")
    row = await going.claimed(a_delivery(due_at=NINE - late * SECOND))
    with captured_logs() as logs:
        assert await going.posting.deliver(row, going.stamp) is None
    after = await going.row(row)
    assert (after.state, after.not_before) == ("planned", going.now + wait * SECOND)
    assert not logs.events("delivery.interrupted")


@pytest.mark.parametrize("fault", [KeyError("tip"), ValueError("too long")])
async def test_what_can_never_be_made_ready_has_failed_and_its_leads_are_told(
    going: Delivering, fault: Exception
) -> None:
    await going.lead(VERA, DAAN)
    going.kind.prepared = fault
    row = await going.claimed()
    assert await going.posting.deliver(row, going.stamp) is None
    after = await going.row(row)
    assert (after.state, after.error) == ("failed", "not_composed")
    for person in (VERA, DAAN):
        assert await going.notices(person) == [f"failed/{row.id}"]


async def test_what_is_not_to_be_posted_is_skipped_with_its_reason(going: Delivering) -> None:
    going.kind.prepared = Skip("holiday")
    row = await going.claimed()
    with captured_logs() as logs:
        assert await going.posting.deliver(row, going.stamp) is None
    after = await going.row(row)
    assert (after.state, after.error, going.slack.posts) == ("skipped", "holiday", [])
    assert not logs.events("delivery.interrupted")


@pytest.mark.parametrize(
    ("answer", "wait", "heard"),
    [
        (NotPostedError("unreachable"), 5, None),
        (NotPostedError("ratelimited", 30 * SECOND), 31, Heard(30 * SECOND)),
        (NotPostedError("ratelimited", 30 * SECOND, everywhere=True), 31, Heard(30 * SECOND, True)),
    ],
    ids=["no wait", "channel", "everywhere"],
)
async def test_what_is_surely_not_posted_waits_and_only_what_slack_said_of_the_pace_is_passed_on(
    going: Delivering, answer: NotPostedError, wait: int, heard: Heard | None
) -> None:
    going.slack.answers = [answer]
    row = await going.claimed()
    assert await going.posting.deliver(row, going.stamp) == heard
    after = await going.row(row)
    assert (after.state, after.error, after.not_before) == (
        "planned",
        answer.code,
        going.now + wait * SECOND,
    )


@pytest.mark.parametrize(
    ("pauses", "what", "paused"), [(True, "paused", "is_archived"), (False, "failed", None)]
)
async def test_a_refusal_is_told_and_pauses_the_channel_only_where_the_next_post_would_fare_no_better(
    going: Delivering, pauses: bool, what: str, paused: str | None
) -> None:
    await going.lead(VERA)
    await going.channels.save(a_channel())
    going.slack.answers = [RefusedError("is_archived", pauses=pauses)]
    row = await going.claimed()
    with captured_logs() as logs:
        assert await going.posting.deliver(row, going.stamp) == Heard()
    after = await going.row(row)
    assert (after.state, after.error) == ("failed", "is_archived")
    assert await going.notices(VERA) == [f"{what}/{row.id}"]
    assert (await going.channel()).paused == paused
    assert len(logs.events("channel.paused")) == int(pauses)
    assert [line["level"] for line in logs.events("delivery.failed")] == ["warning"]


@pytest.mark.parametrize("pauses", [True, False])
async def test_who_knows_that_nothing_can_be_posted_there_is_told_only_of_something_else(
    going: Delivering, pauses: bool
) -> None:
    await going.lead(VERA)
    going.kind.prepared = Prepared(TIP, "tip", paused=True, told=True)
    going.slack.answers = [RefusedError("is_archived", pauses=pauses)]
    row = await going.claimed()
    await going.posting.deliver(row, going.stamp)
    assert await going.notices(VERA) == ([] if pauses else [f"failed/{row.id}"])


async def test_a_channel_goes_on_once_a_post_gets_through(going: Delivering) -> None:
    await going.channels.save(a_channel(paused="is_archived"))
    going.kind.prepared = Prepared(TIP, "tip", paused=True, told=True)
    with captured_logs() as logs:
        await going.posting.deliver(await going.claimed(), going.stamp)
    assert (await going.channel()).paused is None
    assert len(logs.events("channel.resumed")) == 1


async def test_a_channel_is_marked_also_when_somebody_changes_it_in_the_same_moment(
    going: Delivering, monkeypatch: pytest.MonkeyPatch
) -> None:
    await going.channels.save(a_channel())
    get, races = SqlChannelStore.get, iter((True, True))

    async def get_before_another_saves(self: SqlChannelStore, ref: ChannelRef) -> Channel | None:
        found = await get(self, ref)
        if found and next(races, False):
            await self.save(replace(found, name="anders"))
        return found

    monkeypatch.setattr(SqlChannelStore, "get", get_before_another_saves)
    going.slack.answers = [RefusedError("is_archived", pauses=True)]
    await going.posting.deliver(await going.claimed(), going.stamp)
    channel = await going.channel()
    assert (channel.paused, channel.name) == ("is_archived", "anders")


async def test_a_lost_answer_makes_the_delivery_unknown_for_a_quarantine(going: Delivering) -> None:
    going.slack.answers = [UnsureError("timeout")]
    row = await going.claimed()
    assert await going.posting.deliver(row, going.stamp) is None
    after = await going.row(row)
    assert (after.state, after.error) == ("unknown", "timeout")
    assert after.quarantine_until == going.now + going.bounds.quarantine


async def test_a_notice_whose_answer_is_lost_again_waits_twice_as_long(going: Delivering) -> None:
    about = await going.added(a_delivery(state="skipped", error="missed"))
    one = a_delivery(VERA, kind=NOTICE, subject=f"missed/{about.id}/2", attempts=1)
    going.slack.answers = [UnsureError("timeout")]
    row = await going.claimed(one)
    await going.posting.deliver(row, going.stamp)
    assert (await going.row(row)).quarantine_until == going.now + 2 * going.bounds.quarantine


async def test_a_process_that_is_not_the_claims_owner_posts_nothing(going: Delivering) -> None:
    await going.added()
    [row] = await going.ledger.claim("somebody else", going.now, 1)
    await going.posting.deliver(row, going.stamp)
    assert going.slack.posts == []
    assert await going.row(row) == row


async def test_tips_that_slack_does_not_answer_keep_others_waiting_and_no_notice(tmp_path: Path) -> None:
    async with delivering(tmp_path, at_once=1) as going:
        about = await going.added(a_delivery(state="skipped", error="missed"))
        tips = [await going.claimed(a_delivery(channel)) for channel in ("C2", "C3")]
        notice = await going.claimed(a_delivery(VERA, kind=NOTICE, subject=f"missed/{about.id}/2"))
        answered = asyncio.Event()
        post = going.slack.post

        async def waits(ref: ChannelRef, *given: Any, **more: Any) -> str:
            ts = await post(ref, *given, **more)
            if ref.channel != VERA:
                await answered.wait()
            return ts

        going.slack.post = waits  # type: ignore[method-assign]
        posting = [asyncio.create_task(going.posting.deliver(tip, going.stamp)) for tip in tips]
        async with asyncio.timeout(60):
            await going.posting.deliver(notice, going.stamp)
        assert [sent.ref.channel for sent in going.slack.posts if sent.ref.channel != VERA] in (
            [],
            ["C2"],
            ["C3"],
        )
        assert (await going.row(notice)).state == "posted"
        answered.set()
        await asyncio.gather(*posting)
        assert len(going.slack.posts) == 3
