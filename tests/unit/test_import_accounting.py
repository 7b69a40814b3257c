"""Each import counts the words of its source: kept, left out with a reason, or lost, which a person is told."""

from dataclasses import replace

import pytest

from bot.library.importing import accounting, importer
from bot.library.importing.blocks import Block
from tests.importing import PROSE, article, read

NUMBERS = ("een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien")


def test_the_words_of_a_source_are_kept_or_left_out_with_a_reason() -> None:
    one = article(f"---\ntitle: Vragen\ntags: [a]\n---\n\n{PROSE}\n\n```python\nprint('x')\n```\n\n{PROSE}")
    assert one.account
    assert one.account.kept == 2 * len(PROSE.split()) + 1
    assert one.account.left_out == {"front matter": 4, "code": 3}
    assert one.account.source == one.account.kept + 3 + 3
    assert one.account.warning is None


def test_a_word_that_went_without_a_reason_is_counted_as_often_as_it_went() -> None:
    source = f"{PROSE} {PROSE} weg weg"
    made = article(f"{PROSE}\n\n{PROSE}").article
    assert accounting.account(source, [made], []).lost == ("weg", "weg")
    assert accounting.account(source, [made], [Block("left out", "Weg", reason="x")]).lost == ("weg",)


@pytest.mark.parametrize(
    ("source", "blocks"),
    [
        ("Eén‑op‑één be-\nspreken", "Eén-op-één bespreken"),
        ("AI-\nverordening ﬁets", "AI-verordening fiets"),
        ("**B**eter snake_case", "Beter snake_case"),
        ("oudersgeeft een", "ouders geeft een"),
        ("ouders geeft een", "oudersgeeft een"),
    ],
)
def test_a_word_that_is_only_written_in_another_way_is_not_lost(source: str, blocks: str) -> None:
    made = article(f"{PROSE}\n\n{PROSE}").article
    out = [Block("left out", blocks, reason="x")]
    assert accounting.account(source, [made], out).lost == ()


@pytest.mark.parametrize(("lost", "warned"), [(1, False), (2, False), (3, True)])
def test_over_two_in_a_hundred_words_lost_is_a_warning(lost: int, warned: bool) -> None:
    found = read(f"{PROSE}\n\n{PROSE}\n\n{' '.join(NUMBERS * 6)}")
    whole = accounting.words_of(found.source).total()
    assert whole == 100
    more = replace(found, source=f"{found.source} {' '.join(f'weg{n}' for n in range(lost))}")
    (one,) = importer.articles_in(more, "a.md", {})
    assert any("weg0" in note and "nothing says why" in note for note in one.notes) is warned


def test_a_page_that_is_too_short_for_an_article_is_left_out_with_a_reason() -> None:
    long = "\n\n".join([PROSE] * 8)
    text = f"Vragen stellen\n\n{long}\n\nOver de auteur:\nVera is coach.\n\nLuisteren\n\n{long}"
    first, second = importer.articles_in(read(text, "text"), "a.txt", {})
    assert first.account
    assert first.account.lost == ()
    assert second.account is None
