"""A plan in one click: the moments that are offered, when each is asked about, and what may not come near it."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from bot.core.people import ChannelRef
from bot.database.engine import writing
from bot.delivery.tables import insert_deliveries
from bot.habits import texts
from bot.library.tips import TO_LEAD
from tests.factories import NINE, a_delivery
from tests.fakes.slack import buttons, labelled, words
from tests.running import Running, shipped_content
from tests.slack.colleagues import CHECK_IN_DAY, DAY, EPHEMERAL, VERA, Colleagues, direct
from tests.slack.test_slow_lists import LISTS

HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)
TEN = dt.timedelta(hours=1)
"""From the tip of NINE, at nine in Amsterdam, to ten."""


async def came(running: Running, since: dt.datetime, until: dt.datetime) -> list[dt.datetime]:
    """When Vera's direct messages come, looked at every ten minutes."""
    found: list[dt.datetime] = []
    team, now = Colleagues(running), since
    while now <= until:
        before = len(team.letters(VERA))
        await running.tick(now)
        found += [now] * (len(team.letters(VERA)) - before)
        now += 10 * MINUTE
    return found


def at_ten_minutes(gap: dt.timedelta) -> dt.timedelta:
    """The gap without what passes until the bot is looked at again."""
    assert gap >= 2 * HOUR
    return gap - 10 * MINUTE if gap > 2 * HOUR else gap


@pytest.mark.parametrize(
    ("label", "said", "day"),
    [
        ("Nu", "Nu: ", "woensdag 8 januari 2025"),
        ("Morgenochtend", "Morgenochtend: ", "donderdag 9 januari 2025"),
        ("In ons volgende overleg", "In ons volgende overleg: ", "dinsdag 14 januari 2025"),
    ],
)
async def test_one_click_on_a_moment_makes_the_plan_in_the_place_of_the_moments(
    running: Running, team: Colleagues, label: str, said: str, day: str
) -> None:
    tip = shipped_content().library.tips[(await running.delivery()).tip]
    offered = await team.press(texts.PLAN)
    assert (offered["response_type"], offered["replace_original"]) == ("ephemeral", False)
    assert [labelled(one) for one in buttons(offered)] == [
        "Nu",
        "Morgenochtend",
        "In ons volgende overleg",
        "Zelf kiezen",
    ]
    planned = await team.press(label, on=offered)
    assert planned["replace_original"] is True
    assert f"{said}{tip.voice.do}" in words(planned)
    assert f"Op {day} vraag ik je" in words(planned)
    assert running.api.of("views.open") == running.api.of(EPHEMERAL) == []
    assert f"{said}{tip.voice.do}" in words(await running.slack.command("mijn"))


async def test_another_moment_takes_the_place_of_the_one_before_however_often_it_is_pressed(
    running: Running, team: Colleagues
) -> None:
    offered = await team.press(texts.PLAN)
    for label in ("Nu", "Nu", "Morgenochtend"):
        await team.press(label, on=offered)
    mine = words(await running.slack.command("mijn"))
    assert "Morgenochtend: " in mine
    assert "Nu: " not in mine
    await running.tick(NINE + DAY + TEN)
    assert team.letters(VERA) == []
    await running.tick(NINE + 2 * DAY + TEN)
    assert "Morgenochtend: " in words(team.letters(VERA)[0])


async def test_a_plan_for_a_moment_is_changed_into_words_of_ones_own(
    running: Running, team: Colleagues
) -> None:
    planned = await team.press("Nu", on=await team.press(texts.PLAN))
    tip = shipped_content().library.tips[(await running.delivery()).tip]
    view = await team.press(texts.CHANGE, on=planned)
    assert view["blocks"][1]["element"]["initial_value"] == tip.voice.if_then.when
    changed = await team.sent(view, when="Als als ik koffie haal,", then="… dan, DAN bel ik Jan.")
    assert "Als ik koffie haal, dan bel ik Jan." in words(changed)
    assert changed["replace_original"] is True


async def test_after_an_answer_the_moments_are_offered_again(running: Running, team: Colleagues) -> None:
    await team.press("Nu", on=await team.press(texts.PLAN))
    await running.tick(NINE + DAY + TEN)
    await team.answer("Gelukt", VERA)
    again = await team.press("Nu", on=await team.press(texts.PLAN))
    assert texts.PLANNED in words(again)
    mine = words(await running.slack.command("mijn"))
    assert texts.MINE_STATE["replanned"] in mine or texts.OUTCOME["gelukt"] in mine


async def test_the_moments_wait_for_no_list_of_people(running: Running, team: Colleagues) -> None:
    with running.api.slow(*LISTS):
        offered = await team.press(texts.PLAN)
        assert texts.PLANNED in words(await team.press("Nu", on=offered))


async def test_a_check_in_keeps_two_hours_from_a_tip_that_came_and_the_tip_its_moment(
    running: Running, team: Colleagues
) -> None:
    await team.press("In ons volgende overleg", on=await team.press(texts.PLAN))
    tip = CHECK_IN_DAY.replace(hour=8, minute=0)
    [asked] = await came(running, tip, tip + 6 * HOUR)
    assert at_ten_minutes(asked - tip) == 2 * HOUR
    posted = [row for row in await running.ledger.recent(ChannelRef("T1", "C1"), 9) if row.kind == "nudge"]
    assert posted[0].slot == tip.date()
    assert posted[0].armed_at is not None
    assert posted[0].armed_at - tip < MINUTE


async def test_a_check_in_keeps_two_hours_from_a_tip_that_is_still_to_come(
    running: Running, team: Colleagues
) -> None:
    """Vera lives one zone to the east, so that ten o'clock comes just before the tip there."""
    running.api.people[VERA] = {"tz": "Europe/Istanbul"}
    await team.press("In ons volgende overleg", on=await team.press(texts.PLAN))
    tip = CHECK_IN_DAY.replace(hour=8, minute=0)
    [asked] = await came(running, tip - 2 * HOUR, tip + 4 * HOUR)
    assert at_ten_minutes(asked - tip) == 2 * HOUR


@pytest.mark.parametrize("kind", ["lead", "notice"])
async def test_a_check_in_keeps_two_hours_from_another_message_to_the_same_person(
    running: Running, team: Colleagues, kind: str
) -> None:
    await team.press("Nu", on=await team.press(texts.PLAN))
    ten = NINE + DAY + TEN
    other = a_delivery(direct(VERA), ten + HOUR, kind=kind, state="posted", armed_at=ten + HOUR)
    async with writing(running.ledger._engine) as connection:
        await insert_deliveries(connection, [other])
    assert await came(running, ten, ten + 5 * HOUR) == [ten + 3 * HOUR]


async def test_two_check_ins_of_one_person_come_two_hours_apart(running: Running, team: Colleagues) -> None:
    await team.press("Nu", on=await team.press(texts.PLAN))
    found = await running.slack.command("tip")
    await team.press("Nu", on=await team.press(texts.PLAN, on=found))
    ten = NINE + DAY + TEN
    first, second = await came(running, ten, ten + 6 * HOUR)
    assert (first, at_ten_minutes(second - first)) == (ten, 2 * HOUR)


async def test_a_message_that_never_came_moves_no_check_in(running: Running, team: Colleagues) -> None:
    await team.press("Nu", on=await team.press(texts.PLAN))
    ten = NINE + DAY + TEN
    gone = a_delivery(direct(VERA), ten, kind="lead", state="skipped", subject=str(uuid.uuid4()))
    async with writing(running.ledger._engine) as connection:
        await insert_deliveries(connection, [gone])
    assert await came(running, ten, ten + HOUR) == [ten]


async def test_a_lead_plans_what_the_tip_says_to_leads(running: Running, team: Colleagues) -> None:
    tips = shipped_content().library.tips.values()
    tip = next(one for one in tips if one.team and one.lead and one.team.do != one.lead.do)
    assert tip.lead is not None
    pressed = {"type": "button", "action_id": "plan:0", "value": f"{tip.id}{TO_LEAD}"}
    offered = {"blocks": [{"type": "actions", "elements": [pressed | {"text": {"text": texts.PLAN}}]}]}
    moments = await team.press(texts.PLAN, on=offered)
    planned = await team.press("Nu", on=moments)
    assert f"Nu: {tip.lead.do}" in words(planned)
    await running.tick(NINE + DAY + TEN)
    assert tip.lead.title in words(team.letters(VERA)[0])
