"""A line of CommonMark: its text without signs, and what stands in it beside that."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from bot.library.importing.blocks import Block
from bot.library.importing.lines import visible
from bot.library.importing.readers.libraries import library
from bot.library.importing.readers.scrubbing import Held, scrubbed

_DEEPEST = 200
"""Levels of lists and quotations that are read; the parser passes over what lies deeper."""
_PLACE = re.compile(r"<([a-z]\w*)(?:\s[^<>=]*)?>")
"""A tag that may be a word between brackets, which says what to write there: <naam>."""


def plain(text: str) -> str:
    """A line of Markdown without its signs."""
    return Line(parser().parseInline(text)[0].children or []).text


@cache
def parser() -> MarkdownIt:
    options = {"html": True, "maxNesting": _DEEPEST, "store_labels": True}
    parser = MarkdownIt("commonmark", options).enable(["table", "strikethrough"])
    parser.use(footnote_plugin, inline=False, move_to_end=False).use(deflist_plugin)
    parser.normalizeLink = str  # type: ignore[method-assign,assignment]
    parser.validateLink = bool  # type: ignore[method-assign,assignment]
    return parser


class Line:
    """The text of inline tokens, and what stands in them beside it."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        said: list[str] = []
        self.out: list[Block] = []
        self.notes: list[str] = []
        self.code = Held()
        for at, token in enumerate(tokens):
            if token.type in ("em_open", "em_close") and token.markup == "*" and _between_figures(tokens, at):
                said.append("*")
            self._take(token, said)
        text, out = scrubbed(visible("".join(said)))
        self.text = self.code.back(text)
        self.out += [replace(block, text=self.code.back(block.text)) for block in out]

    def _take(self, token: Token, said: list[str]) -> None:
        if token.type in ("text", "text_special"):
            said.append(token.content)
        elif token.type == "code_inline":
            said.append(self.code.put(visible(token.content)))
        elif token.type in ("softbreak", "hardbreak"):
            said.append(" ")
        elif token.type == "image":
            self._leave(
                f"{token.content} {token.attrs.get('src', '')} {token.attrs.get('title', '')}", "picture"
            )
            self._leave(str(token.meta.get("label", "")), "picture")
        elif token.type == "link_open" and token.info != "auto":
            self._leave(f"{token.attrs.get('href', '')} {token.attrs.get('title', '')}", "address of a link")
            self._leave(str(token.meta.get("label", "")), "address of a link")
        elif token.type == "html_inline" and (place := _place(token.content)):
            said.append(place)
        elif token.type == "html_inline":
            said.append(" " if token.content.lower().startswith("<br") else "")
            self._leave(token.content, "comment" if token.content.startswith("<!") else "layout")
        elif token.type == "footnote_ref":
            self.notes.append(token.meta["label"])
            self._leave(token.meta["label"], "mark of a note")

    def _leave(self, text: str, reason: str) -> None:
        if line := visible(text):
            self.out.append(Block("left out", line, reason=reason))


def _place(tag: str) -> str:
    """The words of a tag that no browser knows, which so are what somebody has to write there; else ''."""
    found = _PLACE.fullmatch(tag)
    return tag[1:-1] if found and found[1] not in library("lxml.html.defs", "web pages").tags else ""


def _between_figures(tokens: Sequence[Token], at: int) -> bool:
    """Whether a sign is one of multiplication, as in 2*3*4."""
    before, after = (
        tokens[at - 1].content if at else "",
        tokens[at + 1].content if at + 1 < len(tokens) else "",
    )
    return before[-1:].isdigit() and after[:1].isdigit()
