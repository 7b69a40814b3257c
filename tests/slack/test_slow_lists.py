"""Slack lists the people of a large workspace page by page, and a form must open within three seconds, so no button,
command or form may wait for such a list. The tests prove this by order: lists are answered only after the bot's answer
to Slack."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Awaitable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
import sqlalchemy as sa

from bot.channels.own_tips import texts as texts_own
from bot.channels.own_tips.store import SqlOwnTipStore
from bot.habits import texts
from bot.habits.feedback.store import rounds
from bot.slack.app import EVENTS
from tests.factories import C1, NINE
from tests.fakes.forms import filled
from tests.fakes.slack import button
from tests.fakes.web_api import BOT_USER, WebApi, error
from tests.running import TUESDAYS_AT_NINE, Running, a_bot
from tests.slack.colleagues import VERA, WEEK, Colleagues
from tests.slack.outsiders import form, typed, values

T = TypeVar("T")

LISTS = ("users.list", "conversations.members")
ENDING = (
    *("silence_biweekly", "pause", "silence_pause"),
    *("stop_plan", "own_remove", "remove_plan", "privacy_erase"),
)
"""After these, other buttons have nothing to show."""
LONGEST = 45.0
"""In seconds; shorter than the bot waits for Slack. What waits for a list would wait for ever."""
FIELDS: Mapping[str, Mapping[str, Any]] = {
    "own_tip": {"title": "Bel een klant", "do": "Bel.", "why": "Omdat."}
}


@pytest.fixture
async def busy(tmp_path: Path, api: WebApi) -> AsyncIterator[Running]:
    """Vera is an administrator, and leads a channel whose maker has left. She has a plan and a tip of her own, and the
    channel has a new tip. The bot does not know yet who else is in the workspace, and waits longer for Slack than any
    test."""
    async with a_bot(
        tmp_path, api, TUESDAYS_AT_NINE, post_timeout_seconds=60, lease_seconds=200, quarantine_seconds=3600
    ) as running:
        await running.tick(NINE)
        await settle_in(running, Colleagues(running))
        yield running


async def settle_in(running: Running, team: Colleagues) -> None:
    for method in LISTS:
        running.api.answer(method, error("internal_error"), always=True)
    running.api.places["C1"] = {"creator": "U9WEG"}
    running.api.people |= {"U9WEG": {"deleted": True}, VERA: {"is_admin": True}}
    await team.lead()
    await team.plan()
    await running.tick(NINE + WEEK)
    view = await team.press(texts_own.OWN_ADD, on=await running.slack.command("eigen tips"))
    await team.send(
        filled(view, **FIELDS["own_tip"])
    )  # after the tick: its id is random, and it could be the tip


async def carried(running: Running) -> dict[str, str]:
    """The value of a button for each action, so that it has something to show; those that end something come last."""
    plans = await running.slack.command("mijn")
    [own] = await SqlOwnTipStore(running.ledger._engine).of(C1)
    plan = button(plans, texts.CHANGE)["value"]
    of_a_plan = (
        "change_plan",
        "replan",
        "reflect",
        "tell_plan",
        "share_plan",
        "finish_plan",
        "harvest_change",
    )
    answers = ("check_in_gelukt", "check_in_deels", "check_in_niet", "stop_plan", "remove_plan")
    of_an_own_tip = dict.fromkeys(("own_edit", "own_next", "own_remove"), f"C1/{own}")
    held = {**await values(running), **dict.fromkeys((*of_a_plan, *answers), plan), **of_an_own_tip}
    held |= {name: value.replace("2025-01-14", "2025-01-21") for name, value in held.items()}
    return {name: held[name] for name in (*sorted(held.keys() - set(ENDING)), *ENDING)}


async def answered(doing: Awaitable[T]) -> T:
    async with asyncio.timeout(LONGEST):
        return await doing


async def pressed(running: Running, action: str, value: str) -> dict[str, Any] | None:
    """Press a button; returns the form that is open when the click is acknowledged."""
    before = len(running.api.of("views.open"))
    response = await answered(running.slack.click({"action_id": f"{action}:0", "value": value}, user=VERA))
    return _opened(running, response, before)


async def entered(running: Running, name: str, **fields: str) -> dict[str, Any] | None:
    """Type a command; returns the form that is open when the command is answered."""
    before = len(running.api.of("views.open"))
    said = form(running.slack.command_fields(typed(name), user_id=VERA, **fields))
    return _opened(running, await answered(running.slack.send(said)), before)


def _opened(running: Running, response: httpx.Response, before: int) -> dict[str, Any] | None:
    assert response.status_code == 200
    views = [call["view"] for call in running.api.of("views.open")[before:]]
    return views[0] if views else None


async def nobody_clicked(running: Running) -> None:
    async with running.ledger._engine.begin() as connection:
        await connection.execute(sa.delete(rounds))


async def test_no_button_and_no_form_waits_for_a_list_of_people(busy: Running) -> None:
    held = await carried(busy)
    assert set(held) == set(busy.bot.rooms.router.actions)
    forms = set()
    for action, value in held.items():
        await nobody_clicked(busy)
        with busy.api.slow(*LISTS):
            view = await pressed(busy, action, value)
            if view is not None:
                forms.add(action)
                sent = filled(view, **FIELDS.get(view["callback_id"], {}))
                assert (await answered(busy.slack.submit(sent))).status_code == 200
        await busy.settled()
        assert view is not None or await pressed(busy, action, value) is None, action
    opening = {
        name: inspect.signature(one.press).return_annotation
        for name, one in busy.bot.rooms.router.actions.items()
    }
    assert {name for name, answers in opening.items() if answers == "Form"} <= forms
    assert forms <= {name for name, answers in opening.items() if "Form" in answers.split(" | ")}


@pytest.mark.parametrize("channel", ["C1", "C3"])
async def test_no_command_waits_for_a_list_of_people(busy: Running, channel: str) -> None:
    forms = set()
    for name in busy.bot.rooms.router.commands.by_name:
        with busy.api.slow(*LISTS):
            view = await entered(busy, name, channel_id=channel)
        await busy.settled()
        assert view is not None or await entered(busy, name, channel_id=channel) is None, name
        forms |= {name} if view is not None else set()
    assert forms >= {"settings", "leads"}


async def test_no_event_waits_for_a_list_of_people(busy: Running) -> None:
    for name in EVENTS:
        event = {
            "type": name,
            "user": BOT_USER if name == "member_joined_channel" else VERA,
            "channel": {"id": "C1", "name": "bouw"} if name.endswith("rename") else "C1",
            **{"tab": "home", "ts": "1700.7", "text": "ceo blog"},
            **{"old_channel_id": "C2", "new_channel_id": "C8"},
        }
        with busy.api.slow(*LISTS):
            assert (await answered(busy.slack.event(event))).status_code == 200, name
        await busy.settled()
