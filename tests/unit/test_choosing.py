"""Which tip a slot gets from a series: its tips in order, and each once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import pytest

from bot.channels.model import Channel
from bot.channels.nudges.choosing import KIN_WEEKS, Pool, choose, following, rotation, series_left
from bot.channels.own_tips.model import OwnTip
from bot.channels.settings.model import ChannelSettings, Voice
from bot.library.tips import Audience, Library, Series, Theme
from tests.factories import NINE, TUESDAYS, a_channel, a_tip, a_voice
from tests.habits import TIP, WEEK
from tests.running import shipped_content

SLOT = NINE.date()
DAY = dt.timedelta(days=1)
TIPS = {id: replace(TIP, id=id) for id in ("eerste", "tweede", "derde", "los")}
LIBRARY = Library(
    TIPS,
    {"voorbeeld": Theme("voorbeeld", "Voorbeeldthema", "Een thema.", 1)},
    {"reeks": Series("reeks", "Reeks", "Een reeks.", ("eerste", "tweede", "weg", "derde"))},
)
CHANNEL = a_channel(settings=ChannelSettings(TUESDAYS, series="reeks"), series_since=SLOT)


def left(history: dict[str, dt.date]) -> list[str]:
    return [tip.id for tip in series_left(CHANNEL, Pool(LIBRARY, {}), history)]


def test_a_tip_of_the_series_that_came_on_the_day_that_it_began_is_not_given_again() -> None:
    assert left({"eerste": SLOT}) == ["tweede", "derde"]


def test_what_a_channel_had_before_it_began_with_the_series_comes_again() -> None:
    assert left({"eerste": SLOT - DAY, "tweede": SLOT - WEEK}) == ["eerste", "tweede", "derde"]


def test_a_series_whose_beginning_nobody_wrote_down_gives_nothing_twice() -> None:
    channel = replace(CHANNEL, series_since=None)
    assert [tip.id for tip in series_left(channel, Pool(LIBRARY, {}), {"eerste": SLOT - 100 * WEEK})] == []


@pytest.mark.parametrize("series", [None, "bestaat-niet"])
def test_without_a_series_that_is_there_nothing_of_one_is_left(series: str | None) -> None:
    channel = replace(CHANNEL, settings=ChannelSettings(TUESDAYS, series=series))
    assert series_left(channel, Pool(LIBRARY, {}), {}) == ()


def own(id: str, *, rotates: bool = True) -> OwnTip:
    return OwnTip(f"own:{id}", "Titel", "Doe dit.", "Daarom.", rotates=rotates)


def test_what_a_lead_fixed_comes_before_the_series_and_only_while_it_exists() -> None:
    pool = Pool(LIBRARY, {"own:a": own("a", rotates=False)})
    assert choose(CHANNEL, pool, {}, SLOT, fixed="los").id == "los"
    assert choose(CHANNEL, pool, {}, SLOT, fixed="own:a").id == "own:a"
    assert choose(CHANNEL, pool, {}, SLOT, fixed="weg").id == "eerste"


def test_own_tips_take_turns_with_the_library_unless_they_are_kept_apart() -> None:
    pool = Pool(LIBRARY, {"own:a": own("a"), "own:b": own("b", rotates=False)})
    assert {tip.id for tip in rotation(CHANNEL, pool)} == {*TIPS, "own:a"}


def test_after_the_series_the_tip_comes_whose_turn_it_is_longest() -> None:
    history = {"eerste": SLOT, "tweede": SLOT + WEEK, "derde": SLOT + 2 * WEEK, "los": SLOT - WEEK}
    assert choose(CHANNEL, Pool(LIBRARY, {}), history, SLOT + 3 * WEEK).id == "los"


def test_who_asks_for_another_tip_again_and_again_sees_each_once_and_then_the_first_again() -> None:
    tips, shown = list(TIPS.values()), []
    next_one = following(tips, "none of them", "seed")
    for _ in tips:
        shown.append(next_one.id)
        next_one = following(tips, shown[-1], "seed")
    assert sorted(shown) == sorted(TIPS)
    assert next_one.id == shown[0]
    assert {following(tips, "none of them", f"seed {n}").id for n in range(50)} == set(TIPS)


def test_a_channel_that_chose_themes_gets_tips_of_those_alone() -> None:
    other = replace(TIP, id="ander", theme="ander")
    pool = Pool(replace(LIBRARY, tips={**TIPS, "ander": other}), {})
    channel = replace(CHANNEL, settings=ChannelSettings(TUESDAYS, themes=("ander",)))
    assert rotation(channel, pool) == [other]


def years(pool: Pool, weeks: int, channel: Channel = CHANNEL) -> list[str]:
    """The tips of so many weeks, one after the other, without a series."""
    channel = replace(channel, settings=replace(channel.settings, series=None))
    history: dict[str, dt.date] = {}
    came = []
    for week in range(weeks):
        slot = SLOT + week * WEEK
        tip = choose(channel, pool, history, slot)
        history[tip.id] = slot
        came.append(tip.id)
    return came


@pytest.mark.parametrize("id", ["C1", "C2", "C3", "C4", "C5"])
def test_two_years_of_shipped_tips_repeat_nothing_and_keep_kin_and_bare_questions_apart(id: str) -> None:
    library = shipped_content().library
    channel = replace(CHANNEL, id=id)
    came = years(Pool(library, {}), len(library.tips), channel)
    assert len(set(came)) == len(library.tips)
    at = {tip: week for week, tip in enumerate(came)}
    close = [
        (tip, kin)
        for tip in came
        for kin in library.kin(tip)
        if kin in at and abs(at[tip] - at[kin]) < KIN_WEEKS
    ]
    assert close == []
    bare = [library.tips[tip].team is None for tip in came]
    assert not any(one and other for one, other in pairwise(bare))


def test_a_channel_that_hears_the_team_alone_never_gets_a_tip_without_its_voice() -> None:
    lead_only = a_tip("stil", lead=a_voice())
    pool = Pool(replace(LIBRARY, tips={**TIPS, "stil": lead_only}), {}, "team")
    assert "stil" not in years(pool, 20)
    assert choose(CHANNEL, pool, {}, SLOT, fixed="stil").id != "stil"
    leads = Pool(pool.library, {}, "leads")
    assert set(years(leads, 5)) == {"stil"}


def test_a_theme_that_does_not_speak_to_the_channel_gives_way_to_all_themes() -> None:
    lead_only = a_tip("stil", "ander", lead=a_voice())
    pool = Pool(replace(LIBRARY, tips={**TIPS, "stil": lead_only}), {}, "team")
    channel = replace(CHANNEL, settings=ChannelSettings(TUESDAYS, themes=("ander",)))
    assert {tip.id for tip in rotation(channel, pool)} == set(TIPS)


def test_a_series_leaves_out_what_does_not_speak_to_the_channel_and_keeps_its_order() -> None:
    library = replace(LIBRARY, tips={**TIPS, "tweede": a_tip("tweede", lead=a_voice())})
    heard = [tip.id for tip in series_left(CHANNEL, Pool(library, {}, "team"), {})]
    assert heard == ["eerste", "derde"]
    assert [tip.id for tip in series_left(CHANNEL, Pool(library, {}), {})] == ["eerste", "tweede", "derde"]


@pytest.mark.parametrize(("voice", "wrong"), [("team", "leader"), ("leads", "team")])
def test_an_own_tip_takes_no_turn_in_a_channel_that_does_not_hear_it(voice: Voice, wrong: Audience) -> None:
    pool = Pool(LIBRARY, {"own:a": replace(own("a"), audience=wrong), "own:b": own("b")}, voice)
    turns = {tip.id for tip in rotation(CHANNEL, pool)}
    assert "own:a" not in turns
    assert "own:b" in turns


def test_a_library_that_says_nothing_to_leads_stops_no_channel_that_only_they_hear() -> None:
    assert choose(CHANNEL, Pool(LIBRARY, {}, "leads"), {}, SLOT).id in TIPS
