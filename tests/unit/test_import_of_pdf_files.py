"""A PDF comes in whole: its lines become paragraphs and headings again, and what stands on every page goes."""

from collections.abc import Sequence

import pytest

from bot.library.importing.hyphens import joined
from tests.importing import PROSE, article, kept, out, read, refused
from tests.pdf_files import Placed, pdf_of

LINES = [
    "Elke week neemt het team een half uur de tijd om te bespreken wat goed ging en wat er beter",
    "kan, en daarna schrijft iemand drie zinnen op zodat wie er niet bij was het kan nalezen, of",
    "het met een ander kan delen.",
]
WHOLE = " ".join(LINES)
OTHER = [
    "Wie vraagt, hoort meer dan wie vertelt, en dat geldt ook voor wie al jaren leiding geeft aan",
    "een groep die elkaar goed kent.",
]
HEAD = Placed("Voorbeeldblad 2024", y=815)


def foot(page: int) -> Placed:
    return Placed(f"Pagina {page} van 3", y=20)


def blocks(*pages: Sequence[Placed | str]) -> list[tuple[str, str]]:
    return kept(read(pdf_of(pages), "pdf", "stuk.pdf").blocks)


def test_lines_become_paragraphs_and_a_larger_gap_parts_them() -> None:
    assert blocks([*LINES, Placed(LINES[0], down=28), *LINES[1:]]) == [("paragraph", WHOLE)] * 2


def test_a_paragraph_goes_on_over_the_edge_of_a_page() -> None:
    assert blocks(LINES[:2], [LINES[2], Placed(LINES[0], down=28), *LINES[1:]]) == [("paragraph", WHOLE)] * 2


def test_what_stands_on_every_page_goes_and_chapters_that_count_stay() -> None:
    texts = [
        LINES,
        OTHER,
        ["Een derde bladzijde met nog een zin die iets anders zegt dan de andere twee deden."],
    ]
    pages: list[list[Placed | str]] = [
        [HEAD, Placed(f"Les {number}", 16, y=785), Placed(lines[0], y=760), *lines[1:], foot(number)]
        for number, lines in enumerate(texts, 1)
    ]
    found = read(pdf_of([[Placed("Handboek", 24)], *pages]), "pdf", "stuk.pdf").blocks
    assert kept(found) == [
        part
        for number, lines in enumerate(texts, 1)
        for part in (("heading", f"Les {number}"), ("paragraph", " ".join(lines)))
    ]
    assert [reason for reason, _ in out(found)] == ["running head", "page number"] * 3


def test_headings_are_larger_or_bold_or_stand_apart() -> None:
    first: list[Placed | str] = [Placed("Het handboek", 20), Placed("voor leiders", 20, down=24)]
    first += [Placed("Begin", 15, down=40), Placed(LINES[0], down=20), *LINES[1:]]
    then: list[Placed | str] = [
        Placed("Vet en kort", bold=True, down=28),
        *LINES,
        Placed("Los en kort", down=28),
    ]
    then += [Placed(LINES[0], down=28), *LINES[1:], Placed("Dank je wel.", down=28)]
    assert blocks([*first, *then]) == [
        *[("heading", "Begin"), ("paragraph", WHOLE), ("heading", "Vet en kort"), ("paragraph", WHOLE)],
        *[("heading", "Los en kort"), ("paragraph", WHOLE), ("paragraph", "Dank je wel.")],
    ]


def test_items_stay_whole_and_a_bullet_joins_the_text_beside_it() -> None:
    bullet = Placed("•", x=60, down=20)
    beside = [Placed(LINES[0], x=75, down=0), Placed(LINES[1], x=75), Placed(LINES[2], x=75)]
    numbered = ["1. eerst vragen", "2. dan luisteren"]
    assert blocks(
        ["Doe dit:", bullet, *beside, bullet, *beside, Placed(numbered[0], down=28), numbered[1]]
    ) == [
        *[("paragraph", "Doe dit:"), ("item", f"- {WHOLE}"), ("item", f"- {WHOLE}")],
        *[("item", "1. eerst vragen"), ("item", "2. dan luisteren")],
    ]


def test_the_mark_of_a_note_goes_from_the_word_that_it_stands_at_and_other_raised_figures_stay() -> None:
    def raised(text: str, mark: str) -> list[Placed | str]:
        return [
            Placed(text, y=700),
            Placed(mark, 7, x=51, y=704),
            Placed(" is genoeg om mee te beginnen.", y=700),
        ]

    for text, mark, whole in (
        ("Elk team", "1", "Elk team"),
        ("Een kamer van 20 m", "2", "Een kamer van 20 m2"),
    ):
        found = read(pdf_of([raised(text, mark)], Title="Een stuk"), "pdf", "stuk.pdf").blocks
        assert kept(found) == [("paragraph", f"{whole} is genoeg om mee te beginnen.")]
        assert out(found) == [("mark of a note", mark)] * (whole == text)
    note = [Placed("1", 7, y=704), Placed(PROSE, x=54, y=700)]
    assert kept(read(pdf_of([note], Title="Een stuk"), "pdf", "stuk.pdf").blocks) == [
        ("paragraph", f"1 {PROSE}")
    ]


def test_items_may_begin_with_letters() -> None:
    assert blocks(["Doe dit:", Placed("a) eerst vragen", down=20), "b) dan luisteren", "o en dan doen"]) == [
        *[("paragraph", "Doe dit:"), ("item", "- a) eerst vragen"), ("item", "- b) dan luisteren")],
        ("item", "- en dan doen"),
    ]
    assert article(pdf_of([[*LINES, Placed("o en dan doen", down=20)]], Title="Een stuk"), "pdf").account


@pytest.mark.parametrize("by_row", [True, False])
def test_columns_are_read_one_after_the_other_however_they_were_drawn(by_row: bool) -> None:
    left = "Elke week neemt het team|een half uur de tijd om|te bespreken wat goed|ging en wat beter kan."
    right = "Wie vraagt, hoort meer|dan wie vertelt, en dat|geldt ook voor wie al|jaren leiding geeft."
    sides = [
        [Placed(text, x=x, y=700 - 14 * row) for row, text in enumerate(one.split("|"))]
        for one, x in ((left, 50), (right, 310))
    ]
    drawn = [line for pair in zip(*sides, strict=True) for line in pair] if by_row else [*sides[0], *sides[1]]
    found = blocks([Placed("Een stuk", 20, y=760), *drawn])
    assert [text for _, text in found] == [left.replace("|", " "), right.replace("|", " ")]


def test_a_table_becomes_rows_that_can_be_read_alone() -> None:
    rows = [("Rol", "Wie", "Uur"), ("voorzitter", "Jan", "2"), ("lid", "Els", "4")]
    cells = [
        Placed(text, x=50 + 150 * column, y=y)
        for y, texts in zip((600, 584, 554), rows, strict=True)
        for column, text in enumerate(texts)
    ]
    lines = [Placed(LINES[0], y=660), Placed(LINES[1], y=646), Placed(LINES[2], y=632)]
    assert blocks([*lines, *cells[:6], Placed("en Piet", x=200, y=570), *cells[6:]]) == [
        ("paragraph", WHOLE),
        ("row", "Rol: voorzitter; Wie: Jan en Piet; Uur: 2"),
        ("row", "Rol: lid; Wie: Els; Uur: 4"),
    ]


def test_a_line_that_says_more_than_a_running_head_can_stays_on_every_page() -> None:
    pages: list[list[Placed | str]] = [
        [Placed(f"Stap {page}: {LINES[0]}", y=760), LINES[1], LINES[2], foot(page)] for page in (1, 2, 3)
    ]
    assert len([text for _, text in blocks(*pages) if "half uur" in text]) == 3


def test_a_table_of_contents_goes() -> None:
    contents = [
        "Inhoudsopgave",
        "1 Begin ........ 2",
        "2 Midden ........ 3",
        "2.1 Een heel stuk . . . . . . 4",
    ]
    found = read(pdf_of([[Placed(contents[0], 14), *contents[1:]], LINES, OTHER]), "pdf", "stuk.pdf")
    assert [text for _, text in kept(found.blocks)] == [WHOLE, " ".join(OTHER)]
    assert [reason for reason, _ in out(found.blocks)] == ["table of contents"] * 4
    spaced = [
        line
        for n in (1, 2, 3)
        for line in (Placed(f"{n}. Deel {n}", y=700 - 14 * n), Placed(str(n), x=500, y=700 - 14 * n))
    ]
    found = read(
        pdf_of([[Placed("Inhoud", 14, y=740), *spaced], LINES, [*OTHER, Placed("- iv -", y=20)]]),
        "pdf",
        "a.pdf",
    )
    assert [text for _, text in kept(found.blocks)] == [WHOLE, " ".join(OTHER)]


@pytest.mark.parametrize(
    ("properties", "lines", "title"),
    [
        ({"Title": "Vragen stellen"}, [Placed("Iets anders", 20)], "Vragen stellen"),
        ({"Title": "vragen_stellen.docx"}, [Placed("Vragen stellen", 20)], "Vragen stellen"),
        (
            {"Title": "Microsoft Word - v3"},
            [Placed("Vragen", 20), Placed("stellen", 20, down=24)],
            "Vragen stellen",
        ),
        ({"Title": "stuk"}, [Placed("Vragen stellen", bold=True)], "Vragen stellen"),
        ({}, [Placed("Versie 2", 14, y=815), Placed("Vragen stellen", 20, y=790)], "Vragen stellen"),
        ({"Title": "Gedragscode_voor-leiders"}, [Placed("Doen", 20)], "Gedragscode voor leiders"),
        ({}, [], None),
    ],
)
def test_the_title_is_that_of_the_properties_or_the_largest_line(
    properties: dict[str, str], lines: list[Placed], title: str | None
) -> None:
    pages: list[list[Placed | str]] = [
        [*lines, Placed(LINES[0], down=28), *LINES[1:], Placed("Voet van de pagina", y=20)]
    ]
    if title == "Gedragscode voor leiders":
        pages.append(
            [Placed("Laten", 20), Placed(OTHER[0], down=28), OTHER[1], Placed("Voet van de pagina", y=20)]
        )
    found = read(pdf_of(pages, Author="Vera Voorbeeld", **properties), "pdf", "map/stuk.pdf")
    assert (found.title, found.author) == (title, "Vera Voorbeeld")
    assert article(pdf_of(pages, **properties), "pdf").account


@pytest.mark.parametrize(
    ("line", "after", "whole"),
    [
        ("om te be-", "spreken", "om te bespreken"),
        ("de AI-", "verordening", "de AI-verordening"),
        ("de HR-", "afdeling", "de HR-afdeling"),
        ("covid-19-", "regels", "covid-19-regels"),
        ("Noord-", "Holland", "Noord-Holland"),
        ("voor-", "en nadelen", "voor- en nadelen"),
        ("huis-aan-", "huisblad", "huis-aan-huisblad"),
        ("e-", "mail", "e-mail"),
        ("be\xad", "spreken", "bespreken"),
        ("een pauze -", "daarna", "een pauze - daarna"),
        ("1990-", "2000", "1990-2000"),
        ("het top-", "overleg", "het top-overleg"),
        ("de auto-", "deler", "de autodeler"),
        ("zie www.voorbeeld-", "site.example", "zie www.voorbeeld-site.example"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_stays_where_it_belongs(line: str, after: str, whole: str) -> None:
    assert joined(line, after, {"top-overleg", "autodeler"}) == whole


def test_a_word_that_is_cut_in_a_page_is_written_as_elsewhere_in_it() -> None:
    line = "Elke week neemt het team een half uur de tijd om alles in het hele team rustig te be-"
    assert blocks(
        [line, "spreken.", Placed("Over het team-", down=28), "overleg: een team-overleg is kort."]
    ) == [
        ("paragraph", line[:-1] + "spreken."),
        ("paragraph", "Over het team-overleg: een team-overleg is kort."),
    ]


def test_pages_without_text_are_named_and_a_file_of_only_those_is_refused() -> None:
    found = read(pdf_of([LINES, [], OTHER, []]), "pdf", "stuk.pdf")
    assert "2, 4" in found.notes[0]
    assert "pictures of text only" in refused(pdf_of([[], []]), "pdf")


def test_a_file_that_cannot_be_read_is_refused_with_its_reason() -> None:
    whole = pdf_of([[PROSE]])
    for data in (
        b"x",
        b"%PDF-1.4\n" + b"\0" * 50,
        whole[: len(whole) // 2],
        b"%PDF-1.7\nxref\n0 1\ntrailer\n<<>>\n%%EOF",
    ):
        assert "damaged PDF" in refused(data, "pdf") or "pictures" in refused(data, "pdf")
    assert "locked with a password" in refused(pdf_of([[PROSE]], "geheim"), "pdf")
