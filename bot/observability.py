"""Logs and metrics: events with fields, never a text of a person, never a secret."""

from __future__ import annotations

import logging
import re
import sys
import time
from collections.abc import MutableMapping
from typing import Any

import structlog
from prometheus_client import Counter, Gauge, Histogram

DELIVERIES = Counter(
    "leiderschap_deliveries_total", "Transitions of deliveries, by the state reached", ["state"]
)
REQUESTS = Histogram(
    "leiderschap_request_seconds",
    "Time to answer a request of Slack, by kind",
    ["kind"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 3),
)
LAST_TICK = Gauge("leiderschap_last_tick_timestamp_seconds", "When the clock last ticked without a fault")

_SECRETS = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|(?<=://)[^\s/@:\"']+:[^\s/@\"']+(?=@)"
    r"|https?://[^\s\"']*/(?:commands|actions|response)/[^\s\"'\\]+"
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def ticked() -> None:
    LAST_TICK.set(time.time())


def redact(text: str) -> str:
    """The text without tokens, passwords in addresses, response addresses and control characters."""
    return _CONTROLS.sub(" ", _SECRETS.sub("[secret]", text))


def _redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: redact(value) if isinstance(value, str) else value for key, value in event.items()}


def _without_secrets(render: structlog.types.Processor) -> structlog.types.Processor:
    """The renderer, but for secrets in what only it turns into text: nested values, errors, objects."""

    def rendered(logger: Any, method: str, event: MutableMapping[str, Any]) -> str:
        return _SECRETS.sub("[secret]", str(render(logger, method, event)))

    return rendered


def _count(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    name = str(event.get("event", ""))
    if name.startswith("delivery.") and "state" in event:
        DELIVERIES.labels(event["state"]).inc()
    return event


def configure(level: str, form: str) -> None:
    """Send every log line, also those of libraries, to standard error: as JSON, or as text for a terminal."""
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
        processors=[_count, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
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
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    # Bolt logs whole requests, with what people wrote in them; the SDK logs every frame. Only faults are let through.
    for name in ("slack_bolt", "slack_sdk"):
        logging.getLogger(name).setLevel(logging.ERROR)
    for name in ("apscheduler", "aiosqlite", "alembic", "uvicorn", "uvicorn.access", "asyncio", "httpx"):
        logging.getLogger(name).setLevel(logging.WARNING)
