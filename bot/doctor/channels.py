"""Examines whether the bot is in the channels that get tips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.model import Channel, ChannelEntry
from bot.channels.settings.matching import KnownChannels, match
from bot.doctor.findings import Finding
from bot.slack.api import SlackFailed, ask
from bot.slack.words import WORDS


def not_found(named: Sequence[ChannelEntry], known: KnownChannels) -> list[Finding]:
    """Findings about the entries of the channels file: the bot is not there, or the name has changed."""
    found = []
    for one in match(named, known).remarks:
        what, _, advice = one.text.partition(": ")
        found.append((Finding.warning if one.served else Finding.fault)("channels", what, advice))
    return found


async def examine_channels(
    part: str, client: AsyncWebClient, active: Sequence[Channel], member: Mapping[str, str]
) -> list[Finding]:
    """Findings about the channels that get tips."""
    found = []
    for channel in active:
        if channel.id not in member:
            what, advice = await _why(client, channel.id)
            found.append(Finding.fault(part, f"#{channel.name} ({channel.id}) {what}", advice))
        elif channel.paused:
            what = f"#{channel.name} ({channel.id}): the last post failed ({channel.paused})"
            advice = "the bot is in the channel, and tries again with the next tip"
            found.append(Finding.warning(part, what, advice))
    return found or [Finding.ok(part, f"the bot is in each of the {len(active)} channels that get tips")]


async def _why(client: AsyncWebClient, channel: str) -> tuple[str, str]:
    """Why the bot is not in a channel, and what to do."""
    try:
        answer = await ask(client.conversations_info(channel=channel))
    except SlackFailed as failed:
        return (
            f"is gone, or is private and without the bot ({failed.problem.code})",
            f"{WORDS.invite} there if it still exists",
        )
    if answer["channel"].get("is_archived"):
        return "is archived", "unarchive it, or set active: false for it"
    return "does not have the bot in it", f"{WORDS.invite} there"
