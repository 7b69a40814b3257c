"""A folder that was made once and is read again and again: whole, or not used at all."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

SEAL = "seal"
_AT_ONCE = 1024 * 1024


def seal(folder: Path) -> None:
    """Write down every file that is in the folder, as the last thing that is made there."""
    files = {str(path.relative_to(folder)): _seen(path) for path in _files(folder)}
    (folder / SEAL).write_text(json.dumps(files), encoding="utf-8")


def is_whole(folder: Path) -> bool:
    """Whether every file of the folder is there, byte for byte as it was sealed."""
    try:
        sealed = json.loads((folder / SEAL).read_text(encoding="utf-8"))
        return isinstance(sealed, dict) and all(_seen(folder / name) == was for name, was in sealed.items())
    except (OSError, ValueError):
        return False


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _seen(path: Path) -> list[int]:
    """The size and the checksum of a file: against what breaks, not against who wants to deceive."""
    size = check = 0
    with path.open("rb") as file:
        while piece := file.read(_AT_ONCE):
            size, check = size + len(piece), zlib.crc32(piece, check)
    return [size, check]
