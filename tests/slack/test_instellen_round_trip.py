"""Settings that are shown in a form and sent back untouched stay the same, and so does every changed one."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any, cast
from zoneinfo import available_timezones

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.calendar.model import countries as countries_with_holidays
from bot.channels.settings import closed_typed, countries, texts, timezones
from bot.channels.settings.fields import SETTINGS
from bot.channels.settings.forms import filled_in, form
from bot.channels.settings.kinds import FormState
from bot.channels.settings.model import FIELDS, REGIONS, STANDARD, Choices, Closed, choices, settings_of
from bot.core.forms import TextField
from bot.core.visible import visible
from bot.slack import modal
from tests.fakes.forms import filled, touched
from tests.running import shipped_content
from tests.slack_limits import check

LIBRARY = shipped_content().library
NOW = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
DATES = st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31))
NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters=";"), max_size=30
).map(lambda name: visible(name).strip())
MINUTES = st.times().map(lambda time: time.replace(second=0, microsecond=0))


@st.composite
def closed(draw: st.DrawFn) -> Closed:
    first = draw(DATES)
    return Closed(first, first + dt.timedelta(days=draw(st.integers(0, 60))), draw(NAMES))


@st.composite
def some_choices(draw: st.DrawFn) -> Choices:
    one_of: dict[str, Any] = {
        "weekday": st.integers(0, 6),
        "time": MINUTES,
        "timezone": st.sampled_from(sorted(timezones.offered("Asia/Seoul"))),
        "frequency": st.sampled_from(sorted(texts.FREQUENCIES)),
        "anchor": DATES,
        "active": st.booleans(),
        "themes": st.lists(st.sampled_from([*LIBRARY.themes, "een-oud-thema"]), unique=True).map(tuple),
        "series": st.none() | st.sampled_from([*LIBRARY.series, "een-oude-leerlijn"]),
        "public_holidays": st.sampled_from(sorted(texts.ON_PUBLIC_HOLIDAY)),
        "country": st.sampled_from([*countries.OFFERED, "SM"]),
        "liberation_day": st.sampled_from(sorted(texts.LIBERATION_DAYS)),
        "school_holidays": st.none() | st.sampled_from(REGIONS),
        "construction_break": st.none() | st.sampled_from(REGIONS),
        "closed": st.lists(closed(), max_size=5).map(tuple),
        "voice": st.sampled_from(["team", "both", "leads"]),
        "form": st.sampled_from(["short", "long"]),
        "check_in": st.booleans(),
        "check_in_after": st.integers(1, 40),
        "harvest": st.booleans(),
    }
    assert set(one_of) == set(FIELDS), "a new setting needs a field in the form"
    return cast(Choices, {name: draw(strategy) for name, strategy in one_of.items()})


def shown(held: Choices, version: int = 3) -> FormState:
    return FormState("C1", held, version, NOW, NOW.date(), LIBRARY, "Asia/Tokyo", more=True)


@given(some_choices())
def test_settings_that_are_shown_and_sent_are_the_same_settings(held: Choices) -> None:
    view = modal.view(form(shown(held)))
    check(view, "modal")
    sent, errors = filled_in(modal.values(filled(view)), shown(held))
    assert errors == {}
    assert settings_of({**choices(settings_of(held)), **sent}) == settings_of(held)
    assert set(sent) == set(FIELDS), "Slack sends every field"


@given(some_choices())
def test_settings_are_the_same_for_a_client_that_does_not_send_what_was_not_touched(held: Choices) -> None:
    sent, errors = filled_in(modal.values(touched(modal.view(form(shown(held))))), shown(held))
    assert (errors, {**held, **sent}) == ({}, held)


@given(some_choices(), some_choices())
def test_what_is_chosen_is_what_is_kept(held: Choices, wanted: Choices) -> None:
    """Fill in everything of other settings that the form can show."""
    offered = {option["value"] for option in _options(held, "time")}
    fields = {
        "weekday": str(wanted["weekday"]),
        "frequency": wanted["frequency"],
        "public_holidays": wanted["public_holidays"],
        "school_holidays": wanted["school_holidays"] or "none",
        "closed": closed_typed.typed(wanted["closed"]) or None,
        "time": "10:00:00",
        "themes": tuple(one for one in wanted["themes"] if one in LIBRARY.themes),
    }
    assert fields["time"] in offered
    sent, errors = filled_in(modal.values(filled(modal.view(form(shown(held))), **fields)), shown(held))
    assert errors == {}
    for name in ("weekday", "frequency", "public_holidays", "school_holidays", "closed"):
        assert cast(Any, sent)[name] == cast(Any, wanted)[name]
    unseen = {"een-oud-thema"} & set(held["themes"])
    assert set(sent["themes"]) == set(cast(tuple[str, ...], fields["themes"])) | unseen
    assert sent["time"] == dt.time(10)


def _options(held: Choices, name: str) -> list[dict[str, Any]]:
    [block] = [one for one in modal.view(form(shown(held)))["blocks"] if one.get("block_id") == name]
    return list(block["element"]["options"])


@given(some_choices())
def test_what_a_short_form_does_not_ask_stays_as_it_is(held: Choices) -> None:
    short = replace(shown(held), more=False)
    view = modal.view(form(short))
    check(view, "modal")
    sent, errors = filled_in(modal.values(filled(view)), short)
    assert (errors, {**held, **sent}) == ({}, held)
    first = {name for name, setting in SETTINGS.items() if setting.first}
    assert set(sent) == first | ({"active"} if not held["active"] else set())


@given(DATES)
def test_every_two_weeks_keeps_its_weeks_when_the_other_one_is_not_chosen(anchor: dt.date) -> None:
    held = cast(Choices, {**choices(settings_of(_standard())), "anchor": anchor, "frequency": "biweekly"})
    this, following = (option["value"] for option in _options(held, "anchor"))
    kept = {week: filled_in({"anchor": week}, shown(held))[0]["anchor"] for week in (this, following)}
    assert anchor in kept.values()
    rhythm = [settings_of({**held, "anchor": one}).rhythm for one in kept.values()]
    assert rhythm[0].period(NOW.date()) != rhythm[1].period(NOW.date())


def _standard() -> dict[str, Any]:
    return dict(choices(STANDARD))


def test_the_first_form_of_a_channel_switches_it_on_also_where_the_client_does_not_say_so() -> None:
    held = cast(Choices, {**_standard(), "active": True})
    assert filled_in({"weekday": "2"}, shown(held, 0))[0] == {"weekday": 2, "active": True}
    assert filled_in({"active": "off"}, shown(held, 0))[0] == {"active": False}


def test_the_countries_that_are_offered_have_public_holidays() -> None:
    assert set(countries.OFFERED) <= set(countries_with_holidays())
    assert countries.OFFERED[0] == "NL"


def test_every_time_on_earth_is_offered_and_every_zone_exists() -> None:
    offered = timezones.offered()
    assert set(offered) <= available_timezones()
    assert len(timezones.offered("Asia/Seoul", "Europe/Vaduz")) <= 100
    assert timezones.name("Europe/Amsterdam", NOW) == "Amsterdam (UTC+1)"
    assert timezones.name("Asia/Kolkata", NOW) == "Kolkata (UTC+5:30)"


def test_a_text_for_periods_longer_than_a_form_takes_is_not_lost() -> None:
    many = tuple(Closed(dt.date(2027, 1, 1), dt.date(2027, 1, 2), f"periode {n}") for n in range(100))
    held = cast(Choices, {**_standard(), "closed": many})
    made = form(shown(held))
    assert not any(isinstance(part, TextField) for part in made.parts)
    check(modal.view(made), "modal")
    assert "closed" not in filled_in(modal.values(filled(modal.view(made))), shown(held))[0]
