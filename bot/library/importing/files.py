"""The files that a person points at: found in folders, and opened as what they are, whatever their names say."""

from __future__ import annotations

import io
import os
import re
import stat
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.core.errors import Fault
from bot.library.importing.blocks import ImportProblem
from bot.library.importing.reading import KINDS

MEGABYTE = 1024 * 1024
LARGEST = {"text": 2 * MEGABYTE, "markdown": 2 * MEGABYTE}
LARGEST_DOCUMENT = 50 * MEGABYTE
"""Of the kinds that hold pictures and fonts beside their text."""
_LINK = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_MARKS = b"\xef\xbb\xbf"
_HTML = re.compile(rb"<(!doctype\s+html|html)\b", re.IGNORECASE)
_HEAD = 20_000
_NOT_READ = (
    ((b"{\\rtf",), "is rich text (RTF): save it as .docx"),
    (
        (b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*"),
        "is a picture: only text is imported",
    ),
    (
        (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!\x1a", b"BZh91AY", b"\xfd7zXZ"),
        "is an archive: unpack it and give the folder",
    ),
    ((b"MIME-Version:", b"From: <Saved by"), "is a web archive (.mht): save the page as HTML"),
)
"""What files begin with that are not read, and what to do."""
_PACKED = (
    ("xl/", "is an Excel workbook: save its text as .docx or .txt"),
    ("ppt/", "is a PowerPoint presentation: save its text as .docx or as PDF"),
    ("content.xml", "is an OpenDocument file: save it as .docx"),
    ("META-INF/container.xml", "is an e-book (EPUB): save it as HTML or PDF"),
    ("", "is an archive: unpack it and give the folder"),
)
"""What stands in a zip file that is no Word document, and what to do."""
_NO_FILE = "is no file that can be opened: give the document itself"


@dataclass(slots=True)
class Found:
    """What is read, each once and in order; what is passed over, and what is wrong, each with its reason."""

    sources: list[str] = field(default_factory=list)
    passed_over: list[Fault] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def is_link(source: str) -> bool:
    return _LINK.match(source) is not None


def shown(name: str) -> str:
    """A name as one line that a terminal can take."""
    return "".join(c if c.isprintable() else "?" for c in name)


def find(sources: Sequence[str]) -> Found:
    """The files and links that these files, folders and links stand for; folders are looked through in depth."""
    found = Found()
    seen: set[str] = set()
    for source in sources:
        if not is_link(source) and os.path.isdir(source):
            inside = list(_inside(source, found))
            if not inside:
                message = f"holds no file that can be imported ({', '.join(KINDS)})"
                found.faults.append(Fault(shown(source), 0, message))
        else:
            inside = [source]
        for each in inside:
            name = each if is_link(each) or "\0" in each else os.path.realpath(each)
            if name not in seen:
                seen.add(name)
                found.sources.append(each)
    return found


def _inside(folder: str, found: Found) -> Iterator[str]:
    def unreadable(error: OSError) -> None:
        found.faults.append(Fault(shown(str(error.filename)), 0, _unreadable(error)))

    for at, folders, files in os.walk(folder, onerror=unreadable):
        folders.sort()
        for name in list(folders):
            if reason := _why_not_entered(at, name):
                found.passed_over.append(Fault(shown(os.path.join(at, name)), 0, reason))
                folders.remove(name)
        for name in sorted(files):
            path = os.path.join(at, name)
            if reason := _why_not_read(path):
                found.passed_over.append(Fault(shown(path), 0, reason))
            else:
                yield path


def _why_not_entered(at: str, name: str) -> str | None:
    if name.startswith("."):
        return "is a hidden folder"
    if name == "__MACOSX":
        return "is what macOS adds to an archive"
    if os.path.islink(os.path.join(at, name)):
        return "is a link to another folder: give that folder itself to have it read"
    return None


def _why_not_read(path: str) -> str | None:
    name = os.path.basename(path)
    if name.startswith("~$"):
        return "is a lock file of Office: the document itself is read"
    if name.startswith("."):
        return "is a hidden file"
    if Path(name).suffix.lower() not in KINDS:
        return f"is of a format that is not read ({Path(name).suffix or 'no suffix'})"
    if os.path.islink(path) and not os.path.exists(path):
        return "is a link that leads nowhere"
    return None if os.path.isfile(path) else _NO_FILE


def opened(path: str) -> tuple[bytes, str, tuple[str, ...]]:
    """What a file holds, its kind by what it holds, and a note where its name says otherwise. Raises ImportProblem."""
    data = _bytes(path, largest(path))
    return data, *kind_in(data, path)


def largest(path: str) -> int:
    """So many bytes at most are read of a file with this name."""
    return LARGEST.get(KINDS.get(Path(path).suffix.lower(), ""), LARGEST_DOCUMENT)


def kind_in(data: bytes, path: str) -> tuple[str, tuple[str, ...]]:
    """The kind of a file by what it holds, and a note where its name says otherwise. Raises ImportProblem."""
    named = KINDS.get(Path(path).suffix.lower())
    kind = kind_of(data)
    if kind is None and named is None:
        raise ImportProblem(
            f"is of a format that cannot be imported; formats are: {', '.join(KINDS)}", why="kind"
        )
    if kind is None and named in ("pdf", "docx") and _is_plain(data):
        raise ImportProblem(
            f"is named {Path(path).suffix} but holds plain text: name it .txt or .md", why="kind"
        )
    if kind is None or kind == named:
        return str(named), ()
    return kind, (f"is named {Path(path).suffix or 'without a suffix'} and was read as {kind}, which it is",)


def _unreadable(error: Exception) -> str:
    said = getattr(error, "strerror", None) or error
    return f"cannot be read: {said}; look at its name and its rights, or leave it out"


def _bytes(path: str, limit: int) -> bytes:
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise ImportProblem(_NO_FILE)
        with open(path, "rb") as file:
            data = file.read(limit + 1)
            size = os.fstat(file.fileno()).st_size
    except FileNotFoundError:
        raise ImportProblem("does not exist: give files, folders or links (https://…)") from None
    except (OSError, ValueError) as error:  # a name with NUL in it is no OSError
        raise ImportProblem(_unreadable(error)) from None
    if len(data) > limit:
        raise ImportProblem(
            f"is {size:,} bytes, and at most {limit:,} are read: split it, or save it without its pictures",
            why="large",
        )
    if not data.strip():
        raise ImportProblem("is empty", why="empty")
    return data


def kind_of(data: bytes) -> str | None:
    """The kind of file that the bytes themselves say, None where they do not: text says nothing of itself. Raises
    ImportProblem where they are of no kind that is read."""
    head = data[:_HEAD].removeprefix(_MARKS)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "replace").encode()
    if head.lstrip().startswith(b"%PDF-"):
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed_kind(data)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        raise ImportProblem(
            "is locked with a password: save it without one"
            if locked
            else "is an old Office file: save it as .docx",
            why="locked" if locked else "kind",
        )
    for starts, problem in _NOT_READ:
        if head.startswith(starts):
            raise ImportProblem(problem, why="kind")
    return "html" if _begins_as_html(head.lstrip()) else None


def _begins_as_html(head: bytes) -> bool:
    """Whether a web page begins here, behind what may stand above it."""
    for start, end in ((b"<?xml", b"?>"), *((b"<!--", b"-->"),) * 20):
        if head.startswith(start):
            head = head.partition(end)[2].lstrip()
    return _HTML.match(head) is not None


def _packed_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = packed.namelist()
    # zipfile raises the last for an archive of a newer version of the format (seen, not documented).
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise ImportProblem("is damaged or not there to its end: get it again, or save it anew") from None
    if any(name.startswith("word/") for name in names):
        return "docx"
    raise ImportProblem(
        next(said for part, said in _PACKED if any(name.startswith(part) for name in names or [""])),
        why="kind",
    )


def _is_plain(data: bytes) -> bool:
    try:
        return "\0" not in data.decode("utf-8")
    except UnicodeDecodeError:
        return False
