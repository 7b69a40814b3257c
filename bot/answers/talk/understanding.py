"""Recognises texts that are neither a command nor a question: small talk, and commands in other words."""

from __future__ import annotations

from bot.answers.talk import texts
from bot.answers.talk.smalltalk import kind_of
from bot.answers.talk.trouble import NONE, read
from bot.core.commands import HELP, Request
from bot.core.messages import say

COMMANDS = {
    "tip": "tip",
    "when": "status",
    "status": "status",
    "help": HELP,
    "privacy": "privacy",
    "my_data": "privacy",
    "themes": "themes",
    "articles": "articles",
}
"""The commands that people ask for in other words, by kind of talk."""


def understood(words: str) -> Request | None:
    """The command or reply for such a text; None for anything else, and for any text about trouble. A
    `core.commands.Talk`."""
    kind = kind_of(words)
    if kind is None or read(words) != NONE:
        return None
    if name := COMMANDS.get(kind):
        return Request(name)
    return Request(HELP, said=say(texts.TALK[kind]))
