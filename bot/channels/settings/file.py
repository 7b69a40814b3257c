"""Loads config/channels.yaml: which channels get nudges, when, and who leads them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, Field

from bot.channels.model import ChannelEntry, ChannelsFile
from bot.channels.names import folded, plain
from bot.channels.settings.fields import ChannelFields, faults, written
from bot.channels.settings.model import Choices, Layers
from bot.core.errors import ContentError, Fault
from bot.core.inputs import yaml_files
from bot.library.fields import Strict
from bot.library.tips import Library

NOT_THERE = (
    "there is no such file: correct LEIDERSCHAP_CHANNELS_FILE, where a relative path counts from the folder that the"
    " bot is started in, or make the file; `channels: []` in it means that there are no channels"
)


class _Entry(ChannelFields):
    channel: Annotated[str, AfterValidator(plain), Field(min_length=2, max_length=81)]
    locked: bool = False
    leads: list[Annotated[str, Field(pattern="^[UW][A-Z0-9]+$")]] | None = None

    def entry(self) -> ChannelEntry:
        """A channel in the file gets nudges, unless it says otherwise."""
        said: Choices = {"active": True, **self.choices()}
        return ChannelEntry(
            self.channel, said, self.locked, None if self.leads is None else tuple(self.leads)
        )


class _File(Strict):
    defaults: Annotated[ChannelFields, Field(default_factory=ChannelFields)]
    channels: Annotated[list[_Entry], Field(default_factory=list)]


def load_channels(path: Path, library: Library, default: Path) -> ChannelsFile:
    """The file's channels and defaults, on top of the section `channel` of `default` (config/default.yaml).

    Raises ContentError with every fault in either file. A missing file is a fault: treated as a file without
    channels, it would switch off every channel and remove every lead.
    """
    if not path.exists():
        raise ContentError([Fault(str(path.absolute()), 0, NOT_THERE)])
    found: list[Fault] = []
    document = yaml_files.load(default)
    standard = yaml_files.validate(ChannelFields, document, ("channel",))
    found += faults(standard, library, document, ("channel",))
    base = Layers(default=standard.choices())
    document = yaml_files.load(path)
    file = yaml_files.validate(_File, document)
    found += faults(file.defaults, library, document, ("defaults",))
    seen: set[str] = set()
    for number, row in enumerate(file.channels):
        found += faults(row, library, document, ("channels", number))
        name = folded(row.channel)
        if name in seen:
            found.append(document.fault(("channels", number, "channel"), f"{row.channel} is listed twice"))
        seen.add(name)
    if found:
        raise ContentError(found)
    base = Layers(default=base.default, file_defaults=file.defaults.choices())
    return ChannelsFile(base, tuple(row.entry() for row in file.channels))


def schema() -> str:
    """The JSON Schema of the channels file, which lets an editor complete and check it."""
    made = _without_defaults(_File.model_json_schema())
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **made}, indent=2) + "\n"


def _without_defaults(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_defaults(one) for key, one in value.items() if (key, one) != ("default", None)}
    return [_without_defaults(one) for one in value] if isinstance(value, list) else value


def dump(entries: list[ChannelEntry]) -> str:
    """The entries as a channels file."""
    rows = []
    for entry in entries:
        row: dict[str, Any] = {"channel": entry.channel, **written(entry.choices)}
        rows.append(
            row
            | ({"locked": True} if entry.locked else {})
            | ({"leads": list(entry.leads)} if entry.leads else {})
        )
    return yaml.safe_dump({"channels": rows}, sort_keys=False, allow_unicode=True, width=100)
