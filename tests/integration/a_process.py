"""A bot in its own process, for tests that kill it or need two: `FOLDER API_URL CHANNELS NOW [dies]`.

It ticks ten times at NOW. With `dies` it ends, as by kill -9, after Slack applied a post and before the ledger knows.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import gc
import os
import sys
from pathlib import Path

from bot import app
from bot.slack.transport import SlackMessenger
from tests.fakes.web_api import WebApi
from tests.running import Time, for_a_bot, settings

post = SlackMessenger.post


async def post_and_die(*arguments: object, **named: object) -> str:
    await post(*arguments, **named)  # type: ignore[arg-type]
    os._exit(9)


async def main(folder: str, url: str, channels: str, now: str, dies: str = "") -> None:
    if dies:
        SlackMessenger.post = post_and_die  # type: ignore[method-assign]
    api = WebApi()
    api.url = url
    at = Time(dt.datetime.fromisoformat(now))
    with for_a_bot():
        async with app.running(settings(Path(folder), api, channels), at) as bot:
            for _ in range(10):
                await bot.clock.tick()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
    gc.freeze()  # as the command does: or Python looks through all of it at its end
