"""Web pages, and HTML that stands in other files, by lxml. Each piece of text becomes a block or is left out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Any

from bot.library.importing.blocks import Block, ImportProblem, Read, left_out
from bot.library.importing.lines import listed, visible
from bot.library.importing.readers import elements, front_matter, plain, site
from bot.library.importing.readers.libraries import library

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_DECLARED = re.compile(r"\s*<\?xml[^>]*\?>")
_HEAD = 10_000
_DOTS = re.compile(r"\s*(?:…|\.\.\.)[\s.…]*$")


def read(data: bytes) -> Read:
    """The blocks of a web page, and what it tells of itself. Raises ImportProblem."""
    text, notes = _decoded(data)
    front = front_matter.split(text)
    tree = _parsed(front.body)
    if tree is None:
        raise ImportProblem("is not a web page")
    page = site.Page(tree, data[:_HEAD])
    blocks = listed(list(_without_repeats(elements.blocks_of(tree, page.reason))))
    title = front.title or page.title
    if not any(block.kind != "left out" for block in blocks):
        raise ImportProblem(
            "holds no article text that can be found: save the text and import that", why="nothing"
        )
    if front.raw:
        blocks.insert(0, Block("left out", visible(front.raw), reason="front matter"))
    return Read(
        _titled(blocks, title),
        source=" ".join([front.raw, *_texts(tree)]),
        title=title,
        author=front.author or page.author,
        publisher=front.publisher or page.publisher,
        date=front.date or page.date,
        link=front.link or page.link,
        page=True,
        notes=notes,
    )


def blocks_in(html: str) -> list[Block]:
    """The blocks of a piece of HTML that stands in another text; nothing in it is left out but what is unseen."""
    tree = _parsed(html)
    if tree is None:
        return []
    site.strip(tree)
    return listed(elements.blocks_of(tree, lambda _: None))


def _decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text as browsers read it: what says latin-1 is Windows-1252 (https://encoding.spec.whatwg.org/#names-and-labels)."""
    said = _CHARSET.search(data[:_HEAD])
    name = said[1].decode("ascii", "replace").lower() if said else "utf-8"
    if name in (
        "iso-8859-1",
        "latin1",
        "latin-1",
        "iso8859-1",
        "ascii",
        "us-ascii",
        "windows-1252",
        "cp1252",
    ):
        try:
            return data.decode("utf-8-sig"), ()  # seen, not documented: pages that say so and are UTF-8
        except UnicodeDecodeError:
            return data.decode("cp1252", "replace"), ()
    if name not in ("utf-8", "utf8"):
        try:
            return data.decode(name), ()
        except (LookupError, ValueError):
            pass
    return plain.decoded(data)


def _parsed(text: str) -> Any:
    lxml = library("lxml.html", "web pages")
    text = _DECLARED.sub("", text, count=1)
    if not text.strip():
        return None
    try:
        tree = lxml.document_fromstring(text)
    except (library("lxml.etree", "web pages").LxmlError, ValueError):
        return None
    return tree if "<" in text else None


def _texts(tree: Any) -> Iterator[str]:
    """All text of a page but what a browser never shows."""
    unseen = 0
    for event, element in elements.walk(tree):
        hidden = element.tag in elements.UNSEEN
        if event == "start":
            unseen += hidden
            if not unseen:
                yield element.text or ""
                yield element.get("alt") or "" if element.tag == "img" else ""
        else:
            unseen -= hidden
            if not unseen:
                yield element.tail or ""


def _without_repeats(blocks: Sequence[Block]) -> Iterator[Block]:
    """A page shows the beginning of a part that folds open, and then the part: the beginning goes.

    It ends in dots that the part does not have; what stands right above that, and again below, goes with it.
    """
    kept = [block.text for block in blocks if block.kind != "left out"]
    ordered, below = sorted(kept), set[str]()
    found: list[Block] = []
    cut_off = False
    for block in reversed(blocks):
        if block.kind == "left out":
            found.append(block)
            continue
        start = _DOTS.sub("", block.text)
        cut = start != block.text and len(start) > 20 and _begins_one(start, block.text, ordered)
        cut_off = cut or (cut_off and block.text in below)
        below.add(block.text)
        found.append(left_out(block, "stands there twice") if cut_off else block)
    return reversed(found)


def _begins_one(start: str, own: str, ordered: Sequence[str]) -> bool:
    at = bisect_left(ordered, start)
    return any(one.startswith(start) and one != own for one in ordered[at : at + 3])


def _titled(blocks: Sequence[Block], title: str | None) -> list[Block]:
    """The heading that is the title goes; it stands above the article already."""
    found = list(blocks)
    for at, block in enumerate(found):
        if title and block.kind == "heading" and block.text == title:
            found[at] = left_out(block, "title repeated")
            break
    return found
