"""Joins the services that plan, choose and configure for channels; for the bot itself and for the command line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.audit import SqlAuditLog
from bot.channels.calendar.forecast import Forecast
from bot.channels.calendar.school_holidays import load_breaks
from bot.channels.health import ChannelHealth
from bot.channels.leads.notifying import NOBODY, Notifying
from bot.channels.leads.store import SqlLeadStore
from bot.channels.mending.service import Mending
from bot.channels.mending.store import SqlMending
from bot.channels.model import ChannelsFile
from bot.channels.notices import SqlNoticeStore
from bot.channels.nudges.preparing import Choosing
from bot.channels.nudges.scheduling import Missed, Scheduling, tells_nobody
from bot.channels.nudges.series_ends import SeriesEnds
from bot.channels.nudges.slots import Slots
from bot.channels.nudges.store import SqlOverrideStore
from bot.channels.own_tips.store import SqlOwnTipStore
from bot.channels.ports import AuditLog, ChannelDirectory, ChannelStore
from bot.channels.presence.store import SqlHappeningStore
from bot.channels.settings.applying import Applying
from bot.channels.settings.changing import Changing
from bot.channels.settings.file import load_channels
from bot.channels.settings.model import Layers
from bot.channels.settings.store import SqlEntryStore
from bot.channels.store import SqlChannelStore
from bot.core.errors import ContentError, Fault
from bot.core.platform import Administrators, Messenger
from bot.delivery.ledger import SqlLedger
from bot.delivery.ports import Ledger
from bot.library.ports import Content
from bot.library.tips import Library
from bot.settings import CONFIG, Settings

SCHOOL_HOLIDAYS = CONFIG / "school_holidays.yaml"
NO_WORKSPACE = "names channels, but not of which workspace: with SLACK_CLIENT_ID channels are set up in Slack"


def load_file(settings: Settings, library: Library) -> ChannelsFile:
    """The channels file of these settings. Raises ContentError, also where it names channels of nobody knows whom."""
    file = load_channels(settings.channels_file, library, CONFIG / "default.yaml")
    if file.channels and settings.many_workspaces:
        raise ContentError([Fault(str(settings.channels_file), 0, NO_WORKSPACE)])
    return file


@dataclass(frozen=True, slots=True)
class ChannelServices:
    """`scheduling` and `choosing` are what nudging needs; `choosing` makes the kinds `nudge` and `extra` ready,
    `series_ends` some of the kind `notice`."""

    scheduling: Scheduling
    series_ends: SeriesEnds
    choosing: Choosing
    changing: Changing
    slots: Slots
    own_tips: SqlOwnTipStore
    said: SqlHappeningStore
    entries: SqlEntryStore
    forecast: Forecast
    notices: SqlNoticeStore
    leads: SqlLeadStore
    notifying: Notifying
    mending: Mending
    channels: ChannelStore
    ledger: Ledger
    audit: AuditLog
    _overrides: SqlOverrideStore

    def applying(self, directory: ChannelDirectory) -> Applying:
        """Applies the channels file; `directory` says which channels the bot is in."""
        return Applying(
            self.channels,
            self.changing,
            self.leads,
            directory=directory,
            entries=self.entries,
            said=self.said,
        )

    async def forget(self, now: dt.datetime) -> None:
        """Delete decisions about slots of more than a month ago."""
        await self._overrides.forget(now.date() - dt.timedelta(days=31))


def health(engine: AsyncEngine) -> ChannelHealth:
    """What the delivery knows of channels."""
    return ChannelHealth(SqlChannelStore(engine), SqlLeadStore(engine))


def join(
    engine: AsyncEngine,
    content: Callable[[], Content],
    messenger: Messenger,
    base: Layers,
    *,
    catch_up: dt.timedelta,
    administrators: Administrators = NOBODY,
    missed: Missed = tells_nobody,
    spread_minutes: float = 0,
    trusted: Callable[[], bool] = lambda: True,
) -> ChannelServices:
    """The services on this database; `base` holds the layers of a channel that the channels file does not name. Nothing
    is planned while the clocks are not `trusted`.

    Raises ContentError where the school holidays hold a fault.
    """
    channels, ledger, audit = SqlChannelStore(engine), SqlLedger(engine), SqlAuditLog(engine)
    overrides, own_tips, notices = SqlOverrideStore(engine), SqlOwnTipStore(engine), SqlNoticeStore(engine)
    leads = SqlLeadStore(engine)
    notifying = Notifying(messenger, leads, administrators)
    forecast = Forecast(
        content, ledger, overrides, own_tips, load_breaks(SCHOOL_HOLIDAYS), spread_minutes=spread_minutes
    )
    series_ends = SeriesEnds(channels, leads, notices, forecast)
    scheduling = Scheduling(
        channels,
        ledger,
        forecast=forecast,
        catch_up=catch_up,
        missed=missed,
        ends=series_ends.notices,
    )
    changing = Changing(channels, overrides, scheduling.of, trusted, audit=audit, base=base)
    return ChannelServices(
        scheduling=scheduling,
        series_ends=series_ends,
        choosing=Choosing(channels, forecast),
        changing=changing,
        slots=Slots(channels, ledger, overrides, audit, forecast),
        own_tips=own_tips,
        said=SqlHappeningStore(engine),
        entries=SqlEntryStore(engine),
        forecast=forecast,
        notices=notices,
        leads=leads,
        notifying=notifying,
        mending=Mending(SqlMending(engine), channels, changing),
        channels=channels,
        ledger=ledger,
        audit=audit,
        _overrides=overrides,
    )
