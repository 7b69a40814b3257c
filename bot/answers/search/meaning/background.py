"""Makes the vectors of the content in force beside all that goes on, in a thread that gives way to everything else."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Literal

import structlog

from bot.answers.search.index import PassageIndex
from bot.answers.search.meaning.embedders import Embedder, ModelUnusable, load

log = structlog.get_logger()

Use = Literal["auto", "always", "off"]
"""Where the model is used: for passages without questions of their own, for all passages, or nowhere."""
LOWEST = 19


def give_way() -> None:
    """Let everything else go before the work of this thread."""
    with suppress(OSError, AttributeError):  # where a thread has no priority of its own
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LOWEST)


class Meanings:
    """Gives an index its vectors. The model is loaded where the first passage needs it, and once."""

    def __init__(self, use: Use, model: Path | None, folder: Path) -> None:
        self._use = use
        self._model = model
        self._folder = folder
        self._embedder: Embedder | None = None
        self._stop = threading.Event()

    def begin(self, index: PassageIndex) -> None:
        """Make the vectors of this index in the background, and no longer those of another."""
        self.stop()
        if self._wanted(index):
            self._stop = stop = threading.Event()
            threading.Thread(target=self._work, args=(index, stop), name="meaning", daemon=True).start()

    def complete(
        self, index: PassageIndex, progress: Callable[[int, int], None], most: int | None = None
    ) -> None:
        """Make the vectors of this index here and now; of one with more than `most` passages, use those that were made
        before. Raises ModelUnusable."""
        if self._wanted(index):
            stop = threading.Event()
            texts = index.texts(every=self._use == "always")
            if most is not None and next(islice(texts, most, None), None) is not None:
                stop.set()
            self._fill(index, stop, progress)

    def stop(self) -> None:
        """Make no further vectors; the one at hand is finished beside what follows."""
        self._stop.set()

    def _wanted(self, index: PassageIndex) -> bool:
        return self._use == "always" or (self._use == "auto" and index.has_unasked())

    def _work(self, index: PassageIndex, stop: threading.Event) -> None:
        give_way()
        known = 0

        def progress(done: int, _all: int) -> None:
            nonlocal known
            known = done

        try:
            self._fill(index, stop, progress)
            log.info("meaning.stopped" if stop.is_set() else "meaning.ready", passages=known)
        except ModelUnusable as error:
            log.warning("meaning.off", reason=str(error))
        except Exception as error:  # a full disk, or a model of somebody else's: words alone answer then
            log.warning("meaning.off", reason=type(error).__name__)

    def _fill(self, index: PassageIndex, stop: threading.Event, progress: Callable[[int, int], None]) -> None:
        # Here, as numpy is not there wherever the model is not.
        try:
            from bot.answers.search.meaning.likeness import Meaning
            from bot.answers.search.meaning.vectors import Store
        except ImportError as error:
            raise ModelUnusable(f"the model of meaning needs {error.name}") from error
        if self._embedder is None:
            self._embedder = load(self._model)
        meaning = Meaning(self._embedder, Store(self._folder / "vectors", self._embedder.name))
        every = self._use == "always"
        index.meanings = meaning
        meaning.make(lambda: index.texts(every=every), stop, progress)
