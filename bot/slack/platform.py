"""Slack as the rooms see it."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Collection, Mapping

import aiohttp
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core import retention
from bot.core.people import ChannelRef
from bot.slack import workspace
from bot.slack.errors import REASONS
from bot.slack.files import SlackFiles
from bot.slack.health import SlackHealth
from bot.slack.installations import expiry
from bot.slack.installations.tokens import Tokens
from bot.slack.people import SlackAdministrators, SlackPeople
from bot.slack.permalinks import Permalinks
from bot.slack.private import SlackPrivate
from bot.slack.transport import Responder, SlackMessenger
from bot.slack.words import WORDS


class Slack:
    """Implements `core.platform.Platform`. `now` gives the time in UTC, `elapsed` seconds on a clock that nobody can
    set. `uploads`: people may hand over files where the bot was granted to read them."""

    def __init__(
        self,
        tokens: Tokens,
        session: aiohttp.ClientSession,
        engine: AsyncEngine,
        *,
        now: Callable[[], dt.datetime],
        elapsed: Callable[[], float],
        uploads: bool = False,
    ) -> None:
        self._client = tokens.client
        self.messenger = SlackMessenger(tokens.clients)
        self.people = self.directory = SlackPeople(tokens.clients, now, tokens.organisation)
        self.private = SlackPrivate(tokens.clients)
        self.files = SlackFiles(tokens.clients, session, now, on=uploads)
        self.administrators = SlackAdministrators(self.people)
        self.responder = Responder(session)
        self._permalinks = Permalinks(tokens.clients, now)
        self.codes = REASONS
        self.retention = {"workspaces": (functools.partial(expiry.forget, engine), retention.UNINSTALLED)}
        self.later = self.responder.later
        self.words = WORDS
        # Without a workspace there is no token for `auth_test`.
        self._health = SlackHealth(
            self._client.auth_test if tokens.workspace else self._client.api_test, elapsed
        )
        self.is_there = self._health.is_there

    async def links(self, ref: ChannelRef, messages: Collection[str]) -> Mapping[str, str]:
        return await self._permalinks.of(ref, messages)

    async def takes_files(self, workspace: str) -> bool:
        return await self.files.taken(workspace)

    async def channels(self) -> Mapping[str, str]:
        """The channels that the bot is in. Raises TokenRefused, or another LeiderschapError."""
        return await workspace.channels(self._client)

    async def close(self) -> None:
        """Wait until all answers are sent."""
        await self._health.stop()
        await self.responder.close()
