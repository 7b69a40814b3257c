"""Finds listed phrases in texts, also where words stand between or in another order: "geef hun de ruimte"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from bot.answers.search.words.keys import of_phrase

GAP = 2
"""Empty words that may stand inside a phrase besides its own."""


class Phrase(NamedTuple):
    """A phrase in a text: its key and the numbers of its words, in order."""

    key: str
    places: tuple[int, ...]


class Phrases:
    """A list of phrases (sequences of words). `empty` are words that may stand inside one."""

    def __init__(self, listed: Iterable[tuple[str, ...]] = (), empty: Collection[str] = ()) -> None:
        self._empty = empty
        phrases = sorted(set(listed))
        uses = Counter(word for words in phrases for word in words)
        self._by_anchor: dict[str, list[tuple[str, ...]]] = {}
        for words in phrases:
            anchor = min(words, key=lambda word: (word in empty, uses[word], word))
            self._by_anchor.setdefault(anchor, []).append(words)

    def find(self, forms: Sequence[str], names: Callable[[str], Iterable[str]]) -> list[Phrase]:
        """The phrases in a text of these words, longest first. `names` are what a word may be listed as."""
        places: dict[str, list[int]] = {}
        for at, form in enumerate(forms):
            for name in dict.fromkeys((form, *names(form))):
                places.setdefault(name, []).append(at)
        found = {
            Phrase(of_phrase(words), together)
            for anchor in places.keys() & self._by_anchor.keys()
            for words in self._by_anchor[anchor]
            if all(word in places for word in words)
            for at in places[anchor]
            if (together := self._together(forms, words, places, at))
        }
        return sorted(found, key=lambda phrase: (-len(phrase.places), phrase.places, phrase.key))

    def _together(
        self, forms: Sequence[str], words: Sequence[str], places: dict[str, list[int]], at: int
    ) -> tuple[int, ...]:
        """Where the words of a phrase stand around one of them; nothing if other words stand between."""
        reach = len(words) - 1 + GAP
        taken: set[int] = set()
        for word in words:
            near = [place for place in places[word] if abs(place - at) <= reach and place not in taken]
            if not near:
                return ()
            taken.add(min(near, key=lambda place: (abs(place - at), place)))
        inside = range(min(taken), max(taken) + 1)
        if len(inside) > len(words) + GAP or any(
            forms[place] not in self._empty for place in inside if place not in taken
        ):
            return ()
        return tuple(sorted(taken))
