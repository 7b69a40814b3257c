"""Logs: events with fields, never text by a person, never a secret."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_SECRETS = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+"
    r"|https?://hooks\.slack\.com/[^\s\"'\\]+"
    r"|https?://[^\s\"']*/(?:commands|actions|response)/[^\s\"'\\]+"
)
_WORD = r"[A-Z]?[a-z]+(?:[^\w.+/=~-]|\.?(?:\s|$))"
"""As in *Basic Information*, a page of Slack's, which is not a credential."""
_AFTER = re.compile(
    r"(://)[^\s/@:\"']*:[^\s\"']+(?=@)"  # a password in an address may contain a slash or an @
    r"|((?:password|ticket)=)[^\s&\"'\\]+"
    r"|((?i:authorization)(?:\\?[\"'])?[:=,]\s*b?(?:\\?[\"'])?(?:[A-Za-z]+ )?)[^\s\"'\\]+"
    r"|((?:Basic|Bearer) )(?!" + _WORD + r")[\w.+/=~-]{6,}"
    r"|(trigger_id(?:\\?[\"'])?[:=] ?(?:\\?[\"'])?)[\w.-]+"
)
"""Secrets after words that are not secret; each of those words is a group."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def redact(text: str) -> str:
    """The text without tokens, passwords in addresses, response addresses and control characters."""
    return _CONTROLS.sub(" ", _hidden(text))


def _hidden(text: str) -> str:
    return _AFTER.sub(r"\1\2\3\4\5[secret]", _SECRETS.sub("[secret]", text))


def _redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: redact(value) if isinstance(value, str) else value for key, value in event.items()}


def _without_secrets(render: structlog.types.Processor) -> structlog.types.Processor:
    """The renderer, without secrets in what only it turns into text: nested values, errors, objects."""

    def rendered(logger: Any, method: str, event: MutableMapping[str, Any]) -> str:
        return _hidden(str(render(logger, method, event)))

    return rendered


_TELLING = ("slack_bolt", "slack_sdk")
"""Bolt logs whole requests with what people wrote, and slack_sdk logs every frame (seen, not documented). Only errors
pass."""


def _tells_nothing_of_people(record: logging.LogRecord) -> bool:
    """Bolt sets its loggers to the root's level
    (https://github.com/slackapi/bolt-python/blob/main/slack_bolt/logger/__init__.py), so their own level would hold
    nothing back."""
    return record.levelno >= logging.ERROR or record.name.partition(".")[0] not in _TELLING


def configure(level: str, form: str) -> None:
    """Send all log lines, including those of libraries, to standard error: as JSON, or as text for a terminal."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _redact,
    ]
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _without_secrets(renderer),
            ],
        )
    )
    handler.addFilter(_tells_nothing_of_people)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in _TELLING:
        logging.getLogger(name).setLevel(logging.ERROR)
    for name in ("apscheduler", "aiosqlite", "alembic", "uvicorn", "uvicorn.access", "asyncio", "httpx"):
        logging.getLogger(name).setLevel(logging.WARNING)
