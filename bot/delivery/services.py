"""Joins the services that deliver, for the bot and for the campaign and the benchmarks that test them."""

from __future__ import annotations

import datetime as dt
import os
import random
import secrets
import socket
from collections.abc import Callable, Mapping

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core.moments import elapsed, utc_now
from bot.core.platform import Administrators, Messenger
from bot.delivery import metrics
from bot.delivery.bounds import Bounds
from bot.delivery.clocks import Clocks
from bot.delivery.delivering import RATE, Delivering, Listen, Plan
from bot.delivery.ledger import SqlLedger
from bot.delivery.model import NOTICE
from bot.delivery.notices.reporting import Reporting
from bot.delivery.pacing.store import SqlPacingStore
from bot.delivery.ports import Channels, DeliveryLookup, Kind
from bot.delivery.posting import AT_ONCE, Posting
from bot.delivery.reconciling import Reconciling
from bot.delivery.recording import Recording


def report(engine: AsyncEngine, channels: Channels, administrators: Administrators) -> Reporting:
    """The service that tells people what went wrong; the planning needs it too."""
    return Reporting(SqlLedger(engine), channels, administrators)


def join(
    engine: AsyncEngine,
    messenger: Messenger,
    kinds: Mapping[str, Kind],
    *,
    channels: Channels,
    plan: Plan,
    reporting: Reporting,
    clocks: Clocks,
    listen: Listen,
    lookup: DeliveryLookup | None = None,
    codes: metrics.Codes = metrics.SKIPS,
    bounds: Bounds | None = None,
    rate: float = RATE,
    at_once: int = AT_ONCE,
) -> Delivering:
    """The services on this database. `plan` puts into the ledger what is due, `listen` asks Slack for its clock.

    `lookup` is None if the bot may not read channels. `codes` are the reasons that metrics name.
    """
    ledger = SqlLedger(engine)
    bounds = bounds or Bounds()
    metrics.begin(codes)
    recording = Recording(ledger, clocks, codes)
    every = {NOTICE: reporting, **kinds}
    posting = Posting(
        messenger,
        kinds=every,
        recording=recording,
        reporting=reporting,
        channels=channels,
        clocks=clocks,
        owner=f"{socket.gethostname()}/{os.getpid()}/{secrets.token_hex(4)}",
        bounds=bounds,
        jitter=random.random,
        at_once=at_once,
    )
    reconciling = Reconciling(
        ledger,
        kinds=every,
        recording=recording,
        reporting=reporting,
        channels=channels,
        clocks=clocks,
        bounds=bounds,
        lookup=lookup,
    )
    return Delivering(
        ledger,
        SqlPacingStore(engine),
        posting=posting,
        reconciling=reconciling,
        recording=recording,
        clocks=clocks,
        plan=plan,
        listen=listen,
        rate=rate,
        in_hand=2 * at_once,
    )


def machine_clocks(wall: Callable[[], dt.datetime] = utc_now) -> Clocks:
    """This machine's clocks."""
    return Clocks(elapsed, wall)
