"""What a question asks for: concepts, each with every key that may stand for it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

Relation = Literal["word", "inflection", "compound", "typo", "synonym", "translation", "question"]


@dataclass(frozen=True, slots=True)
class Weights:
    """How much a key counts by its relation to the word asked for; 0 leaves the relation out.

    `weak` is how much a concept weighs that says little. The last two are for one that the corpus has nothing for: a
    topic or another word of a dictionary; and a place, a time, a number or a word of no dictionary (a name, a slip,
    chat), also where the corpus has something near it. One of three letters or fewer weighs nothing.
    """

    root: float = 0.55
    part: float = 0.5
    split: float = 0.65
    joined: float = 1.0
    synonym: float = 0.75
    translation: float = 0.85
    typo: float = 0.85
    weak: float = 0.5
    known: float = 1.3
    stray: float = 0.5


@dataclass(frozen=True, slots=True)
class Alternative:
    """A key that may stand for a concept: how well (0 to 1), and why."""

    weight: float
    relation: Relation


@dataclass(slots=True)
class Concept:
    """One thing asked for. `weight` is its rarity; a `weak` one says little about the subject. `missing` is the share
    of its rarity that it weighs where the corpus has nothing for it. A `topic` asks for a passage on just that."""

    asked: str
    weight: float = 0.0
    weak: bool = False
    missing: float = 1.0
    topic: bool = False
    keys: dict[str, Alternative] = field(default_factory=dict)

    def add(self, key: str, weight: float, relation: Relation) -> None:
        """Take a key in, unless it counts for more already."""
        if weight > 0 and (key not in self.keys or self.keys[key].weight < weight):
            self.keys[key] = Alternative(weight, relation)


def rarity(frequency: float, passages: int) -> float:
    """The inverse document frequency of BM25, never negative."""
    return math.log(1 + (passages - frequency + 0.5) / (frequency + 0.5))
