"""Makes any number of articles with the word frequencies of Dutch, to measure at scale."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import accumulate

from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from bot.library.passages import Article, Section

SECTIONS = 5
"""Passages in an article: every section is cut into one."""
WORDS = 70
FUNCTION_WORDS = (
    "de", "van", "het", "een", "en", "in", "is", "dat", "op", "te", "die", "voor", "met", "zijn", "niet", "er", "om",
)  # fmt: skip


def words(number: int = 120_000) -> list[str]:
    """Words of the Dutch dictionary, in an order that is always the same."""
    forms = sorted(f for f, _ in DefaultDictionaryFactory().get_dictionary("nl").items() if str(f).isalpha())
    return random.Random(1).sample(forms, min(number, len(forms)))


def articles(passages: int, seed: int = 2) -> Iterator[Article]:
    """Articles that are cut into about this many passages; the n-th word comes 1/n as often as the first (Zipf)."""
    chance = random.Random(seed)
    vocabulary = words()
    weights = list(accumulate(1 / (rank + 8) for rank in range(len(vocabulary))))
    for number in range(-(-passages // SECTIONS)):
        yield Article(
            f"artikel-{number}",
            " ".join(chance.choices(vocabulary, cum_weights=weights, k=4)),
            tuple(_section(chance, vocabulary, weights, at) for at in range(SECTIONS)),
        )


def questions(number: int, seed: int = 3) -> list[str]:
    """Questions of two to seven words with the same spread, some with a typing error."""
    chance = random.Random(seed)
    vocabulary = words()
    weights = list(accumulate(1 / (rank + 8) for rank in range(len(vocabulary))))
    asked = []
    for _ in range(number):
        picked = chance.choices(vocabulary, cum_weights=weights, k=chance.randint(2, 7))
        if chance.random() < 0.15:
            at = chance.randrange(len(picked[0]))
            picked[0] = picked[0][:at] + chance.choice("aeinrst") + picked[0][at + 1 :]
        asked.append(" ".join(picked))
    return asked


def _section(chance: random.Random, vocabulary: list[str], weights: list[float], number: int) -> Section:
    content = chance.choices(vocabulary, cum_weights=weights, k=WORDS * 3 // 5)
    filling = chance.choices(FUNCTION_WORDS, k=WORDS - len(content))
    mixed = content + filling
    chance.shuffle(mixed)
    sentences = [" ".join(mixed[first : first + 14]).capitalize() + "." for first in range(0, WORDS, 14)]
    return Section(f"deel-{number}", " ".join(content[:3]), (" ".join(sentences),))
