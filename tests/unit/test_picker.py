"""Which tip a channel gets: every tip once before any repeats, and the same tip in every process."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.nudges.choosing import History, following, pick
from bot.library.tips import Library, Tip
from tests.factories import a_tip

DAY = dt.date(2025, 1, 7)
WEEK = dt.timedelta(weeks=1)


def picked(tips: list[Tip], history: History, channel: str, slot: dt.date) -> Tip:
    return pick(tips, Library({tip.id: tip for tip in tips}, {}, {}), history, channel, slot)


ids = st.text("abcdefgh-0123456789", min_size=1, max_size=12)
libraries = st.lists(ids, min_size=1, max_size=30, unique=True).map(lambda all: [a_tip(id) for id in all])


@given(libraries, ids, st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1)))
def test_every_tip_is_posted_once_before_any_comes_again(
    tips: list[Tip], channel: str, start: dt.date
) -> None:
    history: dict[str, dt.date] = {}
    rounds = []
    for week in range(3 * len(tips)):
        slot = start + week * WEEK
        tip = picked(tips, history, channel, slot)
        history[tip.id] = slot
        rounds.append(tip.id)
    every = {tip.id for tip in tips}
    for n in range(3):
        assert set(rounds[n * len(tips) : (n + 1) * len(tips)]) == every
    assert rounds[len(tips) : 2 * len(tips)] == rounds[: len(tips)]


@given(libraries, ids, st.data())
def test_a_tip_that_was_never_posted_goes_before_all_others_and_then_the_least_recent(
    tips: list[Tip], channel: str, data: st.DataObject
) -> None:
    posted = data.draw(st.dictionaries(st.sampled_from([tip.id for tip in tips]), st.dates()))
    tip = picked(tips, posted, channel, DAY)
    fresh = [tip.id for tip in tips if tip.id not in posted]
    assert tip.id in fresh if fresh else posted[tip.id] == min(posted.values())


@given(libraries, ids, st.randoms(use_true_random=False))
def test_the_order_of_the_library_does_not_matter(
    tips: list[Tip], channel: str, random: st.DataObject
) -> None:
    shuffled = random.sample(tips, len(tips))  # type: ignore[attr-defined]
    assert picked(tips, {}, channel, DAY) == picked(shuffled, {}, channel, DAY)


def test_channels_do_not_all_get_the_same_tip() -> None:
    tips = [a_tip(f"tip-{n}") for n in range(20)]
    assert len({picked(tips, {}, f"C{n}", DAY).id for n in range(100)}) > 15


def test_tips_that_were_withdrawn_do_not_matter() -> None:
    assert picked([a_tip("nieuw")], {"weg": DAY, "ook-weg": DAY}, "C1", DAY).id == "nieuw"


def test_without_tips_there_is_nothing_to_picked() -> None:
    with pytest.raises(ValueError, match="no tips"):
        picked([], {}, "C1", DAY)


def test_every_process_picks_the_same() -> None:
    program = (
        "import datetime as dt\n"
        "from tests.unit.test_picker import a_tip, picked\n"
        "tips = [a_tip(f'tip-{n}') for n in range(60)]\n"
        "print([picked(tips, {}, f'C{n}', dt.date(2025, 1, 7)).id for n in range(50)])\n"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(printed) == 1
    assert printed.pop().count("tip-") == 50


@given(libraries, ids)
def test_asking_for_another_tip_again_and_again_shows_each_once(tips: list[Tip], seed: str) -> None:
    first = following(tips, "", seed)
    seen = [first.id]
    for _ in tips:
        seen.append(following(tips[::-1], seen[-1], seed).id)
    assert seen[-1] == first.id
    assert sorted(seen[:-1]) == sorted(tip.id for tip in tips)


def test_of_no_tips_none_follows() -> None:
    with pytest.raises(ValueError, match="no tips"):
        following([], "", "C1")
