"""Which words are shown as the reason that a passage was found: forms of the word asked for, and words of its sense."""

from __future__ import annotations

import pytest

from bot.answers.search.index import PassageIndex
from bot.answers.search.words.language import load
from bot.library.passages import Article, Section
from tests.running import shipped_content

LISTS = {
    "stopwords.txt": "de het een is hoe wat niet mijn naar van en op in zegt dat",
    "stopwords_english.txt": "you the a to be of how do",
    "domain.yaml": (
        "- [baas, chef, leidinggevende]\n- [leidinggevende, chef, hoofd]\n"
        "- [nut, waarde, zin]\n- [zin, lust, trek]\n"
        "- [luisteren, horen]\n- [luisteren, zwijgen]\n"
        "- [steunen, baten]\n- [baten, profijt]\n"
    ),
    "english.yaml": "boss: [baas]\nvalue: [waarde, waarderen]\nlet go: [loslaten]\n",
}


def found(tmp_path_factory: pytest.TempPathFactory, question: str, text: str) -> tuple[set[str], set[str]]:
    """The words of a text that are bold for a question, and those that stand among the reasons."""
    folder = tmp_path_factory.mktemp("language")
    for name, listed in LISTS.items():
        (folder / name).write_text(listed, encoding="utf-8")
    article = Article("stuk", "Stuk", (Section("deel", "Deel", (text,), ("Hoe help je een ander?",)),))
    hits = PassageIndex({"stuk": article}, language=load(folder)).search(question).hits
    bold = {hit.passage.text[start:end] for hit in hits for start, end in hit.highlights}
    return bold, {match.found for hit in hits for match in hit.matches}


@pytest.mark.parametrize(
    ("question", "text", "word"),
    [
        ("baas", "Wat de chef zegt.", "chef"),
        ("baas", "Alle bazen weten het.", "bazen"),
        ("how to be a boss", "Wat de baas zegt.", "baas"),
        ("werven", "De werving begint.", "werving"),
        ("veiligheid", "Het werk is veilig.", "veilig"),
        ("luistert", "Wij luisteren allemaal.", "luisteren"),
        ("weekblogg", "Lees het weekblog morgen.", "weekblog"),
        ("Bas", "Vraag het aan Bas morgen.", "Bas"),
        ("letting go", "Wie taken loslaat wint.", "loslaat"),
    ],
)
def test_a_form_of_the_word_and_a_word_of_its_sense_are_reasons(
    tmp_path_factory: pytest.TempPathFactory, question: str, text: str, word: str
) -> None:
    bold, reasons = found(tmp_path_factory, question, text)
    assert bold == {word}
    assert reasons == {word}


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("baas", "Vraag het aan Bas morgen."),
        ("baas", "Bas weet dit."),
        ("maan", "Een man weet dit."),
        ("naam", "Wat hij nam, weet niemand."),
        ("nut", "Ieder heeft zin vandaag."),
        ("zin", "Ieder ziet waarde vandaag."),
        ("luistert", "Niemand hoort iets."),
        ("steunen", "Ieder ziet profijt."),
        ("value", "Wij waarderen iedereen."),
        ("baas", "Het leiderschap groeit."),
    ],
)
def test_a_name_another_sense_and_a_word_by_way_of_others_are_no_reasons(
    tmp_path_factory: pytest.TempPathFactory, question: str, text: str
) -> None:
    assert found(tmp_path_factory, question, text) == (set(), set())


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("hoe helpen we elkaar", {"Profit", "faciliteren", "baten"}),
        ("wat is de zin ervan", {"waarde"}),
        ("mijn baas luistert niet", {"hoort", "Leiderschap", "Leiderschapshuis", "volgen"}),
    ],
)
def test_in_what_is_shipped_no_word_of_another_sense_is_a_reason(question: str, wrong: set[str]) -> None:
    hits = shipped_content().search.search(question, 9).hits
    assert hits
    assert not wrong & {match.found for hit in hits for match in hit.matches}
    assert not wrong & {hit.passage.text[start:end] for hit in hits for start, end in hit.highlights}


def test_a_question_of_a_passage_is_a_reason_where_it_has_the_word(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    asked = "Hoe help je een ander?"
    assert found(tmp_path_factory, "helpt", "Alles is gezegd.")[1] == {asked}
    assert found(tmp_path_factory, "hulp", "Alles is gezegd.")[1] == set()
