"""Calls to Slack: the one place that turns a bad answer into an error of ours."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import contextmanager

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.core.errors import LeiderschapError
from bot.core.platform import PostError
from bot.slack.errors import explain


class SlackFailed(LeiderschapError):
    """Slack refused, or gave no usable answer. `problem` is the error as a post would raise it."""

    def __init__(self, problem: PostError) -> None:
        self.problem = problem
        super().__init__(f"Slack does not answer well ({problem.code})")


async def ask(asked: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse:
    """Slack's answer. Raises SlackFailed."""
    with _translated():
        return await asked


async def pages(asked: Awaitable[AsyncSlackResponse], most: int) -> AsyncIterator[AsyncSlackResponse]:
    """The pages of a list. Raises SlackFailed, and LeiderschapError if there are more than `most`. See
    https://docs.slack.dev/apis/web-api/pagination."""
    left = most
    with _translated():
        async for page in await asked:
            if not left:
                raise LeiderschapError(f"there are more than {most} pages")
            left -= 1
            yield page


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (SlackClientError, aiohttp.ClientError, OSError) as error:
        # Only the error's code: its text may contain what was sent, and where to.
        raise SlackFailed(explain(error)) from None
