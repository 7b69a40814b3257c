"""Makes PDF files with real pages, line by line, for the tests of the import."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import pypdf
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject


@dataclass(frozen=True)
class Placed:
    """A line on a page that is 842 points high. Without a height `y` it is `down` points below the line above it."""

    text: str
    size: int = 11
    bold: bool = False
    x: int = 50
    y: int | None = None
    down: int = 14


def page_of(lines: Sequence[Placed | str]) -> list[Placed]:
    return [Placed(line) if isinstance(line, str) else line for line in lines]


def pdf_of(pages: Sequence[Sequence[Placed | str]], password: str = "", **properties: str) -> bytes:
    """A PDF with these pages of lines; `properties` are, for example, Title and Author."""
    writer = pypdf.PdfWriter()
    fonts = DictionaryObject(
        {NameObject(f"/F{bold:d}"): writer._add_object(_font(bold)) for bold in (False, True)}
    )
    for lines in pages:
        page = writer.add_blank_page(595, 842)
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        content = DecodedStreamObject()
        content.set_data(_shown(page_of(lines)).encode("cp1252"))
        page[NameObject("/Contents")] = writer._add_object(content)
    if properties:
        writer.add_metadata({f"/{name}": value for name, value in properties.items()})
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    data = io.BytesIO()
    writer.write(data)
    return data.getvalue()


def _font(bold: bool) -> DictionaryObject:
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica-Bold" if bold else "/Helvetica"),
            NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
        }
    )


def _shown(lines: Sequence[Placed]) -> str:
    shown = []
    y = 794
    for line in lines:
        y = y - line.down if line.y is None else line.y
        text = line.text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        shown.append(f"BT /F{line.bold:d} {line.size} Tf 1 0 0 1 {line.x} {y} Tm ({text}) Tj ET")
    return "\n".join(shown)
