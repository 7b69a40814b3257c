"""The numbers that say when an answer is sure, a guess or none; `python -m bot search curve` fits them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The least confidence (0 to 1) with which a passage is offered as a guess (`maybe`), and as an answer: `sure` for
    one with questions of its own, `alone` for one without, `agreed` for one of which the model says the same. An answer
    is also worth `least`, and less in a small corpus.

    A further passage is shown when its confidence is at least the share `shown` of the best one's.
    """

    maybe: float = 0.47
    sure: float = 0.68
    alone: float = 0.82
    agreed: float = 0.7
    least: float = 6.0
    shown: float = 0.5


@dataclass(frozen=True, slots=True)
class Blend:
    """What the likeness of meaning adds to the confidence in a passage, for the order alone: `order` for each standard
    deviation that it is above the usual, which says what comes first, and `further`, which says what comes after it;
    and for silence `answered` times what the best cosine is above `usual`. Of a passage among the `agrees` nearest the
    model says the same as the words."""

    order: float = 0.12
    further: float = 0.3
    answered: float = 3.0
    usual: float = 0.845
    agrees: int = 3
