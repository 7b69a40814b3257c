"""Proves that a folder that was written once is still complete and unchanged."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

SEAL = "seal"
_AT_ONCE = 1024 * 1024


def seal(folder: Path) -> None:
    """Record every file in the folder, as the last step of making it."""
    files = {str(path.relative_to(folder)): _seen(path) for path in _files(folder)}
    (folder / SEAL).write_text(json.dumps(files), encoding="utf-8")


def is_whole(folder: Path) -> bool:
    """Whether every file that was sealed is still there, byte for byte."""
    try:
        sealed = json.loads((folder / SEAL).read_text(encoding="utf-8"))
        return isinstance(sealed, dict) and all(_seen(folder / name) == was for name, was in sealed.items())
    except (OSError, ValueError):
        return False


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _seen(path: Path) -> list[int]:
    """The size and checksum of a file. They reveal damage, not forgery."""
    size = check = 0
    with path.open("rb") as file:
        while piece := file.read(_AT_ONCE):
            size, check = size + len(piece), zlib.crc32(piece, check)
    return [size, check]
