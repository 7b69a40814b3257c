"""Finds the articles in the raw text of a page, and tells what it left out and why.

General rules over the data of `boilerplate`: what stands around an article goes, what was written as the article
stays. Where it is not clear, text stays: a stray line does less harm than a lost paragraph.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from bot.library.importing.blocks import Block, left_out
from bot.library.importing.boilerplate import (
    ABOUT_NAME,
    COMMENT_CUE,
    GREETING,
    INTRODUCES,
    RULES,
    Rule,
)
from bot.library.importing.lines import is_item, is_title
from bot.library.importing.pages import Page, find_metadata, find_title

_BODY = 100  # words after which an article has begun, so that what ends one can end it
_NEW_ARTICLE = 120
"""Words in paragraphs that have to follow a title after an article's end to make it another article."""
_PROSE = 12
"""Words that make a line a paragraph rather than a title, an item of a menu or a link."""
_AHEAD = 60
"""Lines after a title in which those words have to be found."""


def clean(blocks: Sequence[Block], title: str | None = None, *, page: bool = True) -> list[Page]:
    """The articles among these blocks; every block is kept in one of them, dropped there, or its metadata.

    A document that is no web page (`page`) is one article, and nothing stands around it. `title` is what it is called.
    """
    kept = [block for block in blocks if block.kind != "left out"]
    pages = _Cleaner(kept).run() if page else [Page(kept)]
    pages[0].dropped = sorted(
        [*(block for block in blocks if block.kind == "left out"), *pages[0].dropped],
        key=lambda drop: drop.line,
    )
    for number, one in enumerate(pages):
        find_title(one, title if number == 0 else None)
        find_metadata(one)
    return pages


class _Cleaner:
    def __init__(self, lines: Sequence[Block]) -> None:
        self.lines = lines
        self.spaced = sum(line.gap for line in lines) * 4 > len(lines)
        self.matches = [self._match(at) for at in range(len(lines))]
        self.talk = [
            bool(GREETING.fullmatch(line.text) or COMMENT_CUE.fullmatch(line.text)) for line in lines
        ]
        prose = [line.words if line.words >= _PROSE else 0 for line in lines]
        self.prose = list(accumulate(prose, initial=0))
        self.pages = [Page()]
        self.words = 0  # of the page's lines so far
        self.ended = False

    @property
    def page(self) -> Page:
        return self.pages[-1]

    def run(self) -> list[Page]:
        at = 0
        while at < len(self.lines):
            if self.ended and self._begins_article(at, _NEW_ARTICLE):
                self.pages.append(Page())
                self.words, self.ended = 0, False
            at = self._take(at)
        return self.pages

    def _match(self, at: int) -> Rule | None:
        """The rule for what stands around an article that a block falls under; parts of its own structure do not."""
        block, after = self.lines[at], self.lines[at + 1] if at + 1 < len(self.lines) else None
        rule = next((rule for rule in RULES if rule.matches(block.text)), None)
        heads = block.kind == "heading" and after is not None and after.kind != "heading"
        inside = block.kind in ("item", "row", "quotation")
        return None if rule and (inside or (heads and rule.reach in ("line", "edge"))) else rule

    def _take(self, at: int) -> int:
        """Keeps or drops the line at `at` and what goes with it; returns where to go on."""
        rule = self._rule(at)
        if rule is None:
            return self._keep(at)
        if rule.reason == "picture credit":
            self._drop_caption(self.lines[at])
        if rule.reason == "advertisement":
            self._drop_label()
        ends = {"list": self._end_of_links, "box": self._end_of_box, "rest": self._end_of_comments}
        end = ends[rule.reach](at) if rule.reach in ends else at + 1
        return self._drop(at, end, rule.reason, ends=rule.reach in ("box", "rest"))

    def _keep(self, at: int) -> int:
        line = self.lines[at]
        if self._begins_comments(at):
            return self._drop(at, self._end_of_comments(at), "comments", ends=True)
        if (name := ABOUT_NAME.fullmatch(line.text)) and self._is_author_box(at, name[1]):
            self.page.author = self.page.author or name[1]
            return self._drop(at, self._end_of_box(at, name[1]), "about the author", ends=True)
        self.page.lines.append(line)
        self.words += line.words
        return at + 1

    def _rule(self, at: int) -> Rule | None:
        rule = self.matches[at]
        heads = rule and rule.reach == "edge" and self.words and self._is_prose(at + 1)
        early = rule and rule.reach == "rest" and not self._like_comments(at + 1)
        return None if heads or early else rule

    def _is_prose(self, at: int) -> bool:
        return at < len(self.lines) and self.lines[at].words >= _PROSE

    def _drop(self, start: int, end: int, reason: str, ends: bool = False) -> int:
        self.page.dropped += [left_out(line, reason) for line in self.lines[start:end]]
        self.ended = self.ended or (ends and self.words >= _BODY)
        return end

    def _drop_caption(self, credit: Block) -> None:
        """A picture's alternative text stands right above its credit, in small letters and without an end."""
        kept = self.page.lines
        if kept and not credit.gap and is_title(kept[-1]) and kept[-1].text[0].islower():
            self._unkeep("picture caption")

    def _drop_label(self) -> None:
        kept = self.page.lines
        if kept and kept[-1].words <= 2 and kept[-1].text.endswith(":"):
            self._unkeep("advertisement")

    def _unkeep(self, reason: str) -> None:
        line = self.page.lines.pop()
        self.words -= line.words
        self.page.dropped.append(left_out(line, reason))

    def _begins_article(self, at: int, words: int) -> bool:
        line = self.lines[at]
        if (
            not is_title(line)
            or self.matches[at]
            or self.talk[at]
            or (not line.gap and self.spaced)
            or ABOUT_NAME.fullmatch(line.text)
        ):
            return False
        end = min(at + _AHEAD, len(self.lines))
        if self.prose[end] - self.prose[at] < words:
            return False
        found = 0
        for place in range(at + 1, end):
            rule = self.matches[place]
            if (rule and rule.reach in ("box", "rest")) or self.talk[place]:
                break
            found += 0 if rule else self.prose[place + 1] - self.prose[place]
            if found >= words:
                return True
        return False

    def _begins_comments(self, at: int) -> bool:
        """Whether a greeting begins the comments: it stands below boilerplate, or there are more of them."""
        if not GREETING.fullmatch(self.lines[at].text):
            return False
        dropped = self.page.dropped
        below = bool(dropped) and dropped[-1].line == self.lines[at - 1].line
        return self._like_comments(at, cues=1 if below else 2)

    def _like_comments(self, at: int, cues: int = 0) -> bool:
        """Whether what begins at `at` looks like comments and not like the rest of the article."""
        if self.words < _BODY:
            return False
        end = self._end_of_comments(at)
        found = sum(self.talk[at:end])
        words = sum(line.words for line in self.lines[at:end])
        return found >= cues and (words * 4 <= self.words or found * 150 >= words)

    def _end_of_comments(self, at: int) -> int:
        for place in range(at + 1, len(self.lines)):
            if self.spaced and self._begins_article(place, 2 * _NEW_ARTICLE):
                return place
        return len(self.lines)

    def _is_author_box(self, at: int, name: str) -> bool:
        """A heading with a name is one at the end, or before another article, where the person is introduced."""
        if self.words < _BODY or not self._tells_of(at + 1, name):
            return False
        end = self._end_of_box(at, name)
        if self.prose[-1] - self.prose[end] < _BODY:
            return True
        return bool(INTRODUCES.search(self.lines[at + 1].text)) and self._begins_article(end, _NEW_ARTICLE)

    def _end_of_links(self, at: int) -> int:
        end = at + 1
        while end < len(self.lines) and self._rule(end) is None and self._is_link(end):
            end += 1
        return end

    def _is_link(self, at: int) -> bool:
        line = self.lines[at]
        if line.kind == "item" or is_item(line.text):
            return line.words <= 20
        return line.kind == "line" and is_title(line) and not line.gap and not self._is_prose(at + 1)

    def _end_of_box(self, at: int, name: str | None = None) -> int:
        """A box is the paragraph under its heading, and what follows while it tells of the same person."""
        end = at + 1
        if end < len(self.lines) and self._rule(end) is None:
            end += 1
            while end < len(self.lines) and self._rule(end) is None and self._in_box(end, name):
                end += 1
        return end

    def _in_box(self, at: int, name: str | None) -> bool:
        if self.spaced and not self.lines[at].gap:
            return True
        return name is not None and self._tells_of(at, name)

    def _tells_of(self, at: int, name: str) -> bool:
        return at < len(self.lines) and name.split(maxsplit=1)[0] in self.lines[at].text.split()
