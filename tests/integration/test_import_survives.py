"""Documents that are made to hang, fill or overturn what reads them: each is in or told, and all others are in."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.library.importing.bounded import Bounds
from bot.library.importing.importer import import_articles
from tests.folders import document_of, save, slugs, text_of

BODY = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'


def word_of(document: bytes) -> bytes:
    """A Word document whose text is this XML."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(document_of("x"))) as whole,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in whole.namelist():
            new.writestr(name, document if name == "word/document.xml" else whole.read(name))
    return packed.getvalue()


def pdf_of(*objects: bytes) -> bytes:
    """A PDF of these objects, the first of which is its catalogue."""
    data, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    return (
        data
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (
            size,
            table,
            size,
            len(data),
        )
    )


def pages_that_share_a_stream(number: int) -> bytes:
    content = zlib.compress(b"BT /F1 9 Tf " + b"(een twee drie) Tj T* " * 20_000 + b"ET")
    return pdf_of(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>"
        % (b" ".join(b"%d 0 R" % (5 + n) for n in range(number)), number),
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *[b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 3 0 R/Resources<</Font<</F1 4 0 R>>>>>>"]
        * number,
    )


def a_tree_of_pages_without_end() -> bytes:
    return pdf_of(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>")


LAUGHS = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(12))
HOSTILE: dict[str, Callable[[], bytes]] = {
    "haken.md": lambda: b"[" * 80_000,
    "citaten.md": lambda: b"> " * 40_000 + b"x",
    "lijsten.md": lambda: b"".join(b" " * (2 * depth) + b"- x\n" for depth in range(900)),
    "sterren.md": lambda: b"*a_ " * 20_000,
    "nesten.html": lambda: b"<html><body>" + b"<div>" * 200_000 + b"tekst " * 200,
    "tabellen.html": lambda: b"<html><body>" + b"<table><tr><td>" * 20_000 + b"tekst " * 200,
    "lach.docx": lambda: word_of(
        f'<!DOCTYPE x [<!ENTITY a0 "haha">{LAUGHS}]>{BODY.format("<w:p><w:r><w:t>&a12;</w:t></w:r></w:p>")}'.encode()
    ),
    "diep.docx": lambda: word_of(
        BODY.format("<w:tbl><w:tr><w:tc>" * 50_000 + "</w:tc></w:tr></w:tbl>" * 50_000).encode()
    ),
    "bom.docx": lambda: word_of(
        BODY.format(f"<w:p><w:r><w:t>{'a' * 150_000_000}</w:t></w:r></w:p>").encode()
    ),
    "stroom.pdf": lambda: pages_that_share_a_stream(999),
    "kring.pdf": a_tree_of_pages_without_end,
    "half.pdf": lambda: pages_that_share_a_stream(3)[:200],
    "ruis.pdf": lambda: b"%PDF-1.7\n" + bytes(range(256)) * 50,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_costs_itself_alone(tmp_path: Path, name: str) -> None:
    given, out = tmp_path / "in", tmp_path / "out"
    save(given, f"0-{name}", HOSTILE[name]())
    save(given, "1-goed.md", text_of("Goed"))
    outcome = import_articles([str(given)], out, {}, bounds=Bounds(seconds=4, megabytes=600))
    assert {one.article.slug for one in outcome.imported} >= {"goed"}
    assert len(outcome.imported) + len(outcome.faults) == 2
    for fault in outcome.faults:
        assert fault.file == f"{given}/0-{name}"
        assert "\n" not in fault.message
        assert ": " in fault.message or "unpacks to" in fault.message or "holds no" in fault.message
    assert slugs(out) == sorted(one.article.slug for one in outcome.imported)
