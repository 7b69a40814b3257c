"""The demo in the terminal: the same bot and the same messages, with Slack played by slack_server and person."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Awaitable
from pathlib import Path

import aiohttp
from rich.console import Console
from rich.text import Text

from bot.core import dates
from bot.demo import keyboard, texts, workspace
from bot.demo.person import Person
from bot.demo.screen import Screen
from bot.demo.session import Session, session
from bot.demo.slack_server import SlackServer

ANSWER_SECONDS = 5
START_SECONDS = 20


async def demo(folder: Path, console: Console) -> None:
    """Run until `stop` or the end of standard input."""
    screen = Screen(console)
    slack = SlackServer(screen.show)
    port = _free_port()
    async with slack.running():
        own = workspace.bot_settings(f"{slack.address}/api/", folder, port=port, host="127.0.0.1")
        async with (
            session(own, folder) as current,
            aiohttp.ClientSession(f"http://127.0.0.1:{port}") as connection,
        ):
            await _listening(connection)
            console.print(texts.HELLO)
            console.print(texts.HELP)
            await Conversation(screen, slack, Person(connection), current).hold()


class Conversation:
    """Takes the lines that the person types, one by one, each after the answer to the one before."""

    def __init__(self, screen: Screen, slack: SlackServer, person: Person, current: Session) -> None:
        self._screen = screen
        self._slack = slack
        self._person = person
        self._current = current

    async def hold(self) -> None:
        await self._move_on()
        self._prompt()
        async for line in keyboard.lines():
            if not keyboard.is_terminal():
                self._screen.console.print(Text(line))
            if line.casefold() in texts.STOP:
                return
            await self._obey(line)
            self._prompt()
        self._screen.console.print()

    def _prompt(self) -> None:
        self._screen.console.print("> ", end="")

    async def _obey(self, line: str) -> None:
        first, _, rest = line.partition(" ")
        match first.casefold():
            case "/leiderschap":
                await self._command(rest)
            case "@leiderschap":
                await self._answered(self._person.mention(rest))
            case "help":
                self._screen.console.print(texts.HELP)
            case number if number.isdecimal() and not rest:
                await self._press(number)
            case _ if " ".join(line.casefold().split()) in texts.NEXT_WEEK:
                await self._move_on()
            case _:
                self._screen.console.print(texts.NOT_KNOWN)

    async def _command(self, text: str) -> None:
        body = await self._person.command(text, self._slack.response_url("command"))
        if body:
            self._slack.take(body, private=body.get("response_type") != "in_channel")

    async def _press(self, number: str) -> None:
        choice = self._screen.choice(number)
        if choice is None:
            self._screen.console.print(texts.NO_BUTTON.format(number=number))
        elif choice.button is None:
            self._screen.console.print(texts.LEFT)
        elif "confirm" in choice.button and not choice.certain:
            self._screen.ask(choice, choice.button["confirm"])
        else:
            await self._answered(
                self._person.click(
                    choice.button,
                    choice.block,
                    choice.on.ts,
                    self._slack.response_url(choice.on.ts),
                    private=choice.on.private,
                )
            )

    async def _answered(self, request: Awaitable[None]) -> None:
        """Send, and wait until the answer is drawn, which comes by another way than the acknowledgement."""
        self._screen.arrived.clear()
        await request
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._screen.arrived.wait(), ANSWER_SECONDS)

    async def _move_on(self) -> None:
        now = await self._current.move_on()
        self._screen.console.print(texts.NOW.format(moment=dates.moment(now, workspace.TIMEZONE)))
        self._screen.arrived.clear()
        await self._current.post()
        if not self._screen.arrived.is_set():
            self._screen.console.print(texts.NOT_POSTED)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _listening(connection: aiohttp.ClientSession) -> None:
    """Wait until the bot takes requests."""
    async with asyncio.timeout(START_SECONDS):
        while True:
            with contextlib.suppress(aiohttp.ClientConnectorError):
                async with connection.get("/healthz"):
                    return
            await asyncio.sleep(0.02)
