"""A figure is shown only if nobody can subtract their way to a small group."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.figures import NOTHING, SMALLEST, Figures, Silence, Tally, at_least, figures, passes, silence
from bot.core.messages import Paragraph
from bot.habits import messages
from tests.support import plain

people = st.integers(0, 30)


@st.composite
def teams(draw: st.DrawFn) -> tuple[Tally, int]:
    """A team and what its members did, in possible numbers."""
    members = draw(st.integers(0, 60))
    plans = draw(st.integers(0, members))
    answers = draw(st.integers(0, plans))
    done = draw(st.integers(0, answers))
    partly = draw(st.integers(0, answers - done))
    return Tally(plans, done, partly, answers - done - partly), members


def known_groups(tally: Tally, members: int, seen: Figures) -> list[tuple[str, int]]:
    """Every group whose size can be worked out from the members and the figures, by name and size.

    A sum of shown answers is subtracted from every group that contains it: those who answered, those with a plan if
    that is shown, and the members.
    """
    groups = []
    outcomes = [(name, getattr(seen, name)) for name in ("done", "partly", "not_done")]
    visible = [cell for cell in outcomes if cell[1] is not None]
    inside = [("members", members)]
    if seen.plans is not None:
        inside.append(("plans", seen.plans))
    for size in range(1, len(visible) + 1):
        for chosen in itertools.combinations(visible, size):
            total = sum(count for _, count in chosen)
            groups.append(("+".join(name for name, _ in chosen), total))
            groups += [(f"{name} without {chosen}", whole - total) for name, whole in inside]
    if seen.plans is not None:
        groups += [("plans", seen.plans), ("no plan", members - seen.plans)]
    return groups


@given(teams())
@example((Tally(12, 6, 3, 3), 30))
@example((Tally(12, 6, 6, 0), 30))
@example((Tally(17, 6, 6, 5), 30))
def test_no_group_that_can_be_worked_out_is_smaller_than_five(team: tuple[Tally, int]) -> None:
    tally, members = team
    seen = figures(tally, members)
    assert all(size >= SMALLEST for _, size in known_groups(tally, members, seen)), seen


@given(teams())
def test_a_figure_and_its_complement_among_those_who_answered_are_at_least_five(
    team: tuple[Tally, int],
) -> None:
    tally, members = team
    seen = figures(tally, members)
    names = ("done", "partly", "not_done")
    answers = sum(getattr(tally, name) for name in names)
    for name in names:
        if (count := getattr(seen, name)) is not None:
            assert count == getattr(tally, name)
            assert min(count, answers - count) >= SMALLEST
    hidden = [getattr(tally, name) for name in names if getattr(seen, name) is None]
    shown = len(names) - len(hidden)
    assert not shown or not hidden or sum(hidden) >= SMALLEST


@pytest.mark.parametrize("people", range(4, 7))
@pytest.mark.parametrize("beside", range(4, 7))
def test_five_people_and_five_beside_them_pass_the_gate(people: int, beside: int) -> None:
    assert passes(people, people + beside) is (people >= 5 and beside >= 5)
    assert passes(people, people + beside, people + 50) is (people >= 5 and beside >= 5)
    assert passes(people, people + 50, people + beside) is (people >= 5 and beside >= 5)
    assert passes(people) is (people >= 5)
    shown = people if people >= 5 and beside >= 5 else None
    assert figures(Tally(plans=people), people + beside).plans == shown
    outcomes = figures(Tally(plans=12, done=people, partly=beside), 60)
    assert outcomes.done == (people if shown and 12 - people >= 5 else None)


def test_a_group_of_unknown_size_lets_nobody_through() -> None:
    assert not passes(5, 0)
    assert figures(Tally(8, 5, 0, 0), 0) == NOTHING
    assert silence([30, 30, 0, 30]) is None


@pytest.mark.parametrize(("people", "said"), [(0, 0), (4, 0), (5, 5), (6, 5), (9, 5), (10, 10), (11, 10)])
def test_how_many_at_least_goes_in_steps_of_five(people: int, said: int) -> None:
    assert at_least(people) == said


@pytest.mark.parametrize(("members", "told"), [(8, False), (9, False), (10, True), (11, True)])
def test_a_silence_is_told_of_ten_people_and_more(members: int, told: bool) -> None:
    for at in range(4):
        sizes = [members if number == at else 50 for number in range(4)]
        assert silence(sizes) == (Silence(4) if told else None)


@given(teams())
def test_a_team_of_fewer_than_ten_sees_nothing(team: tuple[Tally, int]) -> None:
    tally, members = team
    assert members >= 2 * SMALLEST or figures(tally, members) == Figures()


@pytest.mark.parametrize(
    ("tally", "members", "shown"),
    [
        (Tally(plans=4), 20, Figures()),
        (Tally(plans=5), 20, Figures(plans=5)),
        (Tally(plans=15), 20, Figures(plans=15)),
        (Tally(plans=16), 20, Figures()),
        (Tally(plans=12, done=6, partly=6), 30, Figures(plans=12, done=6)),
        (Tally(plans=12, done=6, partly=4), 30, Figures(plans=12)),
        (Tally(plans=12, done=6, partly=5), 30, Figures(plans=12, done=6)),
        (Tally(plans=12, done=12), 30, Figures(plans=12)),
        (Tally(plans=12, done=6, partly=6), 17, Figures(plans=12, done=6)),
        (Tally(plans=16, done=5, partly=5), 16, Figures(done=5)),
    ],
)
def test_four_responders_are_too_few_and_five_are_enough(tally: Tally, members: int, shown: Figures) -> None:
    assert figures(tally, members) == shown


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        (Figures(plans=12, done=6), "12 mensen maakten een plan; bij 6 is het gelukt."),
        (Figures(plans=12), "12 mensen maakten een plan."),
        (Figures(done=6), "Bij 6 mensen is het plan gelukt."),
    ],
)
def test_the_thread_hears_the_figures_that_may_be_shown(figures: Figures, said: str) -> None:
    message = messages.count(figures)
    assert message is not None
    paragraph = message.parts[0]
    assert isinstance(paragraph, Paragraph)
    assert plain(paragraph.text) == said
    assert said in message.summary


def test_of_a_round_in_which_nobody_did_anything_nothing_is_counted() -> None:
    assert Tally() == Tally(plans=0, done=0, partly=0, not_done=0)
    assert messages.count(figures(Tally(), 30)) is None


def test_those_with_a_plan_who_did_not_answer_are_not_worked_out_from_the_answers() -> None:
    assert figures(Tally(17, 5, 5, 5), 40) == Figures(plans=17, done=5, partly=5)


def test_what_the_shown_answers_together_leave_is_five_or_nothing_more_is_shown() -> None:
    assert figures(Tally(38, 5, 5, 2), 40) == Figures(done=5)


def test_a_group_that_leaves_exactly_five_members_is_large_enough() -> None:
    assert figures(Tally(plans=5), 10) == Figures(plans=5)


def test_a_count_that_is_not_shown_takes_nothing_from_what_the_next_one_leaves() -> None:
    assert figures(Tally(38, 4, 8, 1), 40) == Figures(partly=8)


def test_of_a_round_in_which_nothing_was_done_nothing_is_counted() -> None:
    assert Tally() == Tally(0, 0, 0, 0)
    assert figures(Tally(), 30) == NOTHING
