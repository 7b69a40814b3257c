"""Turns a file or a page, of whatever format, into plain text; the libraries for it are loaded on use."""

from __future__ import annotations

import datetime as dt
import io
import logging
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from bot.core.errors import ContentError, Fault
from bot.library.fields import ADDRESS, one_line

MAX_TEXT = 2 * 1024 * 1024
MAX_DOCUMENT = 20 * 1024 * 1024
_MAX_UNPACKED = 100 * 1024 * 1024
_MAX_PAGES = 1000
_HEAD = 10_000
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)(\S+)\s*-->")
"""Browsers write it above a page that they save:
https://learn.microsoft.com/en-us/previous-versions/windows/internet-explorer/ie-developer/compatibility/ms537628(v=vs.85)"""
_EXTRA = "pip install 'leiderschap-bot[documents]'"


@dataclass(frozen=True, slots=True)
class Raw:
    """The text of a file before cleaning, in which `# ` marks a heading and `- ` an item, and what the format
    tells of it. `notes` are for the person who imports."""

    text: str
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    date: dt.date | None = None
    link: str | None = None
    notes: tuple[str, ...] = ()


def read(path: Path) -> Raw:
    """Reads a file by its suffix. Raises ContentError: unknown format, too large, empty, not text, damaged, or
    a library that is not installed."""
    data = data_of(path)
    return READERS[path.suffix.lower()](data, str(path))


def data_of(path: Path) -> bytes:
    """The bytes of a file. Raises ContentError: unknown format, too large, empty or not to be read."""
    if path.suffix.lower() not in READERS:
        known = ", ".join(READERS)
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


def text(data: bytes, name: str) -> Raw:
    """Plain text in UTF-8, UTF-16 with a mark, or else Windows-1252, which is noted."""
    notes: tuple[str, ...] = ()
    try:
        decoded = data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        try:
            decoded = data.decode("cp1252")
        except UnicodeDecodeError:
            raise refusal(name, "is not text: neither UTF-8 nor Windows-1252") from None
        notes = ("was not UTF-8 and was read as Windows-1252: look at letters such as é and ë",)
    if "\0" in decoded or sum(c < " " and c not in "\t\n\r\f" for c in decoded) * 50 > len(decoded):
        raise refusal(name, "is not text but binary data")
    return Raw(decoded, notes=notes)


def markdown(data: bytes, name: str) -> Raw:
    """Markdown without front matter: emphasis, links and pictures become plain text."""
    raw = text(data, name)
    return Raw(_without_markup(raw.text), notes=raw.notes)


def html(data: bytes, name: str) -> Raw:
    """The main text of a web page, by trafilatura."""
    trafilatura = _library("trafilatura", "web pages", name)
    page = trafilatura.load_html(data)
    if page is None:
        raise refusal(name, "is not a web page")
    link = _address(page, data)
    found = trafilatura.extract_metadata(page)
    body = trafilatura.extract(page, output_format="markdown", include_comments=False, include_images=False)
    if not body:
        raise refusal(name, "holds no article text that can be found: save the text and import that")
    try:
        date = dt.date.fromisoformat(found.date) if found and found.date else None
    except ValueError:
        date = None
    title, author, site = (_told(getattr(found, field, None)) for field in ("title", "author", "sitename"))
    return Raw(_without_markup(body), title=title, author=author, publisher=site, date=date, link=link)


def _address(page: Any, data: bytes) -> str | None:
    """The address that a saved page says it came from; one that it does not say whole is not guessed."""
    said = [
        *(
            each.get("href")
            for each in page.iter("link")
            if "canonical" in (each.get("rel") or "").lower().split()
        ),
        *(each.get("content") for each in page.iter("meta") if each.get("property") == "og:url"),
        *(found[1].decode("utf-8", "replace") for found in _SAVED_FROM.finditer(data[:_HEAD])),
    ]
    whole = (address.strip() for address in said if address)
    return next((address for address in whole if ADDRESS.fullmatch(address) and len(address) <= 2000), None)


def pdf(data: bytes, name: str) -> Raw:
    """The text of a PDF, without what stands on every page, by pypdf."""
    pypdf = _library("pypdf", "PDF files", name)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise refusal(name, "is locked with a password: save it without one")
        if len(reader.pages) > _MAX_PAGES:
            raise refusal(name, f"has {len(reader.pages)} pages; at most {_MAX_PAGES} are read: split it")
        pages = [page.extract_text() for page in reader.pages]
    except (
        pypdf.errors.PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
    ) as error:
        raise refusal(name, f"is a damaged PDF ({type(error).__name__}): save it again") from None
    if not any(page.strip() for page in pages):
        raise refusal(name, "holds pictures of text only: recognise its text first, or import the text")
    return Raw("\n".join(_without_page_boilerplate(pages)))


def docx(data: bytes, name: str) -> Raw:
    """The text of a Word document, with its headings and lists, by python-docx."""
    library = _library("docx", "Word documents", name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > _MAX_UNPACKED:
                raise refusal(name, f"unpacks to more than {_MAX_UNPACKED:,} bytes")
        paragraphs = library.Document(io.BytesIO(data)).paragraphs
    except (zipfile.BadZipFile, KeyError, ValueError, library.opc.exceptions.OpcError) as error:
        raise refusal(name, f"is a damaged Word document ({type(error).__name__}): save it again") from None
    marks = (("Title", "# "), ("Heading", "## "), ("List Number", "1. "), ("List", "- "))
    blocks = []
    for paragraph in paragraphs:
        style = (paragraph.style and paragraph.style.name) or ""
        mark = next((mark for start, mark in marks if style.startswith(start)), "")
        blocks.append(("\n" if mark in ("", "# ", "## ") else "") + mark + paragraph.text.replace("\n", " "))
    return Raw("\n".join(block for block in blocks if block.strip("#-1. \n")))


ReadBytes = Callable[[bytes, str], Raw]
"""Reads the bytes of what has this name. Raises ContentError."""

READERS: dict[str, ReadBytes] = {
    ".txt": text,
    ".md": markdown,
    ".html": html,
    ".htm": html,
    ".pdf": pdf,
    ".docx": docx,
}


BY_KIND: dict[str, ReadBytes] = {"text": text, "markdown": markdown, "html": html, "pdf": pdf, "docx": docx}


def refusal(name: str, message: str) -> ContentError:
    return ContentError([Fault(name, 0, message)])


def _library(module: str, what: str, name: str) -> Any:
    logging.getLogger(module).setLevel(logging.CRITICAL)  # a refusal says what is wrong with a file
    try:
        return import_module(module)
    except ImportError as error:
        raise refusal(name, f"needs libraries for {what} ({error.name} is missing): {_EXTRA}") from None


def _told(value: str | None) -> str | None:
    """What a page tells of itself, where it can be a line of front matter."""
    line = one_line(value or "")
    return line if line and len(line) <= 200 and line.isprintable() else None


def _without_markup(source: str) -> str:
    source = re.sub(r"!\[[^\]]*\]\([^)]*\)|<!--.*?-->", "", source, flags=re.DOTALL)
    source = re.sub(r"\[([^\]\n]+)\]\([^)\n]*\)", r"\1", source)
    source = re.sub(r"(?<![\w*])(\*{1,3}|_{1,3})(?=\S)([^*_\n]+?)(?<=\S)\1(?![\w*])", r"\2", source)
    source = re.sub(r"^>\s?", "", source, flags=re.MULTILINE)
    return re.sub(r"\\([#*_<>\[\]\\-])", r"\1", source)


def _without_page_boilerplate(pages: list[str]) -> list[str]:
    """The lines of all pages without page numbers and without first and last lines that are the same on most."""
    cut = [[line.strip() for line in page.splitlines() if line.strip()] for page in pages]
    edges = [re.sub(r"\d+", "0", line) for page in cut for line in {*page[:1], *page[-1:]}]
    repeated = {edge for edge in edges if len(pages) > 2 and edges.count(edge) * 2 > len(pages)}
    found = []
    for page in cut:
        for at, line in enumerate(page):
            edge = at in (0, len(page) - 1)
            number = re.fullmatch(r"((pagina|page) )?\d{1,4}( (van|of|/) \d{1,4})?", line, re.IGNORECASE)
            if not (edge and (number or re.sub(r"\d+", "0", line) in repeated)):
                found.append(line)
    return found
