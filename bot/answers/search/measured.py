"""A search whose time and outcome are counted."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, get_args

from prometheus_client import Histogram

from bot.library.passages import Certainty, Findings, Passage
from bot.library.ports import Pairs, PassageSearch

SEARCHES = Histogram(
    "leiderschap_search_seconds",
    "Time to search the passages, by how sure the answer is; `none` is a silence",
    ["certainty"],
    buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1),
)
for _certainty in get_args(Certainty):  # each series is there before its first search
    SEARCHES.labels(_certainty)


class Measured:
    """Fulfils `library.ports.PassageSearch` by another one, `inner`.

    Of a question only the time and the certainty are kept.
    """

    def __init__(self, search: PassageSearch) -> None:
        self.inner = search

    def search(self, question: str, limit: int = 3, same: Pairs = ()) -> Findings:
        return self._timed(lambda: self.inner.search(question, limit, same))

    def meaning(self, found: Findings) -> Any:
        return self.inner.meaning(found)

    def deepened(self, found: Findings, meaning: Any, limit: int = 3) -> Findings:
        return self._timed(lambda: self.inner.deepened(found, meaning, limit))

    def near(self, found: Findings, limit: int) -> tuple[Passage, ...]:
        return self.inner.near(found, limit)

    def subjects(self, found: Findings) -> tuple[str, ...]:
        return self.inner.subjects(found)

    def passage(self, id: str) -> Passage | None:
        return self.inner.passage(id)

    @staticmethod
    def _timed(search: Callable[[], Findings]) -> Findings:
        started = time.perf_counter()
        findings = search()
        SEARCHES.labels(findings.certainty).observe(time.perf_counter() - started)
        return findings
