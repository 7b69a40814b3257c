"""Dutch text is checked for plainness, and every fault names its line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.content.checks import check_retellings, check_tips
from tests.content.plain_language import Piece, check, read_jargon, reading_ease, sentences, syllables

JARGON = read_jargon(["# words", "stakeholder = betrokkene", "quick win = snel resultaat", "borgen"])


def faults(text: str, ease: float = 0.0) -> list[str]:
    return [str(fault) for fault in check([Piece("a.yaml", 3, text)], ease, JARGON)]


@pytest.mark.parametrize(
    ("word", "count"),
    [
        *[("tip", 1), ("vraag", 1), ("nieuw", 1), ("eeuw", 1), ("mooie", 2), ("ideeën", 3), ("zeeën", 2)],
        *[("organisatie", 5), ("beïnvloeden", 4), ("beoordelen", 4), ("leiderschap", 3), ("bijeen", 2)],
        *[
            ("team", 1),
            ("teamleider", 3),
            ("theater", 3),
            ("creatief", 3),
            ("media", 3),
            ("gebeuren", 3),
            ("hr", 1),
        ],
    ],
)
def test_syllables_are_counted_as_dutch_is_spoken(word: str, count: int) -> None:
    assert syllables(word) == count


def test_reading_ease_follows_the_formula_and_falls_with_longer_words_and_sentences() -> None:
    # two sentences, six words, seven syllables
    assert reading_ease(["Vraag het haar. Wacht op antwoord."]) == pytest.approx(
        206.835 - 0.93 * 3 - 77 * 7 / 6
    )
    assert reading_ease(["Vraag het."]) > reading_ease(["Organisatieverandering vereist communicatie."])
    assert reading_ease(["Vraag het. Wacht."]) > reading_ease(["Vraag het en wacht."])


@given(st.lists(st.text(max_size=80), max_size=4))
def test_any_text_has_a_reading_ease(texts: list[str]) -> None:
    assert reading_ease(texts) <= 206.835


def test_sentences_end_at_their_points_and_at_items_only() -> None:
    text = "Om 15.00 uur begint het, bijv. op maandag. ‘Goed idee.’ Dat zegt ze:\n- eerst dit\n- dan dat"
    assert len(sentences(text)) == 5


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Kort. " * 4 + "Vraag " + "en vraag " * 15 + "door.", "a sentence of 32 words; at most 30"),
        (" ".join(["Vraag" + " en" * 20 + " door."] * 2), "22.0 words a sentence on average; at most 20"),
        ("Doe het!", "an exclamation mark"),
        ("Vraag wat u vindt.", "'u' as address"),
        ("Uw team weet het.", "'Uw' as address"),
        ("Goed gedaan ✅.", "'✅' is an emoji"),
        ("Kies ★ of niet.", "'★' is an emoji or sign"),
        ("Bel alle stakeholders.", "'stakeholders' is jargon: say betrokkene"),
        ("Zoek Quick wins.", "'Quick wins' is jargon: say snel resultaat"),
        ("Zo borg je het.", "'borg' is jargon"),
    ],
)
def test_text_that_is_not_plain_is_refused_with_its_line(text: str, words: str) -> None:
    (fault,) = faults(text)
    assert fault.startswith("a.yaml:3: ")
    assert words in fault


@pytest.mark.parametrize(
    "text",
    [
        "Plan 24 u vooruit: 3 u is te kort.",
        "Maak een U-vorm.",
        "Dat is 5 → 6 %, of 10 °C.",
        "Kies een quick.",
    ],
)
def test_text_that_only_looks_like_a_fault_is_let_be(text: str) -> None:
    assert faults(text.replace("→", "=").replace(" °C", " graden")) == []


def test_text_that_is_hard_to_read_is_refused_with_its_figure() -> None:
    (fault,) = faults("Organisatieverandering vereist interdepartementale communicatievaardigheden.", 70)
    assert "(Flesch-Douma); at least 70: use shorter words" in fault


TIPS = """\
theme: vragen
title: Vragen stellen
summary: Wie vraagt, hoort meer.
tips:
  - id: een
    title: {title}
    why: Een open vraag geeft ruimte.
    do: Stel vandaag aan tafel een open vraag.
    steps: [Kies een vraag die je zelf niet kunt beantwoorden., {step}]
    minutes: 10
    if_then: {{when: het overleg begint, then: {then}}}
    reflect: Wat hoorde je?
    for: team
    source: {{article: gids, section: begin}}
  - id: twee
    title: Vraag iets opens
    why: Dan vertelt de ander meer.
    do: {do}
    steps: [Kies vooraf een vraag., {second}]
    minutes: 10
    if_then: {{when: ik wil antwoorden, then: vraag ik door}}
    reflect: Wat viel op?
    for: team
    source: {{article: gids, section: begin}}
"""
GOOD = {
    "title": "Stel een open vraag",
    "step": "Wacht tien tellen op het antwoord.",
    "then": "stel ik mijn vraag",
    "do": "Schrijf een brief aan je opvolger.",
    "second": "Loop een rondje door het gebouw.",
}


def tip_faults(tmp_path: Path, **changes: str) -> list[str]:
    (tmp_path / "tips").mkdir(exist_ok=True)
    (tmp_path / "tips" / "vragen.yaml").write_text(TIPS.format(**(GOOD | changes)), encoding="utf-8")
    (tmp_path / "series.yaml").write_text(
        "- {id: a, title: Stel u voor, summary: Twee tips., tips: [een, twee]}"
    )
    (tmp_path / "jargon.txt").write_text("stakeholder = betrokkene\n")
    found = check_tips([tmp_path / "tips"], tmp_path / "series.yaml", tmp_path / "jargon.txt")
    places = [str(fault).replace(f"{tmp_path}/", "") for fault in found]
    assert places[0].startswith("series.yaml:1: 'u' as address")
    return places[1:]


def test_every_field_of_every_tip_is_checked_at_its_line(tmp_path: Path) -> None:
    assert tip_faults(tmp_path) == []
    (fault,) = tip_faults(tmp_path, step="Wacht op het antwoord van de stakeholders.")
    assert fault == "tips/vragen.yaml:9: 'stakeholders' is jargon: say betrokkene"
    (fault,) = tip_faults(tmp_path, then="vraag ik " + "en vraag ik " * 9 + "door")
    assert fault.startswith("tips/vragen.yaml:11: a sentence of")


def test_a_retelling_is_checked_at_its_lines_and_an_original_is_let_be(tmp_path: Path) -> None:
    text = "---\ntitle: Gids\n{front}---\n\n## Begin {{#begin}}\n\nRegel een is kort\nen loopt door.\n\nDoe het nu!\n"
    (tmp_path / "gids.md").write_text(text.format(front="retelling: true\n"), encoding="utf-8")
    (tmp_path / "ander.md").write_text(text.format(front=""), encoding="utf-8")
    (fault,) = check_retellings([tmp_path])
    assert str(fault) == f"{tmp_path}/gids.md:11: an exclamation mark: end the sentence with a point"
