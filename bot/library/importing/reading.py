"""The one way into the readers: bytes of a kind of file in, blocks out; no file, network or database is touched."""

from __future__ import annotations

from collections.abc import Callable

from bot.library.importing.blocks import ImportProblem, Read

KINDS = {
    ".txt": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".mdx": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
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
        raise ImportProblem("is empty", why="empty")
    try:
        return _reader(kind)(data, name)
    except ImportProblem:
        raise
    except Exception as error:  # parsers of foreign files fail in every way
        raise ImportProblem(
            f"cannot be read ({type(error).__name__}): save it again or as another kind"
        ) from error


def _reader(kind: str) -> Callable[[bytes, str], Read]:
    # Only where something is read: with their libraries they take a tenth of a second and 4 MB of a bot that starts.
    from bot.library.importing.readers import pdf, plain, web, word
    from bot.library.importing.readers.markdown import marked

    readers: dict[str, Callable[[bytes, str], Read]] = {
        "text": lambda data, _: plain.read(data),
        "markdown": marked.read,
        "html": lambda data, _: web.read(data),
        "pdf": pdf.read,
        "docx": lambda data, _: word.read(data),
    }
    return readers[kind]
