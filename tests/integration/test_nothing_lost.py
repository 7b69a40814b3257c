"""No change of a channel loses an occurrence that is due: it is posted in time, or recorded and told."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.leads.permissions import SHARED
from bot.channels.model import Act, ChannelEntry
from bot.channels.settings.changing import TRIES
from bot.channels.settings.model import Choices
from bot.core.errors import LostRace
from tests.factories import C1, NINE
from tests.fakes.leading import led_by
from tests.fakes.web_api import WebApi, error
from tests.running import Running, Time, a_bot, shipped_content
from tests.steering import DAAN, VERA, Steering, steering

MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(weeks=1)
NEXT = NINE.date()
TIP = next(iter(shipped_content().library.tips))

Done = Callable[[Steering, dt.datetime], Awaitable[object]]


@pytest.fixture
async def steered(tmp_path: Path, database_url: str) -> AsyncIterator[Steering]:
    async with steering(tmp_path, url=database_url, tells=True) as steered:
        yield steered


def chosen(**wanted: Any) -> Done:
    """Let a lead save the form with these choices."""
    return lambda steered, now: steered.set_up(wanted, now)


def applied(**wanted: Any) -> Done:
    """Apply the channels file, as at every start."""
    entry = ChannelEntry("bouw", cast(Choices, {"active": True, **wanted}), locked=True)
    return lambda steered, now: steered.apply(entry, now=now)


async def mark(steered: Steering) -> None:
    for _ in range(TRIES):
        with contextlib.suppress(LostRace):  # something was planned in this instant
            await steered.channels.save(replace(await steered.get(), paused="invalid_auth"))
            return
    raise AssertionError("the channel keeps being changed")


def after_a_refusal(act: Done) -> Done:
    """Record that Slack refused the last post."""

    async def refused(steered: Steering, now: dt.datetime) -> None:
        await mark(steered)
        await act(steered, now)
        assert (await steered.get()).paused is None

    return refused


def stopped(reason: str) -> Done:
    return lambda steered, now: steered.services.changing.stop(steered.ref(), reason, now)


def back(steered: Steering, now: dt.datetime) -> Awaitable[object]:
    return steered.services.changing.go_on(steered.ref(), now)


def renamed(steered: Steering, _: dt.datetime) -> Awaitable[object]:
    return steered.services.changing.rename(steered.ref(), "anders")


async def paused(steered: Steering, now: dt.datetime) -> None:
    await steered.services.changing.pause(await steered.get(), None, Act(DAAN, now))


async def resumed(steered: Steering, now: dt.datetime) -> None:
    await steered.services.changing.resume(await steered.get(), Act(DAAN, now))


def by_hand(slot: dt.date | None) -> Done:
    async def posted(steered: Steering, now: dt.datetime) -> None:
        await steered.services.slots.post(await steered.get(), TIP, slot, Act(DAAN, now))

    return posted


def one_after_the_other(*acts: Done) -> Done:
    async def done(steered: Steering, now: dt.datetime) -> None:
        for act in acts:
            await act(steered, now)

    return done


GO_ON: dict[str, Done] = {
    "nothing": one_after_the_other(),
    "a start": applied(),
    "a start after a refusal": after_a_refusal(applied()),
    "a start after a refusal, with another day": after_a_refusal(applied(weekday=4)),
    "a file with another day": applied(weekday=4),
    "a file with another moment of the same day": applied(time=dt.time(14)),
    "another day": chosen(weekday=3),
    "an earlier day": chosen(weekday=0),
    "another time": chosen(time=dt.time(17, 30)),
    "another zone": chosen(timezone="Pacific/Auckland"),
    "another frequency": chosen(frequency="monthly"),
    "another theme": chosen(themes=("vier-ls",)),
    "off and on again": one_after_the_other(chosen(active=False), chosen(active=True)),
    "an invitation after a refusal": after_a_refusal(back),
    "a lead who resumes after a refusal": after_a_refusal(resumed),
    "an event that stops it and one that brings it back": one_after_the_other(stopped("is_archived"), back),
    "a pause and its end": one_after_the_other(paused, resumed),
    "a tip by hand on top": by_hand(None),
    "another name": renamed,
}
"""After these changes a tip that is due is still wanted."""

ENOUGH: dict[str, tuple[Done, str]] = {
    "switched off": (chosen(active=False), "off"),
    "switched off with another day": (chosen(active=False, weekday=2), "off"),
    "switched off by the file": (applied(active=False), "off"),
    "archived": (stopped("is_archived"), "is_archived"),
    "removed": (stopped("not_in_channel"), "not_in_channel"),
    "gone": (stopped("channel_not_found"), "channel_not_found"),
    "shared": (stopped(SHARED), SHARED),
    "paused": (paused, "paused"),
    "posted by hand in its place": (by_hand(NEXT), "posted_early"),
}
"""After these changes it is not, and the ledger says why."""


async def set_up(steered: Steering, name: str) -> Steering:
    """A channel that Vera leads, in its own workspace."""
    own = replace(steered, workspace=f"T {name}")
    await own.set_up()
    return own


async def told(steered: Steering) -> list[str]:
    """The ids of the deliveries that Vera is told were missed."""
    rows = await steered.rows("notice", VERA)
    return [row.subject.split("/")[1] for row in rows if row.subject.startswith("missed/")]


async def test_what_came_just_before_a_change_is_posted(steered: Steering) -> None:
    for name, act in GO_ON.items():
        own = await set_up(steered, name)
        await act(own, NINE + 10 * MINUTE)
        await own.tick(NINE + 11 * MINUTE)
        assert [(row.slot, row.state) for row in await own.rows()] == [(NEXT, "posted")], name
        following = (await own.get()).next_due_at
        assert following is not None, name
        assert following >= NINE + 11 * MINUTE, name


async def test_what_is_not_wanted_any_more_as_it_comes_is_recorded_with_the_reason(steered: Steering) -> None:
    for name, (act, reason) in ENOUGH.items():
        own = await set_up(steered, name)
        await act(own, NINE + 10 * MINUTE)
        await own.tick(NINE + 11 * MINUTE)
        rows = [(row.slot, row.state, row.error) for row in await own.rows()]
        assert rows == [(NEXT, "skipped", reason)], name
        assert await told(own) == [], name


async def test_what_is_too_late_at_a_change_is_recorded_and_told(steered: Steering) -> None:
    for name, act in {**GO_ON, **{name: act for name, (act, _) in ENOUGH.items()}}.items():
        own = await set_up(steered, name)
        await act(own, NINE + 8 * HOUR)
        await own.tick(NINE + 8 * HOUR + MINUTE)
        [row] = await own.rows()
        given_up = act is ENOUGH["posted by hand in its place"][0]
        assert (row.slot, row.state) == (NEXT, "skipped"), name
        assert row.error == ("posted_early" if given_up else "missed"), name
        assert await told(own) == ([] if given_up else [str(row.id)]), name


async def test_of_weeks_before_a_change_each_is_recorded_and_the_newest_is_posted(steered: Steering) -> None:
    now = NINE + 2 * WEEK + 10 * MINUTE
    slots = [NEXT + week * WEEK for week in range(3)]
    for name, act in GO_ON.items():
        own = await set_up(steered, name)
        await act(own, now)
        await own.tick(now + MINUTE)
        rows = await own.rows()
        assert [(row.slot, row.error) for row in rows] == [
            (slots[0], "missed"),
            (slots[1], "missed"),
            (slots[2], None),
        ], name
        assert rows[-1].state == "posted", name
        assert set(await told(own)) == {str(row.id) for row in rows[:2]}, name


async def test_a_channel_that_gets_another_id_keeps_what_has_come(steered: Steering) -> None:
    await steered.set_up()
    assert await steered.channels.move(C1, "C9")
    await steered.tick(NINE + MINUTE)
    assert [(row.slot, row.state) for row in await steered.rows(channel="C9")] == [(NEXT, "posted")]


async def test_a_start_of_many_channels_that_were_due_loses_none(steered: Steering) -> None:
    names = {f"C{number}": f"kanaal-{number}" for number in range(12)}
    for channel in names:
        await steered.channels.save(replace(await steered.set_up(channel=channel), paused="invalid_auth"))
    await replace(steered, directory=type(steered.directory)(names)).apply(now=NINE + MINUTE)
    await steered.tick(NINE + 2 * MINUTE)
    for channel in names:
        assert [row.state for row in await steered.rows(channel=channel)] == ["posted"], channel


async def test_whoever_is_first_at_the_moment_itself_nothing_is_lost_and_nothing_comes_twice(
    steered: Steering,
) -> None:
    for number, act in enumerate((*GO_ON.values(), *(act for act, _ in ENOUGH.values()))):
        own = await set_up(steered, str(number))
        await asyncio.gather(
            own.services.scheduling.plan(NINE), act(own, NINE), own.services.scheduling.plan(NINE)
        )
        await own.tick(NINE + MINUTE)
        assert [row.slot for row in await own.rows()] == [NEXT]


async def test_a_channel_that_slack_refused_goes_on_trying_by_another_rhythm(steered: Steering) -> None:
    await steered.set_up()
    await steered.channels.save(replace(await steered.get(), paused="not_in_channel"))
    changed = await steered.set_up({"weekday": 3})
    assert (changed.paused, changed.next_slot) == ("not_in_channel", NEXT + 2 * DAY)
    await steered.set_up({"active": False})
    again = await steered.set_up({"active": True})
    assert (again.paused, again.next_slot) == (None, NEXT + 2 * DAY)


@pytest.mark.parametrize("act", [applied(), back, resumed], ids=["a start", "an invitation", "a lead"])
async def test_what_lets_a_channel_go_on_leaves_it_the_moment_that_it_has(
    steered: Steering, act: Done
) -> None:
    """The moment can be later than its rhythm gives now, if the rules of its time zone changed."""
    await steered.set_up()
    refused = replace(await steered.get(), paused="not_in_channel", next_due_at=NINE + HOUR)
    await steered.channels.save(refused, now=NINE - HOUR)
    await act(steered, NINE + HOUR / 2)
    after = await steered.get()
    assert (after.paused, after.next_due_at, after.next_slot) == (None, NINE + HOUR, NEXT)


async def test_a_channel_that_an_event_stopped_is_not_started_by_a_setting(steered: Steering) -> None:
    await steered.set_up()
    await stopped("is_archived")(steered, NINE - DAY)
    changed = await steered.set_up({"weekday": 3})
    assert (changed.paused, changed.next_due_at) == ("is_archived", None)


async def test_a_date_that_is_over_is_not_promised_again(steered: Steering) -> None:
    """A slot is in the ledger once, so a later time on the day of a missed tip would bring nothing."""
    await steered.set_up()
    await steered.tick(NINE + 7 * HOUR)
    wanted = Choices(active=True, time=dt.time(20))
    shown = await steered.services.changing.preview(C1, wanted, NINE + 8 * HOUR)
    changed = await steered.set_up(wanted, NINE + 8 * HOUR)
    assert shown.next_slot == changed.next_slot == NEXT + WEEK
    await steered.tick(NINE + WEEK + 12 * HOUR)
    assert [(row.slot, row.state) for row in await steered.rows()] == [
        (NEXT, "skipped"),
        (NEXT + WEEK, "posted"),
    ]


async def test_nobody_is_told_of_a_miss_where_the_tip_was_posted_early(steered: Steering) -> None:
    await steered.set_up()
    await by_hand(NEXT)(steered, NINE - DAY)
    await steered.tick(NINE - DAY)
    await steered.tick(NINE + 8 * HOUR)
    assert [row.error for row in await steered.rows()] == ["posted_early"]
    assert await told(steered) == []


async def test_while_clocks_differ_a_change_writes_nothing_and_what_is_due_stays_due(
    tmp_path: Path, database_url: str
) -> None:
    believed = [False]
    async with steering(tmp_path, url=database_url, tells=True, trusted=lambda: believed[0]) as steered:
        changes = {**GO_ON, **{name: act for name, (act, _) in ENOUGH.items()}}
        del (
            changes["posted by hand in its place"],
            changes["a tip by hand on top"],
        )  # they are rows of their own
        for number, (name, act) in enumerate(changes.items()):
            own = await set_up(steered, str(number))
            await act(own, NINE + 60 * WEEK)
            assert await own.rows() == [], name
            assert await told(own) == [], name
            assert (await own.get()).next_slot == NEXT, name
        off = await set_up(steered, "off")
        await chosen(active=False)(off, NINE + 60 * WEEK)
        believed[0] = True
        await off.tick(NINE + MINUTE)
        assert [row.error for row in await off.rows()] == ["off"]
        assert (await off.get()).next_due_at is None


async def refused_once(running: Running) -> None:
    """Slack no longer accepts posts with this token, which the bot learns at the channel's moment."""
    running.api.answer("chat.postMessage", error("invalid_auth"), channel="C1")
    await running.tick(NINE)
    assert ((await running.delivery()).state, (await running.delivery()).error) == ("failed", "invalid_auth")


@pytest.mark.parametrize("late", [HOUR, 7 * HOUR, WEEK + HOUR])
async def test_a_start_after_a_refusal_posts_what_came_while_the_bot_was_down_or_says_that_it_did_not(
    tmp_path: Path, engine: AsyncEngine, database_url: str, late: dt.timedelta
) -> None:
    file = led_by(VERA)
    async with WebApi().serving() as api:
        async with a_bot(tmp_path, api, file, database_url=database_url) as running:
            await refused_once(running)
        time = Time(NINE + WEEK + late)
        async with a_bot(tmp_path, api, file, database_url=database_url, time=time) as running:
            for minutes in range(3):
                await running.tick(time.now + minutes * MINUTE)
            rows = [(row.slot, row.state, row.error) for row in await running.deliveries()]
        wanted = {
            HOUR: [(NEXT + WEEK, "posted", None)],
            7 * HOUR: [(NEXT + WEEK, "skipped", "missed")],
            WEEK + HOUR: [(NEXT + WEEK, "skipped", "missed"), (NEXT + 2 * WEEK, "posted", None)],
        }
        assert rows[1:] == wanted[late]
        said = [one["text"] for one in api.messages if one["channel"] == VERA]
        assert len(said) == 1 + (late != HOUR), "of the refusal, and of what was missed"
