"""The pace of posts in a workspace when Slack sometimes answers 429: `python -m tests.benchmarks.pace`.

It runs the product's own lanes in virtual time: one workspace, more due channels than posts, three minutes, a tick
every 15 s. `at random` refuses a share of all posts; `one channel in twenty` refuses posts there for a while;
`more than 3 a second` accepts that many, and otherwise keeps the whole workspace waiting.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from unittest import mock

import structlog
from rich.console import Console
from rich.table import Table

from bot.core.platform import NotPostedError
from tests.factories import a_delivery
from tests.simulation import virtual
from tests.simulation.facts import QUIET, START
from tests.simulation.slack import Messenger
from tests.simulation.worker import TICK, Worker
from tests.simulation.world import World

MINUTES = 3
LATENCY = 0.05


@dataclass
class Pushed:
    """The requests to Slack and the posts that it accepted, by moment. `wait`: how long it says to wait."""

    wait: float
    taken: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)


Slack = Callable[[float, str], bool]
"""Whether Slack accepts a post at this moment in this channel."""


def at_random(share: float) -> Slack:
    chance = random.Random(13)
    return lambda at, channel: chance.random() >= share


def a_channel(wait: float) -> Slack:
    """One channel in twenty accepts nothing until a wait is over, which begins with the first post there."""
    until: dict[str, float] = {}
    return lambda at, channel: int(channel[1:]) % 20 > 0 or at >= until.setdefault(channel, at + wait)


def the_workspace(rate: float, wait: float) -> Slack:
    """Accepts this many a second, and three seconds' worth at once."""
    state = {"left": 3 * rate, "at": 0.0, "until": 0.0}

    def takes(at: float, channel: str) -> bool:
        state["left"] = min(state["left"] + (at - state["at"]) * rate, 3 * rate)
        state["at"] = at
        if at < state["until"]:
            return False
        if state["left"] < 1:
            state["until"] = at + wait
            return False
        state["left"] -= 1
        return True

    return takes


def measured(slack: Slack, wait: float, rate: float, minutes: float = MINUTES) -> Pushed:
    """This many minutes of a workspace with `rate` posts a second."""
    world, pushed = World(1, channels=0, faults=QUIET), Pushed(wait)
    world.rate = rate

    async def post(self: Messenger, channel: str, id: str) -> str:
        at = world.time
        await asyncio.sleep(LATENCY)
        if slack(at, channel):
            pushed.taken.append(at)
            return "1.0"
        pushed.refused.append(at)
        raise NotPostedError("ratelimited", dt.timedelta(seconds=wait))

    async def run() -> None:
        worker = Worker(world, "worker")
        worker.skew = 0.0
        worker.heard(world.time)
        for number in range(int(rate * minutes * 60) + 100):
            row = a_delivery(f"C{number}", START, slot=START.date())
            world.knows(row)
            world.database.put(row)
        while world.time < minutes * 60:
            ticking = asyncio.create_task(worker.delivering.tick(worker.wall()))
            await asyncio.sleep(TICK)
            await ticking
        worker.end()
        await asyncio.sleep(0)

    with mock.patch.object(Messenger, "_send", post):
        virtual.run(run())
    return pushed


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    table = Table(
        "Slack refuses", "Retry-After", "may", "posts/s", "of what it may", "refused", "worst minute"
    )
    slacks: list[tuple[str, Callable[[], Slack], float, float, float]] = [
        (f"{share:.1%} at random", lambda share=share: at_random(share), wait, rate, rate)  # type: ignore[misc]
        for share in (0.0, 0.015, 0.05)
        for wait in (1.0, 30.0)[: 1 if share == 0 else 2]
        for rate in (5.0, 20.0)
    ]
    slacks.append(("one channel in twenty", lambda: a_channel(60.0), 60.0, 20.0, 20.0))
    slacks.append(("more than 3 a second", lambda: the_workspace(3.0, 1.0), 1.0, 20.0, 3.0))
    slacks.append(("more than 3 a second", lambda: the_workspace(3.0, 30.0), 30.0, 20.0, 3.0))
    for name, slack, wait, rate, most in slacks:
        pushed = measured(slack(), wait, rate)
        posts = len(pushed.taken) / (MINUTES * 60)
        minutes = [sum(m * 60 <= at < (m + 1) * 60 for at in pushed.taken) for m in range(MINUTES)]
        table.add_row(
            name, f"{wait:.0f} s", f"{rate:.0f}/s", f"{posts:.2f}", f"{posts / most:.2f}",
            str(len(pushed.refused)), f"{min(minutes) / 60:.2f}/s",
        )  # fmt: skip
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
