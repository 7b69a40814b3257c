"""What is said when something breaks: one sentence with a code, under which the administrator finds it in the log."""

from __future__ import annotations

import secrets

import structlog

from bot.channels.nudges import messages
from bot.core import texts
from bot.core.messages import Message

log = structlog.get_logger()


def failed(error: Exception, kind: str | None) -> Message:
    """`kind` says what came in."""
    code = secrets.token_hex(3)
    log.error("listener.failed", code=code, kind=kind, exc_info=error)
    return messages.say(texts.ERROR.format(code=code))
