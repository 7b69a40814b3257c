"""Plain text, as it is typed, sent and saved."""

from __future__ import annotations

from bot.library.importing.blocks import ImportProblem, Read
from bot.library.importing.lines import lines_of

READ_AS_WINDOWS = "was not UTF-8 and was read as Windows-1252: look at letters such as é and ë"


def read(data: bytes) -> Read:
    """The lines of a text; they may be those of a web page that somebody copied."""
    text, notes = decoded(data)
    return Read(lines_of(text), source=text, page=True, notes=notes)


def decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text in UTF-8, UTF-16 with a mark, or else Windows-1252, which is noted. Raises ImportProblem."""
    notes: tuple[str, ...] = ()
    try:
        text = data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError:
            raise ImportProblem("is not text: neither UTF-8 nor Windows-1252") from None
        notes = (READ_AS_WINDOWS,)
    if "\0" in text or sum(c < " " and c not in "\t\n\r\f" for c in text) * 50 > len(text):
        raise ImportProblem("is not text but binary data")
    return text.replace("\r\n", "\n").replace("\r", "\n"), notes
