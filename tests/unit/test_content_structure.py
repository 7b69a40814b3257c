"""Lines become headings, paragraphs and lists."""

import pytest

from bot.library.importing import shaping, structure
from bot.library.importing.lines import lines_of
from bot.library.passages import Section

PROSE = "Elke week neemt het team een half uur de tijd om te bespreken wat goed ging en wat beter kan."


def sections(text: str) -> tuple[Section, ...]:
    return structure.sections(shaping.shaped(lines_of(text)), "Titel")


def shape(text: str) -> list[tuple[str, list[str]]]:
    return [(section.heading, list(section.paragraphs)) for section in sections(text)]


@pytest.mark.parametrize(
    "heading",
    [
        *[
            "Tijd nemen voor elkaar",
            "3 Begrippen",
            "Tip 1: Vraag het",
            "Tip 4 Houd vol!",
            "#1 De vrager: luister",
        ],
        *["Stap 2. Luister naar elkaar", "De vier vormen: 4 x V"],
    ],
)
def test_a_short_line_above_a_paragraph_is_a_heading(heading: str) -> None:
    assert shape(f"{PROSE}\n{heading}\n{PROSE}") == [("Titel", [PROSE]), (heading, [PROSE])]


@pytest.mark.parametrize(
    "line", ["Dat is makkelijk.", "Dat zou mooi zijn!", "en dan verder", "Want:", "Waarom dan?"]
)
def test_a_short_line_that_is_a_sentence_is_none(line: str) -> None:
    assert shape(f"{PROSE}\n{line}\n{PROSE}") == [("Titel", [PROSE, line, PROSE])]


def test_a_question_between_empty_lines_is_a_heading() -> None:
    assert shape(f"{PROSE}\n\nWaarom dan?\n\n{PROSE}") == [("Titel", [PROSE]), ("Waarom dan?", [PROSE])]


def test_numbered_lines_above_paragraphs_are_headings_and_items_of_a_list_are_not() -> None:
    assert [heading for heading, _ in shape(f"1. Vraag het\n{PROSE}\n{PROSE}\n2. Wacht!\n{PROSE}")] == [
        *["1. Vraag het", "2. Wacht!"]
    ]
    assert shape(f"Doe dit:\n1. eerst een\n2. dan twee\n{PROSE}") == [
        ("Titel", ["Doe dit:\n1. eerst een\n2. dan twee", PROSE])
    ]


def test_marked_headings_of_any_level_are_headings_and_text_before_the_first_has_the_title() -> None:
    assert shape(f"{PROSE}\n\n### Een kop.\n\n{PROSE}") == [("Titel", [PROSE]), ("Een kop.", [PROSE])]


def test_a_heading_without_text_goes_with_the_next_and_the_last_line_is_text() -> None:
    assert shape(f"# Deel een\n\n## Begin\n\n{PROSE}\n\nTot slot") == [
        ("Deel een – Begin", [PROSE, "Tot slot"])
    ]


def test_a_list_stays_with_what_introduces_it() -> None:
    assert shape(f"{PROSE}\n\nDoe dit:\n\n• eerst een\n•dan twee\n\n{PROSE}") == [
        ("Titel", [PROSE, "Doe dit:\n- eerst een\n- dan twee", PROSE])
    ]
    assert shape("Zo gaat het.\n1. een\n2) twee") == [("Titel", ["Zo gaat het.\n1. een\n2) twee"])]


def test_a_list_after_an_empty_line_and_a_full_sentence_stands_alone() -> None:
    assert shape(f"{PROSE}\n\n- een\n- twee") == [("Titel", [PROSE, "- een\n- twee"])]


def test_short_items_take_the_paragraph_that_tells_of_them() -> None:
    text = f"De stappen:\n•Vraag.\n{PROSE}\n•Luister.\n{PROSE}\nEn dan is het klaar voor deze week."
    assert shape(text) == [
        (
            "Titel",
            [f"De stappen:\n- Vraag. {PROSE}\n- Luister. {PROSE}", "En dan is het klaar voor deze week."],
        )
    ]


def test_long_items_are_paragraphs() -> None:
    long = PROSE + " " + PROSE
    assert shape(f"De stappen:\n– {long}\n– kort") == [("Titel", ["De stappen:", long, "kort"])]


def test_sections_with_one_heading_get_ids_of_their_own() -> None:
    found = sections(f"# Één kop!\n{PROSE}\n# Één kop!\n{PROSE}\n# ???\n{PROSE}")
    assert [section.id for section in found] == ["een-kop", "een-kop-2", "tekst"]


def test_lines_that_were_cut_at_a_width_become_paragraphs_again() -> None:
    text = """\
Elke week neemt het team een half uur de tijd om te be-
spreken wat goed ging, en daarna schrijft iemand het op
zodat iedereen het kan lezen.

Vragen stellen

Wie vraagt, hoort meer dan wie vertelt, en dat geldt ook
voor wie al jaren leiding geeft aan een groot team:
- eerst vragen
- dan pas zeggen
"""
    first, second = sections(text)
    assert first.paragraphs[0].count("bespreken wat goed ging, en daarna schrijft iemand het op zodat") == 1
    assert len(first.paragraphs) == 1
    assert second.heading == "Vragen stellen"
    assert second.paragraphs[0].endswith("een groot team:\n- eerst vragen\n- dan pas zeggen")


def test_lines_that_are_paragraphs_stay_so() -> None:
    lines = [PROSE, "Kort.", PROSE, "Nog een kop", PROSE]
    assert [block.text for block in shaping.shaped(lines_of("\n".join(lines)))] == lines
    headed = ["Weer een kop boven tekst", f"{PROSE} {PROSE}"] * 4
    assert [block.text for block in shaping.shaped(lines_of("\n".join(headed)))] == headed


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ojee, kinderen. Wat nu?", "ojee-kinderen-wat-nu"),
        ("Coördinatie & creatie", "coordinatie-creatie"),
        ("日本", "tekst"),
        ("woord " * 30, "-".join(["woord"] * 10)),
    ],
)
def test_a_name_for_a_file_is_small_and_plain(text: str, name: str) -> None:
    assert structure.slugify(text) == name
