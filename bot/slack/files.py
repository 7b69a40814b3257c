"""Files that people hand over in a form: the only ones of Slack that the bot reads.

The right to read them (`files:read`) allows more: https://docs.slack.dev/reference/scopes/files.read. So no other code
knows how to fetch a file, and this code learns of one from a submitted form alone.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import functools
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp
import structlog
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from bot.core.errors import LeiderschapError
from bot.core.forms import Upload
from bot.core.people import Actor
from bot.slack.api import ask
from bot.slack.manifest import READ_FILES
from bot.slack.people import MOST, Recent
from bot.slack.transport import Clients

log = structlog.get_logger()

PATIENCE = 1.0
"""In seconds: how long a form waits to hear what the bot may do; Slack waits three for the form."""
KEPT = dt.timedelta(minutes=10)
SECONDS = 60.0
"""For a whole file; Slack takes at most 10 MB in a form:
https://docs.slack.dev/reference/block-kit/block-elements/file-input-element"""
PIECE = 64 * 1024
_SLACK = (".slack.com", ".slack-gov.com")
"""Where Slack keeps files; nobody else may see a token."""


class NotReadable(LeiderschapError):
    """Slack does not give the file; the message is a code, without a name or an address."""


class SlackFiles:
    """`on`: the administrator allowed uploads. `now` is the time in UTC."""

    def __init__(
        self, clients: Clients, session: aiohttp.ClientSession, now: Callable[[], dt.datetime], *, on: bool
    ) -> None:
        self._clients = clients
        self._session = session
        self._on = on
        self._granted: Recent[str, bool] = Recent(MOST, KEPT, now)

    async def taken(self, workspace: str) -> bool:
        """Whether the bot may read files there. An installation from before uploads were on lacks the scope: Slack
        names the scopes of a token in a header of every answer, which `doctor` reads too."""
        if not self._on:
            return False
        if (known := self._granted.get(workspace)) is not None:
            return known
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await ask((await self._clients(workspace)).auth_test())
        except (LeiderschapError, TimeoutError) as error:
            log.info("uploads.unknown", reason=str(error) or type(error).__name__)
            return False
        headers = {str(name).lower(): str(value) for name, value in answer.headers.items()}
        scopes = {scope.strip() for scope in headers.get("x-oauth-scopes", "").split(",")}
        return self._granted.put(workspace, READ_FILES in scopes)

    def handed(self, person: Actor, held: Mapping[str, Any]) -> Upload:
        """What a form that this person sent holds in a field for a file: a file object of Slack
        (https://docs.slack.dev/reference/objects/file-object)."""
        size = held.get("size")
        read = functools.partial(self._fetch, person, str(held.get("id") or ""))
        return Upload(str(held.get("name") or ""), size if isinstance(size, int) else 0, read)

    async def _fetch(self, person: Actor, id: str, most: int) -> bytes:
        """What is in the file, if it is this person's own. Raises NotReadable, or another LeiderschapError."""
        if not self._on:
            raise NotReadable("uploads_off")
        client = await self._clients(person.workspace)
        file: Mapping[str, Any] = (await ask(client.files_info(file=id))).get("file") or {}
        if file.get("user") != person.user:
            raise NotReadable("not_their_own")
        address = _at_slack(file.get("url_private_download"), client)
        if address is None:
            raise NotReadable("not_at_slack")
        try:
            data = await self._download(address, client.token or "", most)
        except (aiohttp.ClientError, OSError) as error:  # its text may contain the address
            raise NotReadable(type(error).__name__) from None
        if len(data) != file.get("size"):  # such as a page to log in on
            raise NotReadable("not_the_file")
        return data

    async def _download(self, address: URL, token: str, most: int) -> bytes:
        asked = self._session.get(
            address,
            headers={"Authorization": f"Bearer {token}"},
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(total=SECONDS),
        )
        async with asked as answer:
            if answer.status != 200:
                raise NotReadable(f"status_{answer.status}")
            data = bytearray()
            async for piece in answer.content.iter_chunked(PIECE):
                data += piece
                if len(data) > most:
                    raise NotReadable("too_large")
            return bytes(data)


def _at_slack(written: object, client: AsyncWebClient) -> URL | None:
    """The address, if a token may be sent there: to Slack over TLS, or to where all calls of the bot go."""
    try:
        address = URL(str(written))
        if address.origin() == URL(client.base_url).origin():
            return address
    except ValueError:  # no address, or a relative one
        return None
    good = address.scheme == "https" and address.port == 443 and (address.host or "").endswith(_SLACK)
    return address if good else None
