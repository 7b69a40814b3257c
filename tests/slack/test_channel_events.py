"""What Slack does to a channel is handled when its event arrives, or at the next contact, and told once."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.channels import texts
from bot.channels.leads import texts as texts_leads
from bot.channels.model import Channel
from bot.channels.presence import texts as texts_presence
from bot.core.people import ChannelRef
from bot.core.texts import STATUS_DIRECT
from bot.core.words import filled
from bot.delivery.notices import words as stopped_words
from bot.slack.app import EVENTS, INSTALLATION_EVENTS
from bot.slack.listeners import channel_events
from bot.slack.manifest import manifest
from bot.slack.words import WORDS
from tests.factories import NINE
from tests.fakes.leading import clicked, led_by, opened_by, saved
from tests.fakes.slack import button, buttons, words
from tests.fakes.web_api import BOT_USER, RESPONSE, WORKSPACE, Answer, WebApi, error, rate_limited
from tests.running import MONDAY, Running, a_bot
from tests.slack_limits import check

VERA, NOOR, ADMIN = "U1VERA", "U2NOOR", "U3BAAS"
DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
async def led(tmp_path: Path, api: WebApi) -> AsyncIterator[Running]:
    async with a_bot(tmp_path, api, led_by(f"{VERA}, {NOOR}")) as running:
        yield running


async def event(running: Running, type: str, id: str = "", **fields: Any) -> None:
    """Send the event, and wait until the bot has finished its work for it."""
    response = await running.slack.event({"type": type, **fields}, id)
    assert (response.status_code, response.content) == (200, b"")
    await running.settled()


async def stored(running: Running, channel: str = "C1") -> Channel:
    found = await running.channels.get(ChannelRef(WORKSPACE, channel))
    assert found is not None
    return found


def told(running: Running) -> list[tuple[str, str]]:
    """The messages of the bot, each with its channel or person."""
    return [(message["channel"], message["text"]) for message in running.api.messages]


def test_the_manifest_asks_for_every_event_that_has_a_listener_and_no_other() -> None:
    asked = manifest(None)["settings"]["event_subscriptions"]["bot_events"]
    everywhere = manifest("https://bot.example")["settings"]["event_subscriptions"]["bot_events"]
    assert set(channel_events.HANDLERS) <= set(EVENTS)
    assert asked == sorted(EVENTS)
    assert everywhere == sorted([*EVENTS, *INSTALLATION_EVENTS])
    assert "user_change" not in asked, "it would send us everyone's status"


async def test_the_bot_greets_once_when_it_is_invited(led: Running) -> None:
    for _ in range(2):
        await event(led, "member_joined_channel", user=BOT_USER, channel="C2")
    [greeting] = led.api.messages
    check(greeting)
    assert greeting["channel"] == "C2"
    assert [one["text"]["text"] for one in buttons(greeting)] == [texts.SET_UP, texts.SEE_EXAMPLE]
    led.slack.person = "U4ILSE"
    await saved(led.slack, await opened_by(led.slack, greeting, texts.SET_UP))
    assert (await stored(led, "C2")).settings.active
    example = await clicked(led.slack, greeting, texts.SEE_EXAMPLE)
    assert example["response_type"] == "ephemeral"


async def test_somebody_else_who_joins_is_not_greeted(led: Running) -> None:
    await event(led, "member_joined_channel", user="U4ILSE", channel="C2")
    assert led.api.messages == []


async def test_a_greeting_that_slack_does_not_take_disturbs_nothing(led: Running) -> None:
    led.api.answer("chat.postMessage", Answer(body=json.dumps({"ok": False, "error": "restricted_action"})))
    await event(led, "member_joined_channel", user=BOT_USER, channel="C2")
    assert led.api.messages == []


@pytest.mark.parametrize("type", ["channel_rename", "group_rename"])
async def test_a_renamed_channel_has_its_new_name(led: Running, type: str) -> None:
    await event(led, type, channel={"id": "C1", "name": "leiders"})
    assert (await stored(led)).name == "leiders"


@pytest.mark.parametrize(
    ("type", "code"),
    [
        ("channel_archive", "is_archived"),
        ("group_archive", "is_archived"),
        ("channel_left", "not_in_channel"),
        ("group_left", "not_in_channel"),
        ("channel_deleted", "channel_not_found"),
        ("group_deleted", "channel_not_found"),
    ],
)
async def test_a_channel_that_cannot_be_posted_to_stands_still_and_its_leads_hear_it_once(
    led: Running, type: str, code: str
) -> None:
    as_slack_has_it = {"is_archived": {"is_archived": True}, "not_in_channel": {"is_member": False}}
    if code in as_slack_has_it:
        led.api.places["C1"] = as_slack_has_it[code]
    else:
        led.api.answer("conversations.info", error(code), always=True)
    for number in range(3):
        await event(led, type, id=f"Ev{number // 2}", channel="C1")
    said = texts_presence.STOPPED[code].format(channel="leiderschap").by(WORDS)
    assert told(led) == [(VERA, said), (NOOR, said)]
    assert (await stored(led)).paused == code
    await led.tick(NINE)
    await led.settled()
    assert len(led.api.messages) == 2


@pytest.mark.parametrize(
    ("gone", "back"),
    [
        ({"type": "channel_archive"}, {"type": "channel_unarchive"}),
        ({"type": "group_archive"}, {"type": "group_unarchive"}),
        ({"type": "channel_left"}, {"type": "member_joined_channel", "user": BOT_USER}),
    ],
)
async def test_a_channel_that_can_be_posted_to_again_goes_on_without_a_second_greeting(
    led: Running, gone: dict[str, str], back: dict[str, str]
) -> None:
    await led.tick()  # what a start looks at is done before the time jumps
    await event(led, **gone, channel="C1")
    led.time.now = NINE + 3 * DAY
    await event(led, **back, channel="C1")
    said = texts_presence.BACK.format(channel="leiderschap", moment="dinsdag 14 januari 2025 om 09.00 uur")
    assert told(led)[2:] == [(VERA, said), (NOOR, said)]
    await led.tick(NINE + 7 * DAY)
    assert told(led)[4][0] == "C1"


async def test_a_channel_with_another_id_takes_everything_along(led: Running) -> None:
    await led.tick(NINE)
    led.api.channels["C7"] = "leiderschap"
    await event(led, "channel_id_changed", old_channel_id="C1", new_channel_id="C7")
    assert (await stored(led, "C7")).settings.active
    history = words(await led.slack.command("geschiedenis", channel_id="C7"))
    assert "dinsdag 7 januari 2025" in history
    await led.tick(NINE + 7 * DAY)
    assert "C7" in {channel for channel, _ in told(led)}


async def test_a_channel_that_becomes_shared_stands_still_until_an_administrator_goes_on(
    led: Running,
) -> None:
    led.api.people[ADMIN] = {"is_admin": True}
    led.api.places["C1"] = {"is_ext_shared": True}
    await event(led, "channel_shared", channel="C1", connected_team_id="T2")
    await event(led, "channel_shared", channel="C1", connected_team_id="T3")
    said = texts_presence.STOPPED["is_shared"].format(channel="leiderschap").by(WORDS)
    assert told(led) == [(VERA, said), (NOOR, said)]
    await led.tick(NINE)
    assert len(led.api.messages) == 2
    resume = button(led.api.messages[0], texts.RESUME)
    await led.slack.click(resume)
    assert words((await led.api.wait(RESPONSE))[-1]) == texts_leads.ONLY_ADMINS_SHARED.by(WORDS)
    led.slack.person = ADMIN
    await clicked(led.slack, led.api.messages[0], texts.RESUME)
    await led.tick(NINE + 7 * DAY)
    assert told(led)[2][0] == "C1", "an administrator chose so: it is not stopped for that again"


async def test_a_channel_that_is_shared_no_more_goes_on_by_itself(led: Running) -> None:
    await event(led, "channel_shared", channel="C1")
    await event(led, "channel_unshared", channel="C1", is_ext_shared=True)
    assert (await stored(led)).paused == "is_shared", "another organisation is still in it"
    await event(led, "channel_unshared", channel="C1", is_ext_shared=False)
    assert (await stored(led)).paused is None
    await event(led, "channel_shared", channel="C1")
    assert (await stored(led)).paused == "is_shared"


STOPPING = [
    ({"type": "channel_shared"}, "is_shared", {"type": "channel_unshared", "is_ext_shared": False}),
    ({"type": "channel_left"}, "not_in_channel", {"type": "member_joined_channel", "user": BOT_USER}),
]


@pytest.mark.parametrize(("stop", "code", "back"), STOPPING)
async def test_a_channel_that_is_stopped_between_two_tries_gets_nothing_and_goes_on_afterwards(
    led: Running, stop: dict[str, Any], code: str, back: dict[str, Any]
) -> None:
    led.api.answer("chat.postMessage", rate_limited(1), channel="C1")
    await led.tick(NINE)
    await event(led, **stop, channel="C1")
    await led.tick(NINE + 2 * MINUTE)
    assert "C1" not in led.api.posted()
    assert ((await led.delivery()).state, (await led.delivery()).error) == ("skipped", code)
    assert (await stored(led)).paused == code
    await event(led, **back, channel="C1")
    await led.tick(NINE + 7 * DAY)
    assert led.api.posted()["C1"] == 1


async def test_what_a_lead_posts_by_hand_does_not_hide_that_the_rhythm_stands_still(led: Running) -> None:
    await event(led, "channel_left", channel="C1")
    await clicked(led.slack, await led.slack.command("voorbeeld"), texts.POST_NOW)
    await clicked(led.slack, led.api.of(RESPONSE)[-1], texts.POST_NOW)
    await led.tick(MONDAY)
    assert led.api.posted()["C1"] == 1
    assert (await stored(led)).paused == "not_in_channel"
    assert words(await led.slack.command("hervat")).startswith("De tips gaan door.")
    await led.tick(NINE)
    assert led.api.posted()["C1"] == 2


async def test_a_channel_that_slack_refused_and_that_is_then_shared_waits_for_an_administrator(
    led: Running,
) -> None:
    led.api.answer("chat.postMessage", error("not_in_channel"), channel="C1")
    await led.tick(NINE)
    await event(led, "channel_shared", channel="C1")
    await event(led, "member_joined_channel", user=BOT_USER, channel="C1")
    assert (await stored(led)).paused == "is_shared"
    await led.tick(NINE + 7 * DAY)
    assert "C1" not in led.api.posted()


async def test_a_restart_does_not_start_a_shared_channel_again(tmp_path: Path, api: WebApi) -> None:
    async with a_bot(tmp_path, api, led_by(VERA)) as running:
        await event(running, "channel_shared", channel="C1")
    async with a_bot(tmp_path, api, led_by(VERA)) as running:
        await running.tick(NINE)
        assert (await stored(running)).paused == "is_shared"
    assert "C1" not in api.posted()


async def test_a_channel_that_lost_its_rhythm_gets_it_back_as_it_goes_on(led: Running) -> None:
    for week, how in enumerate(("hervat", "an event")):
        lost = replace(await stored(led), next_due_at=None, next_slot=None)
        await led.channels.save(lost, now=led.time.now)
        if how == "hervat":
            assert words(await led.slack.command(how)).startswith("De tips gaan door.")
        else:
            await event(led, "channel_unarchive", channel="C1")
        await led.tick(NINE + 7 * week * DAY)
        assert led.api.posted()["C1"] == week + 1, how


async def test_a_channel_that_lost_its_rhythm_gets_it_back_at_a_restart(tmp_path: Path, api: WebApi) -> None:
    async with a_bot(tmp_path, api, led_by(VERA)) as running:
        lost = replace(await stored(running), next_due_at=None, next_slot=None)
        await running.channels.save(lost, now=running.time.now)
    async with a_bot(tmp_path, api, led_by(VERA)) as running:
        await running.tick(NINE)
    assert api.posted()["C1"] == 1


async def test_what_no_event_told_is_seen_before_a_tip_is_posted(led: Running) -> None:
    led.api.places["C1"] = {"is_ext_shared": True, "name": "leiders"}
    await led.tick(NINE)
    assert (await stored(led)).paused == "is_shared"
    assert (await stored(led)).name == "leiders"
    assert [channel for channel, _ in told(led)] == [VERA, NOOR]
    assert (await led.delivery()).error == "is_shared"


async def test_slack_is_asked_about_a_channel_once_a_day_at_most(led: Running) -> None:
    await led.slack.command("voorbeeld")
    before = len(led.api.of("conversations.info"))
    for minutes in range(5):
        await led.tick(NINE + dt.timedelta(minutes=minutes))
    assert len(led.api.of("conversations.info")) == before + 1


async def test_a_tip_is_posted_also_where_slack_does_not_say_what_the_channel_is(led: Running) -> None:
    led.api.answer("conversations.info", Answer(429, "{}", headers={"Retry-After": "30"}), always=True)
    await led.tick(NINE)
    assert [channel for channel, _ in told(led)] == ["C1"]


async def test_a_channel_without_a_living_lead_is_told_once_to_its_maker_and_the_administrators(
    led: Running,
) -> None:
    led.api.people["U5BAAS"] = {"is_admin": True}
    for who in (VERA, NOOR):
        led.api.people[who] = {"deleted": True}
    for day in range(1, 4):
        await led.tick(NINE + (day + 20) * DAY)
        await led.settled()
    said = texts_leads.LEADS_GONE.format(channel="leiderschap")
    assert [told(led).count((who, said)) for who in ("U0MAKER", "U5BAAS")] == [1, 1]
    led.api.people[VERA] = {}
    led.time.now += DAY
    await led.tick()
    await led.settled()
    led.api.people[VERA] = {"deleted": True}
    led.time.now += DAY
    await led.tick()
    await led.settled()
    told_now = [told(led).count((who, said)) for who in ("U0MAKER", "U5BAAS")]
    assert told_now == [2, 2], "it happened again, and is told again"


async def test_where_nobody_could_be_told_that_no_lead_is_left_it_is_told_the_next_day(led: Running) -> None:
    led.api.people["U5BAAS"] = {"is_admin": True}
    led.api.people |= {who: {"deleted": True} for who in (VERA, NOOR, "U0MAKER")}
    led.api.answer("users.list", error("internal_error"))
    for day in range(21, 24):
        await led.tick(NINE + day * DAY)
        await led.settled()
    assert told(led).count(("U5BAAS", texts_leads.LEADS_GONE.format(channel="leiderschap"))) == 1


async def test_the_end_of_a_series_asks_the_leads_what_follows(tmp_path: Path, api: WebApi) -> None:
    async with a_bot(tmp_path, api, led_by(VERA, series="vier-ls")) as running:
        for week in range(5):
            await running.tick(NINE + 7 * week * DAY)
        asked = [message for message in api.messages if message["channel"] == VERA]
        assert len(asked) == 1
        check(asked[0])
        assert [one["text"]["text"] for one in buttons(asked[0])] == [texts.SERIES_CHOOSE, texts.SEE_PLANNING]


async def test_the_question_after_a_series_holds_nothing_up_and_waits_until_slack_takes_it(
    tmp_path: Path, api: WebApi
) -> None:
    file = led_by(VERA, series="vier-ls", check_in="false")
    file += '  - {channel: "#bouw", weekday: dinsdag, time: "09:01", check_in: false}\n'
    async with a_bot(tmp_path, api, file, post_timeout_seconds=0.5) as running:
        for week in range(4):
            await running.tick(NINE + 7 * week * DAY)
        api.answer("chat.postMessage", Answer(end="hang"), rate_limited(60), channel=VERA)
        end = NINE + 28 * DAY
        for minutes in (0, 1, 5, 10, 20):
            await running.tick(end + minutes * MINUTE)
        assert (await running.delivery("C2")).state == "posted"
        await running.tick(end + 7 * DAY)
    assert len([call for call in api.of("chat.postMessage") if call["channel"] == VERA]) == 3
    [asked] = [text for channel, text in told(running) if channel == VERA]
    assert "De vier L'en op volgorde" in asked


async def test_without_leads_the_administrators_are_asked_what_follows_a_series(
    tmp_path: Path, api: WebApi
) -> None:
    members = {"members": [{"id": ADMIN, "is_admin": True}, {"id": NOOR, "is_admin": True}]}
    api.answer("users.list", Answer(body=json.dumps({"ok": True, **members})), always=True)
    file = led_by(VERA, series="vier-ls", check_in="false").replace(f"    leads: [{VERA}]\n", "")
    async with a_bot(tmp_path, api, file) as running:
        for week in range(6):
            await running.tick(NINE + 7 * week * DAY)
    assert sorted(channel for channel, _ in told(running) if channel != "C1") == [NOOR, ADMIN]


async def test_without_leads_the_administrators_are_told(tmp_path: Path, api: WebApi) -> None:
    members = {"members": [{"id": ADMIN, "is_admin": True, "is_owner": True}, {"id": NOOR}]}
    api.answer("users.list", Answer(body=json.dumps({"ok": True, **members})), always=True)
    file = led_by(VERA).replace(f"    leads: [{VERA}]\n", "")
    async with a_bot(tmp_path, api, file) as running:
        await event(running, "channel_archive", channel="C1")
    assert told(running) == [
        (ADMIN, texts_presence.STOPPED["is_archived"].format(channel="leiderschap").by(WORDS))
    ]


async def test_a_channel_that_nobody_set_up_stands_still_without_a_word(led: Running) -> None:
    for type in ("channel_archive", "channel_left", "channel_deleted", "channel_shared", "channel_unarchive"):
        await event(led, type, channel="C3")
    await event(led, "channel_id_changed", old_channel_id="C3", new_channel_id="C4")
    await event(led, "channel_rename", channel={"id": "C3", "name": "x"})
    assert led.api.messages == []


@pytest.mark.parametrize(
    "place",
    [
        {"channel_id": "D1VERA", "channel_name": "directmessage"},
        {"channel_id": "G7", "channel_name": "mpdm-vera--noor-1"},
    ],
)
async def test_the_status_in_a_conversation_says_where_tips_come(led: Running, place: dict[str, str]) -> None:
    assert words(await led.slack.command("status", **place)) == STATUS_DIRECT.by(WORDS)


@pytest.mark.parametrize("type", ["channel_left", "channel_archive", "channel_deleted", "channel_shared"])
async def test_the_status_after_an_event_is_a_sentence_that_says_what_helps(led: Running, type: str) -> None:
    await event(led, type, channel="C1")
    code = (await stored(led)).paused or ""
    said = words(await led.slack.command("status"))
    why, advice = filled((stopped_words.why(code), stopped_words.advice(code)), WORDS)
    assert said == f"De tips staan stil: {why}. {advice}"
    assert "_" not in said


async def test_the_status_after_a_token_was_revoked_is_a_sentence(led: Running) -> None:
    led.api.answer("chat.postMessage", error("token_revoked"), channel="C1")
    await led.tick(NINE)
    said = words(await led.slack.command("status"))
    why, advice = filled((stopped_words.why("token_revoked"), stopped_words.advice("token_revoked")), WORDS)
    assert said == f"De tips staan stil: {why}. {advice}"
