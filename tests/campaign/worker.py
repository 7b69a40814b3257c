"""The processes of a campaign: `python -m tests.campaign.worker DATABASE SLACK SCALE LOOKUP LEVERS`.

It imports everything, and for each line on its standard input, a seed, it forks a worker: the product's planning and
delivering with its real clock. At every commit and request a worker may kill itself, with the chance that the levers
set, after writing the name of the point to standard error. Standard output gets the process id of each worker.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
import os
import random
import signal
import sys
from pathlib import Path
from typing import Any

import aiohttp
import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels import services as channel_services
from bot.channels.model import ChannelsFile
from bot.channels.settings.applying import SettingUp
from bot.clock import Clock
from bot.core.errors import LeiderschapError
from bot.core.moments import elapsed
from bot.database import engine as engines
from bot.delivery import delivering, reconciling, recording
from bot.delivery import services as delivery_services
from bot.delivery.bounds import Bounds
from bot.delivery.pacing import lanes
from bot.delivery.pacing import model as pace
from bot.slack import errors, transport, workspace
from bot.slack import health as health_module
from bot.slack.installations.tokens import Tokens
from bot.slack.lookup import SlackLookup
from bot.slack.platform import Slack
from tests.campaign.acts import BASE
from tests.campaign.levers import Levers
from tests.campaign.work import CATCH_UP
from tests.running import shipped_content

TICK = 15.0
RATE = 5.0
SHORTER = (
    (health_module, "EVERY"),
    (health_module, "AGAIN"),
    (health_module, "PATIENCE"),
    (delivering, "PATIENCE"),
    (delivering, "STOP_WITHIN"),
    (recording, "FIRST_WAIT"),
    (recording, "LONGEST_WAIT"),
    (reconciling, "SECOND_LOOK"),
    (lanes, "CHANNEL_GAP"),
    (lanes, "RECOVERS_IN"),
    (pace, "RECOVERS_IN"),
    (errors, "UNNAMED_WAIT"),
)
"""Every wait that is not in `Bounds`. All keep their ratio to the lease, or a measured recovery would be these waits
times the scale."""


def shorten(scale: float) -> None:
    """Make every wait of this process `scale` times shorter, and its slowest pace as many times faster."""
    for module, name in SHORTER:
        vars(module)[name] /= scale
    vars(pace)["SLOWEST"] *= scale


class Points:
    """The named points at which a process may die."""

    def __init__(self, seed: int, levers: Levers) -> None:
        self._rng = random.Random(seed)
        self._levers = levers

    def reach(self, name: str) -> None:
        if self._rng.random() < self._levers.chance:
            os.write(2, f"killed {name}\n".encode())
            os.kill(os.getpid(), signal.SIGKILL)

    def on_commits(self, dialect: Any) -> None:
        commit = dialect.do_commit

        def do_commit(connection: Any) -> None:
            self.reach("before a commit")
            commit(connection)
            self.reach("after a commit")

        dialect.do_commit = do_commit

    def on_requests(self, session: aiohttp.ClientSession) -> None:
        trace = aiohttp.TraceConfig()
        names = {
            "on_request_start": "before a request",
            "on_request_headers_sent": "within a request",
            "on_request_chunk_sent": "after a request",
            "on_request_end": "after an answer",
        }
        for event, name in names.items():
            getattr(trace, event).append(self._listener(name))
        trace.freeze()
        session._trace_configs.append(trace)

    def _listener(self, name: str) -> Any:
        async def listen(*_: object) -> None:
            self.reach(name)

        return listen


async def work(url: str, slack: str, scale: float, lookup: bool, points: Points, levers: Levers) -> None:
    """Plan and deliver until the process is stopped."""
    engine = engines.create(url)
    points.on_commits(engine.sync_engine.dialect)
    bounds = Bounds().scaled(1 / scale)
    shorten(scale)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    clocks = delivery_services.machine_clocks(levers.wall)
    async with transport.session(bounds.post.total_seconds(), clocks) as session:
        points.on_requests(session)
        client = transport.web_client("xoxb-campaign", slack, session)

        async def clients(_: str) -> AsyncWebClient:
            return client

        async def nobody(**_: object) -> None:
            return None

        async def no_organisation(_: str) -> str:
            return ""

        await workspace.hear(client)
        tokens = Tokens(client, clients, nobody, no_organisation)
        platform = Slack(tokens, session, engine, now=clocks.now, elapsed=elapsed)
        health = channel_services.health(engine)
        reporting = delivery_services.report(engine, health, platform.administrators)
        steering = channel_services.ChannelServices(
            engine,
            shipped_content,
            BASE,
            catch_up=CATCH_UP,
            missed=reporting.missed,
            trusted=clocks.trusted,
        )
        # One workspace has a channels file, as if the bot served only that one.
        setting_up = SettingUp(steering.applying(platform.channels), "T0", ChannelsFile(BASE))
        with contextlib.suppress(LeiderschapError):  # the bot would end here, and its host would restart it
            await clocks.start(clocks.now(), setting_up.due)
        posts = delivery_services.join(
            engine,
            platform.messenger,
            {"nudge": steering.choosing, "extra": steering.choosing},
            channels=health,
            plan=steering.scheduling.plan,
            reporting=reporting,
            clocks=clocks,
            listen=platform.is_there,
            lookup=SlackLookup(clients) if lookup else None,
            bounds=bounds,
            rate=RATE * scale,
        )

        async def tick(at: dt.datetime) -> None:
            await posts.tick(at)
            await clocks.start(at, steering.mending.due, setting_up.due)

        clock = Clock(tick, TICK / scale, clocks.mended(levers.wall))
        clock.start()
        nursery = os.getppid()
        while not stop.is_set() and os.getppid() == nursery:  # an orphan would run for ever
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), 1)
        await posts.stop()
        await clock.stop()
        await platform.close()
    await engine.dispose()


def main(url: str, slack: str, scale: str, lookup: str, path: str) -> None:
    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    levers = Levers(Path(path))
    shipped_content()
    for line in sys.stdin:
        if pid := os.fork():
            print(pid, flush=True)
            continue
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        try:
            points = Points(int(line), levers)
            asyncio.run(work(url, slack, float(scale), lookup == "history", points, levers))
        finally:
            os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
