"""A search whose time and outcome are counted."""

from __future__ import annotations

import time

from bot.library.passages import Findings, Passage
from bot.library.ports import PassageSearch
from bot.observability import SEARCHES


class Measured:
    """Fulfils `library.ports.PassageSearch` by another one, `inner`.

    Of a question only the time and the certainty are kept.
    """

    def __init__(self, search: PassageSearch) -> None:
        self.inner = search

    def search(self, question: str, limit: int = 3) -> Findings:
        started = time.perf_counter()
        findings = self.inner.search(question, limit)
        SEARCHES.labels(findings.certainty).observe(time.perf_counter() - started)
        return findings

    def passage(self, id: str) -> Passage | None:
        return self.inner.passage(id)

    def subjects(self, question: str) -> tuple[str, ...]:
        return self.inner.subjects(question)
