"""The demo in the terminal: the bot's rooms on a platform of their own, which draws the same messages."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot import app
from bot.answers.in_force import ContentInForce
from bot.channels.store import SqlChannelStore
from bot.clock import Clock
from bot.core import dates
from bot.core.forms import Form
from bot.core.interaction import Asked, Click, Reply
from bot.core.messages import Button
from bot.core.moments import utc_now
from bot.core.people import Actor
from bot.core.router import Router, failed
from bot.delivery.services import machine_clocks
from bot.demo import keyboard, texts, workspace
from bot.demo.platform import Terminal
from bot.demo.screen import Screen, Shown
from bot.demo.session import Session, clock_of
from bot.demo.workspace import CHANNEL, TEAM, YOU
from bot.rooms import rooms


async def demo(folder: Path, console: Console) -> None:
    """Run until `stop` or the end of standard input."""
    async with _conversation(folder, console) as conversation:
        console.print(texts.HELLO)
        console.print(texts.HELP)
        await conversation.hold()


@asynccontextmanager
async def _conversation(folder: Path, console: Console) -> AsyncIterator[Conversation]:
    """With the bot, which runs until the context ends."""
    settings, clock, clocks = workspace.bot_settings(folder), clock_of(folder), machine_clocks()
    screen = Screen(console)
    platform = Terminal(screen, lambda: clocks.slack(utc_now()))  # only this machine's clock counts
    async with (
        ContentInForce(settings.articles, settings.tips, settings.index_folder) as content,
        AsyncExitStack() as stack,
    ):
        engine = await app.database(settings.database_url.get_secret_value(), stack)
        stack.push_async_callback(platform.settled)
        await platform.is_there()
        made = await rooms(
            settings, engine, content, platform, stack, clocks=clocks, now=clock.now, here=TEAM
        )
        ticking = Clock(made.tick, settings.tick_seconds, clock.now)
        ticking.start()
        for stop in (ticking.stop, *made.stops):
            stack.push_async_callback(stop)
        session = Session(clock, SqlChannelStore(engine), ticking.tick)
        yield Conversation(screen, platform, made.router, session)


class Conversation:
    """Handles the lines that the person types, one by one, each after the answer to the previous one."""

    def __init__(self, screen: Screen, platform: Terminal, router: Router, current: Session) -> None:
        self._screen = screen
        self._platform = platform
        self._router = router
        self._current = current
        self._actor = Actor(TEAM, YOU, TEAM)
        self._triggers = itertools.count(1)

    async def hold(self) -> None:
        await self._move_on()
        self._prompt()
        async for line in keyboard.lines():
            if not keyboard.is_terminal():
                self._screen.console.print(Text(line))
            if line.casefold() in texts.STOP:
                return
            await self._obey(line)
            await self._platform.settled()
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
                message, private = await self._router.mention(self._actor, CHANNEL, rest)
                self._platform.show(message, private=private, thread=True)
            case "help":
                self._screen.console.print(texts.HELP)
            case number if number.isdecimal() and not rest:
                await self._press(number)
            case _ if " ".join(line.casefold().split()) in texts.NEXT_WEEK:
                await self._move_on()
            case _:
                self._screen.console.print(texts.NOT_KNOWN)

    async def _command(self, text: str) -> None:
        request = self._router.commands.parse(text)
        trigger = f"{utc_now().isoformat()}/{next(self._triggers)}"
        try:
            answer = await self._router.command(request, Asked(self._actor, CHANNEL, trigger))
        except Exception as error:  # whatever the error, the person is told
            answer = failed(error, request.name)
        if isinstance(answer, Form):
            self._screen.console.print(texts.MODAL)
        else:
            self._platform.show(answer, private=True)

    async def _press(self, number: str) -> None:
        choice = self._screen.choice(number)
        if choice is None:
            self._screen.console.print(texts.NO_BUTTON.format(number=number))
        elif choice.button is None:
            self._screen.console.print(texts.LEFT)
        elif choice.button.confirm and not choice.certain:
            self._screen.ask(choice, choice.button.confirm)
        else:
            await self._pressed(choice.button, choice.on)

    async def _pressed(self, button: Button, on: Shown) -> None:
        ts = "" if on.private else on.ts
        click = Click(self._actor, button.value, f"{CHANNEL}/{on.ts}", CHANNEL, ts)
        try:
            answer = await self._router.press(button.action, click)
        except Exception as error:  # whatever the error, the person is told
            answer = Reply(failed(error, "click"))
        if isinstance(answer, Reply):
            message, public = await self._router.shown(answer, click)
            self._platform.show(message, private=not public, replaces=on.ts if answer.replace else "")
        elif answer is not None:
            self._screen.console.print(texts.MODAL)

    async def _move_on(self) -> None:
        now = await self._current.move_on()
        self._screen.console.print(texts.NOW.format(moment=dates.moment(now, workspace.TIMEZONE)))
        before = self._screen.arrived
        await self._current.post()
        if self._screen.arrived == before:
            self._screen.console.print(texts.NOT_POSTED)
