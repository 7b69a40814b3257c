"""Finds and reads the text files of a content folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.core.errors import ContentError, Fault

MAX_BYTES = 256 * 1024

_MISTAKEN = {".yaml": {".yml", ".json"}, ".md": {".markdown", ".txt"}}


def listed(folder: Path, suffix: str, faults: list[Fault]) -> Iterator[Path]:
    """The files of a folder with this suffix, by name.

    A missing folder, and a file that is surely meant but has another suffix, are added to `faults`.
    """
    if not folder.is_dir():
        faults.append(Fault(str(folder), 0, "is not a folder: make it, or leave it out of the settings"))
        return
    for path in sorted(folder.iterdir()):
        if path.suffix == suffix:
            yield path
        elif path.suffix in _MISTAKEN[suffix]:
            faults.append(Fault(str(path), 0, f"is not read: only files that end in {suffix} are"))


def read_text(path: Path, max_bytes: int = MAX_BYTES) -> str:
    """The text of a UTF-8 file of at most `max_bytes`. Raises ContentError."""
    try:
        size = path.stat().st_size
        if size > max_bytes:
            message = f"is {size:,} bytes; at most {max_bytes:,} are read: split the file"
            raise ContentError([Fault(str(path), 0, message)])
        data = path.read_bytes()
    except OSError as error:
        raise ContentError([Fault(str(path), 0, f"cannot be read: {error.strerror}")]) from None
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ContentError([Fault(str(path), line, "is not UTF-8 text: save the file as UTF-8")]) from None
