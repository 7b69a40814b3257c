"""Examines everything that the bot needs, and says of each part whether it is in order and what to do about it."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import AsyncIterator, Callable, Mapping

from bot import settings as settings_of
from bot.answers.readers import Answers
from bot.channels.model import ChannelEntry
from bot.doctor.content import examine_content, examine_meaning, examine_time_zones
from bot.doctor.database import examine_database
from bot.doctor.door import examine_door
from bot.doctor.findings import Finding, Look, guarded
from bot.doctor.slack import examine_slack
from bot.settings import Settings, SettingsError

_OTHERS = "guests and people of other organisations"
_WHISPERED = "where they read along, a public question is answered to the asker alone"
GUESTS: Mapping[Answers, str] = {
    "none": f"{_OTHERS} get no tips and no answers when they ask, and {_WHISPERED}; before this setting existed they"
    " got both (LEIDERSCHAP_ANSWER_GUESTS: all keeps that, shipped answers them from the articles that come with the"
    " bot)",
    "shipped": f"{_OTHERS} are answered only from the articles that come with the bot, and {_WHISPERED}",
    "all": f"{_OTHERS} are answered from all articles, the company's own too, and in public",
}
"""Who gets answers, by the value of LEIDERSCHAP_ANSWER_GUESTS."""
SOMEONE: Mapping[bool, str] = {
    True: "people who write about personal trouble see your own sentence (LEIDERSCHAP_SOMEONE_TO_TALK_TO)",
    False: "people who write about personal trouble see a general sentence about a confidant, a company doctor and HR"
    " (LEIDERSCHAP_SOMEONE_TO_TALK_TO: a sentence that says who they are in your company)",
}
"""What people in trouble are told, by whether a sentence is set."""

UPLOADS: Mapping[bool, str] = {
    True: "administrators may hand over a file in a form (LEIDERSCHAP_UPLOADS): with files:read Slack lets the bot read"
    " every file in the channels it is in; it reads only what was handed over in its form, and keeps only the text",
    False: "administrators add articles by link; files are not taken (LEIDERSCHAP_UPLOADS), and the bot asks for no"
    " right to read any",
}
"""What may be handed over, by whether uploads are on."""


async def examine(
    settings: Settings, wall: Callable[[], dt.datetime], *, web: bool = True
) -> AsyncIterator[Finding]:
    """All findings, as they are made, for a process that handles Slack's requests, or without `web` does not.

    Nothing is changed anywhere. Never raises; no finding contains a secret.
    """
    named: list[ChannelEntry] = []
    looks: list[tuple[str, Look]] = [
        ("settings", lambda: _examine_settings(settings, web)),
        ("content", lambda: examine_content(settings, named)),
        ("meaning", lambda: examine_meaning(settings)),
        ("time", examine_time_zones),
        ("database", lambda: examine_database(settings, wall)),
        ("slack", lambda: examine_slack(settings, wall, named, web=web)),
    ]
    if web:
        looks.append(("door", lambda: examine_door(settings)))
    for part, look in looks:
        for finding in await guarded(part, look):
            yield finding


async def _examine_settings(settings: Settings, web: bool) -> list[Finding]:
    notes = [Finding.warning("settings", note) for note in settings_of.notes()]
    return [*notes, *_complete(settings, web)]


def _complete(settings: Settings, web: bool) -> list[Finding]:
    try:
        settings_of.require_slack(settings, os.environ, web=web)
    except SettingsError as error:
        return [Finding.fault("settings", line) for line in str(error).splitlines()]
    many = "any workspace that installs it" if settings.many_workspaces else "one workspace"
    way = "by Socket Mode" if settings.socket_mode else f"by HTTP on port {settings.port}"
    complete = f"complete: for {many}, {way if web else 'without requests from Slack'}"
    told = (
        complete,
        GUESTS[settings.answer_guests],
        SOMEONE[bool(settings.someone_to_talk_to)],
        UPLOADS[settings.uploads],
    )
    return [Finding.ok("settings", what) for what in told]
