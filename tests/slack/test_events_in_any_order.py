"""In whatever order Slack's events come, and however often, the newest counts; what their times leave open is looked
up."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels import texts
from bot.channels.model import Channel
from bot.channels.presence import texts as texts_presence
from bot.core.people import ChannelRef
from bot.slack.words import WORDS
from tests.factories import C1, NINE, a_channel
from tests.fakes.leading import led_by, opened_by, saved
from tests.fakes.slack import words
from tests.fakes.web_api import BOT_USER, WORKSPACE, WebApi, error
from tests.running import MONDAY, Running, a_bot

VERA = "U1VERA"
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
START = 1_736_000_000.123
"""In seconds; the time of the first event of a history."""

JOINED = {"type": "member_joined_channel", "user": BOT_USER}
LEFT = {"type": "channel_left"}
ARCHIVED, UNARCHIVED = {"type": "channel_archive"}, {"type": "channel_unarchive"}
DELETED = {"type": "channel_deleted"}
SHARED = {"type": "channel_shared"}
UNSHARED = {"type": "channel_unshared", "is_ext_shared": False}
STILL_SHARED = {"type": "channel_unshared", "is_ext_shared": True}
PRIVATE = [{"type": f"group_{what}"} for what in ("left", "archive", "unarchive", "deleted")]
RENAMED = [{"type": "channel_rename", "name": name} for name in ("bouw", "zorg")]

Event = dict[str, Any]


@pytest.fixture
async def led(tmp_path: Path, api: WebApi) -> AsyncIterator[Running]:
    async with a_bot(tmp_path, api, led_by(VERA)) as running:
        yield running


async def stored(running: Running, channel: str = "C1") -> Channel:
    found = await running.channels.get(ChannelRef(WORKSPACE, channel))
    assert found is not None
    return found


async def happens(running: Running, event: Event, at: float, channel: str = "C1", **wrapper: Any) -> None:
    """Send the event, and wait until the bot has finished its work for it."""
    event = {**event, "channel": channel}
    if "rename" in event["type"]:
        event["channel"] = {"id": channel, "name": event.pop("name")}
    response = await running.slack.event_at(at, event, wrapper)
    assert response.status_code == 200
    await running.settled()


async def in_one_second(running: Running, *events: Event) -> None:
    """Send these events with the same time, in whole seconds."""
    for event in events:
        await happens(running, {**event, "event_ts": None}, START)


def told(running: Running) -> list[str]:
    return [message["text"] for message in running.api.messages if message["channel"] == VERA]


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[asyncio.Runner, Running]]:
    """One bot for all examples of a property; each example has its own channels."""
    with asyncio.Runner() as runner:
        served = WebApi().serving()
        api = runner.run(served.__aenter__())
        started = a_bot(tmp_path_factory.mktemp("order"), api)
        yield runner, runner.run(started.__aenter__())
        runner.run(started.__aexit__(None, None, None))
        runner.run(served.__aexit__(None, None, None))


_numbers = itertools.count(100)
every_event: st.SearchStrategy[Event] = st.sampled_from(
    [JOINED, LEFT, ARCHIVED, UNARCHIVED, DELETED, SHARED, UNSHARED, STILL_SHARED, *PRIVATE, *RENAMED]
)


@settings(max_examples=40)
@given(st.data())
def test_a_history_in_any_order_and_with_any_repetition_ends_as_the_ordered_one(
    bot: tuple[asyncio.Runner, Running], data: st.DataObject
) -> None:
    runner, running = bot
    history = list(enumerate(data.draw(st.lists(every_event, min_size=1, max_size=6))))
    again = data.draw(st.lists(st.sampled_from(history), max_size=4))
    burst = data.draw(st.permutations([*history, *again]))

    async def end(events: Sequence[tuple[int, Event]]) -> tuple[object, ...]:
        channel = f"C{next(_numbers)}"
        await running.channels.save(a_channel(channel))
        for number, event in events:
            await happens(running, event, START + number / 4, channel)
        found = await stored(running, channel)
        return found.paused, found.name, found.next_due_at, found.next_slot

    assert runner.run(end(burst)) == runner.run(end(history))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (LEFT, JOINED),
        ({"type": "group_left"}, JOINED),
        (ARCHIVED, UNARCHIVED),
        (ARCHIVED, JOINED),
        (SHARED, UNSHARED),
        (DELETED, JOINED),
    ],
)
async def test_an_older_event_that_comes_late_silences_nothing(led: Running, old: Event, new: Event) -> None:
    await happens(led, new, START + 60)
    await happens(led, old, START)
    assert (await stored(led)).paused is None
    await led.tick(NINE)
    assert led.api.posted()["C1"] == 1
    assert told(led) == []


async def test_an_older_invitation_that_comes_late_starts_nothing(led: Running) -> None:
    await happens(led, LEFT, START + 60)
    await happens(led, JOINED, START)
    assert (await stored(led)).paused == "not_in_channel"
    assert len(told(led)) == 1


async def test_an_older_name_that_comes_late_changes_nothing(led: Running) -> None:
    await happens(led, RENAMED[0], START + 60)
    await happens(led, RENAMED[1], START)
    assert (await stored(led)).name == "bouw"


async def test_a_name_and_a_stop_do_not_shadow_each_other(led: Running) -> None:
    await happens(led, RENAMED[0], START + 60)
    await happens(led, LEFT, START)
    found = await stored(led)
    assert (found.name, found.paused) == ("bouw", "not_in_channel")


async def test_what_ends_one_stop_leaves_the_other_and_its_lead_hears_what_is_left(led: Running) -> None:
    await happens(led, ARCHIVED, START)
    await happens(led, LEFT, START + 1)
    await happens(led, UNARCHIVED, START + 2)
    assert (await stored(led)).paused == "not_in_channel"
    assert told(led)[1:] == [texts_presence.STOPPED["not_in_channel"].format(channel="leiderschap").by(WORDS)]
    await happens(led, JOINED, START + 3)
    assert (await stored(led)).paused is None


async def test_a_late_event_from_before_the_channel_was_set_up_does_not_silence_it(led: Running) -> None:
    await happens(led, JOINED, START + 60, "C2")
    await saved(led.slack, await opened_by(led.slack, led.api.messages[-1], texts.SET_UP))
    await happens(led, LEFT, START, "C2")
    assert (await stored(led, "C2")).paused is None


async def test_what_a_lead_resumed_is_not_stopped_by_what_was_known_before(led: Running) -> None:
    await happens(led, LEFT, START)
    assert words(await led.slack.command("hervat")).startswith("De tips gaan door.")
    await happens(led, ARCHIVED, START + 1)
    await happens(led, UNARCHIVED, START + 2)
    assert (await stored(led)).paused is None


@pytest.mark.parametrize("is_in", [True, False])
@pytest.mark.parametrize("order", [(LEFT, JOINED), (JOINED, LEFT)])
async def test_of_two_events_in_one_second_slack_is_asked_what_holds(
    led: Running, order: tuple[Event, ...], is_in: bool
) -> None:
    led.api.places["C1"] = {"is_member": is_in}
    await in_one_second(led, *order)
    assert (await stored(led)).paused == (None if is_in else "not_in_channel")
    assert len(led.api.of("conversations.info")) == 1


@pytest.mark.parametrize("time", [None, "gisteren", "", True, 10**30])
async def test_an_event_without_a_readable_time_is_looked_up_where_it_says_something_else(
    led: Running, time: object
) -> None:
    await happens(led, JOINED, START)
    led.api.places["C1"] = {"is_member": True}
    await happens(led, {**LEFT, "event_ts": time}, START, event_time=time)
    assert (await stored(led)).paused is None
    led.api.places["C1"] = {"is_member": False}
    await happens(led, {**LEFT, "event_ts": time}, START, event_time=time)
    assert (await stored(led)).paused == "not_in_channel"


async def test_where_slack_cannot_be_asked_now_it_is_asked_later(led: Running) -> None:
    led.api.places["C1"] = {"is_member": False}
    led.api.answer("conversations.info", error("internal_error"), always=True)
    await in_one_second(led, JOINED, LEFT)
    assert (await stored(led)).paused is None
    led.api.heal()
    await led.tick(MONDAY + HOUR)
    await led.settled()
    assert (await stored(led)).paused == "not_in_channel"


@pytest.mark.parametrize("stop", [LEFT, ARCHIVED, DELETED, SHARED])
async def test_a_channel_goes_on_where_the_event_that_said_so_was_lost(led: Running, stop: Event) -> None:
    await happens(led, stop, START)
    assert (await stored(led)).next_due_at is None
    for hours in range(3):
        await led.tick(MONDAY + hours * HOUR)
        await led.settled()
    assert (await stored(led)).paused is None
    assert told(led)[1].startswith("Ik kan weer in #leiderschap plaatsen.")
    await led.tick(NINE)
    assert led.api.posted()["C1"] == 1


@pytest.mark.parametrize(
    ("stop", "place"),
    [
        (LEFT, {"is_member": False}),
        (ARCHIVED, {"is_archived": True, "is_member": False}),
        (SHARED, {"is_ext_shared": True}),
    ],
)
async def test_a_channel_that_still_cannot_be_posted_in_stays_as_it_is_and_is_asked_about_once_an_hour(
    led: Running, stop: Event, place: dict[str, bool]
) -> None:
    await happens(led, stop, START)
    why = (await stored(led)).paused
    led.api.places["C1"] = place
    for minutes in range(0, 200, 10):
        await led.tick(MONDAY + dt.timedelta(minutes=minutes))
        await led.settled()
    assert (await stored(led)).paused == why
    assert len(led.api.of("conversations.info")) == 3
    assert len(told(led)) == 1


async def test_what_is_said_while_slack_is_asked_counts_more_than_its_answer(led: Running) -> None:
    await happens(led, LEFT, START)
    for hours in range(3):
        await led.tick(MONDAY + hours * HOUR)
        await happens(led, LEFT, START + 60 + hours)  # during the look-up, or before or after it
    assert (await stored(led)).paused in (None, "not_in_channel")
    await happens(led, LEFT, START + 100)
    assert (await stored(led)).paused == "not_in_channel"


async def test_what_was_said_of_the_new_id_before_the_channel_got_it_holds(led: Running) -> None:
    led.api.channels["C7"] = "leiders"
    await happens(led, JOINED, START, "C7")
    await happens(led, {"type": "channel_rename", "name": "leiders"}, START + 1, "C7")
    await happens(led, LEFT, START + 2, "C7")
    moved = {"type": "channel_id_changed", "old_channel_id": "C1", "new_channel_id": "C7"}
    await led.slack.event_at(START - 1, moved)
    await led.settled()
    found = await stored(led, "C7")
    assert (found.paused, found.settings.active) == ("not_in_channel", True)
    await happens(led, JOINED, START + 3, "C1")
    assert (await stored(led, "C7")).paused is None, "what is said of the old id is said of the channel"
    assert await led.channels.get(C1) is None


async def test_a_channel_that_gets_two_new_ids_ends_at_the_last_whichever_comes_first(led: Running) -> None:
    for old, new, at in (("C7", "C9", START + 1), ("C1", "C7", START)):
        moved = {"type": "channel_id_changed", "old_channel_id": old, "new_channel_id": new}
        await led.slack.event_at(at, moved)
        await led.settled()
    assert (await stored(led, "C9")).settings.active
