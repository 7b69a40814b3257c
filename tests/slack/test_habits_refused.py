"""Buttons that are pressed late, from outside, or about something that no longer exists."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.channels.leads import texts as texts_settings
from bot.core import texts as texts_of_all
from bot.habits import texts
from bot.habits.feedback.store import SqlRoundStore
from bot.slack.words import WORDS
from tests.factories import NINE
from tests.fakes.slack import button, words
from tests.fakes.web_api import RESPONSE, WebApi, error
from tests.running import TUESDAYS_AT_NINE, Running, a_bot
from tests.slack.colleagues import CHECK_IN_DAY, DAY, VERA, Colleagues, direct
from tests.slack.outsiders import SISTER
from tests.support import Logs


async def test_a_year_later_every_button_still_answers(running: Running, team: Colleagues) -> None:
    planned = await team.plan()
    await team.asked()
    asked = team.letters(VERA)[0]
    running.time.now = NINE + 365 * DAY
    await running.tick()
    assert texts.MOMENT_ASK in words(await team.press(texts.PLAN, on=_first(team)))
    for label in ("Gelukt", texts.REPLAN, texts.STOP):
        assert words(await team.press(label, on=asked)) == texts.PLAN_GONE
    assert words(await team.press(texts.TELL, on=planned)) == texts.PLAN_GONE


def _first(team: Colleagues) -> dict[str, Any]:
    first: dict[str, Any] = team.running.api.messages[0]
    return first


async def test_on_a_tip_that_is_gone_every_button_answers(running: Running, team: Colleagues) -> None:
    async with running.ledger._engine.begin() as connection:
        await connection.execute(sa.text("UPDATE deliveries SET tip = 'weg'"))
    for label in (texts.PLAN, texts.HOW):
        assert words(await team.press(label)) == texts.NUDGE_GONE


OUTSIDERS: dict[str, tuple[dict[str, Any], str]] = {
    "U9GAST": ({"is_ultra_restricted": True}, texts_settings.GUEST),
    "U9ANDER": ({"team_id": "T9"}, texts_settings.NOT_A_COLLEAGUE.by(WORDS)),
    "U9WEG": ({"deleted": True}, texts_settings.NOT_A_COLLEAGUE.by(WORDS)),
}


@pytest.mark.parametrize("outsider", OUTSIDERS)
@pytest.mark.parametrize("label", [texts.PLAN, texts.HOW])
async def test_guests_and_people_of_elsewhere_can_press_nothing(
    running: Running, team: Colleagues, outsider: str, label: str
) -> None:
    fields, sentence = OUTSIDERS[outsider]
    running.api.people[outsider] = fields
    assert words(await team.press(label, outsider)) == sentence
    assert await SqlRoundStore(running.ledger._engine).get((await running.delivery()).id) is None


async def test_nobody_answers_for_somebody_else(running: Running, team: Colleagues) -> None:
    await team.plan()
    await team.asked()
    asked = team.letters(VERA)[0]
    for label in ("Gelukt", texts.REPLAN, texts.STOP):
        assert words(await team.press(label, "U2BRAM", asked)) == texts.PLAN_GONE
    assert words(await team.press("Gelukt", on=asked)).startswith("Genoteerd: gelukt.")


async def test_a_fault_of_the_habits_stops_no_tip(tmp_path: Path, api: WebApi, logs: Logs) -> None:
    async with a_bot(tmp_path, api, TUESDAYS_AT_NINE) as running:
        async with running.ledger._engine.begin() as connection:
            await connection.execute(sa.text("ALTER TABLE plans RENAME TO plans_gone"))
        await running.tick(NINE)
    assert api.posted()["C1"] == 1
    assert logs.events("due.failed")


async def test_a_check_in_whose_answer_was_lost_is_left_and_told_to_nobody(
    running: Running, team: Colleagues
) -> None:
    await team.lead("U1LEAD")
    await team.plan()
    running.api.answer("chat.postMessage", error("fatal_error"), channel=direct(VERA))
    await team.asked()
    for minutes in range(1, 60, 5):
        await running.tick(CHECK_IN_DAY + dt.timedelta(minutes=minutes))
    assert team.letters(VERA) == []
    assert [one for one in running.api.messages if one["channel"] not in ("C1", direct(VERA))] == []


async def test_a_click_in_another_workspace_is_not_about_this_tip(company: Running) -> None:
    """The person who clicks may press all of it here: a colleague in the same organisation."""
    company.api.people["U9ELDERS"] = SISTER
    for label in (texts.PLAN, texts.HOW):
        answer = await Colleagues(company).press(label, "U9ELDERS", team="T3")
        assert words(answer) == texts.NUDGE_GONE
    assert await SqlRoundStore(company.ledger._engine).get((await company.delivery()).id) is None


async def test_a_click_in_a_workspace_of_strangers_is_not_about_this_tip_and_reads_nothing(
    running: Running, team: Colleagues
) -> None:
    running.api.people["U9ELDERS"] = {"team_id": "T9"}
    for label, sentence in (
        (texts.PLAN, texts.NUDGE_GONE),
        (texts.HOW, texts_of_all.COLLEAGUES_ONLY),
    ):
        assert words(await team.press(label, "U9ELDERS", team="T9")) == sentence
    assert await SqlRoundStore(running.ledger._engine).get((await running.delivery()).id) is None


async def test_the_same_request_twice_is_done_once(running: Running, team: Colleagues) -> None:
    body = running.slack.block_actions(button(team.tip(), texts.HOW))
    for _ in range(3):
        assert (await running.slack.interact(body)).status_code == 200
    await running.api.wait(RESPONSE)
    assert len(running.api.of(RESPONSE)) == 1


FORGED = ("", "weg", "C9", "../../x", "9" * 2000, "'; DROP TABLE plans; --", "\x00", "٣")


async def test_a_forged_value_gets_a_sentence_or_a_form_and_no_fault(
    running: Running, team: Colleagues, logs: Logs
) -> None:
    posted = len(running.api.messages)
    of_habits = [one for one in running.bot.rooms.features if {"plan", "used"} & one.actions.keys()]
    of_privacy = [one for one in running.bot.rooms.features if "privacy_erase" in one.actions]
    for action in [name for one in (*of_habits, *of_privacy) for name in one.actions]:
        for value in FORGED:
            await running.slack.click({"action_id": f"{action}:0", "value": value})
            await running.settled()
            assert not logs.events("listener.failed"), (action, value)
    assert "Traceback" not in logs.text
    assert len(running.api.messages) == posted
