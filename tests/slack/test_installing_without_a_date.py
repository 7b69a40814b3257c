"""Installing where a proxy takes the time out of Slack's answers: what a person asks for does not wait for a clock."""

from __future__ import annotations

import asyncio

import pytest

from bot.slack import transport
from bot.slack.installations.oauth import _Dated

ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\nConnection: close\r\n\r\n"
    b'{"ok":true}'
)


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
async def test_an_answer_without_its_time_is_an_answer() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(ANSWER)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server, transport.session() as session:
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/api/"
        dated = _Dated(transport.web_client(None, address, session))
        said = await dated.oauth_v2_access(client_id="1.2", client_secret="onecht", code="onecht")
    assert said["ok"]
    assert dated.answered_at is None
