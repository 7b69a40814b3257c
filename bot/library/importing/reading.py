"""The one way into the readers: bytes of a kind of file in, blocks out; no file, network or database is touched."""

from __future__ import annotations

from dataclasses import replace

from bot.core.errors import ContentError
from bot.library import markdown
from bot.library.importing import formats, structure
from bot.library.importing.blocks import ImportProblem, Read
from bot.library.importing.lines import lines_of

KINDS = {
    ".txt": "text",
    ".md": "markdown",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
    ".docx": "docx",
}
"""The kind of file that a suffix, in small letters, says."""

_TYPES = {
    "html": "html",
    "pdf": "pdf",
    "wordprocessingml": "docx",
    "markdown": "markdown",
    "text/plain": "text",
}


def kind_of_type(content_type: str) -> str | None:
    """The kind of file that a web server means by this type; None if it cannot be imported."""
    return next((kind for part, kind in _TYPES.items() if part in content_type), None)


def read(data: bytes, kind: str, name: str) -> Read:
    """What the bytes of a file of this kind (a value of KINDS) hold. Raises ImportProblem and nothing else.

    `name` is the file's path or link; its last part is the name of an article in our own format.
    """
    if not data.strip():
        raise ImportProblem("is empty")
    try:
        if kind == "markdown" and data.removeprefix(b"\xef\xbb\xbf").startswith(b"---"):
            text = formats.text(data, name).text.replace("\r\n", "\n")
            stem = name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
            article = markdown.parse(text, structure.slugify(stem), name)
            return Read(article=article, source=text, notes=("has front matter and was taken as it is",))
        raw = formats.BY_KIND[kind](data, name)
    except ContentError as error:
        raise ImportProblem(error.faults[0].message, error.faults) from None
    body = f"# {raw.title}\n\n{raw.text}" if raw.title else raw.text
    known = replace(raw, text="")
    return Read(
        tuple(lines_of(body)),
        raw.text,
        known.title,
        known.author,
        known.publisher,
        known.date,
        known.link,
        page=kind in ("text", "html"),
        notes=raw.notes,
    )
