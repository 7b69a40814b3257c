"""What a workspace added, searched beside an index that is too large to copy."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.answers.search.index import PassageIndex
from bot.library.passages import Findings, Passage
from bot.library.ports import Pairs, PassageSearch

SURER = ("sure", "maybe", "none")


class Beside:
    """Fulfils `library.ports.PassageSearch` by two: a `large` one, and a small one that has no vectors. What the surer
    one found comes first; of two as sure, what the small one found."""

    def __init__(self, large: PassageIndex, small: PassageSearch) -> None:
        self.large = large
        self._small = small

    def search(self, question: str, limit: int = 3, same: Pairs = ()) -> Findings:
        large = self.large.search(question, limit, same)
        return _merged(large, self._small.search(question, limit, same), limit)

    def meaning(self, found: Findings) -> Any:
        return self.large.meaning(found.read[0])

    def deepened(self, found: Findings, meaning: Any, limit: int = 3) -> Findings:
        large, small = found.read
        return _merged(self.large.deepened(large, meaning, limit), small, limit)

    def near(self, found: Findings, limit: int) -> tuple[Passage, ...]:
        return self.large.near(found.read[0], limit)

    def subjects(self, found: Findings) -> tuple[str, ...]:
        large, small = found.read
        return tuple(dict.fromkeys((*self.large.subjects(large), *self._small.subjects(small))))

    def passage(self, id: str) -> Passage | None:
        return self._small.passage(id) or self.large.passage(id)


def _merged(large: Findings, small: Findings, limit: int) -> Findings:
    first, then = sorted((small, large), key=lambda found: SURER.index(found.certainty))
    return replace(
        large,
        hits=(*first.hits, *then.hits)[:limit],
        certainty=first.certainty,
        open=large.open and first.certainty != "sure",
        read=(large, small),
    )
