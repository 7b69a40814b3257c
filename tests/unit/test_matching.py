"""Which channel an entry of the channels file means."""

from __future__ import annotations

import pytest

from bot.channels.model import ChannelEntry
from bot.channels.settings.matching import KnownChannels, match
from bot.channels.settings.model import Choices

ENTRY = ChannelEntry("C1", Choices())


@pytest.mark.parametrize("moved", [{"C1": "C2"}, {"C1": "C9", "C9": "C2"}])
@pytest.mark.parametrize("names", [{"C2": "bouw"}, {"C1": "bouw", "C2": "bouw"}])
def test_an_entry_by_id_follows_its_channel_to_a_new_id_also_by_an_old_list(
    names: dict[str, str], moved: dict[str, str]
) -> None:
    matched = match([ENTRY], KnownChannels(names, moved=moved))
    assert dict(matched.entries) == {"C2": ENTRY}
    assert [one.served for one in matched.remarks] == [True]
    assert "channel C2" in matched.remarks[0].text


def test_ids_that_moved_in_a_circle_end_somewhere() -> None:
    matched = match([ENTRY], KnownChannels({"C1": "bouw"}, moved={"C1": "C2", "C2": "C1"}))
    assert set(matched.entries) <= {"C1", "C2"}
    assert len(matched.remarks) <= 1


@pytest.mark.parametrize(
    "written",
    [
        "#Café",
        "CAFE\u0301",
        "＃café",
        "ｃａｆé",
        "caf\u00adé",
        "\u200b#café\ufeff",
        "# café",
        "\u202acafé\u202c",
    ],
    ids=ascii,
)
def test_a_name_is_the_channels_however_it_is_written(written: str) -> None:
    entry = ChannelEntry(written, Choices())
    assert dict(match([entry], KnownChannels({"C2": "café"})).entries) == {"C2": entry}
