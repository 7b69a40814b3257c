"""PDF files, by pypdf: the lines of every page, what stands on all of them out, joined to paragraphs."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from itertools import dropwhile, islice, takewhile
from pathlib import PurePath
from typing import Any

from bot.library.importing.blocks import Block, ImportProblem, Read
from bot.library.importing.hyphens import joined
from bot.library.importing.lines import ITEM, is_item, is_title
from bot.library.importing.readers import pdf_lines
from bot.library.importing.readers.front_matter import told
from bot.library.importing.readers.libraries import library
from bot.library.importing.readers.pdf_columns import rows_from
from bot.library.importing.readers.pdf_lines import Line

MAX_PAGES = 1000
_FILE_NAME = re.compile(
    r".*\.(docx?|pdf|odt|pptx?|xlsx?|indd|pages|rtf|tex)$|microsoft word - .*|untitled.*", re.IGNORECASE
)
_LARGER = 1.12
"""How many times larger than the text a line has to be to head it."""
_MOST_ROWS = 200
_TITLE_WORDS = 25
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_LETTERED = re.compile(r"(?:o|[a-z]\)|[ivx]{1,4}[.)])\s+(?=\S)")
"""An item that a letter begins; its letter stays, but for the o that Word draws as a bullet."""
_ENDS = (".", "!", "?", ":", ";", "…", "”", '"', "’", ")")


def read(data: bytes, name: str) -> Read:
    """The blocks of a PDF, and what its properties tell. Raises ImportProblem."""
    document = _opened(data)
    try:
        pages = [pdf_lines.lines_of(page, number) for number, page in enumerate(document.pages, 1)]
        told_of = document.metadata or {}
        title, author = told(_text(told_of.get("/Title"))), told(_text(told_of.get("/Author")))
    except Exception as error:  # a damaged file makes pypdf fail in every way
        raise ImportProblem(f"is a damaged PDF ({type(error).__name__}): save it again") from None
    empty = [number for number, page in enumerate(pages, 1) if not page]
    if len(empty) == len(pages):
        raise ImportProblem(
            "holds pictures of text only: recognise its text first, or import the text", why="pictures"
        )
    lines, out = pdf_lines.without_repeats(pages)
    out += [
        Block("left out", "o", line=line.number, reason="layout") for line in lines if line.text[:2] == "o "
    ]
    body = _body_size(lines)
    named = None if title is None or _is_file_name(title, name) else title
    top = _top(lines, body)
    blocks = list(_blocks([line for line in lines if named or line not in top], body))
    notes = (_pictured(empty),) if empty else ()
    return Read(
        sorted([*blocks, *out], key=lambda block: block.line),
        source="\n".join(pdf_lines.whole(page) for page in pages),
        title=named or told(" ".join(line.text for line in top)) or _spelled_out(title),
        author=author,
        notes=notes,
    )


def _opened(data: bytes) -> Any:
    pypdf = library("pypdf", "PDF files")
    try:
        document = pypdf.PdfReader(io.BytesIO(data))
        locked = document.is_encrypted and not document.decrypt("")
        count = 0 if locked else len(document.pages)
    except Exception as error:  # a damaged file makes pypdf fail in every way
        raise ImportProblem(f"is a damaged PDF ({type(error).__name__}): save it again") from None
    if locked:
        raise ImportProblem("is locked with a password: save it without one", why="locked")
    if count > MAX_PAGES:
        raise ImportProblem(f"has {count} pages; at most {MAX_PAGES} are read: split it", why="large")
    return document


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _pictured(pages: Sequence[int]) -> str:
    some = ", ".join(map(str, pages[:10])) + (" …" if len(pages) > 10 else "")
    return f"pages without text, which are empty or pictures of it: {some}; recognise their text first if they hold any"


def _is_file_name(title: str, name: str) -> bool:
    """Whether a title is only the name under which the file was saved once."""
    stem = PurePath(name).stem
    return (
        _FILE_NAME.fullmatch(title) is not None
        or ("_" in title and " " not in title)
        or (title.lower() == stem.lower() and " " not in title)
        or (len(title.split()) < 2 and title == title.lower())
    )


def _body_size(lines: Sequence[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _top(lines: Sequence[Line], body: float) -> list[Line]:
    """The largest line of the first pages, with those of its size right under it; else a bold one that begins them.

    One word that is no larger than a heading of another page only heads a part.
    """
    first = [line for line in lines if line.page <= lines[0].page + 1]
    largest = max((line.size for line in first), default=0)
    if largest < body * _LARGER:
        bold = (line for line in first[:5] if line.bold and line.words <= _TITLE_WORDS)
        return list(islice(bold, 1))
    from_it = list(dropwhile(lambda line: line.size != largest, first))[:4]
    found = list(takewhile(lambda line: line.size == largest and line.page == from_it[0].page, from_it))
    one_of_many = (
        any(line.size == largest and line.page > found[0].page for line in lines) if found else False
    )
    return [] if one_of_many and sum(line.words for line in found) < 2 else found


def _spelled_out(title: str | None) -> str | None:
    """The name of a file as a title, where it has words."""
    words = re.sub(r"\.[a-z]{3,4}$|[_-]+", " ", title or "").split()
    return " ".join(words) if len(words) > 1 else None


def _blocks(lines: Sequence[Line], body: float) -> Iterator[Block]:
    words = {word.lower() for line in lines for word in _WORD.findall(line.text)[:-1]}
    sizes = sorted({line.size for line in lines if line.size >= body * _LARGER}, reverse=True)
    found: list[Block] = []
    before: Line | None = None
    for line, after, said in _with_tables(lines):
        if said:
            found += [Block("row", text, line=line.number) for text in said]
            continue
        block = _block(line, before, after, body, sizes)
        if found and before and _goes_on(found[-1], before, block, line):
            found[-1] = replace(found[-1], text=_joined(found[-1], line, words))
        else:
            found.append(block)
        before = line
    yield from map(_marked, found)


def _with_tables(lines: Sequence[Line]) -> Iterator[tuple[Line, Line | None, Sequence[str]]]:
    """Each line with the one after it; for a table its first line, with its rows as they can be read."""
    at = 0
    while at < len(lines):
        page = lines[at].page
        many, said = rows_from([one.cells for one in lines[at : at + _MOST_ROWS] if one.page == page])
        yield lines[at], lines[at + 1] if at + 1 < len(lines) else None, said
        at += many or 1


def _joined(block: Block, line: Line, words: Set[str]) -> str:
    return f"{block.text} {line.text}" if block.kind == "heading" else joined(block.text, line.text, words)


def _block(line: Line, before: Line | None, after: Line | None, body: float, sizes: Sequence[float]) -> Block:
    if _heads(line, before, after, body):
        level = min(2 + sizes.index(line.size), 6) if line.size in sizes else 0
        return Block("heading", line.text, level, line=line.number)
    listed = is_item(line.text) or _LETTERED.match(line.text)
    return Block("item" if listed else "paragraph", line.text, line=line.number, gap=line.gap)


def _heads(line: Line, before: Line | None, after: Line | None, body: float) -> bool:
    """Whether a line is a heading: larger than the text, bold by itself, or short and apart above a paragraph."""
    if len(line.text) > 150 or not any(c.isalpha() for c in line.text) or _is_bullet(line.text):
        return False
    if line.size >= body * _LARGER:
        return True
    if after is None or line.size < body * 0.95:
        return False
    bold = line.bold and not line.text.endswith((".", ",", ";"))
    among_bold = before is not None and before.bold and after.bold and not line.gap
    return (bold and not among_bold) or _stands_apart(line, after)


def _stands_apart(line: Line, after: Line) -> bool:
    numbered = is_item(line.text)
    text = ITEM.sub("", line.text, count=1)
    fits = is_title(Block("line", text), words=12) and len(text) <= 90 and not text[0].islower()
    if not line.gap or not fits or is_item(after.text):
        return False
    apart = after.gap or after.page != line.page
    short = len(line.text) * 2 < len(after.text) and not numbered
    return len(after.text) >= 50 and (apart or short)


def _is_bullet(text: str) -> bool:
    found = ITEM.match(text)
    return found is not None and not found[1]


def _goes_on(open_: Block, before: Line, block: Block, line: Line) -> bool:
    """Whether a line belongs to the block that is open."""
    if open_.kind == "row":
        return False
    if block.kind == "heading" or open_.kind == "heading":
        same = block.kind == open_.kind and block.level == open_.level
        return same and not line.gap and line.page == before.page
    if block.kind == "item":
        return False
    if line.page != before.page or line.gap:  # over the edge of a page, or a column
        return line.page != before.page and not open_.text.endswith(_ENDS) and not block.text[:1].isupper()
    full = before.full or not open_.text.endswith(_ENDS)
    return full or line.x > before.x


def _marked(block: Block) -> Block:
    if block.kind != "item":
        return block
    sign = ITEM.match(block.text)
    mark = sign[1].strip() if sign and sign[1] else "-"
    text = ITEM.sub("", block.text, count=1)
    return replace(block, mark=mark, level=1, text=text.removeprefix("o ") if text == block.text else text)
