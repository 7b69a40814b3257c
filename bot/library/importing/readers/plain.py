"""Plain text, as it is typed, sent and saved."""

from __future__ import annotations

from bot.library.importing.blocks import ImportProblem, Read
from bot.library.importing.lines import lines_of

_HEAD = 2000
READ_AS_WINDOWS = "was not UTF-8 and was read as Windows-1252: look at letters such as é and ë"


def read(data: bytes) -> Read:
    """The lines of a text; they may be those of a web page that somebody copied."""
    text, notes = decoded(data)
    return Read(lines_of(text), source=text, page=True, notes=notes)


def decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text in UTF-8, UTF-16, or else Windows-1252, which is noted. Raises ImportProblem."""
    notes: tuple[str, ...] = ()
    try:
        text = data.decode(_unicode(data))
    except UnicodeDecodeError:
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError:
            raise ImportProblem(
                "is not text, neither UTF-8 nor Windows-1252: save it as UTF-8", why="kind"
            ) from None
        notes = (READ_AS_WINDOWS,)
    if "\0" in text or sum(c < " " and c not in "\t\n\r\f" for c in text) * 50 > len(text):
        raise ImportProblem("is not text but binary data: save its text, or leave it out", why="kind")
    return text.replace("\r\n", "\n").replace("\r", "\n"), notes


def _unicode(data: bytes) -> str:
    """How the text is written; what has a zero beside nearly every letter is UTF-16, also without a mark."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = data[:_HEAD]
    for name, zeros, letters in (("utf-16-le", head[1::2], head[::2]), ("utf-16-be", head[::2], head[1::2])):
        if zeros.count(0) * 10 > len(zeros) * 9 and 0 not in letters:
            return name
    return "utf-8-sig"
