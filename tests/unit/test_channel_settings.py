"""Layers of settings: a later one wins field by field, Slack's has only what differs, and a lock ignores it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any

import pytest
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
    "harvest": st.booleans(),
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


SLOT = "slot 2025-03-04"
DELIVERY_ID = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"
TIPS = st.none() | st.sampled_from(["skip", "own:0123456789ab", "own:ba9876543210", "een-oude-tip"])


@given(TIPS, TIPS)
def test_no_change_of_a_slot_is_said_in_codes_or_twice_in_the_same_words(
    before: str | None, after: str | None
) -> None:
    said = plain(words.change(Change(NINE, "U0VERA", SLOT, before, after), Library({}, {}, {})))
    assert said.startswith("De tip van 4 maart 2025: ")
    assert not {"skip", "own", "None"} & set(re.findall(r"[A-Za-z]+", said))
    assert "een-oude-tip" not in said
    _, van, values = said.partition(": van ")
    if van:
        one, _, other = values.partition(" naar ")
        assert one != other


@pytest.mark.parametrize(
    ("field", "before", "after", "said"),
    [
        ("trial", None, DELIVERY_ID.replace("-", ""), "Proef: gestart"),
        ("trial", DELIVERY_ID.replace("-", ""), None, "Proef: gestopt"),
        ("pause", None, "2025-03-04", "Pauze: tot en met 4 maart 2025"),
        ("pause", "2025-03-04", "9999-12-31", "Pauze: van tot en met 4 maart 2025 naar tot iemand hervat"),
        ("pause", "9999-12-31", None, "Pauze: hervat"),
        ("nudge now", None, "own:0123456789ab", "Meteen geplaatst: ‘Bel een klant’"),
        (
            f"delivery {DELIVERY_ID}",
            None,
            "repost",
            "De tip van 4 maart 2025, waarvan niet bekend was of het bericht er stond: alsnog plaatsen",
        ),
    ],
)
def test_a_change_is_said_in_plain_words(
    field: str, before: str | None, after: str | None, said: str
) -> None:
    known = words.Known({"own:0123456789ab": "Bel een klant"}, {DELIVERY_ID: dt.date(2025, 3, 4)})
    change = Change(NINE, "U0VERA", field, before, after)
    assert plain(words.change(change, Library({}, {}, {}), known)) == said
