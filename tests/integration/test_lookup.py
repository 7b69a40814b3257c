"""A look-up in the channel finds a post only by its id, through all pages, and refuses incomplete answers."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.ports import Look, Unreadable
from bot.slack.lookup import NotLooked, SlackLookup
from tests.factories import NINE, a_delivery
from tests.fakes.web_api import Answer, WebApi, error

ROW = a_delivery()
UNTIL = NINE + dt.timedelta(minutes=2)


@pytest.fixture
async def api() -> AsyncIterator[WebApi]:
    async with WebApi().serving() as api:
        yield api


@pytest.fixture
def lookup(api: WebApi) -> SlackLookup:
    async def clients(workspace: str) -> AsyncWebClient:
        return AsyncWebClient(f"xoxb-{workspace}", base_url=api.url)

    return SlackLookup(clients)


def page(*messages: Any, cursor: str = "", **fields: Any) -> Answer:
    body = {"ok": True, "messages": messages, "response_metadata": {"next_cursor": cursor}, **fields}
    return Answer(body=json.dumps(body))


def message(id: object = None, ts: str = "1.0", type: str = "leiderschap_delivery") -> dict[str, Any]:
    return {"ts": ts, "bot_id": "B1", "metadata": {"event_type": type, "event_payload": {"id": id}}}


async def test_a_post_is_asked_for_with_its_metadata_from_when_to_when_and_found_by_its_id(
    api: WebApi, lookup: SlackLookup
) -> None:
    api.answer("conversations.history", page(message("another"), message(str(ROW.id), "7.5")))
    assert await lookup.find(ROW, NINE, UNTIL) == Look("7.5")
    [asked] = api.of("conversations.history")
    assert {name: str(asked[name]) for name in ("channel", "oldest", "latest")} == {
        "channel": ROW.ref.channel,
        "oldest": f"{NINE.timestamp():.6f}",
        "latest": f"{UNTIL.timestamp():.6f}",
    }
    assert [str(asked[name]).lower() for name in ("inclusive", "include_all_metadata")] in (
        ["1", "1"],
        ["true", "true"],
    )


async def test_a_post_is_looked_for_page_after_page(api: WebApi, lookup: SlackLookup) -> None:
    first = page(message("another"), cursor="next")
    api.answer("conversations.history", first, page(message(str(ROW.id), "7.5")), first, page())
    assert await lookup.find(ROW, NINE, UNTIL) == Look("7.5")
    assert await lookup.find(ROW, NINE, UNTIL) == Look(None, one_page=False)
    assert [asked.get("cursor") for asked in api.of("conversations.history")] == [None, "next"] * 2


async def test_what_others_and_other_apps_wrote_is_not_the_post(api: WebApi, lookup: SlackLookup) -> None:
    person = {"ts": "1.0", "user": "U1"}
    api.answer("conversations.history", page(person, message(str(ROW.id), type="another_app")))
    assert await lookup.find(ROW, NINE, UNTIL) == Look(None)


async def test_a_post_in_a_thread_is_looked_for_there(api: WebApi, lookup: SlackLookup) -> None:
    api.answer("conversations.replies", page(message(str(ROW.id), "7.5")))
    assert await lookup.find(ROW, NINE, UNTIL, "5.0") == Look("7.5")
    [asked] = api.of("conversations.replies")
    assert (asked["ts"], asked["channel"]) == ("5.0", ROW.ref.channel)


@pytest.mark.parametrize(
    "answer",
    [page(has_more=True), Answer(body='{"ok": true, "messages": null}'), page("no message")],
    ids=["more, nobody says where", "no messages", "no message"],
)
async def test_an_answer_that_is_not_whole_proves_nothing(
    api: WebApi, lookup: SlackLookup, answer: Answer
) -> None:
    api.answer("conversations.history", answer)
    with pytest.raises(NotLooked):
        await lookup.find(ROW, NINE, UNTIL)


@pytest.mark.parametrize(
    ("code", "raised"),
    [("not_in_channel", Unreadable), ("missing_scope", Unreadable), ("fatal_error", NotLooked)],
)
async def test_where_the_bot_may_not_read_nobody_looks_again_and_else_it_may_later(
    api: WebApi, lookup: SlackLookup, code: str, raised: type[Exception]
) -> None:
    api.answer("conversations.history", error(code))
    with pytest.raises(raised, match=code):
        await lookup.find(ROW, NINE, UNTIL)
