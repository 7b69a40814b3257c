"""Layers of settings: a later one wins field by field, Slack's has only what differs, and a lock ignores it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.model import Change
from bot.channels.settings import words
from bot.channels.settings.fields import SETTINGS
from bot.channels.settings.model import (
    FIELDS,
    REGIONS,
    STANDARD,
    ChannelSettings,
    Choices,
    Closed,
    Layers,
    choices,
    chosen,
    differences,
    effective,
    settings_of,
)
from bot.library.tips import Library
from tests.factories import NINE
from tests.support import plain

days = st.dates(dt.date(2025, 1, 1), dt.date(2030, 1, 1))
regions = st.sampled_from([*REGIONS, None])
fields: dict[str, st.SearchStrategy[Any]] = {
    "weekday": st.integers(0, 6),
    "time": st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    "timezone": st.sampled_from(["Europe/Amsterdam", "America/New_York", "Asia/Kathmandu"]),
    "frequency": st.sampled_from(["weekly", "biweekly", "monthly"]),
    "anchor": days,
    "active": st.booleans(),
    "themes": st.lists(st.sampled_from(["vijf-dos", "spagaat", "vier-ls"]), unique=True).map(tuple),
    "series": st.sampled_from([None, "vijf-dos", "eerste-kwartaal"]),
    "public_holidays": st.sampled_from(["skip", "next_working_day", "post"]),
    "country": st.sampled_from(["NL", "BE", "DE"]),
    "liberation_day": st.sampled_from(["lustrum", "every_year", "never"]),
    "school_holidays": regions,
    "construction_break": regions,
    "closed": st.lists(
        st.builds(Closed, days, days, st.sampled_from(["", "dicht", "Kerst: 2 weken"])), max_size=2
    ).map(tuple),
    "check_in": st.booleans(),
    "check_in_after": st.integers(1, 20),
    "voice": st.sampled_from(["team", "both", "leads"]),
    "form": st.sampled_from(["short", "long"]),
}
some_choices = st.fixed_dictionaries({}, optional=fields)
all_choices = st.fixed_dictionaries(fields)
all_layers = st.builds(Layers, some_choices, some_choices, some_choices, some_choices, st.booleans())


def test_every_field_of_the_settings_can_be_chosen() -> None:
    assert set(FIELDS) == set(fields) == set(choices(STANDARD))


@given(all_choices)
def test_settings_survive_the_way_through_a_form(said: Choices) -> None:
    settings = settings_of(said)
    assert choices(settings) == said
    assert settings_of(choices(settings)) == settings


@given(all_layers)
def test_the_last_layer_that_names_a_field_decides_it(layers: Layers) -> None:
    settings = choices(effective(layers))
    for field in FIELDS:
        order = [layers.default, layers.file_defaults, layers.file, {} if layers.locked else layers.chosen]
        said = [layer[field] for layer in order if field in layer]
        assert settings[field] == (said[-1] if said else choices(STANDARD)[field])


@given(all_layers, all_choices)
def test_what_is_chosen_in_slack_holds_and_is_stored_as_differences_only(
    layers: Layers, wanted: Choices
) -> None:
    after = chosen(replace(layers, locked=False), wanted)
    assert choices(effective(after)) == wanted
    base = choices(effective(after.base()))
    assert all(value != base[field] for field, value in after.chosen.items())
    assert chosen(after, wanted) == after
    assert replace(after, chosen=layers.chosen) == replace(layers, locked=False)


@given(all_layers, some_choices)
def test_what_is_chosen_for_some_fields_leaves_the_others(layers: Layers, wanted: Choices) -> None:
    layers = replace(layers, locked=False)
    before, after = choices(effective(layers)), choices(effective(chosen(layers, wanted)))
    assert after == {**before, **wanted}


@given(all_layers, all_choices)
def test_a_locked_channel_does_not_listen_to_slack(layers: Layers, wanted: Choices) -> None:
    locked = replace(layers, locked=True)
    assert effective(chosen(locked, wanted)) == effective(locked) == effective(locked.base())


@given(all_choices, all_choices)
def test_differences_are_the_fields_that_differ(one: Choices, other: Choices) -> None:
    found = differences(settings_of(one), settings_of(other))
    assert {**one, **{field: after for field, (_, after) in found.items()}} == other
    assert {**other, **{field: before for field, (before, _) in found.items()}} == one


def test_nothing_is_posted_in_a_channel_that_nobody_chose() -> None:
    assert not effective(Layers()).active
    assert isinstance(effective(Layers()), ChannelSettings)


@given(all_choices, all_choices)
def test_every_change_of_a_setting_is_said_with_both_values(one: Choices, other: Choices) -> None:
    library = Library({}, {}, {})
    for field, setting in SETTINGS.items():
        said = plain(words.change(Change(NINE, "U0VERA", field, one[field], other[field]), library))
        assert said.startswith(f"{setting.changed or setting.label}: van ")
        assert said.endswith(f" naar {setting.said(other[field], library)}")
        assert not {"None", "True", "False", "none", "on", "off"} & set(said.split())
