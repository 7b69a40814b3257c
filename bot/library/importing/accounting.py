"""Counts the words of a source and where each went, so that nothing disappears in silence."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.library.importing.blocks import Block
from bot.library.passages import Article

MOST_LOST = 0.02
"""The share of the words of a source that may be missing without a reason before a person is warned."""

_WORD = re.compile(r"[^\W_]+")
_SIGNS = re.compile(r"[*_`~\\\xad\u200b-\u200d\ufeff]")
_HYPHEN = re.compile(r"(?<=[^\W_])[-‐‑]\s*(?=[^\W_])")


@dataclass(frozen=True, slots=True)
class Account:
    """How many words a source has, how many are kept, how many are left out by reason, and which went without one."""

    source: int
    kept: int
    left_out: Mapping[str, int]
    lost: Sequence[str]

    @property
    def warning(self) -> str | None:
        """What a person has to know; None if at most MOST_LOST went without a reason."""
        if len(self.lost) <= MOST_LOST * self.source:
            return None
        some = ", ".join(list(dict.fromkeys(self.lost))[:8])
        return (
            f"{len(self.lost)} of {self.source} words went and nothing says why ({some} …): "
            "compare it with the file"
        )


def account(source: str, articles: Iterable[Article], dropped: Iterable[Block]) -> Account:
    """The account of a source that became these articles, of which these blocks were left out."""
    kept = sum((words_of(_text(article)) for article in articles), Counter[str]())
    out: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for block in dropped:
        found = words_of(block.text)
        out += found
        reasons[block.reason] += found.total()
    whole = words_of(source)
    lost = whole - kept - out
    _join(lost, (kept + out) - whole)
    return Account(whole.total(), (whole & kept).total(), reasons, tuple(lost.elements()))


def words_of(text: str) -> Counter[str]:
    """The words of a text, however its marks, hyphens and ligatures are written."""
    plain = _SIGNS.sub("", unicodedata.normalize("NFKC", text).casefold())
    return Counter(_WORD.findall(_HYPHEN.sub("", plain)))


def _join(lost: Counter[str], more: Counter[str]) -> None:
    """Words that only stand together now, or apart, are not lost."""
    for word in more:
        for at in range(1, len(word)):
            left, right = word[:at], word[at:]
            if lost[left] and lost[right] and (left != right or lost[left] > 1):
                lost.subtract((left, right))
                break
    for word in [one for one, count in lost.items() if count > 0]:
        if any(more[word[:at]] and more[word[at:]] for at in range(1, len(word))):
            del lost[word]


def _text(article: Article) -> str:
    parts = [text for section in article.sections for text in (section.heading, *section.paragraphs)]
    return "\n".join([article.title, article.author or "", str(article.date or ""), *parts])
