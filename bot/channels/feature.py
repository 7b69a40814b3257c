"""Everything about a team's channel: its settings, its coming tips, its own tips, its leads, and channel events."""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from importlib import metadata

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels import texts
from bot.channels.handlers import about, dated, opens, replaces, says, sent, typed
from bot.channels.home import HomeTab
from bot.channels.leads import personal
from bot.channels.leads.allowed import Allowed
from bot.channels.leads.permissions import Permissions
from bot.channels.nudges import forms as nudge_forms
from bot.channels.nudges.past import Past
from bot.channels.nudges.series_ends import Notices
from bot.channels.nudges.service import Nudges
from bot.channels.own_tips.service import OwnTips
from bot.channels.pauses.service import Pausing
from bot.channels.presence.service import Presence
from bot.channels.services import ChannelServices
from bot.channels.settings import forms
from bot.channels.settings.applying import SettingUp
from bot.channels.settings.service import Setup
from bot.channels.typed_dates import reading as dates_typed
from bot.channels.voices.service import LeadVoice
from bot.core.commands import Command
from bot.core.features import PAGE, Action, Feature, page
from bot.core.forms import Form
from bot.core.inputs.typed import fold
from bot.core.interaction import Asked, Click, File, Reply
from bot.core.messages import Message, say
from bot.core.platform import Platform, send
from bot.delivery.due import Due
from bot.delivery.model import LEAD, NOTICE
from bot.delivery.notices.reporting import Reporting
from bot.delivery.ports import Kind
from bot.settings import ROOT


def build(
    engine: AsyncEngine,
    channels: ChannelServices,
    platform: Platform,
    permissions: Permissions,
    presence: Presence,
    *,
    reporting: Reporting,
    setting_up: SettingUp,
    unanswered: Callable[[str], Awaitable[Sequence[str]]],
    tell_missed: bool,
    now: Callable[[], dt.datetime],
) -> Feature[Kind]:
    """`reporting` tells leads what went wrong, `setting_up` applies the channels file, `unanswered` gives the
    questions of a workspace that found no answer. `tell_missed`: the status mentions that the last tip was too late.
    `now` is the time in UTC."""
    changing, forecast = channels.changing, channels.forecast
    allowed = Allowed(permissions, changing)
    settings = Setup(allowed, changing, forecast, leads=channels.leads, notices=channels.notices, now=now)
    planning = Nudges(
        allowed,
        channels.slots,
        changing,
        forecast,
        ledger=channels.ledger,
        audit=channels.audit,
        past=Past(channels.ledger, platform),
        tell_missed=tell_missed,
        now=now,
    )
    pausing = Pausing(allowed, changing, forecast, now)
    own_tips = OwnTips(allowed, channels.own_tips, channels.slots, forecast, now)
    voices = LeadVoice(
        channels.lead_tips,
        channels.channels,
        forecast,
        channels.ledger,
        people=platform.people,
        permissions=permissions,
        now=now,
    )
    voices_due = Due([voices.due])
    home = HomeTab(
        forecast,
        allowed,
        channels=channels.channels,
        leads=channels.leads,
        notices=channels.notices,
        directory=platform.directory,
        unanswered=unanswered,
        version=version(),
        now=now,
    )

    return Feature(
        commands=(
            Command("status", ("status",), planning.status),
            Command("settings", ("instellen", "instellingen"), typed(settings.form)),
            Command("leads", ("teamleiders", "teamleider"), typed(settings.leads_form)),
            *_planning_commands(planning, pausing),
            Command("own_tips", ("eigen",), typed(own_tips.listed), _tips),
        ),
        actions={
            **_settings_actions(settings, presence),
            **_planning_actions(planning, pausing, platform),
            **_own_tips_actions(own_tips),
            **_voices_actions(voices),
            "manage": Action(opens(home.manage), changes=False),
            PAGE: Action(_turned),
        },
        forms={
            forms.NAME: sent(settings.save),
            "leads": sent(settings.set_leads),
            nudge_forms.SWAP: sent(planning.swap),
            "pause": sent(pausing.save),
            "own_tip": sent(own_tips.save),
        },
        redraws={forms.NAME: sent(settings.changed), nudge_forms.SWAP: sent(planning.swap_themed)},
        channel_events=presence,
        home={"channels": home.channels, "administration": home.administration},
        kinds={NOTICE: Notices(reporting, channels.asked), LEAD: voices},
        plan=(channels.scheduling.plan, voices_due.plan),
        stop=(voices_due.stop,),
        personal=personal.parts(engine),
        due=(channels.mending.due, setting_up.due, channels.forget, presence.due),
    )


def presence(
    channels: ChannelServices,
    platform: Platform,
    permissions: Permissions,
    elapsed: Callable[[], float],
    now: Callable[[], dt.datetime],
) -> Presence:
    """Handles channel events. `elapsed` gives seconds on a clock that nobody can set."""
    return Presence(
        channels.changing,
        channels.said,
        channels.channels,
        channels.leads,
        channels.notices,
        platform=platform,
        permissions=permissions,
        elapsed=elapsed,
        now=now,
    )


@functools.cache
def version() -> str:
    """The version of the running bot, from the package or from the folder that it runs in."""
    try:
        return metadata.version("leiderschap-bot")
    except metadata.PackageNotFoundError:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        return str(project["project"]["version"])


def _planning_commands(planning: Nudges, pausing: Pausing) -> Sequence[Command]:
    async def pause(asked: Asked, until: str) -> Message:
        return await pausing.typed(asked.actor, asked.channel, until)

    return (
        Command("example", ("voorbeeld",), typed(planning.example)),
        Command("planning", ("planning",), typed(planning.planning)),
        Command("pause", ("pauze",), pause, _date_or_nothing, changes=True, usage=texts.PAUSE_USAGE),
        Command(
            "resume", ("hervat", "hervatten"), typed(planning.resume), changes=True, usage=texts.RESUME_USAGE
        ),
        Command("skip", ("overslaan",), typed(planning.skip_next), changes=True, usage=texts.SKIP_USAGE),
        Command("history", ("geschiedenis",), typed(planning.history)),
    )


def _settings_actions(settings: Setup, presence: Presence) -> Mapping[str, Action]:
    return {
        "settings": Action(opens(settings.form)),
        "silence_theme": Action(opens(settings.form)),
        "silence_biweekly": Action(opens(settings.every_two_weeks)),
        "offer_yes": Action(replaces(settings.accept)),
        "leads": Action(opens(settings.leads_form)),
        "ask_lead": Action(says(presence.ask_for_lead, replace=True), slow=True),
    }


def _planning_actions(planning: Nudges, pausing: Pausing, platform: Platform) -> Mapping[str, Action]:
    async def calendar(click: Click) -> Reply:
        title, data = await planning.calendar(click.actor, click.value, platform.words)
        platform.later(send(platform, click.actor, title, File(texts.CALENDAR_NAME, title, data)))
        return Reply(say(texts.CALENDAR_SENT))

    async def swap_form(click: Click) -> Form:
        channel, slot, _ = about(click.value)
        return await planning.swap_form(click.actor, channel, dated(slot))

    async def post_not(_click: Click) -> Reply:
        return Reply(say(texts.NOT_POSTED), replace=True)

    async def past_tip(click: Click) -> Reply:
        channel, _, tip = click.value.partition("/")
        return Reply(await planning.tip(click.actor, channel, tip))

    skip, another, post = planning.skip, planning.another, planning.post
    return {
        "planning": Action(says(planning.planning)),
        "calendar": Action(calendar),
        "swap": Action(swap_form),
        "past_tip": Action(past_tip, changes=False),
        "skip": Action(replaces(lambda who, where, slot, _: skip(who, where, dated(slot), skip=True))),
        "unskip": Action(replaces(lambda who, where, slot, _: skip(who, where, dated(slot), skip=False))),
        "example": Action(says(planning.example)),
        "example_other": Action(replaces(lambda who, where, _, tip: another(who, where, tip))),
        "approve": Action(
            replaces(lambda who, where, slot, tip: planning.approve(who, where, dated(slot), tip))
        ),
        "post_now": Action(replaces(lambda who, where, _, tip: planning.ask_before_posting(who, where, tip))),
        "post_instead": Action(replaces(lambda who, where, slot, tip: post(who, where, tip, dated(slot)))),
        "post_extra": Action(replaces(lambda who, where, _, tip: post(who, where, tip, None))),
        "post_not": Action(post_not),
        "pause": Action(opens(pausing.form)),
        "pause_undo": Action(replaces(pausing.undo)),
        "silence_pause": Action(opens(pausing.form)),
        "resume": Action(says(planning.resume)),
        "history": Action(says(planning.history)),
        "changes": Action(says(planning.changes)),
    }


def _own_tips_actions(own_tips: OwnTips) -> Mapping[str, Action]:
    async def listed(click: Click) -> Reply:
        channel, number, _ = about(click.value)
        return Reply(await own_tips.listed(click.actor, channel, page(number)), replace=bool(number))

    async def edit(click: Click) -> Form:
        channel, tip, _ = about(click.value)
        return await own_tips.form(click.actor, channel, tip)

    async def next_one(click: Click) -> Reply:
        channel, tip, _ = about(click.value)
        return Reply(await own_tips.next(click.actor, channel, tip))

    return {
        "own_tips": Action(listed),
        "own_add": Action(opens(own_tips.form)),
        "own_edit": Action(edit),
        "own_remove": Action(replaces(lambda who, where, tip, _: own_tips.remove(who, where, tip))),
        "own_next": Action(next_one),
    }


def _voices_actions(voices: LeadVoice) -> Mapping[str, Action]:
    async def later(click: Click) -> Reply:
        return Reply(await voices.later(click.actor, dated(click.value)), replace=True)

    async def off(click: Click) -> Reply:
        return Reply(await voices.hear(click.actor, hears=False), replace=True)

    async def on(click: Click) -> Reply:
        return Reply(await voices.hear(click.actor, hears=True), replace=True)

    return {"lead_later": Action(later), "lead_off": Action(off), "lead_on": Action(on)}


async def _turned(_click: Click) -> None:
    """Every click redraws the page, with the number on the button."""


def _date_or_nothing(argument: str) -> str | None:
    if not fold(argument):
        return ""
    return argument if dates_typed.looks_like_one(argument) else None


def _tips(argument: str) -> str | None:
    return "" if fold(argument) in ("", "tip", "tips") else None
