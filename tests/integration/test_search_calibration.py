from __future__ import annotations

from dataclasses import fields

import pytest

from bot.answers.search.calibration import Example, Point, ablation, curve, fit, quality
from bot.answers.search.concepts import Weights
from bot.answers.search.index import PassageIndex
from bot.answers.search.words.language import LANGUAGE, load
from bot.library.passages import Article, Section

ARTICLE = Article(
    "keuken",
    "De keuken",
    (
        Section("soep", "Soep", ("De kok proeft de soep voordat de gasten komen.",)),
        Section("brood", "Brood", ("Brood rijst langzaam; de bakker wacht ‘rustig’ af.",)),
    ),
)
EXAMPLES = (
    Example("kok proeft soep", "verbatim", ("proeft de soep",)),
    Example("bakker wacht rustig", "verbatim", ("wacht 'rustig' af",)),
    Example("soep", "verbatim", ("Brood rijst",)),
    Example("fietsenstalling", "negative"),
    Example("soep in de fietsenstalling van het vliegveld", "negative"),
)


@pytest.fixture(scope="module")
def index() -> PassageIndex:
    return PassageIndex({"keuken": ARTICLE}, language=load(LANGUAGE))


def test_quality_is_told_by_kind_and_quotes_may_differ(index: PassageIndex) -> None:
    found = quality(index, EXAMPLES)
    assert found["verbatim"].number == 3
    assert found["verbatim"].first == pytest.approx(2 / 3)
    assert found["negative"].refused == 1


def test_a_higher_threshold_never_refuses_less(index: PassageIndex) -> None:
    points = curve(index, EXAMPLES, steps=20)
    assert [point.threshold for point in points] == [step / 20 for step in range(21)]
    assert [point.refused for point in points] == sorted(point.refused for point in points)
    assert [point.silent for point in points] == sorted(point.silent for point in points)


def test_the_fit_is_the_lowest_threshold_of_the_most_silent_that_are_allowed() -> None:
    points = (Point(0.1, 0.0, 0.2), Point(0.2, 0.02, 0.8), Point(0.3, 0.03, 0.8), Point(0.4, 0.2, 1.0))
    assert fit(points) == points[1]
    assert fit(points, refused=0.5) == points[3]


def test_every_part_is_left_out_once(index: PassageIndex) -> None:
    names = [name for name, _ in ablation(index, EXAMPLES)]
    assert names[0] == "everything"
    assert {f"without {field.name}" for field in fields(Weights)} < set(names)
    assert len(names) == len(set(names))
