"""Files of every format become text, and what cannot be read is refused with its reason."""

import datetime as dt
import io
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
import pypdf
import pytest
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from bot.core.errors import ContentError
from bot.library.importing import formats

PROSE = "Elke week neemt het team een half uur de tijd om te bespreken wat goed ging en wat beter kan."


def save(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def refused(path: Path) -> str:
    with pytest.raises(ContentError) as error:
        formats.read(path)
    return str(error.value)


def pdf_of(pages: Sequence[Sequence[str]], password: str = "") -> bytes:
    """A PDF of real pages with text, one line under the other."""
    writer = pypdf.PdfWriter()
    for lines in pages:
        page = writer.add_blank_page(595, 842)
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        shown = " T* ".join(f"({line}) Tj" for line in lines)
        content = DecodedStreamObject()
        content.set_data(f"BT /F1 11 Tf 14 TL 50 780 Td {shown} ET".encode("latin-1"))
        page[NameObject("/Contents")] = writer._add_object(content)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    data = io.BytesIO()
    writer.write(data)
    return data.getvalue()


def docx_of(*paragraphs: tuple[str, str]) -> bytes:
    document = docx.Document()
    for style, text in paragraphs:
        document.add_paragraph(text, style=style)
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def test_text_is_read_in_utf_8_and_utf_16(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        raw = formats.read(save(tmp_path, "a.txt", "Eén idee".encode(encoding)))
        assert (raw.text, raw.notes) == ("Eén idee", ())


def test_text_in_windows_1252_is_read_and_noted(tmp_path: Path) -> None:
    raw = formats.read(save(tmp_path, "a.TXT", "Eén ‘idee’".encode("cp1252")))
    assert raw.text == "Eén ‘idee’"
    assert "Windows-1252" in raw.notes[0]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n\t ", "is empty"),
        ("a.txt", b"\x00\x01\x02" * 100, "binary"),
        ("a.txt", bytes(range(1, 32)) * 10, "binary"),
        ("a.txt", b"\xff\x81\x8d", "neither UTF-8 nor Windows-1252"),
        ("a.txt", b"x" * 10 * 1024 * 1024, "10,485,760 bytes; at most 2,097,152"),
        ("a.xls", b"x", "format that cannot be imported; formats are: .txt"),
        ("a.pdf", b"x", "damaged PDF"),
        ("a.pdf", b"%PDF-1.4\n" + b"\x00" * 50, "damaged PDF"),
        ("a.pdf", pdf_of([[]]), "pictures of text only"),
        ("a.pdf", pdf_of([["tekst"]], "geheim"), "locked with a password"),
        ("a.docx", b"x", "damaged Word document"),
        ("a.html", b"<html><body></body></html>", "no article text"),
        ("a.html", b"\x00\x01", "is not a web page"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(
    tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    path = save(tmp_path, name, data)
    assert refused(path).startswith(f"{path}: ")
    assert words in refused(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "cannot be read: No such file" in refused(tmp_path / "weg.txt")


def test_a_word_document_that_unpacks_to_far_too_much_is_refused(tmp_path: Path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b"\0" * 101 * 1024 * 1024)
    assert "unpacks to more than" in refused(save(tmp_path, "a.docx", data.getvalue()))


def test_a_zip_that_is_no_word_document_is_refused(tmp_path: Path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        packed.writestr("a.txt", "x")
    assert "damaged Word document" in refused(save(tmp_path, "a.docx", data.getvalue()))


def test_markdown_loses_its_signs_and_keeps_its_words(tmp_path: Path) -> None:
    source = "# Een **kop**\n\nZie [het boek](https://example.org) van _Vera_.\n\n![team](a.png)\n\n> Citaat\n\n2*3*4"
    raw = formats.read(save(tmp_path, "a.md", source.encode()))
    assert raw.text.split("\n\n") == ["# Een kop", "Zie het boek van Vera.", "", "Citaat", "2*3*4"]


def test_a_web_page_gives_its_article_and_what_it_tells(tmp_path: Path) -> None:
    page = f"""<html lang="nl"><head><title>Vragen stellen | Voorbeeldblad</title>
    <meta name="author" content="Vera Voorbeeld"><meta property="article:published_time" content="2019-05-12">
    <meta property="og:site_name" content="Voorbeeldblad"><meta property="og:title" content="Vragen stellen"></head>
    <body><nav><a href="/">Home</a><a href="/over">Over ons</a></nav><article><h1>Vragen stellen</h1>
    <p>{PROSE} {PROSE}</p><h2>Wat het oplevert</h2><p>{PROSE} {PROSE}</p><ul><li>rust</li><li>ruimte</li></ul>
    <p>{PROSE}</p></article><footer>© 2019 Voorbeeldblad</footer></body></html>"""
    raw = formats.read(save(tmp_path, "a.html", page.encode()))
    assert (raw.title, raw.author, raw.publisher) == ("Vragen stellen", "Vera Voorbeeld", "Voorbeeldblad")
    assert raw.date == dt.date(2019, 5, 12)
    assert "## Wat het oplevert" in raw.text
    assert "- rust" in raw.text
    assert "Home" not in raw.text


CANONICAL = '<link rel="canonical" href="https://blad.example/vragen">'


@pytest.mark.parametrize(
    ("above", "head", "link"),
    [
        ("", CANONICAL, "https://blad.example/vragen"),
        (
            "",
            '<link href="https://blad.example/a?b=1&amp;c=2" rel="Canonical">',
            "https://blad.example/a?b=1&c=2",
        ),
        ("", '<meta property="og:url" content=" https://blad.example/og ">', "https://blad.example/og"),
        ("<!-- saved from url=(0025)https://blad.example/hier -->", "", "https://blad.example/hier"),
        ("<!-- saved from url=(0025)https://blad.example/hier -->", CANONICAL, "https://blad.example/vragen"),
        (
            "",
            '<link rel="canonical" href="/vragen"><meta property="og:image" content="https://cdn.example/a.png">',
            None,
        ),
        (
            "",
            '<base href="https://blad.example/"><link rel="alternate" href="https://blad.example/en">',
            None,
        ),
        ("", '<link rel="canonical" href="javascript:alert(1)">', None),
        ("<!-- saved from url=(0013)file:///C:/a.html -->", "", None),
    ],
)
def test_a_saved_page_gives_the_address_that_it_names_whole_and_none_is_guessed(
    tmp_path: Path, above: str, head: str, link: str | None
) -> None:
    page = f"<!DOCTYPE html>{above}<html><head><title>Vragen</title>{head}</head><body><h1>Vragen</h1>"
    page += f"<p>{PROSE} {PROSE}</p><p>{PROSE} {PROSE}</p></body></html>"
    assert formats.read(save(tmp_path, "a.html", page.encode())).link == link


def test_a_pdf_gives_its_text_without_what_stands_on_every_page(tmp_path: Path) -> None:
    pages = [
        ["Voorbeeldblad 2019", f"Regel {n} van de tekst.", "Nog een zin.", f"pagina {n}"] for n in (1, 2, 3)
    ]
    raw = formats.read(save(tmp_path, "a.pdf", pdf_of(pages)))
    assert raw.text.split("\n") == [
        *["Regel 1 van de tekst.", "Nog een zin.", "Regel 2 van de tekst.", "Nog een zin."],
        *["Regel 3 van de tekst.", "Nog een zin."],
    ]


def test_a_word_document_gives_its_headings_and_lists(tmp_path: Path) -> None:
    data = docx_of(
        *[
            ("Title", "Vragen stellen"),
            ("Normal", PROSE),
            ("Heading 1", "Wat het oplevert"),
            ("Normal", "Dit:"),
        ],
        *[("List Bullet", "rust"), ("List Bullet", "ruimte"), ("Normal", PROSE), ("Normal", "")],
    )
    raw = formats.read(save(tmp_path, "a.docx", data))
    assert raw.text.strip().split("\n") == [
        *[
            "# Vragen stellen",
            "",
            PROSE,
            "",
            "## Wat het oplevert",
            "",
            "Dit:",
            "- rust",
            "- ruimte",
            "",
            PROSE,
        ]
    ]


@pytest.mark.parametrize(("suffix", "module"), [("html", "trafilatura"), ("pdf", "pypdf"), ("docx", "docx")])
def test_a_library_that_is_not_installed_is_named_with_what_to_do(
    tmp_path: Path, suffix: str, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    assert "pip install '.[documents]'" in refused(save(tmp_path, f"a.{suffix}", b"x"))
