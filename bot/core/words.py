"""The few words that differ by platform, and the sentences that have places for them."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from types import MappingProxyType
from typing import Any, TypeVar, cast

ShownT = TypeVar("ShownT")

_AS_IT_IS = frozenset({str, bool, int, bytes, type(None)})
"""Most of what is shown, and never filled in. Checking it too would take as long as drawing it."""
_PLACE = re.compile(r"(#?)\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Words:
    """A platform's own vocabulary. `workspace` follows "deze" and "jullie". `ask` is what people type before a
    question or a command, `invite` brings the bot into a channel, `bot` is how people mention it. `channel` is how
    the channel `{name}` is written."""

    platform: str
    workspace: str
    ask: str
    invite: str
    bot: str
    channel: str


class Sentence(str):
    """A sentence with places for the platform's words, by their name in `Words`: `{ask}`. `#{team}` is the channel
    named `team`, as the platform writes it.

    What `format` inserts is data, shown literally whatever it contains, unless it is a Sentence too. The drawing code
    chooses the platform's words (see `filled`). An f-string or `join` makes a plain `str` of it, which keeps its
    places: nobody can tell any more which parts are data.
    """

    __slots__ = ("_given", "_template")
    _given: Mapping[str, object]
    _template: str

    def __new__(cls, template: str, given: Mapping[str, object] = MappingProxyType({})) -> Sentence:
        made = super().__new__(cls, _put(template, given, "#{name}"))
        made._template, made._given = template, given
        return made

    def format(self, *_unnamed: object, **given: object) -> Sentence:
        return Sentence(self._template, {**self._given, **given})

    def by(self, words: Words) -> str:
        """What people read with these words of a platform."""
        own = {name: getattr(words, name) for name in _names(Words) if name != "channel"}
        given = {name: filled(value, words) for name, value in self._given.items()}
        return _put(self._template, {**own, **given}, words.channel)


def _put(template: str, given: Mapping[str, object], channel: str) -> str:
    """The template with its places filled from `given`; the others stay. Inserted text is not filled again."""

    def put(place: re.Match[str]) -> str:
        is_channel, name = place.groups()
        if name not in given:
            return place[0]
        value = str(given[name])
        return channel.replace("{name}", value) if is_channel else value

    return _PLACE.sub(put, template)


def channels(*names: str) -> Sentence:
    """The channels with these names, as the platform writes them, separated by commas."""
    named = {f"channel{number}": name for number, name in enumerate(names)}
    return Sentence(", ".join(f"#{{{place}}}" for place in named), named)


def filled(shown: ShownT, words: Words) -> ShownT:
    """A Message, a Form or anything else that is shown, with the platform's words in its sentences. Everything that
    is not a Sentence, such as what people and articles say, stays the same."""
    return cast(ShownT, _filled(shown, words))


def _filled(shown: Any, words: Words) -> Any:
    kind: Any = type(shown)
    if kind in _AS_IT_IS:
        return shown
    if kind is Sentence:
        return shown.by(words)
    if kind is tuple:
        return tuple([_filled(one, words) for one in shown])
    if isinstance(shown, Mapping):
        return {name: _filled(one, words) for name, one in shown.items()}
    changed = {}
    for name in _names(kind):
        old = getattr(shown, name)
        if type(old) not in _AS_IT_IS and (new := _filled(old, words)) is not old:
            changed[name] = new
    return replace(shown, **changed) if changed else shown


@functools.cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    """The fields of a dataclass; anything else has none to fill."""
    return tuple(one.name for one in fields(kind)) if is_dataclass(kind) else ()
