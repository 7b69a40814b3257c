"""Word documents that other programs, and people without styles, made: they come in as people read them."""

from typing import Any

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.importing import PROSE, article, kept, out, read
from tests.unit.test_import_of_word_documents import add, blocks, run, saved

MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def marked(text: str, properties: str) -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{run(text) if text else ''}</w:p></w:tc>"


def numbered(document: Any, number: int, level: str) -> None:
    """Adds a list whose first level is this."""
    numbering = document.part.numbering_part.element
    abstract = f'<w:abstractNum w:abstractNumId="{number}" {nsdecls("w")}>{level}</w:abstractNum>'
    numbering.insert(0, parse_xml(abstract))
    list_ = f'<w:num w:numId="{number}" {nsdecls("w")}><w:abstractNumId w:val="{number}"/></w:num>'
    numbering.append(parse_xml(list_))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *[(name, "heading") for name in ("Kop 1", "kop2", "Überschrift 3", "Titre 1")],
        *[
            ("Inhopg 1", "left out"),
            ("Verzeichnis 2", "left out"),
            ("Citaat", "quotation"),
            ("Zitat", "quotation"),
        ],
    ],
)
def test_styles_are_known_by_the_names_that_other_programs_write(name: str, kind: str) -> None:
    document = docx.Document()
    document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph(PROSE)
    document.add_paragraph("Wat zo heet", style=name)
    document.add_paragraph(PROSE)
    assert [block.kind for block in read(saved(document), "docx").blocks] == ["paragraph", kind, "paragraph"]


def test_a_text_without_styles_has_its_title_and_headings_by_their_looks() -> None:
    document = docx.Document()
    large = '<w:sz w:val="36"/>'
    add(document, f"<w:p>{marked('Handboek verlof', large)}</w:p>")
    for heading in ("Hoeveel dagen", "Hoe vraag ik het"):
        add(document, f"<w:p>{marked(heading, '<w:b/>')}</w:p>")
        document.add_paragraph(PROSE)
    add(document, f"<w:p>{marked('Let op: vraag het op tijd.', '<w:b/>')}</w:p>")
    one = article(saved(document), "docx").article
    assert one.title == "Handboek verlof"
    assert [section.heading for section in one.sections] == ["Hoeveel dagen", "Hoe vraag ik het"]
    document.add_heading("Een echte kop")
    document.add_paragraph(PROSE)
    assert ("paragraph", "Hoeveel dagen") in blocks(document)


def test_lists_that_were_typed_are_lists_and_one_number_alone_is_none() -> None:
    document = docx.Document()
    for text in ("• een", "- twee", "1. drie", "2. vier", "Los", "3. Slot van het stuk", "*Zie de noot"):
        document.add_paragraph(text)
    assert blocks(document) == [
        *[("item", "- een"), ("item", "- twee"), ("item", "1. drie"), ("item", "2. vier")],
        *[("paragraph", "Los"), ("paragraph", "3. Slot van het stuk"), ("paragraph", "*Zie de noot")],
    ]


def test_a_list_counts_from_where_it_says() -> None:
    document = docx.Document()
    numbered(document, 91, '<w:lvl w:ilvl="0"><w:start w:val="4"/><w:numFmt w:val="decimal"/></w:lvl>')
    for text in ("vier", "vijf"):
        add(document, f'<w:p><w:pPr><w:numPr><w:numId w:val="91"/></w:numPr></w:pPr>{run(text)}</w:p>')
    assert blocks(document) == [("item", "4. vier"), ("item", "5. vijf")]


def test_merged_cells_keep_what_they_say_in_each_row() -> None:
    document = docx.Document()
    below, wide = '<w:vMerge w:val="restart"/>', '<w:gridSpan w:val="2"/>'
    rows = [
        cell("Rol") + cell("Wie") + cell("Uur"),
        cell("lid", below) + cell("Jan") + cell("2"),
        cell("", "<w:vMerge/>") + cell("Els", wide),
    ]
    add(document, f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>")
    assert blocks(document) == [("row", "Rol: lid; Wie: Jan; Uur: 2"), ("row", "Rol: lid; Wie: Els")]


def test_formulas_stay_and_fields_that_nobody_filled_in_go() -> None:
    document = docx.Document()
    add(document, f"<w:p>{run('Zo: ')}<m:oMath {MATH}><m:r><m:t>a+b</m:t></m:r></m:oMath></w:p>")
    field = (
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('Klik hier')}</w:sdtContent></w:sdt>"
    )
    add(document, f"<w:p>{run('Naam: ')}{field}</w:p>")
    found = read(saved(document), "docx").blocks
    assert kept(found) == [("paragraph", "Zo: a+b"), ("paragraph", "Naam:")]
    assert out(found) == [("field that nobody filled in", "Klik hier")]


def test_paragraphs_between_which_a_change_took_the_end_are_one() -> None:
    document = docx.Document()
    gone = '<w:pPr><w:rPr><w:del w:id="1" w:author="a"/></w:rPr></w:pPr>'
    add(document, f"<w:p>{gone}{run('Vraag ')}</w:p>")
    add(document, f"<w:p>{run('door.')}</w:p>")
    add(document, f"<w:p>{gone}{run('Slot.')}</w:p>")
    assert blocks(document) == [("paragraph", "Vraag door."), ("paragraph", "Slot.")]


@pytest.mark.parametrize("author", ["Gebruiker", "Microsoft Office User", "python-docx"])
def test_an_author_that_a_program_filled_in_is_none(author: str) -> None:
    document = docx.Document()
    document.core_properties.author = author
    document.add_paragraph(PROSE)
    assert read(saved(document), "docx").author is None
