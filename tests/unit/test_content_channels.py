"""The channels file: its contents, its faults with their line, its schema, and that an export reads back the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

import pytest
import yaml
from hypothesis import given

from bot.channels.calendar.school_holidays import load_breaks
from bot.channels.model import Channel, ChannelsFile
from bot.channels.settings import file as channels_file
from bot.channels.settings.fields import ChannelFields, written
from bot.channels.settings.file import load_channels
from bot.channels.settings.model import FIELDS, Choices, Closed, Layers, choices, effective, settings_of
from bot.cli.channels import exported
from bot.core.errors import ContentError
from bot.core.inputs import yaml_files
from bot.library.tips import Library, Series, Theme
from tests.factories import NO_ZONES
from tests.unit.test_channel_settings import all_choices

ROOT = Path(__file__).parents[2]
DEFAULT = ROOT / "config" / "default.yaml"
LIBRARY = Library(
    {},
    {id: Theme(id, id, "", 0) for id in ("vijf-dos", "spagaat", "vier-ls")},
    {id: Series(id, id, "", ()) for id in ("vijf-dos", "eerste-kwartaal")},
)


def loaded(folder: Path, text: str) -> ChannelsFile:
    file = folder / "channels.yaml"
    file.write_text(text, encoding="utf-8")
    return load_channels(file, LIBRARY, DEFAULT)


def faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(ContentError) as refused:
        loaded(folder, text)
    return [str(fault).removeprefix(f"{folder}/") for fault in refused.value.faults]


def test_a_file_without_channels_leaves_the_defaults(tmp_path: Path) -> None:
    file = loaded(tmp_path, "channels: []")
    assert file.channels == ()
    assert not effective(file.base).active


def test_a_file_that_is_not_there_is_a_fault_that_names_where_it_was_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ContentError) as refused:
        load_channels(Path("none.yaml"), LIBRARY, DEFAULT)
    [fault] = refused.value.faults
    assert fault.file == str(tmp_path / "none.yaml")
    assert "LEIDERSCHAP_CHANNELS_FILE" in fault.message
    assert "`channels: []`" in fault.message


def test_the_shipped_file_has_no_faults() -> None:
    assert load_channels(ROOT / "config" / "channels.yaml", LIBRARY, DEFAULT).channels == ()


def test_a_file_says_who_what_and_when(tmp_path: Path) -> None:
    file = loaded(
        tmp_path,
        """
defaults: {school_holidays: midden, public_holidays: next working day}
channels:
  - channel: "#bouw"
    weekday: Vrijdag
    time: 9:30
    series: eerste-kwartaal
    closed: [{from: 2026-12-21, to: 2027-01-01, name: dicht}]
    locked: true
    leads: [U0123]
  - channel: C0123
    active: false
    school_holidays: none
""",
    )
    assert file.base.file_defaults == {"school_holidays": "midden", "public_holidays": "next_working_day"}
    bouw, other = file.channels
    assert (bouw.channel, bouw.locked, bouw.leads) == ("bouw", True, ("U0123",))
    assert (bouw.choices["weekday"], bouw.choices["series"], bouw.choices["themes"]) == (
        4,
        "eerste-kwartaal",
        (),
    )
    assert bouw.choices["closed"][0].name == "dicht"
    assert other.choices == {"active": False, "school_holidays": None}
    assert other.leads is None


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "weekday: weekend",
            "channels.yaml:3: 'channels[1].weekday' 'weekend' is not a weekday; write one of maandag",
        ),
        ("time: 25:00", "channels.yaml:3: 'channels[1].time' '25:00' is not a time of day"),
        (
            "timezone: Europe/Utrecht",
            "channels.yaml:3: 'channels[1].timezone' 'Europe/Utrecht' is not a known time zone",
        ),
        (
            "country: Nederland",
            "channels.yaml:3: 'channels[1].country' 'Nederland' is not a country with known holidays",
        ),
        (
            "school_holidays: west",
            "channels.yaml:3: 'channels[1].school_holidays' 'west' is not a school region",
        ),
        ("themes: [geen]", "channels.yaml:3: there is no theme 'geen'; there are vijf-dos"),
        ("series: geen", "channels.yaml:3: there is no series 'geen'; there are vijf-dos"),
        (
            "check_in_after: 0",
            "channels.yaml:3: 'channels[1].check_in_after' has to be greater than or equal to 1",
        ),
        (
            "closed: [{from: 2027-01-02, to: 2027-01-01}]",
            "channels.yaml:3: 'channels[1].closed[1]' ends before it begins",
        ),
        ("leads: [vera]", "channels.yaml:3: 'channels[1].leads[1]' has to match pattern"),
        ("colour: red", "channels.yaml:3: field 'channels[1].colour' is not known"),
    ],
)
def test_a_fault_is_told_with_its_line_and_what_to_write(tmp_path: Path, line: str, message: str) -> None:
    [fault] = faults(tmp_path, f"channels:\n  - channel: bouw\n    {line}\n")
    assert fault.startswith(message)


@pytest.mark.parametrize("zone", ["", *NO_ZONES])
def test_what_is_no_zone_is_told_at_its_line_in_every_layer(tmp_path: Path, zone: str) -> None:
    said = f"timezone: {json.dumps(zone)}"
    for text in (f"channels:\n  - channel: bouw\n    {said}\n", f"channels: []\ndefaults:\n  {said}\n"):
        [fault] = faults(tmp_path, text)
        assert fault.startswith("channels.yaml:3: ")
        assert "timezone" in fault or "is not YAML" in fault


def test_a_channel_that_stands_twice_and_a_wrong_default_are_told_together(tmp_path: Path) -> None:
    text = "defaults: {series: geen}\nchannels:\n  - channel: '#bouw'\n  - channel: bouw\n"
    first, second = faults(tmp_path, text)
    assert first.startswith("channels.yaml:1: there is no series 'geen'")
    assert second == "channels.yaml:4: bouw is listed twice"


@pytest.mark.parametrize("again", ["BOUW", "'# bouw '", "<#C1|bouw>"])
def test_a_channel_that_is_written_in_two_ways_stands_twice(tmp_path: Path, again: str) -> None:
    first = "C1" if "C1" in again else "Bouw"
    text = f"channels:\n  - channel: {first}\n  - channel: {again}\n"
    [fault] = faults(tmp_path, text)
    assert fault.startswith("channels.yaml:3: ")
    assert fault.endswith(" is listed twice")


def test_the_schema_for_editors_is_that_of_the_model() -> None:
    assert (ROOT / "config" / "channels.schema.json").read_text(encoding="utf-8") == channels_file.schema()


def test_the_schema_knows_every_field() -> None:
    schema = json.loads(channels_file.schema())
    assert set(schema["$defs"]["ChannelFields"]["properties"]) == set(FIELDS)
    assert {"channel", "locked", "leads"} <= set(schema["$defs"]["_Entry"]["properties"])


@given(all_choices)
def test_choices_are_read_from_a_file_as_they_were_written(said: Choices) -> None:
    ordered = cast(Choices, {**said, "closed": tuple(_in_order(one) for one in said["closed"])})
    assert _read(yaml.safe_dump(written(ordered), allow_unicode=True)) == ordered


@given(all_choices)
def test_what_is_exported_makes_the_same_settings(said: Choices) -> None:
    ordered = cast(Choices, {**said, "closed": tuple(_in_order(one) for one in said["closed"])})
    default: Choices = {"weekday": 1, "series": "vijf-dos"}
    base = Layers(default=default, file_defaults={"country": "DE"})
    channel = Channel("T1", "C1", "bouw", settings_of(ordered))
    text = channels_file.dump([exported(channel, base, ["U1"])])
    [row] = yaml.safe_load(text)["channels"]
    assert (row.pop("channel"), row.pop("leads")) == ("C1", ["U1"])
    read = _read(yaml.safe_dump(row))
    assert choices(effective(Layers(default=default, file=read))) == ordered


def _read(text: str) -> Choices:
    """As the file itself is read."""
    return yaml_files.validate(ChannelFields, yaml_files.parse(text, "channels.yaml")).choices()


def _in_order(closed: Closed) -> Closed:
    first, last = sorted((closed.first, closed.last))
    return Closed(first, last, closed.name)


@pytest.mark.parametrize(
    ("holiday", "message"),
    [
        (
            "{name: X, noord: [2027-01-01, 2027-01-02]}",
            "has to name its days for noord, midden and zuid, or for all",
        ),
        ("{name: X, all: [2027-01-02, 2027-01-01]}", "ends before it begins"),
        ("{name: X, all: [2027-01-02]}", "at least 2"),
    ],
)
def test_a_fault_in_the_school_holidays_is_told_with_its_line(
    tmp_path: Path, holiday: str, message: str
) -> None:
    file = tmp_path / "school_holidays.yaml"
    file.write_text(
        "construction_breaks: []\nschool_holidays:\n  - year: 2026-2027\n    source: https://example.org\n"
        f"    read: 2026-11-21\n    holidays:\n      - {holiday}\n",
        encoding="utf-8",
    )
    with pytest.raises(ContentError, match=rf"school_holidays.yaml:7: .*{message}"):
        load_breaks(file)
