"""Another opinion on the order of passages, where an administrator wants one. It never keeps an answer waiting."""

from __future__ import annotations

import asyncio
import math
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Protocol

import structlog

from bot.core.errors import LeiderschapError
from bot.library.passages import Hit

log = structlog.get_logger()


class RerankerUnusable(LeiderschapError):
    """It cannot be loaded; the message says why and what to do. Trying again does not help."""


class Reranker(Protocol):
    """Says how well passages answer a question."""

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """A number a passage, higher is better. May take long; raises RerankerUnusable, or anything else."""
        ...


def reordered(hits: Sequence[Hit], scores: Sequence[float]) -> tuple[Hit, ...]:
    """The hits by these scores, best first; equal ones keep their order. Raises ValueError where one has no number."""
    if len(scores) != len(hits) or not all(math.isfinite(score) for score in scores):
        raise ValueError("a reranker must give every passage a number")
    ordered = sorted(zip(hits, scores, strict=True), key=lambda pair: -pair[1])
    return tuple(hit for hit, _ in ordered)


class Reordering:
    """Asks a reranker in a thread of its own, for at most `seconds`; after that, and at any fault, nothing changes.

    While a question is still in that thread, others are not put to it.
    """

    def __init__(self, reranker: Reranker | None, seconds: float) -> None:
        self._reranker = reranker
        self._seconds = seconds
        self._busy = False

    async def __call__(self, question: str, hits: Sequence[Hit]) -> Sequence[Hit]:
        """The hits in the reranker's order, or as they are."""
        if self._reranker is None or len(hits) < 2:
            return hits
        if self._busy:
            log.warning("reranker.skipped", reason="busy")
            return hits
        try:
            asked = self._ask(self._reranker, question, [hit.passage.text for hit in hits])
            return reordered(hits, await asyncio.wait_for(asked, self._seconds))
        except TimeoutError:
            log.warning("reranker.skipped", reason="slow", seconds=self._seconds)
        except RerankerUnusable as error:
            self._reranker = None
            log.error("reranker.off", reason=str(error))
        except Exception as error:  # a model of somebody else's raises what it likes
            # Its words may hold the question.
            log.warning("reranker.skipped", reason=type(error).__name__)
        return hits

    def _ask(self, reranker: Reranker, question: str, texts: list[str]) -> asyncio.Future[list[float]]:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[list[float]] = loop.create_future()
        self._busy = True

        def settle(how: Callable[[Any], None], value: object) -> None:
            self._busy = False
            if not answer.done():
                how(value)

        def work() -> None:
            how: Callable[[Any], None] = answer.set_result
            value: object
            try:
                value = reranker.scores(question, texts)
            except Exception as error:  # goes to who asked, in the other thread
                how, value = answer.set_exception, error
            with suppress(RuntimeError):  # the loop ended meanwhile
                loop.call_soon_threadsafe(settle, how, value)

        threading.Thread(target=work, name="reranker", daemon=True).start()
        return answer
