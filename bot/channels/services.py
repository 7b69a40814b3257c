"""Joins the services that plan, choose and configure for channels, for the bot and for the command line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.audit import SqlAuditLog
from bot.channels.calendar.forecast import Forecast
from bot.channels.calendar.school_holidays import load_breaks
from bot.channels.health import ChannelHealth
from bot.channels.leads.store import SqlLeadStore
from bot.channels.mending.service import Mending
from bot.channels.mending.store import SqlMending
from bot.channels.model import Channel, ChannelsFile
from bot.channels.notices import SqlNoticeStore
from bot.channels.nudges.preparing import Choosing
from bot.channels.nudges.scheduling import Missed, Scheduling, tells_nobody
from bot.channels.nudges.series_ends import SERIES, Asks, SeriesEnds
from bot.channels.nudges.slots import Slots
from bot.channels.nudges.store import SqlOverrideStore
from bot.channels.offers.service import OFFER, Offers
from bot.channels.own_tips.store import SqlOwnTipStore
from bot.channels.presence.store import SqlHappeningStore
from bot.channels.settings.applying import Applying, Joined
from bot.channels.settings.changing import Changing
from bot.channels.settings.file import load_channels
from bot.channels.settings.model import Layers
from bot.channels.settings.store import SqlEntryStore
from bot.channels.store import SqlChannelStore
from bot.channels.voices.store import SqlLeadTipStore
from bot.core.errors import ContentError, Fault
from bot.delivery.ledger import SqlLedger
from bot.delivery.model import Delivery
from bot.library.ports import Content
from bot.library.tips import Library
from bot.settings import CONFIG, Settings

SCHOOL_HOLIDAYS = CONFIG / "school_holidays.yaml"
NO_WORKSPACE = "names channels, but not their workspace: with SLACK_CLIENT_ID, channels are set up in Slack"


def load_file(settings: Settings, library: Library) -> ChannelsFile:
    """The channels file of these settings. Raises ContentError, also if it names channels without a known
    workspace."""
    file = load_channels(settings.channels_file, library, CONFIG / "default.yaml")
    if file.channels and settings.many_workspaces:
        raise ContentError([Fault(str(settings.channels_file), 0, NO_WORKSPACE)])
    return file


def health(engine: AsyncEngine) -> ChannelHealth:
    """What the delivery needs to know about channels."""
    return ChannelHealth(SqlChannelStore(engine), SqlLeadStore(engine))


class ChannelServices:
    """The services on this database; `base` holds the layers of a channel that the channels file does not name.
    Nothing is planned while the clocks are not `trusted`.

    `scheduling` and `choosing` are for nudges; `choosing` prepares the kinds `nudge` and `extra`, `asked` some of
    the kind `notice`. Raises ContentError if the school holidays have a fault.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        content: Callable[[], Content],
        base: Layers,
        *,
        catch_up: dt.timedelta,
        missed: Missed = tells_nobody,
        spread_minutes: float = 0,
        trusted: Callable[[], bool] = lambda: True,
    ) -> None:
        self.channels, self.leads = SqlChannelStore(engine), SqlLeadStore(engine)
        self.ledger, self.audit = SqlLedger(engine), SqlAuditLog(engine)
        self.lead_tips = SqlLeadTipStore(engine)
        self.own_tips, self.notices = SqlOwnTipStore(engine), SqlNoticeStore(engine)
        self.said, self.entries = SqlHappeningStore(engine), SqlEntryStore(engine)
        self._overrides = overrides = SqlOverrideStore(engine)
        self.forecast = Forecast(
            content,
            self.ledger,
            overrides,
            load_breaks(SCHOOL_HOLIDAYS),
            own_tips=self.own_tips,
            leads=self.leads,
            spread_minutes=spread_minutes,
        )
        self.asked: Mapping[str, Asks] = {
            SERIES: SeriesEnds(self.channels, self.leads, self.notices, self.forecast),
            OFFER: Offers(self.channels, self.leads, self.notices, self.audit),
        }
        self.scheduling = Scheduling(
            self.channels,
            self.ledger,
            forecast=self.forecast,
            catch_up=catch_up,
            missed=missed,
            asks=self._asks,
        )
        self.changing = Changing(
            self.channels, overrides, self.scheduling.of, trusted, audit=self.audit, base=base
        )
        self.choosing = Choosing(self.channels, self.forecast)
        self.slots = Slots(self.channels, self.ledger, overrides, self.audit, self.forecast)
        self.mending = Mending(SqlMending(engine), self.channels, self.changing)

    async def _asks(self, channel: Channel, nudge: Delivery, now: dt.datetime) -> Sequence[Delivery]:
        return [notice for one in self.asked.values() for notice in await one.notices(channel, nudge, now)]

    def applying(self, joined: Joined) -> Applying:
        """Applies the channels file; `joined` says which channels the bot is in."""
        return Applying(
            self.channels, self.changing, self.leads, joined=joined, entries=self.entries, said=self.said
        )

    async def forget(self, now: dt.datetime) -> None:
        """Delete decisions about slots more than a month ago, and what leads were told of them."""
        before = now.date() - dt.timedelta(days=31)
        await self._overrides.forget(before)
        await self.lead_tips.forget(before)
