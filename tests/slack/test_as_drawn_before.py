"""Messages and forms of earlier versions stay in Slack for years, and their buttons still do what they did. Names and
values are data: nothing is ever removed from these lists."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.factories import NINE
from tests.fakes.web_api import WebApi
from tests.running import TUESDAYS_AT_NINE, Running, a_bot
from tests.slack.outsiders import values
from tests.support import Logs

BUTTONS = """
    more show_tip other_tip theme_tip share found missed repost already_there settings leads ask_lead
    planning calendar swap skip unskip example example_other approve post_now post_instead post_extra
    post_not pause resume history changes own_tips own_add own_edit own_remove own_next home_page plan
    passage useful not_useful used not_used tell_plan change_plan replan check_in_gelukt check_in_deels
    check_in_niet reflect share_plan stop_plan finish_plan remove_plan snooze unsnooze mine privacy_download
    privacy_erase start_trial stop_trial silence_theme silence_biweekly silence_pause same_word hide_word
    own_words own_word_remove article_add articles_added article_accept article_reject article_remove
    plan_now plan_tomorrow plan_meeting plan_own harvest harvest_change harvest_back harvest_off_card
    harvest_too offer_yes trial_outcome
"""
FORMS = "settings leads swap pause own_tip plan reflect snooze article_add harvest"
TYPED = """
    help hulp tip tips thema's thema themes theme leerlijnen leerlijn series artikelen artikel articles status instellen
    instellingen teamleiders teamleider voorbeeld planning pauze hervat hervatten overslaan geschiedenis eigen mijn
    privacy overzicht proef zoek search
"""


@pytest.fixture
async def bot(tmp_path: Path, api: WebApi) -> AsyncIterator[Running]:
    async with a_bot(tmp_path, api, TUESDAYS_AT_NINE) as running:
        await running.tick(NINE)
        yield running


async def test_every_button_that_was_ever_drawn_is_answered(bot: Running, logs: Logs) -> None:
    carried = await values(bot)
    for name in BUTTONS.split():
        start = len(bot.api.calls)
        await bot.slack.click({"action_id": f"{name}:0", "value": carried[name]}, message=f"17{start}.1")
        await bot.settled()
        assert name == "home_page" or bot.api.calls[start:], name
    assert not logs.events("action.unknown")
    assert not logs.events("listener.failed")


def test_every_form_and_every_word_that_was_ever_there_is_known(bot: Running) -> None:
    router = bot.bot.rooms.router
    assert set(FORMS.split()) <= set(router.forms)
    names = {name for command in router.commands.by_name.values() for name in command.names}
    assert set(TYPED.split()) <= names
