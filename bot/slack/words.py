"""Slack's own words, for use in sentences."""

from __future__ import annotations

from bot.core.words import Words
from bot.slack.manifest import COMMAND

WORDS = Words(
    platform="Slack",
    workspace="Slack",
    ask=COMMAND,
    invite="/invite @leiderschap",
    bot="@leiderschap",
    channel="#{name}",
)
