"""The outcome of a post, over real sockets: certainly not sent, perhaps sent, or sent; and nothing is sent twice."""

from __future__ import annotations

import asyncio
import socket
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from unittest import mock

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.messages import say
from bot.core.platform import NotPostedError, PostError, UnsureError
from bot.delivery.clocks import Clocks
from bot.delivery.services import machine_clocks
from bot.slack import transport
from bot.slack.transport import SlackMessenger
from tests.factories import C1
from tests.fakes.web_api import HANG_AFTER, Answer, WebApi

POST = "chat.postMessage"
SECONDS = 0.5


@pytest.fixture
async def api() -> AsyncIterator[WebApi]:
    async with WebApi().serving() as api:
        yield api


async def post(url: str, clocks: Clocks | None = None) -> str:
    async with transport.session(SECONDS, clocks) as session:
        client = transport.web_client("xoxb-voorbeeld", url, session)

        async def clients(_: str) -> AsyncWebClient:
            return client

        messenger = SlackMessenger(clients)
        return await messenger.post(C1, say("Een tip."), delivery=uuid.uuid4())


async def outcome(url: str) -> PostError:
    with pytest.raises(PostError) as caught:
        await post(url)
    return caught.value


@contextmanager
def listening(backlog: int) -> Iterator[int]:
    """The port of a server that accepts no connection."""
    with closing(socket.socket()) as server:
        server.bind(("127.0.0.1", 0))
        server.listen(backlog)
        yield server.getsockname()[1]


async def test_a_connection_that_nobody_answers_sent_nothing() -> None:
    with listening(0) as port:
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
        await asyncio.sleep(0.1)
        error = await outcome(f"http://127.0.0.1:{port}/api/")
        for one in waiting:
            one.close()
    assert isinstance(error, NotPostedError)
    assert error.code == "not_connected"


async def test_a_handshake_that_nobody_answers_sent_nothing() -> None:
    with listening(50) as port:
        assert isinstance(await outcome(f"https://127.0.0.1:{port}/api/"), NotPostedError)


async def test_a_name_that_nobody_resolves_sent_nothing() -> None:
    async def hangs(*_: object, **__: object) -> None:
        await asyncio.sleep(60)

    with mock.patch.object(asyncio.get_running_loop(), "getaddrinfo", hangs):
        assert isinstance(await outcome("http://slack.invalid/api/"), NotPostedError)


async def test_a_request_that_nobody_answers_may_have_been_taken(api: WebApi) -> None:
    api.answer(POST, HANG_AFTER)
    error = await outcome(api.url)
    assert isinstance(error, UnsureError)
    assert error.code == "timeout"
    assert api.posted() == {"C1": 1}


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_post_is_not_sent_on_to_where_it_is_redirected(api: WebApi, status: int) -> None:
    api.answer(POST, Answer(status, "", headers={"Location": f"{api.url}{POST}"}), always=True)
    assert isinstance(await outcome(api.url), UnsureError)
    assert len(api.of(POST)) == 1


async def test_success_without_the_message_s_time_leaves_it_open(api: WebApi) -> None:
    api.answer(POST, Answer(body='{"ok": true}'))
    assert isinstance(await outcome(api.url), UnsureError)


@pytest.mark.parametrize("date", ["Fri, 31 Dec 9999 23:59:59 -1200", "gisteren", ""])
async def test_an_odd_date_in_an_answer_does_not_lose_the_answer(api: WebApi, date: str) -> None:
    clocks = machine_clocks()
    api.answer(POST, Answer(body='{"ok": true, "ts": "1.0"}', headers={"Date": date}))
    assert await post(api.url, clocks) == "1.0"
    assert not clocks.trusted()
