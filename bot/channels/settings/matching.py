"""Which channel each entry of the channels file means: once found by name, always the same one, whatever its name."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.channels.model import ChannelEntry
from bot.channels.names import folded


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark about an entry, in English; `served`: its channel can get tips all the same."""

    entry: str
    text: str
    served: bool = False


@dataclass(frozen=True, slots=True)
class KnownChannels:
    """What is known about channels: the `names` of those that the bot is in, by id; the ids that entries found by
    folded name (`remembered`); the ids that were set up (`stored`), those deleted in Slack (`gone`), and the new ids
    of those that got one (`moved`)."""

    names: Mapping[str, str]
    remembered: Mapping[str, str] = field(default_factory=dict)
    stored: Collection[str] = ()
    gone: Collection[str] = ()
    moved: Mapping[str, str] = field(default_factory=dict)

    def holds(self, id: str) -> bool:
        return id in self.names or id in self.stored

    def by_id(self, entry: ChannelEntry) -> str | None:
        id, passed = entry.channel, set[str]()
        while id in self.moved and id not in passed:
            passed.add(id)
            id = self.moved[id]
        return id if self.holds(id) else None

    def by_memory(self, entry: ChannelEntry) -> str | None:
        """A deleted channel frees its name for the next one."""
        id = self.remembered.get(folded(entry.channel))
        free = id is None or not self.holds(id) or (id in self.gone and id not in self.names)
        return None if free else id

    def by_name(self, entry: ChannelEntry) -> str | None:
        name = folded(entry.channel)
        return next((id for id, one in self.names.items() if folded(one) == name), None)


@dataclass(frozen=True, slots=True)
class Matched:
    """The entries by the id of their channel, the ids to remember for names, and the remarks."""

    entries: Mapping[str, ChannelEntry]
    remembered: Mapping[str, str]
    remarks: tuple[Remark, ...]


def match(entries: Sequence[ChannelEntry], known: KnownChannels) -> Matched:
    """An id takes precedence over a remembered channel, and that over a name."""
    found: dict[str, ChannelEntry] = {}
    remembered: dict[str, str] = {}
    remarks: dict[str, list[Remark]] = {}
    left = list(entries)
    for find in (known.by_id, known.by_memory, known.by_name):
        for entry in tuple(left):
            id = find(entry)
            if id is None:
                continue
            left.remove(entry)
            if id in found:
                remarks[entry.channel] = [_twice(entry, id, found[id])]
                continue
            found[id] = entry
            remarks[entry.channel] = list(_remarks(entry, id, known))
            if entry.channel != id:
                remembered[folded(entry.channel)] = id
    for entry in left:
        text = f"there is no channel {entry.channel!r}, or the bot is not in it: correct the name, or invite it there"
        remarks[entry.channel] = [Remark(entry.channel, text)]
    said = tuple(one for entry in entries for one in remarks[entry.channel])
    return Matched(found, remembered, said)


def _twice(entry: ChannelEntry, id: str, other: ChannelEntry) -> Remark:
    text = (
        f"{entry.channel!r} is channel {id}, but so is {other.channel!r}, which is used: remove one of them"
    )
    return Remark(entry.channel, text)


def _remarks(entry: ChannelEntry, id: str, known: KnownChannels) -> Iterator[Remark]:
    if id not in known.names:
        text = (
            f"the bot is not in channel {id} ({entry.channel!r}), or it is archived or deleted: invite it there, or"
            " remove the entry; its settings are kept"
        )
        yield Remark(entry.channel, text + _other(entry, id, known))
    elif entry.channel != id and folded(known.names[id]) != folded(entry.channel):
        name = known.names[id]
        text = f"{entry.channel!r} is channel {id}, now called #{name}: write {name} or {id}"
        yield Remark(entry.channel, text + _other(entry, id, known), served=True)


def _other(entry: ChannelEntry, id: str, known: KnownChannels) -> str:
    """What to do to mean the channel that has the name now."""
    other = known.by_name(entry)
    if other in (None, id) or entry.channel == id:
        return ""
    command = f"python -m bot channels forget {entry.channel}"
    return f". Another channel has that name now: for that one write {other}, or run `{command}`"
