"""Slack, as the rooms know it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack import workspace
from bot.slack.errors import REASONS
from bot.slack.health import SlackHealth
from bot.slack.people import Organisation, SlackAdministrators, SlackPeople
from bot.slack.private import SlackPrivate
from bot.slack.transport import Clients, Responder, SlackMessenger
from bot.slack.words import WORDS


class Slack:
    """Fulfils `core.platform.Platform`. `client` has no token where there are many workspaces; then `here`, the only
    one, is ''. `now` gives the time in UTC, `elapsed` seconds on a clock that nobody sets.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        clients: Clients,
        organisation: Organisation,
        session: aiohttp.ClientSession,
        *,
        now: Callable[[], dt.datetime],
        elapsed: Callable[[], float],
        here: str,
    ) -> None:
        self._client = client
        self.messenger = SlackMessenger(clients)
        self.people = self.directory = SlackPeople(clients, now, organisation)
        self.private = SlackPrivate(clients)
        self.administrators = SlackAdministrators(self.people)
        self.responder = Responder(session)
        self.codes = REASONS
        self.later = self.responder.later
        self.words = WORDS
        # Without a workspace there is no token of its own to ask with.
        self._health = SlackHealth(client.auth_test if here else client.api_test, elapsed)
        self.is_there = self._health.is_there

    async def channels(self) -> Mapping[str, str]:
        """The channels that the bot is a member of. Raises TokenRefused, or another LeiderschapError."""
        return await workspace.channels(self._client)

    async def close(self) -> None:
        """Wait until all answers are sent."""
        await self._health.stop()
        await self.responder.close()
