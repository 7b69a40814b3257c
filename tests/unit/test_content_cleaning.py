"""What surrounds an article is removed, the article itself is kept, and nothing disappears silently."""

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.library.importing import cleaning, shaping, structure
from bot.library.importing.lines import lines_of
from bot.library.importing.pages import Page

PROSE = (
    "Elke week neemt het team een half uur de tijd om te bespreken wat goed ging en wat beter kan, en daarna "
    "schrijft iemand drie zinnen op zodat iedereen die er niet bij was het later rustig kan nalezen."
)
BODY = "\n\n".join([PROSE] * 4)


def pages(text: str) -> list[Page]:
    return cleaning.clean(lines_of(text))


def only(text: str) -> Page:
    (page,) = pages(text)
    return page


def kept(text: str) -> list[str]:
    return [line.text for line in only(f"Een titel\n\n{BODY}\n\n{text}").lines[4:]]


def reasons(text: str) -> list[str]:
    return [drop.reason for drop in only(f"Een titel\n\n{BODY}\n\n{text}").dropped]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Winkelmand", "shopping cart"),
        ("Bekijk je winkelwagen (2)", "shopping cart"),
        ("Home > Blog > Teams", "breadcrumb"),
        ("Onze website gebruikt functionele cookies.", "cookie notice"),
        ("Elke maand onze nieuwsbrief ontvangen?", "newsletter"),
        ("Schrijf je in voor de nieuwsbrief van Voorbeeld", "newsletter"),
        ("Ik ga akkoord met de privacyverklaring", "legal notice"),
        ("© 2020 Voorbeeld", "legal notice"),
        ("Deel dit artikel via Twitter, LinkedIn, Facebook", "share buttons"),
        ("Foto: Voorbeeld Vera", "picture credit"),
        ("Lees ook: Vijf vragen voor maandag", "teaser"),
        ("Lees verder »", "teaser"),
        ("Wat vind jij? Reageer hieronder, ik ben benieuwd.", "invitation to react"),
        ("Laat een reactie achter", "invitation to react"),
        ("Naam *", "reaction form"),
        ("Ons boek helpt je verder. Meer info vind je hier.", "advertisement"),
        ("Inloggen", "menu"),
        ("* * *", "separator"),
        ("Gepubliceerd op 12 mei 2019", "date"),
        ("Door: Voorbeeld Vera van den Berg", "author"),
    ],
)
def test_a_line_of_the_page_is_dropped_with_its_reason(line: str, reason: str) -> None:
    assert reasons(line) == [reason]
    assert kept(line) == []


@pytest.mark.parametrize(
    "line",
    [
        "Schrijf wat je leerde in de nieuwsbrief van je afdeling, zodat ook anderen het lezen.",
        "Geef een reactie op het blog van een collega en vraag door naar wat hij bedoelt.",
        "Wie zwijgt, gaat akkoord met het besluit van de vergadering.",
        "Een klant legt iets in zijn winkelwagen en wil dan geen formulier meer zien.",
        "Bestel je nu te veel, dan heb je later te weinig geld voor de rest van het project.",
        "Copyright is een lastig onderwerp voor wie graag deelt.",
        "Meer over delen staat hieronder.",
        "Doe je mee met dit boek, dan vind je hier wat je nodig hebt.",
        "Beste resultaten haal je als je vraagt.",
    ],
)
def test_a_sentence_of_the_article_that_looks_like_the_page_stays(line: str) -> None:
    assert kept(f"{line}\n\n{PROSE}") == [line, PROSE]


@pytest.mark.parametrize("heading", ["Contact", "Delen", "Like"])
def test_a_word_of_a_menu_is_a_heading_above_a_paragraph(heading: str) -> None:
    assert kept(f"{heading}\n\n{PROSE}") == [heading, PROSE]
    assert kept(heading) == []


def test_a_caption_goes_with_its_picture_credit() -> None:
    assert reasons("team dat samen lacht\nFoto: Voorbeeld") == ["picture caption", "picture credit"]
    assert kept("Een lachend team\n\nFoto: Voorbeeld") == ["Een lachend team"]


def test_a_label_goes_with_the_advertisement_under_it() -> None:
    assert kept("Tip:\nKoop het boek nu en krijg korting.") == []
    assert kept("Tip:\nVraag het gewoon.") == ["Tip:", "Vraag het gewoon."]


def test_the_list_under_read_more_goes_and_what_follows_stays() -> None:
    assert kept(f"Lees meer over dit onderwerp:\n- Vragen stellen\n- Luisteren\n{PROSE}") == [PROSE]
    assert kept(f"Eerdere bijdragen:\nVragen stellen\nLuisteren\n\nEen kop\n\n{PROSE}") == ["Een kop", PROSE]


def test_a_box_about_the_author_goes_and_gives_the_name() -> None:
    told = only(
        f"Een titel\n\n{BODY}\n\nOver de auteur\n\nDit stuk is geschreven door Voorbeeld Vera, coach."
    )
    assert told.author == "Voorbeeld Vera"
    assert told.words == 4 * len(PROSE.split())
    named = only(f"Een titel\n\n{BODY}\n\nOver Vera de Groot\n\nVera is coach.\n\nVera schrijft over teams.")
    assert named.author == "Vera de Groot"
    assert named.words == 4 * len(PROSE.split())


def test_a_heading_about_someone_who_is_not_told_of_is_no_box() -> None:
    assert kept(f"Over Nieuwe Teams\n\n{PROSE}") == ["Over Nieuwe Teams", PROSE]


def test_comments_go_to_the_end() -> None:
    comments = "Beste Vera,\nWat een mooi stuk is dit.\nJan | Voorbeeldbedrijf\n\nHoi Jan,\nDank je."
    assert kept(comments) == []
    assert set(reasons(comments)) == {"comments"}
    assert kept(f"3 reacties op “Een titel”\n\n{comments}\n\nMooi") == []


def test_a_letter_inside_an_article_is_no_comment() -> None:
    assert kept(f"Beste Jan,\n\n{PROSE}\n\n{BODY}")[0] == "Beste Jan,"


def test_two_letters_inside_an_article_are_no_comments() -> None:
    letter = f"Beste Jan,\n\n{PROSE}"
    assert kept(f"{letter}\n\n{letter}\n\n{BODY}\n\n{BODY}\n\n{BODY}")[0] == "Beste Jan,"


def test_one_letter_at_the_end_of_an_article_is_no_comment() -> None:
    assert kept("Beste Jan,\n\nDank je wel.") == ["Beste Jan,", "Dank je wel."]


@pytest.mark.parametrize("heading", ["3 reacties op weerstand", "2 reacties"])
def test_a_heading_about_reactions_above_more_of_the_article_is_no_comment(heading: str) -> None:
    assert kept(f"{heading}\n\n{BODY}\n\n{BODY}")[0] == heading


def test_a_section_about_a_person_in_the_middle_stays() -> None:
    told = f"Over Bas Voorbeeld\n\nBas Voorbeeld is hoogleraar.\n\nBas vertelt.\n\n{BODY}"
    assert kept(told)[:3] == ["Over Bas Voorbeeld", "Bas Voorbeeld is hoogleraar.", "Bas vertelt."]


def test_dates_inside_an_article_stay() -> None:
    dated = "\n\n".join(f"{day} mei 2019\n\n{PROSE}" for day in range(1, 8))
    assert "4 mei 2019" in [line.text for line in only(f"Een titel\n\n{dated}").lines]


def test_a_second_article_after_the_box_of_a_named_author_becomes_a_page_of_its_own() -> None:
    text = f"Een\n\n{BODY}\n\nOver Vera de Groot\nVera is coach.\n\nTwee weken later\n\n{BODY}"
    assert [(page.title, page.author) for page in pages(text)] == [
        ("Een", "Vera de Groot"),
        ("Twee weken later", None),
    ]


def test_a_second_article_after_the_end_of_the_first_becomes_a_page_of_its_own() -> None:
    box = "Over de auteur:\nVoorbeeld Vera is coach."
    first, second = pages(f"Een\n\n{BODY}\n\n{box}\n\nTwee weken later\n\n{BODY}\n\nReacties (1)\n\nMooi.")
    assert (first.title, first.author) == ("Een", "Voorbeeld Vera")
    assert (second.title, second.author) == ("Twee weken later", None)
    assert second.dropped[-1].reason == "comments"


def test_a_second_article_after_comments_becomes_a_page_of_its_own() -> None:
    text = f"Een\n\n{BODY}\n\n2 reacties\n\nBeste Vera,\nMooi.\n\nTwee weken later\n\n{BODY}\n\n{BODY}"
    assert [page.title for page in pages(text)] == ["Een", "Twee weken later"]


def test_a_box_in_the_middle_of_an_article_leaves_what_follows() -> None:
    text = f"Een\n\n{PROSE}\n\nOver de auteur:\nVoorbeeld Vera is coach.\n\nDe rest\n\n{BODY}"
    assert only(text).words == 5 * len(PROSE.split()) + 2


def test_a_title_that_the_page_repeats_is_found_once() -> None:
    page = only(f"Vragen stellen…\n//Vragen stellen…\nVragen stellen\n\n{BODY}")
    assert page.title == "Vragen stellen"
    assert [drop.reason for drop in page.dropped] == ["title repeated"] * 2


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("12 mei 2019", dt.date(2019, 5, 12)),
        ("Geplaatst op 1 Januari 2020", dt.date(2020, 1, 1)),
        ("2019-05-12", dt.date(2019, 5, 12)),
        ("12-05-2019", dt.date(2019, 5, 12)),
        ("31-02-2019", None),
    ],
)
def test_a_date_on_its_own_line_is_found(text: str, date: dt.date | None) -> None:
    assert only(f"Een titel\n\n{text}\n\n{BODY}").date == date


LINES = st.sampled_from(
    [
        *[
            "",
            "",
            "Een kop",
            "Over de auteur",
            "Over Jan Jansen",
            "Beste Jan,",
            "Reacties (2)",
            "Lees ook:",
            "Home",
        ],
        *[
            "- een item",
            "1. nog een",
            "• Los item.",
            "Tip 1: doe dit",
            "#2 Kort",
            "Foto: x",
            "12 mei 2019",
            "Tip:",
        ],
        *[
            "# Kop",
            "## Kop",
            "Door: Jan Jansen",
            "Waarom?",
            "Winkelmand",
            "Koop het boek nu.",
            PROSE,
            PROSE,
            PROSE,
        ],
    ]
) | st.text(st.characters(codec="utf-8"), max_size=40)


def words(text: str) -> Counter[str]:
    return Counter("".join(c if c.isalnum() else " " for c in text).split())


@given(st.lists(LINES, max_size=25))
def test_every_word_of_a_text_is_kept_dropped_or_told(lines: list[str]) -> None:
    found = lines_of("\n".join(lines))
    total: Counter[str] = Counter()
    for page in cleaning.clean(found):
        for section in structure.sections(shaping.shaped(page.lines), ""):
            for text in (section.heading, *section.paragraphs):
                total += words(text)
        for drop in page.dropped:
            total += words(drop.text)
        total += words(page.title or "")
    before = sum((words(line.text) for line in found), Counter[str]())
    assert {word for word in before - total if not word.isdigit()} == set()


@given(st.lists(LINES, max_size=25))
def test_no_line_is_taken_twice(lines: list[str]) -> None:
    numbers = [
        number
        for page in cleaning.clean(lines_of("\n".join(lines)))
        for number in [line.line for line in page.lines] + [drop.line for drop in page.dropped]
    ]
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize(
    "line", ["3 reacties", "Beste Jan,", "Over Jan Jansen", "Lees ook:", "Over de auteur", "Tip:"]
)
def test_a_line_that_is_repeated_without_end_is_dealt_with(line: str) -> None:
    text = f"Een titel\n\n{BODY}\n\n" + f"{line}\n\n" * 3_000
    assert sum(len(page.lines) + len(page.dropped) for page in pages(text)) == 4 + 3_000
