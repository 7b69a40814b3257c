"""Who may do what, as a table with signed requests: checked at the moment of the act, refused with one sentence."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.channels import texts
from bot.channels.leads import texts as texts_leads
from bot.channels.settings import texts as texts_settings
from bot.slack import modal
from bot.slack.people import KEPT
from bot.slack.words import WORDS
from tests.factories import C1, NINE
from tests.fakes.leading import clicked, led_by, saved, sent, shown, text_of, typed
from tests.fakes.slack import Slack, button, words
from tests.fakes.web_api import RESPONSE, WORKSPACE, Answer, WebApi
from tests.running import Running, a_bot
from tests.slack_limits import check

LEAD = "U1VERA"
PEOPLE: dict[str, dict[str, Any]] = {
    "lead": {},
    "member": {},
    "elsewhere": {},
    "admin": {"is_admin": True},
    "owner": {"is_owner": True},
    "maker": {},
    "guest": {"is_restricted": True},
    "single_guest": {"is_ultra_restricted": True},
    "guest_who_leads": {"is_restricted": True},
    "stranger": {"team_id": "T2", "is_stranger": True},
    "stranger_admin": {"team_id": "T2", "is_admin": True},
    "sister": {"team_id": "T3", "enterprise_user": {"teams": ["T3", WORKSPACE]}},
    "gone": {"deleted": True},
    "robot": {"is_bot": True},
}
IDS = {who: f"U{number}{who.upper().replace('_', '')}" for number, who in enumerate(PEOPLE)} | {"lead": LEAD}

REFUSED = texts_leads.ONLY_LEADS.format(leads="Voorbeeld Vera").by(WORDS)
CHANGES: dict[str, str] = {
    "lead": "",
    "member": REFUSED,
    "elsewhere": REFUSED,
    "admin": "",
    "owner": "",
    "maker": REFUSED,
    "guest": texts_leads.GUEST,
    "single_guest": texts_leads.GUEST,
    "guest_who_leads": texts_leads.GUEST,
    "stranger": texts_leads.NOT_A_COLLEAGUE.by(WORDS),
    "stranger_admin": texts_leads.NOT_A_COLLEAGUE.by(WORDS),
    "sister": REFUSED,
    "gone": texts_leads.NOT_A_COLLEAGUE.by(WORDS),
    "robot": texts_leads.NOT_A_COLLEAGUE.by(WORDS),
}
"""Who may change a channel that Vera leads: '' means yes, otherwise the sentence that they read."""


@pytest.fixture
async def led(tmp_path: Path, api: WebApi) -> AsyncIterator[Running]:
    """A bot in #leiderschap, which Vera leads, as a guest did before; Slack knows all these people."""
    api.people |= {IDS[who]: held for who, held in PEOPLE.items()}
    api.places["C1"] = {"creator": IDS["maker"]}
    api.is_in[IDS["elsewhere"]] = {"C2"}
    file = led_by(f"{LEAD}, {IDS['guest_who_leads']}")
    api.people[IDS["guest_who_leads"]]["deleted"] = False
    async with a_bot(tmp_path, api, file) as running:
        await running.tick()
        await running.settled()  # today's check of the leads is done
        yield running


Act = Callable[[Slack], Awaitable[str]]


def by_command(text: str) -> Act:
    async def act(slack: Slack) -> str:
        body = await slack.send(_command(slack, text))
        return "" if not body.text else words(body.json())

    return act


def _command(slack: Slack, text: str) -> bytes:
    import httpx

    return str(httpx.QueryParams(slack.command_fields(text))).encode()


def by_click(action: str, value: str) -> Act:
    async def act(slack: Slack) -> str:
        before = len(slack.api.of(RESPONSE)), len(slack.api.of("views.open"))
        await slack.click({"action_id": f"{action}:0", "value": value})
        if len(slack.api.of("views.open")) > before[1]:
            return ""
        return words((await slack.api.wait(RESPONSE, before[0] + 1))[before[0]])

    return act


def by_form(name: str, about: dict[str, str]) -> Act:
    """Send a form that somebody else opened, or an old one: its ids prove nothing."""
    view = {
        "type": "modal",
        "callback_id": name,
        "private_metadata": json.dumps(about),
        "blocks": [],
        "state": {"values": {}},
    }

    async def act(slack: Slack) -> str:
        answer = (await slack.submit(view)).json()
        return text_of(answer["view"])

    return act


SLOT = "2025-01-14"
TIP = "ceo-weekblog"
ACTS: dict[str, Act] = {
    "instellen": by_command("instellen"),
    "teamleiders": by_command("teamleiders"),
    "pauze": by_command("pauze"),
    "pauze t/m vrijdag": by_command("pauze t/m vrijdag"),
    "hervat": by_command("hervat"),
    "overslaan": by_command("overslaan"),
    "eigen tips": by_command("eigen tips"),
    **{
        name: by_click(name, value)
        for name, value in {
            "settings": "C1",
            "leads": "C1",
            "offer_yes": "C1/harvest",
            "swap": f"C1/{SLOT}",
            "skip": f"C1/{SLOT}",
            "unskip": f"C1/{SLOT}",
            "approve": f"C1/{SLOT}/{TIP}",
            "post_now": f"C1/{SLOT}/{TIP}",
            "post_extra": f"C1//{TIP}",
            "post_instead": f"C1/{SLOT}/{TIP}",
            "example_other": f"C1/{SLOT}/{TIP}",
            "pause": "C1",
            "pause_undo": "C1/until/~9999-12-31",
            "resume": "C1",
            "changes": "C1",
            "own_tips": "C1",
            "own_add": "C1",
        }.items()
    },
    "a form of settings": by_form("settings", {"channel": "C1", "version": "1", "checked": "on"}),
    "a form that swaps": by_form("swap", {"channel": "C1", "slot": SLOT}),
    "a form of leads": by_form("leads", {"channel": "C1"}),
    "a form that pauses": by_form("pause", {"channel": "C1"}),
}


@pytest.mark.parametrize("act", ACTS)
async def test_who_may_change_a_channel(led: Running, act: str) -> None:
    found = {}
    for who in PEOPLE:
        led.slack.person = IDS[who]
        answer = await ACTS[act](led.slack)
        refused = answer in set(CHANGES.values()) - {""}
        found[who] = answer if refused else ""
    assert found == CHANGES


@pytest.mark.parametrize("text", ["planning", "geschiedenis", "voorbeeld", "status"])
async def test_who_may_look(led: Running, text: str) -> None:
    may_not = {"elsewhere"} - ({"elsewhere"} if text == "status" else set())
    for who in PEOPLE:
        led.slack.person = IDS[who]
        message = await led.slack.command(text)
        check(message)
        if who in may_not:
            assert words(message) == texts_leads.NOT_A_MEMBER
            continue
        changing = {"swap", "skip", "approve", "post_now", "changes"}
        actions = {one["action_id"].partition(":")[0] for one in _buttons(message)}
        assert bool(actions & changing) == (CHANGES[who] == "" and text != "status"), who


def _buttons(message: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for block in message["blocks"] if block["type"] == "actions" for one in block["elements"]]


@pytest.mark.parametrize(
    "action", ["share", "found", "repost", "plan", "useful", "ask_lead", "home_page", "calendar"]
)
@pytest.mark.parametrize("who", ["guest", "stranger"])
async def test_guests_and_other_organisations_click_on_nothing(led: Running, who: str, action: str) -> None:
    led.slack.person = IDS[who]
    assert await by_click(action, "C1")(led.slack) == CHANGES[who]
    assert led.api.messages == []


async def test_whoever_belongs_elsewhere_by_the_click_itself_is_refused_where_slack_knows_no_more(
    led: Running,
) -> None:
    led.api.people["U9X"] = {"team_id": ""}
    payload = led.slack.block_actions({"action_id": "settings:0", "value": "C1"}, user="U9X")
    payload["user"]["team_id"] = "T9"
    await led.slack.interact(payload)
    assert words((await led.api.wait(RESPONSE))[0]) == texts_leads.NOT_A_COLLEAGUE.by(WORDS)


async def test_anybody_in_a_channel_that_nobody_set_up_may_and_then_nobody_else(led: Running) -> None:
    led.slack.person = IDS["elsewhere"]
    assert words(await led.slack.command("instellen")) == REFUSED
    led.slack.person = IDS["member"]
    led.api.is_in[IDS["member"]] = {"C1"}
    assert words(await led.slack.command("instellen", channel_id="C2")) == texts_leads.NOT_A_MEMBER
    led.slack.person = IDS["guest"]
    assert words(await led.slack.command("instellen", channel_id="C2")) == texts_leads.GUEST
    led.slack.person = IDS["elsewhere"]
    await saved(led.slack, await typed(led.slack, "instellen", channel_id="C2"))
    led.slack.person = IDS["sister"]
    refused = words(await led.slack.command("instellen", channel_id="C2"))
    assert refused == texts_leads.ONLY_LEADS.format(leads="Voorbeeld Elsewhere").by(WORDS)


async def test_a_channel_whose_leads_are_gone_is_taken_over_by_its_maker(led: Running) -> None:
    for who in (LEAD, IDS["guest_who_leads"]):
        led.api.people[who] = {"deleted": True}
    led.time.now += KEPT
    led.slack.person = IDS["member"]
    message = await led.slack.command("instellen")
    assert words(message).split("\n") == [texts_leads.NO_LEAD.by(WORDS), texts_leads.ASK_LEAD]
    answer = await clicked(led.slack, message, texts_leads.ASK_LEAD)
    assert words(answer) == texts_leads.ASKED
    [asked] = led.api.messages
    assert asked["channel"] == IDS["maker"]
    assert f"<@{IDS['member']}>" in words(asked)
    assert words(await clicked(led.slack, message, texts_leads.ASK_LEAD)) == texts_leads.ASKED_BEFORE
    led.slack.person = IDS["maker"]
    assert button(asked, texts.SET_UP)["value"] == "C1"
    await saved(led.slack, await typed(led.slack, "instellen"))
    led.slack.person = IDS["member"]
    assert words(await led.slack.command("instellen")) == texts_leads.ONLY_LEADS.format(
        leads="Voorbeeld Maker"
    ).by(WORDS)


async def test_where_the_maker_is_gone_too_the_administrators_are_asked(led: Running) -> None:
    for who in (LEAD, IDS["guest_who_leads"], IDS["maker"]):
        led.api.people[who] = {"deleted": True}
    led.time.now += KEPT
    members = {"members": [{"id": IDS["admin"], "is_admin": True}, {"id": IDS["member"]}]}
    led.api.answer("users.list", Answer(body=json.dumps({"ok": True, **members})))
    led.slack.person = IDS["member"]
    await clicked(led.slack, await led.slack.command("instellen"), texts_leads.ASK_LEAD)
    assert [message["channel"] for message in led.api.messages] == [IDS["admin"]]


async def test_a_shared_channel_is_switched_on_by_an_administrator_alone_and_says_so_before_the_form_opens(
    led: Running,
) -> None:
    led.api.places["C2"] = {"is_ext_shared": True}
    led.slack.person = IDS["admin"]
    view = await typed(led.slack, "instellen", channel_id="C2")
    assert texts_settings.SHARED in text_of(view), "who may do it reads who will read along"
    led.slack.person = IDS["member"]
    refused = texts_leads.ONLY_ADMINS_SHARED.by(WORDS)
    assert words(await led.slack.command("instellen", channel_id="C2")) == refused
    assert await by_click("settings", "C2")(led.slack) == refused
    assert text_of((await sent(led.slack, (await sent(led.slack, view))["view"]))["view"]) == refused
    led.slack.person = IDS["admin"]
    done = await saved(led.slack, view)
    assert texts_settings.SAVED_ON.format(channel="bouw") in text_of(done)
    await led.tick(NINE)
    await led.tick(NINE.replace(hour=9))
    assert "C2" in {message["channel"] for message in led.api.messages}, "it is not stopped for that again"


OPENS = {
    "instellen",
    "teamleiders",
    "eigen tips",
    "settings",
    "leads",
    "swap",
    "pause",
    "own_tips",
    "own_add",
}
"""What opens a form or shows a list: nothing changes yet, and a form waits for nobody."""
OPENS |= {"post_now", "example_other", "changes"}
CHANGING = sorted(set(ACTS) - OPENS)


@pytest.mark.parametrize("act", CHANGING)
@pytest.mark.parametrize("who", ["lead", "admin"])
async def test_who_was_deactivated_a_moment_ago_changes_nothing(led: Running, act: str, who: str) -> None:
    led.slack.person = IDS[who]
    await typed(led.slack, "instellen")  # Slack has just said who this is
    led.api.people[IDS[who]] = PEOPLE[who] | {"deleted": True}
    before = await led.channels.get(C1)
    assert await ACTS[act](led.slack) == texts_leads.NOT_A_COLLEAGUE.by(WORDS)
    assert await led.channels.get(C1) == before


@pytest.mark.parametrize("act", CHANGING)
async def test_nothing_changes_where_slack_does_not_say_who_acts(led: Running, act: str) -> None:
    await typed(led.slack, "instellen")
    led.api.answer("users.info", Answer(503, "<html>"), always=True)
    before = await led.channels.get(C1)
    assert await ACTS[act](led.slack) == texts_leads.NOT_KNOWN_NOW
    assert await led.channels.get(C1) == before


async def test_an_act_waits_for_slack_no_longer_than_slack_waits_for_it(led: Running) -> None:
    await typed(led.slack, "instellen")
    with led.api.slow("users.info"):
        assert await ACTS["pauze"](led.slack) == texts_leads.NOT_KNOWN_NOW


async def test_a_form_opens_without_asking_anew_who_opens_it(led: Running) -> None:
    await typed(led.slack, "instellen")
    before = len(led.api.of("users.info"))
    for act in ("instellen", "swap", "pause", "own_add", "settings"):
        await ACTS[act](led.slack)
    assert len(led.api.of("users.info")) == before


async def test_an_administrator_of_a_moment_ago_changes_nothing(led: Running) -> None:
    led.slack.person = IDS["admin"]
    await typed(led.slack, "instellen")
    led.api.people[IDS["admin"]] = {}
    assert await ACTS["pauze"](led.slack) == REFUSED


async def test_a_lead_who_was_deactivated_is_shown_as_lead_nowhere(led: Running) -> None:
    await led.slack.command("planning")
    led.slack.person = IDS["admin"]
    await shown(led.slack, await typed(led.slack, "teamleiders"), leads=(IDS["member"],))
    led.api.people[LEAD] = {"deleted": True}
    led.api.people[IDS["member"]] = {"deleted": True}
    view = await typed(led.slack, "teamleiders")
    assert LEAD not in json.dumps(view)
    assert IDS["member"] not in json.dumps(view)
    done = text_of(await shown(led.slack, view, leads=(IDS["sister"],)))
    assert IDS["sister"] in done
    assert LEAD not in done
    led.slack.person = IDS["elsewhere"]
    refused = texts_leads.ONLY_LEADS.format(leads="Voorbeeld Sister").by(WORDS)
    assert words(await led.slack.command("instellen")) == refused
    led.api.people[IDS["sister"]] = PEOPLE["sister"] | {"deleted": True}
    assert words(await led.slack.command("instellen")).startswith(texts_leads.NO_LEAD.by(WORDS))


async def test_nobody_who_was_deactivated_a_moment_ago_is_made_lead(led: Running) -> None:
    led.slack.person = IDS["admin"]
    view = await typed(led.slack, "teamleiders")
    await shown(led.slack, view, leads=(IDS["member"],))
    led.api.people[IDS["member"]] = {"deleted": True}
    answer = await sent(led.slack, view, leads=(IDS["member"],))
    assert answer["response_action"] == "errors"


async def test_who_is_an_administrator_no_more_is_none_within_the_hour(led: Running) -> None:
    led.slack.person = IDS["admin"]
    await typed(led.slack, "instellen")
    led.api.people[IDS["admin"]] = {}
    led.time.now += KEPT
    assert words(await led.slack.command("instellen")) == REFUSED


async def test_a_forged_channel_or_slot_gets_a_plain_sentence(led: Running) -> None:
    for value in (
        "",
        "/",
        "C9",
        "C9/2025-01-14/x",
        "C1/gisteren",
        "C1/2025-99-99/x",
        "C1/2031-01-01/x",
        "x" * 1900,
    ):
        for action in ("skip", "swap", "approve", "post_instead", "own_edit", "own_remove", "planning"):
            answer = await by_click(action, value)(led.slack)
            assert answer, (action, value)
            assert "code" not in answer, (action, value, answer)
    assert led.api.messages == []


def test_every_action_of_leads_is_in_the_table_or_open_to_who_may_look(led: Running) -> None:
    looked_at = {
        "planning",
        "example",
        "history",
        "calendar",
        "home_page",
        "post_not",
        "ask_lead",
        "past_tip",
        "manage",
    }
    own = {"own_edit", "own_remove", "own_next", "lead_later", "lead_off", "lead_on"}
    [channels] = [one.actions for one in led.bot.rooms.features if "settings" in one.actions]
    from_habits = {name for name in channels if name.startswith("silence_")}
    assert set(channels) == {name for name in ACTS if name in channels} | looked_at | own | from_habits
    assert modal.WATCHED == "field"
