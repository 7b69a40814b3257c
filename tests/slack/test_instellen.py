"""`/leiderschap instellen`: a lead sets up the channel in a form, and reads what follows from it."""

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
from bot.channels.settings import texts as texts_settings
from bot.channels.settings.fields import SETTINGS
from bot.channels.settings.model import Closed
from bot.core.people import ChannelRef
from bot.slack.words import WORDS
from tests.factories import C1, NINE, NO_ZONES
from tests.fakes.forms import filled, touched
from tests.fakes.leading import View, changed, led_by, more, saved, sent, shown, text_of, typed
from tests.fakes.slack import words
from tests.fakes.web_api import WORKSPACE, Answer, WebApi, error
from tests.running import Running, Time, a_bot
from tests.slack_limits import check

VERA, NOOR = "U1VERA", "U2NOOR"


@pytest.fixture
async def fresh(tmp_path: Path, api: WebApi) -> AsyncIterator[Running]:
    """A bot for which nobody has set up anything."""
    async with a_bot(tmp_path, api) as running:
        yield running


@pytest.fixture
async def led(tmp_path: Path, api: WebApi) -> AsyncIterator[Running]:
    """A bot whose #leiderschap gets a tip on Tuesdays at 9, and is led by Vera and Noor."""
    async with a_bot(tmp_path, api, led_by(f"{VERA}, {NOOR}")) as running:
        yield running


async def stored(running: Running, channel: str = "C1") -> Channel:
    found = await running.channels.get(ChannelRef(WORKSPACE, channel))
    assert found is not None
    return found


async def test_who_sets_up_a_channel_becomes_its_lead_and_only_then_tips_come(fresh: Running) -> None:
    await fresh.tick(NINE)
    assert fresh.api.messages == []
    view = await typed(fresh.slack, "instellen")
    assert texts_settings.FIRST_TIME in text_of(view)
    assert await fresh.channels.get(C1) is None, "looking at the form changes nothing"
    done = await saved(fresh.slack, view, weekday="2", time="10:00:00")
    assert "woensdag 8 januari 2025 om 10.00 uur" in text_of(done)
    found = await stored(fresh)
    assert (found.name, found.settings.active) == ("leiderschap", True)
    assert found.settings.rhythm.weekday == 2
    await fresh.tick(NINE + dt.timedelta(days=1, hours=1))
    assert [message["channel"] for message in fresh.api.messages] == ["C1"]
    fresh.slack.person = NOOR
    assert words(await fresh.slack.command("instellen")) == texts_leads.ONLY_LEADS.format(
        leads="Voorbeeld Vera"
    ).by(WORDS)


async def test_a_client_that_does_not_send_what_was_not_touched_sets_up_the_same(fresh: Running) -> None:
    view = await typed(fresh.slack, "instellen")
    response = await fresh.slack.submit(touched(view, weekday="4"))
    view = response.json()["view"]
    response = await fresh.slack.submit(touched(view))
    assert text_of(response.json()["view"]).startswith(texts_settings.SAVED_ON.format(channel="leiderschap"))
    found = await stored(fresh)
    assert (found.settings.active, found.settings.rhythm.weekday) == (True, 4)


async def test_sending_the_form_shows_first_what_would_come_and_then_saves_it(led: Running) -> None:
    view = await typed(led.slack, "instellen")
    assert view["submit"]["text"] == texts.CHECK
    view = await shown(led.slack, view, weekday="4")
    assert view["submit"]["text"] == texts.SAVE
    assert "vrijdag 10 januari 2025 om 09.00 uur" in text_of(view)
    assert (await stored(led)).settings.rhythm.weekday == 1, "nothing is stored yet"
    await shown(led.slack, view)
    assert (await stored(led)).settings.rhythm.weekday == 4


async def test_a_change_in_the_form_shows_at_once_what_would_come_and_whose_draft_it_was(
    led: Running,
) -> None:
    view = await more(led.slack, await typed(led.slack, "instellen"))
    update = (await changed(led.slack, view, "frequency", "monthly"))[-1]
    check(update["view"], "modal")
    assert (update["view_id"], update["hash"]) == ("V1", "1700.hash")
    assert "dinsdag 4 februari 2025" in text_of(update["view"])
    assert update["view"]["submit"]["text"] == texts.SAVE, "what comes was seen: the next step is to save"
    ids = [block["element"]["action_id"] for block in view["blocks"] if block["type"] == "input"]
    again = [block["element"]["action_id"] for block in update["view"]["blocks"] if block["type"] == "input"]
    assert ids == again, "what else was filled in stays in Slack only under the same ids"
    assert (await stored(led)).settings.rhythm.frequency == "weekly"


def fields(view: dict[str, Any]) -> list[str]:
    """The fields of a form, from top to bottom, each named once."""
    names = (block["block_id"].partition("/")[0] for block in view["blocks"] if block["type"] == "input")
    return list(dict.fromkeys(names))


FIRST = [name for name, setting in SETTINGS.items() if setting.first]


async def test_the_form_asks_first_when_and_about_what_and_the_rest_behind_a_button(led: Running) -> None:
    view = await typed(led.slack, "instellen")
    assert fields(view) == [*FIRST, "more"]
    assert {"weekday", "time", "series", "themes"} <= set(FIRST)
    whole = await more(led.slack, view)
    assert fields(whole) == list(SETTINGS)
    assert whole["submit"]["text"] == texts.CHECK, "to look at more settings changes nothing"


async def test_more_settings_keep_what_was_filled_in_also_for_a_client_that_shows_what_it_gets(
    led: Running,
) -> None:
    whole = await more(led.slack, await typed(led.slack, "instellen"), weekday="4")
    checked = await shown(led.slack, whole, frequency="monthly")
    assert fields(checked) == list(SETTINGS), "what was opened stays open"
    await shown(led.slack, checked)
    rhythm = (await stored(led)).settings.rhythm
    assert (rhythm.weekday, rhythm.frequency) == (4, "monthly")


async def test_a_client_that_sends_nothing_before_the_form_is_sent_gets_the_rest_by_sending_it(
    led: Running,
) -> None:
    view = await typed(led.slack, "instellen")
    response = await led.slack.submit(touched(view, weekday="4", more=("more",)))
    whole = response.json()["view"]
    assert fields(whole) == list(SETTINGS)
    assert whole["submit"]["text"] == texts.CHECK
    response = await led.slack.submit(touched(whole, frequency="monthly"))
    await led.slack.submit(touched(response.json()["view"]))
    rhythm = (await stored(led)).settings.rhythm
    assert (rhythm.weekday, rhythm.frequency) == (4, "monthly")


async def test_the_short_form_changes_nothing_that_it_does_not_ask(led: Running) -> None:
    whole = await more(led.slack, await typed(led.slack, "instellen"))
    await saved(led.slack, whole, frequency="biweekly", public_holidays="post")
    before = (await stored(led)).settings
    await saved(led.slack, await typed(led.slack, "instellen"), time="14:00:00")
    assert (await stored(led)).settings == replace(before, rhythm=replace(before.rhythm, time=dt.time(14)))


async def test_tips_that_are_off_are_switched_on_in_the_short_form(led: Running) -> None:
    whole = await more(led.slack, await typed(led.slack, "instellen"))
    await saved(led.slack, whole, active="off")
    view = await typed(led.slack, "instellen")
    assert fields(view) == ["active", *FIRST, "more"]
    done = await saved(led.slack, view, active="on")
    assert texts_settings.SAVED_ON.format(channel="leiderschap") in text_of(done)


async def test_a_form_of_before_with_every_field_keeps_them_all(led: Running) -> None:
    view = await more(led.slack, await typed(led.slack, "instellen"))
    view = {**view, "private_metadata": json.dumps({"channel": "C1", "version": "1"})}
    checked = await shown(led.slack, view, frequency="monthly", weekday="4")
    assert fields(checked) == list(SETTINGS)
    await shown(led.slack, checked)
    rhythm = (await stored(led)).settings.rhythm
    assert (rhythm.weekday, rhythm.frequency) == (4, "monthly")


async def test_a_form_that_was_drawn_anew_meanwhile_is_left_as_it_is(led: Running) -> None:
    view = await typed(led.slack, "instellen")
    led.api.answer("views.update", error("hash_conflict"))
    assert len(await changed(led.slack, view, "weekday", "3")) == 1


async def test_wrong_input_is_told_at_its_field_and_can_be_corrected(led: Running) -> None:
    view = await more(led.slack, await typed(led.slack, "instellen"))
    answer = await sent(led.slack, view, closed="20 december t/m 3 januari\n32 december")
    assert answer["response_action"] == "errors"
    assert answer["errors"] == {
        "closed": "Regel 2: ‘32 december’ is voor mij geen datum. Typ bijvoorbeeld: 31 december."
    }
    await saved(led.slack, view, closed="20 december t/m 3 januari: kantoor dicht")
    assert (await stored(led)).settings.closed == (
        Closed(dt.date(2025, 12, 20), dt.date(2026, 1, 3), "kantoor dicht"),
    )


async def every(led: Running) -> View:
    """The form with all settings."""
    return await more(led.slack, await typed(led.slack, "instellen"))


async def test_a_change_after_the_check_is_checked_again_before_it_is_saved(led: Running) -> None:
    checked = await shown(led.slack, await every(led), closed="13-1 t/m 20-1")
    again = await shown(led.slack, checked, closed="13-1 t/m 27-1")
    assert again["callback_id"] == checked["callback_id"]
    assert "dinsdag 21 januari 2025: geen tip" in text_of(again)
    assert (await stored(led)).settings.closed == ()
    await shown(led.slack, again, closed="13-1 t/m 27-1")
    assert (await stored(led)).settings.closed == (Closed(dt.date(2025, 1, 13), dt.date(2025, 1, 27)),)


@pytest.mark.parametrize(
    ("closed", "question"),
    [
        (
            "1 juli t/m 30 september",
            "Van dinsdag 1 juli 2025 tot en met dinsdag 30 september 2025 komen er geen tips. Dat is langer dan 13"
            " weken.",
        ),
        (
            "1 juli t/m 31 juli\n1 augustus t/m 30 september",
            "Van dinsdag 1 juli 2025 tot en met dinsdag 30 september 2025 komen er geen tips. Dat is langer dan 13"
            " weken.",
        ),
        (
            "3 februari t/m 1 februari",
            "Van maandag 3 februari 2025 tot en met zondag 1 februari 2026 komen er geen tips. Dat is langer dan 51"
            " weken.",
        ),
        ("6-1 t/m 30-1", "De eerste tip komt pas op dinsdag 4 februari 2025."),
        ("1 juli t/m 25 augustus", ""),
        ("6-1 t/m 26-1", "De eerste tip komt pas op dinsdag 28 januari 2025."),
        ("6-1 t/m 20-1", ""),
    ],
)
async def test_what_silences_for_long_is_asked_in_words_before_it_is_saved(
    led: Running, closed: str, question: str
) -> None:
    checked = await shown(led.slack, await every(led), closed=closed)
    asked = text_of(checked).partition(texts_settings.DOUBT)[2]
    assert asked.replace("\n", " ").strip("*• ").startswith(question)
    assert (texts_settings.DOUBT in text_of(checked)) == bool(question)
    assert (await stored(led)).settings.closed == ()


async def test_what_was_typed_is_shown_as_it_was_understood(led: Running) -> None:
    checked = await shown(led.slack, await every(led), closed="week 4\nzomervakantie 2027")
    said = text_of(checked)
    assert "maandag 20 januari 2025 tot en met zondag 26 januari 2025" in said
    assert "zaterdag 10 juli 2027 tot en met zondag 5 september 2027: Zomervakantie" in said
    assert texts_settings.CLOSED_WIDEST in said


async def test_periods_with_years_in_the_wrong_order_are_a_fault_at_the_field(led: Running) -> None:
    view = await every(led)
    answer = await sent(led.slack, view, closed="21-12-2025 t/m 4-1-2025")
    assert answer["errors"]["closed"].startswith(
        "Regel 1: In ‘21-12-2025 t/m 4-1-2025’ komt de laatste dag voor de eerste."
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("weekday", "8"),
        ("time", "later"),
        ("timezone", "Mars/Base"),
        *(("timezone", zone) for zone in NO_ZONES),
        ("series", "x"),
        ("country", "XX"),
    ],
)
async def test_a_forged_value_is_refused_at_its_field(led: Running, field: str, value: str) -> None:
    view = filled(await more(led.slack, await typed(led.slack, "instellen")))
    [state] = view["state"]["values"][field].values()
    state["selected_option"] = {"value": value}
    response = await led.slack.submit(view)
    assert response.json() == {"response_action": "errors", "errors": {field: texts.NOT_IN_LIST}}


async def test_two_leads_who_save_at_once_lose_nothing(led: Running) -> None:
    views = {}
    for person in (VERA, NOOR):
        led.slack.person = person
        views[person] = await more(led.slack, await typed(led.slack, "instellen"))
    led.slack.person = VERA
    await saved(led.slack, views[VERA], weekday="3", time="11:00:00")
    led.slack.person = NOOR
    again = await saved(led.slack, views[NOOR], frequency="biweekly", time="15:00:00")
    read = text_of(again)
    assert texts_settings.MEANWHILE in read
    assert "Dag: van dinsdag naar donderdag" in read
    assert "Tijd: van 09.00 uur naar 11.00 uur" in read
    assert f"<@{VERA}>" in read
    assert (await stored(led)).settings.rhythm.frequency == "weekly", "nothing of hers is saved unseen"
    before, after = (
        {block["element"]["action_id"] for block in view["blocks"] if block["type"] == "input"}
        for view in (views[NOOR], again)
    )
    assert not before & after, "else Slack would show what she filled in, not the merged"
    await shown(led.slack, again)
    rhythm = (await stored(led)).settings.rhythm
    assert (rhythm.weekday, rhythm.frequency, rhythm.time) == (3, "biweekly", dt.time(15))


async def test_a_form_that_was_open_for_an_hour_saves_over_a_tip_that_came_meanwhile(led: Running) -> None:
    view = await typed(led.slack, "instellen")
    await led.tick(NINE)
    led.time.now = NINE + dt.timedelta(hours=1)
    done = await saved(led.slack, view, weekday="3")
    assert texts_settings.MEANWHILE not in text_of(done)
    assert "donderdag 16 januari 2025" in text_of(done), "this week had its tip"
    assert "9 januari" not in text_of(done)


async def test_who_was_lead_when_the_form_opened_and_is_no_more_cannot_save(led: Running) -> None:
    view = await typed(led.slack, "instellen")
    led.api.people[VERA] = {"is_restricted": True}
    led.time.now += dt.timedelta(hours=2)
    assert texts_leads.GUEST in text_of(await shown(led.slack, view, weekday="3"))
    assert (await stored(led)).settings.rhythm.weekday == 1


async def test_a_channel_that_the_file_manages_says_so_and_shows_what_comes(
    tmp_path: Path, api: WebApi
) -> None:
    async with a_bot(tmp_path, api, led_by(VERA, locked="true")) as running:
        view = await typed(running.slack, "instellen")
        assert texts_settings.LOCKED.format(channel="leiderschap").by(WORDS) in text_of(view)
        assert "dinsdag 7 januari 2025 om 09.00 uur" in text_of(view)
        assert "submit" not in view


async def test_in_a_direct_message_it_says_where_to_go(fresh: Running) -> None:
    assert words(await fresh.slack.command("instellen", channel_id="D9")) == texts_leads.IN_DIRECT.by(WORDS)
    fresh.api.places["G9"] = {"is_mpim": True, "is_member": True}
    assert words(await fresh.slack.command("instellen", channel_id="G9")) == texts_leads.IN_DIRECT.by(WORDS)


async def test_in_a_channel_without_the_bot_it_says_how_to_invite_it(fresh: Running) -> None:
    fresh.api.places["C9"] = {"name": "openbaar"}
    for channel in ("C9", "C8"):
        assert words(
            await fresh.slack.command("instellen", channel_id=channel)
        ) == texts_leads.NOT_INVITED.by(WORDS)


async def test_a_year_whose_school_holidays_nobody_read_is_named(tmp_path: Path, api: WebApi) -> None:
    late = Time(dt.datetime(2040, 1, 9, 8, tzinfo=dt.UTC))
    async with a_bot(tmp_path, api, led_by(VERA), time=late) as running:
        view = await more(running.slack, await typed(running.slack, "instellen"))
        view = await shown(running.slack, view, school_holidays="zuid")
        assert "Van 2039-2040 en 2040-2041 weet ik de schoolvakanties nog niet" in text_of(view)


async def test_a_moved_and_a_skipped_tip_say_why(tmp_path: Path, api: WebApi) -> None:
    spring = Time(dt.datetime(2025, 4, 14, 8, tzinfo=dt.UTC))
    async with a_bot(tmp_path, api, led_by(VERA), time=spring) as running:
        view = await more(running.slack, await typed(running.slack, "instellen"))
        skips = text_of(await shown(running.slack, view, weekday="0"))
        assert "maandag 21 april 2025: geen tip (feestdag: Tweede paasdag)." in skips
        on = {"weekday": "0", "public_holidays": "next_working_day"}
        moves = text_of(await shown(running.slack, view, **on))
    why = "in plaats van 21 april 2025 (feestdag: Tweede paasdag): "
    assert f"dinsdag 22 april 2025 om 09.00 uur, {why}" in moves


async def test_tips_that_are_switched_off_do_not_come_and_say_so(led: Running) -> None:
    done = await saved(led.slack, await more(led.slack, await typed(led.slack, "instellen")), active="off")
    assert texts_settings.SAVED_OFF.format(channel="leiderschap") in text_of(done)
    await led.tick(NINE)
    assert led.api.messages == []


async def test_co_leads_are_chosen_in_a_form_of_their_own(fresh: Running) -> None:
    await saved(fresh.slack, await typed(fresh.slack, "instellen"))
    view = await typed(fresh.slack, "teamleiders")
    [field] = [block for block in view["blocks"] if block["type"] == "input"]
    assert field["element"]["initial_users"] == [VERA]
    done = await shown(fresh.slack, view, leads=(VERA, NOOR))
    assert f"<@{VERA}>, <@{NOOR}>" in text_of(done)
    fresh.slack.person = NOOR
    await typed(fresh.slack, "instellen")


@pytest.mark.parametrize(
    ("person", "chosen"),
    [
        ({"is_restricted": True}, ("U5GAST",)),
        ({"team_id": "T2"}, ("U5GAST",)),
        ({"is_bot": True}, ("U5GAST",)),
        ({}, ()),
    ],
)
async def test_who_cannot_lead_is_refused_at_the_field(
    fresh: Running, person: dict[str, Any], chosen: tuple[str, ...]
) -> None:
    fresh.api.people["U5GAST"] = person
    await saved(fresh.slack, await typed(fresh.slack, "instellen"))
    answer = await sent(fresh.slack, await typed(fresh.slack, "teamleiders"), leads=chosen)
    name = texts_leads.LEADS_UNFIT.format(name="Voorbeeld Gast")
    assert answer == {
        "response_action": "errors",
        "errors": {"leads": name if chosen else texts_leads.LEADS_NOBODY},
    }


async def test_leads_of_the_file_are_named_and_stay(led: Running) -> None:
    view = await typed(led.slack, "teamleiders")
    assert f"{texts_leads.LEADS_FILE}<@{VERA}>, <@{NOOR}>." in text_of(view)
    done = await shown(led.slack, view, leads=("U3ILSE",))
    assert all(f"<@{user}>" in text_of(done) for user in (VERA, NOOR, "U3ILSE"))


@pytest.mark.parametrize(
    ("zone", "offered"), [("Asia/Seoul", True), ("Mars/Base", False), *((zone, False) for zone in NO_ZONES)]
)
async def test_the_time_zone_of_who_asks_is_offered_where_it_exists(
    fresh: Running, zone: str, offered: bool
) -> None:
    fresh.api.people[VERA] = {"tz": zone}
    view = await more(fresh.slack, await typed(fresh.slack, "instellen"))
    [block] = [one for one in view["blocks"] if one.get("block_id") == "timezone"]
    assert (zone in [option["value"] for option in block["element"]["options"]]) is offered


async def test_a_form_cannot_be_opened_where_slack_does_not_say_who_asks(fresh: Running) -> None:
    fresh.api.answer("users.info", Answer(503, "<html>"), always=True)
    assert words(await fresh.slack.command("instellen")) == texts_leads.NOT_KNOWN_NOW


async def test_every_refusal_and_form_is_private(led: Running) -> None:
    led.slack.person = "U3ILSE"
    message = await led.slack.command("instellen")
    assert message["response_type"] == "ephemeral"
    check(message)
