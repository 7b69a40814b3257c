"""Markdown as it is in the wild: what stands above the text, its title, and its blocks."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from bot.library.importing.blocks import Block, Read
from bot.library.importing.lines import visible
from bot.library.importing.readers import front_matter, plain
from bot.library.importing.readers.markdown import inline, own_format, tokens
from bot.library.importing.readers.markdown.dialects import plain_markdown

_MARK = re.compile(r"^[ \t>]*\d{1,9}[.)](?=\s)", re.MULTILINE)
"""The number of an item, which says nothing: Markdown counts for itself."""

_IMPORT = re.compile(r"^import\s.+\sfrom\s+['\"].+['\"];?[ \t]*$", re.MULTILINE)
"""A line of JavaScript, which makes a text MDX, whatever the name of its file."""


def read(data: bytes, name: str) -> Read:
    """The blocks of a Markdown file, or the article that it holds in our own format. Raises ImportProblem."""
    text, notes = plain.decoded(data)
    if article := own_format.article_in(text, name):
        return Read(article=article, source=text, notes=("is in our own format and was taken as it is",))
    front = front_matter.split(text)
    body = front.body if front.body.strip() else front.longest
    mdx = name.lower().endswith(".mdx") or _IMPORT.search(body) is not None
    body, out = plain_markdown(body, mdx=mdx)
    blocks = [*_above(front), *out, *tokens.blocks_in(body, front.raw.count("\n"))]
    title = front.title and inline.plain(plain_markdown(front.title)[0].strip())
    return Read(
        blocks,
        source=_MARK.sub(" ", html.unescape(text)),
        title=title or _title(blocks),
        author=front.author,
        publisher=front.publisher,
        date=front.date,
        link=front.link,
        notes=notes,
    )


def _above(front: front_matter.FrontMatter) -> Iterator[Block]:
    if front.raw:
        held = "" if front.body.strip() else front.longest
        said = " ".join(front.raw.split()).replace(" ".join(held.split()), "", 1)
        yield Block("left out", visible(said), line=1, reason="front matter")


def _title(blocks: Sequence[Block]) -> str | None:
    """The only heading of the first level, or the heading that the text begins with."""
    kept = [block for block in blocks if block.kind != "left out"]
    tops = [block for block in kept if block.kind == "heading" and block.level == 1]
    if len(tops) == 1:
        return tops[0].text
    return kept[0].text if kept and kept[0].kind == "heading" else None
