"""The demo in the browser: local-slack with the bot connected by Socket Mode, and a clock that Enter moves
forward."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import Process
from collections.abc import Awaitable
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
from rich.console import Console

from bot import app
from bot.channels.store import SqlChannelStore
from bot.core import dates
from bot.core.errors import LeiderschapError
from bot.core.people import Profile
from bot.demo import keyboard, local_slack, texts, workspace
from bot.demo.session import Session, clock_of


async def demo(program: Path, folder: Path, console: Console) -> None:
    """Run until `q` or the end of the terminal's input. Raises LeiderschapError if local-slack stops unexpectedly."""
    async with local_slack.running(program, folder) as (address, process):
        own = workspace.bot_settings(folder, address)
        clock = clock_of(folder)
        async with app.running(own, clock.now) as bot, aiohttp.ClientSession(address) as slack:
            _take_every_message(bot)
            _let_you_administer(bot)
            current = Session(clock, SqlChannelStore(bot.engine), bot.clock.tick)
            console.print(texts.PAGE.format(address=address))
            await _move_on(current, slack, console)
            ending = texts.TRY_ENTER if keyboard.is_terminal() else texts.TRY_STOP
            console.print(texts.TRY_IN_BROWSER, ending, texts.OPEN_TO_ALL, sep="\n")
            await _ended_first(process, _obey(current, slack, console))


def _take_every_message(bot: app.Bot) -> None:
    """local-slack sends messages even to a bot that did not ask for them, and waits five seconds for its answer
    before it handles a mention in the same message (seen, not documented). Slack sends only what the manifest asks
    for.
    """

    async def nothing() -> None:
        pass

    bot.bolt.event("message")(nothing)


def _let_you_administer(bot: app.Bot) -> None:
    """local-slack says of nobody that they administer the workspace (seen, not documented). Here the first person does,
    so that an article can be added."""
    ask = bot.slack.people.profile

    async def profile(team: str, user: str, *, fresh: bool = False) -> Profile | None:
        found = await ask(team, user, fresh=fresh)
        return replace(found, admin=found.admin or user == workspace.YOU) if found else None

    bot.slack.people.profile = profile  # type: ignore[assignment,method-assign] # of this one person


async def _obey(current: Session, slack: aiohttp.ClientSession, console: Console) -> None:
    """Enter moves the clock, `q` ends the demo. The end of an input that is not a terminal does not end it."""
    by_hand = keyboard.is_terminal()
    async for line in keyboard.lines():
        if line.casefold() in texts.STOP:
            return
        await _move_on(current, slack, console)
    if not by_hand:
        await asyncio.Event().wait()


async def _move_on(current: Session, slack: aiohttp.ClientSession, console: Console) -> None:
    before = len(await _posts(slack))
    now = await current.move_on()
    console.print(texts.NOW.format(moment=dates.moment(now, workspace.TIMEZONE)))
    await current.post()
    posted = (await _posts(slack))[before:]
    for post in posted:
        console.print(texts.POSTED.format(channel=workspace.CHANNEL_NAME, text=post["text"]))
    if not posted:
        console.print(texts.NOT_POSTED)


async def _posts(slack: aiohttp.ClientSession) -> list[dict[str, Any]]:
    """What the bot posted publicly in the channel, outside threads."""
    async with slack.get(f"/_control/messages/{workspace.CHANNEL}") as response:
        messages = (await response.json())["messages"]
    return [
        message
        for message in messages
        if message["user"] == workspace.BOT and "subtype" not in message and "thread_ts" not in message
    ]


async def _ended_first(process: Process, work: Awaitable[None]) -> None:
    """Do `work`; raises LeiderschapError if the process ends first."""
    working, ending = asyncio.ensure_future(work), asyncio.ensure_future(process.wait())
    try:
        await asyncio.wait({working, ending}, return_when=asyncio.FIRST_COMPLETED)
        if ending.done():
            raise LeiderschapError(f"local-slack stopped unexpectedly, with code {process.returncode}")
        working.result()
    finally:
        working.cancel()
        ending.cancel()
        await asyncio.gather(working, ending, return_exceptions=True)
