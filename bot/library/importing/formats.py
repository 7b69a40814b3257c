"""The files that are imported: how large they may be, and how a refusal names one."""

from __future__ import annotations

from pathlib import Path

from bot.core.errors import ContentError, Fault
from bot.library.importing.reading import KINDS

MAX_TEXT = 2 * 1024 * 1024
MAX_DOCUMENT = 20 * 1024 * 1024


def data_of(path: Path) -> bytes:
    """The bytes of a file. Raises ContentError: unknown format, too large, empty or not to be read."""
    if path.suffix.lower() not in KINDS:
        known = ", ".join(KINDS)
        raise refusal(str(path), f"is of a format that cannot be imported; formats are: {known}")
    limit = MAX_DOCUMENT if path.suffix.lower() in (".pdf", ".docx") else MAX_TEXT
    try:
        size = path.stat().st_size
        if size > limit:
            raise refusal(str(path), f"is {size:,} bytes; at most {limit:,} are read: split it into articles")
        data = path.read_bytes()
    except OSError as error:
        raise refusal(str(path), f"cannot be read: {error.strerror}") from None
    if not data.strip():
        raise refusal(str(path), "is empty")
    return data


def refusal(name: str, message: str) -> ContentError:
    return ContentError([Fault(name, 0, message)])
