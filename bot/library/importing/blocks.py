"""What every reader makes of a file: blocks, one after the other, and what the file tells of itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.core.errors import Fault, LeiderschapError
from bot.library.passages import Article

Kind = Literal["heading", "paragraph", "item", "row", "quotation", "line", "left out"]
"""`line` is a line of plain text, which does not say what it is; its looks tell, once the page around it is gone."""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a text without markup, trimmed and single-spaced.

    `level` is that of a heading (1 to 6) or the depth of an item (from 1). `mark` is what stands before an item, `-`
    or its number. `line` is its place in the source, from 1. `gap` says that it stands apart from the block before.
    `told` says that an item holds the paragraph that tells of it. `reason` says why a block is left out.
    """

    kind: Kind
    text: str
    level: int = 0
    mark: str = ""
    line: int = 0
    gap: bool = True
    reason: str = ""
    told: bool = False

    @property
    def words(self) -> int:
        return len(self.text.split())


def left_out(block: Block, reason: str) -> Block:
    return replace(block, kind="left out", reason=reason)


@dataclass(frozen=True, slots=True)
class Read:
    """What a file holds. `source` is all its text, found in another way than the blocks, to count what they lack.

    `page` says that it may hold what stands around an article on a web page. `article` is one in our own format,
    which is taken as it is. `notes` are for the person who imports.
    """

    blocks: Sequence[Block] = ()
    source: str = ""
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    date: dt.date | None = None
    link: str | None = None
    page: bool = False
    article: Article | None = None
    notes: tuple[str, ...] = ()


Why = Literal[
    "damaged", "empty", "kind", "large", "locked", "nothing", "pictures", "slow", "uninstalled", "unavailable"
]
"""Why a file gives nothing, for who says it in other words."""


class ImportProblem(LeiderschapError):
    """A file that gives nothing; `sentence` says what is wrong and what to do, and follows the file's name.

    `faults` are the places in an article of our own format. It can be sent from one process to another.
    """

    def __init__(self, sentence: str, faults: Sequence[Fault] = (), why: Why = "damaged") -> None:
        super().__init__(sentence, tuple(faults), why)
        self.sentence = sentence
        self.faults = tuple(faults)
        self.why = why

    def __str__(self) -> str:
        return self.sentence
