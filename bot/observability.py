"""Logs and metrics: events with fields, never a text of a person, never a secret."""

from __future__ import annotations

import logging
import re
import sys
import time
from collections.abc import Collection, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from typing import Any, get_args

import structlog
from prometheus_client import Counter, Gauge, Histogram

from bot.delivery.model import State
from bot.library.passages import Certainty

DELIVERIES = Counter(
    "leiderschap_deliveries_total",
    "Transitions of deliveries, by the state reached; with Slack's code for those that went wrong",
    ["state", "reason"],
)
WAITING = Gauge(
    "leiderschap_deliveries_waiting",
    "Deliveries that are due and not at their end, by state, at the last tick; the same in every process with a clock",
    ["state"],
)
LATENESS = Histogram(
    "leiderschap_delivery_lateness_seconds",
    "From the moment that a message was due to the beginning of the post that brought it",
    buckets=(1, 5, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600),
)
REQUESTS = Histogram(
    "leiderschap_request_seconds",
    "Time to answer a request of Slack, by kind; Slack gives up after three seconds",
    ["kind"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3),
)
SEARCHES = Histogram(
    "leiderschap_search_seconds",
    "Time to search the passages, by how sure the answer is; `none` is a silence",
    ["certainty"],
    buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1),
)
LAST_TICK = Gauge("leiderschap_last_tick_timestamp_seconds", "When the clock last ticked without a fault")

WRONG: frozenset[State] = frozenset({"unknown", "failed", "skipped"})
OPEN: Sequence[State] = ("planned", "claimed", "sending", "unknown", "review")
OTHER = "other"
_STATES: frozenset[str] = frozenset(get_args(State))
_COMMAND = "command"
_KINDS = {"block_actions": "action", "view_submission": "view", "event_callback": "event"}
_NONE: Mapping[str, Collection[str]] = {}
_reasons = _NONE

_SECRETS = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+"
    r"|https?://hooks\.slack\.com/[^\s\"'\\]+"
    r"|https?://[^\s\"']*/(?:commands|actions|response)/[^\s\"'\\]+"
)
_WORD = r"[A-Z]?[a-z]+(?:[^\w.+/=~-]|\.?(?:\s|$))"
"""As in *Basic Information*: a page of Slack's, not what a client proves itself with."""
_AFTER = re.compile(
    r"(://)[^\s/@:\"']*:[^\s\"']+(?=@)"  # a password in an address may hold a slash, or an @
    r"|((?:password|ticket)=)[^\s&\"'\\]+"
    r"|((?i:authorization)(?:\\?[\"'])?[:=,]\s*b?(?:\\?[\"'])?(?:[A-Za-z]+ )?)[^\s\"'\\]+"
    r"|((?:Basic|Bearer) )(?!" + _WORD + r")[\w.+/=~-]{6,}"
    r"|(trigger_id(?:\\?[\"'])?[:=] ?(?:\\?[\"'])?)[\w.-]+"
)
"""What is secret after words that are not, each in a group."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def ticked(waiting: Mapping[str, int], *, worked: bool) -> None:
    """The clock ticked; `waiting` is how many deliveries are due, by state. By clocks that differ nothing is done for
    them: then it has not `worked`."""
    if worked:
        LAST_TICK.set(time.time())
    for state in OPEN:
        WAITING.labels(state).set(waiting.get(state, 0))


@contextmanager
def timed_request(body: Mapping[str, Any]) -> Iterator[None]:
    """Measures how long a request of Slack takes to be answered."""
    kind = _COMMAND if "command" in body else _KINDS.get(str(body.get("type")), OTHER)
    with REQUESTS.labels(kind).time():
        yield


def redact(text: str) -> str:
    """The text without tokens, passwords in addresses, response addresses and control characters."""
    return _CONTROLS.sub(" ", _hidden(text))


def _hidden(text: str) -> str:
    return _AFTER.sub(r"\1\2\3\4\5[secret]", _SECRETS.sub("[secret]", text))


def _redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: redact(value) if isinstance(value, str) else value for key, value in event.items()}


def _without_secrets(render: structlog.types.Processor) -> structlog.types.Processor:
    """The renderer, but for secrets in what only it turns into text: nested values, errors, objects."""

    def rendered(logger: Any, method: str, event: MutableMapping[str, Any]) -> str:
        return _hidden(str(render(logger, method, event)))

    return rendered


def _count(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Services say what happened in the log alone; what becomes of deliveries is counted from it."""
    group, _, state = str(event.get("event", "")).partition(".")
    if group == "delivery" and state in _STATES:
        reason = event.get("reason") if state in WRONG else None
        DELIVERIES.labels(
            state, (reason if reason in _reasons.get(state, ()) else OTHER) if reason else ""
        ).inc()
        if state == "posted" and (late := event.get("late")) is not None:
            LATENESS.observe(max(0.0, late))
    return event


def _begin_at_zero() -> None:
    """Make every series that there can be. One that is born at 1 never increased for Prometheus: the first failure
    would raise no alarm."""
    for state in _STATES:
        DELIVERIES.labels(state, "")
    for state, codes in _reasons.items():
        for code in (*codes, OTHER):
            DELIVERIES.labels(state, code)
    for kind in (_COMMAND, *_KINDS.values(), OTHER):
        REQUESTS.labels(kind)
    for certainty in get_args(Certainty):
        SEARCHES.labels(certainty)


def configure(level: str, form: str, reasons: Mapping[str, Collection[str]] = _NONE) -> None:
    """Send every log line, also those of libraries, to standard error: as JSON, or as text for a terminal.

    `reasons` are the codes that metrics name, by state; any other is counted as `other`, so that their number stays
    small.
    """
    global _reasons  # noqa: PLW0603 - set once, like the logging that it belongs to
    _reasons = reasons
    _begin_at_zero()
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
        # Counted before what is too fine for the log is left out: the figures do not depend on its level.
        processors=[
            _count,
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
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    # Bolt logs whole requests, with what people wrote in them; the SDK logs every frame. Only faults are let through.
    for name in ("slack_bolt", "slack_sdk"):
        logging.getLogger(name).setLevel(logging.ERROR)
    for name in ("apscheduler", "aiosqlite", "alembic", "uvicorn", "uvicorn.access", "asyncio", "httpx"):
        logging.getLogger(name).setLevel(logging.WARNING)
