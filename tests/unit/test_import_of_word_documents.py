"""A Word document comes in whole, in whatever language it was written, and as it is with all changes accepted."""

import io
import zipfile
from typing import Any

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.importing import PROSE, article, kept, out, read, refused

NAMES = nsdecls("w") + (
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)


def saved(document: Any) -> bytes:
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def add(document: Any, xml: str) -> None:
    """Puts XML of the body of a document before its last section."""
    document.element.body.insert_element_before(parse_xml(xml.replace(">", f" {NAMES}>", 1)), "w:sectPr")


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def blocks(document: Any) -> list[tuple[str, str]]:
    return kept(read(saved(document), "docx").blocks)


def test_headings_are_known_by_their_level_in_any_language() -> None:
    document = docx.Document()
    own = document.styles.add_style("Mijn Kop", WD_STYLE_TYPE.PARAGRAPH)
    own.element.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl w:val="1" {nsdecls("w")}/>'))
    deeper = document.styles.add_style("Mijn Kop Blauw", WD_STYLE_TYPE.PARAGRAPH)
    deeper.base_style = own
    document.styles["Heading 1"].element.set(f"{{{document.element.nsmap['w']}}}styleId", "Kop1")
    add(document, f'<w:p><w:pPr><w:pStyle w:val="Kop1"/></w:pPr>{run("Een")}</w:p>')
    document.add_paragraph("Twee", style="Mijn Kop")
    document.add_paragraph("Drie", style="Mijn Kop Blauw")
    add(document, f'<w:p><w:pPr><w:outlineLvl w:val="2"/></w:pPr>{run("Vier")}</w:p>')
    add(
        document,
        f'<w:p><w:pPr><w:pStyle w:val="Kop1"/><w:outlineLvl w:val="9"/></w:pPr>{run("Geen kop")}</w:p>',
    )
    found = [(block.kind, block.level, block.text) for block in read(saved(document), "docx").blocks]
    assert (
        found
        == [
            *[("heading", 1, "Een"), ("heading", 2, "Twee"), ("heading", 2, "Drie"), ("heading", 3, "Vier")],
            ("paragraph", 0, "Geen kop"),
        ]
        or found[0][0] == "left out"
    )


def test_lists_are_known_by_their_numbering() -> None:
    document = docx.Document()
    for style, text in (
        ("List Number", "een"),
        ("List Number", "twee"),
        ("List Bullet", "punt"),
        ("List Bullet 2", "diep"),
    ):
        document.add_paragraph(text, style=style)
    numbering = document.part.numbering_part.element
    level = '<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl>'
    abstract = f'<w:abstractNum w:abstractNumId="90">{level}</w:abstractNum>'
    numbering.insert(0, parse_xml(abstract.replace(">", f" {nsdecls('w')}>", 1)))
    numbering.append(parse_xml(f'<w:num w:numId="90" {nsdecls("w")}><w:abstractNumId w:val="90"/></w:num>'))
    for text in ("eerst", "dan"):
        add(
            document,
            f'<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="90"/></w:numPr></w:pPr>{run(text)}</w:p>',
        )
    add(
        document,
        f'<w:p><w:pPr><w:pStyle w:val="ListBullet"/><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr>{run("los")}</w:p>',
    )
    assert blocks(document) == [
        *[("item", "1. een"), ("item", "2. twee"), ("item", "- punt"), ("item", "- diep")],
        *[("item", "1. eerst"), ("item", "2. dan"), ("item", "- los")],
    ]


def test_tables_become_rows_and_a_table_that_only_sets_texts_apart_stays_text() -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=3)
    for row, cells in zip(table.rows, (("Rol", "Wie", "Termijn"), ("lid", "Jan", "3 jaar")), strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    pairs = document.add_table(rows=2, cols=2)
    for row, pair in zip(pairs.rows, (("Start", "1 mei"), ("Einde:", "1 juni")), strict=True):
        row.cells[0].text, row.cells[1].text = pair
    merged = document.add_table(rows=1, cols=2)
    merged.rows[0].cells[0].merge(merged.rows[0].cells[1]).text = "Samen"
    box = document.add_table(rows=1, cols=2)
    box.rows[0].cells[0].text = "Links"
    for text in ("een", "twee", "drie", "vier"):
        box.rows[0].cells[1].add_paragraph(text, style="List Bullet")
    assert blocks(document) == [
        *[("row", "Rol: lid; Wie: Jan; Termijn: 3 jaar"), ("row", "Start: 1 mei"), ("row", "Einde: 1 juni")],
        *[("paragraph", "Samen"), ("paragraph", "Links")],
        *[("item", f"- {text}") for text in ("een", "twee", "drie", "vier")],
    ]


def test_changes_are_read_as_if_they_were_accepted() -> None:
    document = docx.Document()
    add(
        document,
        f'<w:p>{run("Vraag ")}<w:del w:id="1" w:author="a"><w:r><w:delText>nooit</w:delText></w:r></w:del>'
        f'<w:ins w:id="2" w:author="a">{run("altijd")}</w:ins>'
        f'<w:moveFrom w:id="3" w:author="a">{run("weg")}</w:moveFrom>'
        f"{run(' door')}<w:r><w:rPr><w:vanish/></w:rPr><w:t>verborgen</w:t></w:r></w:p>",
    )
    found = read(saved(document), "docx").blocks
    assert kept(found) == [("paragraph", "Vraag altijd door")]
    assert sorted(out(found)) == [("deleted in a change", "nooitweg"), ("hidden", "verborgen")]


def test_text_boxes_content_controls_links_and_breaks_stay() -> None:
    document = docx.Document()
    box = f"<w:txbxContent><w:p>{run('In het vak')}</w:p></w:txbxContent>"
    add(
        document,
        f"<w:p>{run('Boven')}<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx>"
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>",
    )
    add(document, f"<w:sdt><w:sdtContent><w:p>{run('In een veld')}</w:p></w:sdtContent></w:sdt>")
    add(
        document,
        f"<w:p><w:sdt><w:sdtContent>{run('Datum')}</w:sdtContent></w:sdt><w:r><w:br/><w:t>mei</w:t></w:r></w:p>",
    )
    add(
        document,
        f"<w:p><w:hyperlink>{run('het boek')}</w:hyperlink><w:r><w:tab/><w:t>AI</w:t>"
        "<w:noBreakHyphen/><w:t>wet</w:t></w:r></w:p>",
    )
    add(document, f"<w:p><w:smartTag>{run('Slim')}</w:smartTag></w:p>")
    assert [text for _, text in blocks(document)] == [
        *["Boven", "In het vak", "In een veld", "Datum mei", "het boek AI-wet", "Slim"]
    ]


def test_what_stands_around_the_text_goes_with_its_reason() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Handboek 2024"
    document.sections[0].footer.paragraphs[0].text = "Vertrouwelijk"
    document.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("Begin 3", style="toc 1")
    gallery = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    add(document, f"<w:sdt>{gallery}<w:sdtContent><w:p>{run('Inhoud')}</w:p></w:sdtContent></w:sdt>")
    document.add_paragraph("* * *")
    document.add_paragraph(PROSE)
    found = read(saved(document), "docx").blocks
    assert kept(found) == [("paragraph", PROSE)]
    assert sorted(out(found)) == [
        *[("running head", "Handboek 2024"), ("running head", "Vertrouwelijk"), ("separator", "* * *")],
        *[("table of contents", "Begin 3"), ("table of contents", "Inhoud")],
    ]


def test_a_note_stands_under_the_text_that_refers_to_it() -> None:
    document = docx.Document()
    notes = f'<w:footnotes {nsdecls("w")}><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
    notes += f'<w:footnote w:id="2"><w:p>{run("De noot.")}</w:p></w:footnote></w:footnotes>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, notes.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    add(document, f'<w:p>{run("Eerst")}<w:r><w:footnoteReference w:id="2"/></w:r></w:p>')
    document.add_paragraph("Dan")
    assert [text for _, text in blocks(document)] == ["Eerst", "De noot.", "Dan"]


@pytest.mark.parametrize(
    ("properties", "lines", "title"),
    [
        ("Vragen stellen", [("Title", "Iets anders")], "Vragen stellen"),
        ("Word Document", [("Title", "Voorbeeldbedrijf"), ("Title", "Vragen stellen")], "Vragen stellen"),
        ("", [("Subtitle", "/// Vragen stellen"), ("Heading 1", "Context")], "Vragen stellen"),
        ("", [("Heading 1", "Vragen stellen")], "Vragen stellen"),
        ("", [("Normal", "Vragen")], None),
    ],
)
def test_the_title_is_that_of_the_properties_or_of_the_text(
    properties: str, lines: list[tuple[str, str]], title: str | None
) -> None:
    document = docx.Document()
    document.core_properties.title = properties
    document.core_properties.author = "Vera Voorbeeld"
    for style, text in [*lines, ("Normal", PROSE), ("Normal", PROSE)]:
        document.add_paragraph(text, style=style)
    found = read(saved(document), "docx")
    assert (found.title, found.author) == (title, "Vera Voorbeeld")
    assert article(saved(document), "docx").account


def test_a_document_that_is_none_is_refused() -> None:
    def packed(name: str, data: bytes) -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, data)
        return made.getvalue()

    whole = saved(docx.Document())
    for data in (
        b"x",
        whole[: len(whole) // 2],
        whole[:-30],
        packed("a.txt", b"x"),
        packed("word/document.xml", b"<"),
    ):
        assert "damaged Word document" in refused(data, "docx")
    assert "unpacks to more than" in refused(packed("word/document.xml", b"\0" * 101 * 1024 * 1024), "docx")
