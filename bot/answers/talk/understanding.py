"""What a text asks for that is no command and no question: a friendly line, or a command in other words."""

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
"""The commands that are asked for in other words, by the kind of talk."""


def understood(words: str) -> Request | None:
    """Fulfils `core.commands.Talk`. Who tells of trouble is no small talker, however little they say."""
    kind = kind_of(words)
    if kind is None or read(words) != NONE:
        return None
    if name := COMMANDS.get(kind):
        return Request(name)
    return Request(HELP, said=say(texts.TALK[kind]))
