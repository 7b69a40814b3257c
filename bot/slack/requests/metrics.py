"""How long requests by Slack take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from prometheus_client import Histogram

REQUESTS = Histogram(
    "leiderschap_request_seconds",
    "Time to answer a request of Slack, by kind; Slack gives up after three seconds",
    ["kind"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3),
)
_COMMAND = "command"
_OTHER = "other"
_KINDS = {"block_actions": "action", "view_submission": "view", "event_callback": "event"}
for _kind in (_COMMAND, *_KINDS.values(), _OTHER):  # each series exists before its first request
    REQUESTS.labels(_kind)


@contextmanager
def timed_request(body: Mapping[str, Any]) -> Iterator[None]:
    """Measures how long the answer to a request by Slack takes."""
    kind = _COMMAND if "command" in body else _KINDS.get(str(body.get("type")), _OTHER)
    with REQUESTS.labels(kind).time():
        yield
