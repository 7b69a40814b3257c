"""One is one: no sentence with a number reads wrong where that is 1, and each with more has its own for one."""

from __future__ import annotations

import re

import pytest

from tests.unit.test_told_about_people import places, sentences

NUMBERS = frozenset(
    {"count", "words", "weeks", "plans", "done", "posts", "counted", "rows", "lost", "minutes"}
)
"""Places in a sentence for a number that is counted."""
SEVERAL = re.compile(
    r"\b1 (?:eigen )?(?:mensen|plannen|tips|kanalen|rijen|weken|minuten|artikelen|woorden|werkdagen)\b"
)
NEVER_ONE = {
    "answers.adding.texts.ADDED_LINE": "an article has more words",
    "answers.adding.texts.KEPT": "the same",
    "channels.settings.texts.DOUBT_CLOSED": "only periods of more than eight weeks",
    "core.texts.TIP_MINUTES": "a tip takes five minutes or more",
    "habits.texts.COUNT_PLANS": "no figure under five",
    "habits.texts.COUNT_PLANS_DONE": "no figure under five",
    "habits.texts.COUNT_DONE": "no figure under five",
    "habits.texts.OVERVIEW_MOST": "no figure under five",
    "habits.texts.OVERVIEW_LEAST": "no figure under five",
    "habits.texts.FIGURE_NAMES": "no figure under five",
    "habits.texts.SILENCE": "a silence is told of several tips",
    "habits.texts.TRIAL_NEVER": "it says a number under twenty and says at most",
    "habits.texts.TRIAL_OVER": "an outcome is of twenty weeks or more",
}
"""Sentences for several that are never said of one, and why; the others have a twin that ends in `_ONE`."""


def counting() -> dict[str, list[str]]:
    """The sentences that would read wrong with 1 in the place of each number."""
    found: dict[str, list[str]] = {}
    for name, said in sentences().items():
        for sentence in said:
            if places(sentence) & NUMBERS and SEVERAL.search(re.sub(r"\{\w+[^}]*\}", "1", sentence)):
                found.setdefault(name, []).append(sentence)
    return found


def twin(name: str) -> str:
    """The sentence for one, by the habit of its room."""
    one = {"PLANNING_LATER": "PLANNING_LATER_ONE", "WORKING_DAYS": "WORKING_DAY", "HOME_SOME": "HOME_ONE"}
    room, _, constant = name.rpartition(".")
    return f"{room}.{one.get(constant, constant + '_ONE')}"


def test_every_sentence_for_several_has_one_for_one_or_is_never_said_of_one() -> None:
    known = sentences()
    assert [name for name in counting() if name not in NEVER_ONE and twin(name) not in known] == []
    assert set(NEVER_ONE) <= set(counting()), "a sentence of the list is gone"


@pytest.mark.parametrize("name", [name for name in counting() if name not in NEVER_ONE])
def test_the_sentence_for_one_reads_as_one(name: str) -> None:
    for sentence in sentences()[twin(name)]:
        assert not SEVERAL.search(re.sub(r"\{\w+[^}]*\}", "1", sentence)), sentence
