"""Recognises an article by its content: an original by its retelling, a section by the retelling's section."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import Stemmer

from bot.library.passages import Article, Corpus, Section

LIKENESS = 0.2
"""Cosine from which an article may be the original. Originals reach 0.28 to 0.47 with their retellings, other
articles on the same subject at most 0.15."""
MARGIN = 2.0
"""How many times more alike than the next retelling it has to be (originals: 2.8 and more)."""
LENGTH = 1.2
"""How many times longer than the retelling it has to be: a retelling is shorter than what it retells, and a
summary or a half of an original must not take its place (originals: 1.4 and more)."""

Rarities = Mapping[str, float]

_STEMMER = Stemmer.Stemmer("dutch")
_WORD = re.compile(r"[^\W_]{3,}|\d+")


@dataclass(frozen=True, slots=True)
class Likeness:
    """The retelling that is most like an article, and how alike they are (a cosine, 0 to 1).

    `next_best` is the likeness of the retelling after it, `length` how many times longer the article is.
    """

    slug: str
    cosine: float
    next_best: float
    length: float

    @property
    def clear(self) -> bool:
        """Whether the article is without doubt the retelling's original."""
        apart = self.cosine >= LIKENESS and self.cosine >= MARGIN * self.next_best
        return apart and self.length >= LENGTH


def most_like(article: Article, known: Corpus) -> Likeness | None:
    """The retelling that is most like this article, by shared words, names and figures; None if there is none."""
    texts = {slug: words_of(_text(one.sections)) for slug, one in known.items() if one.retelling}
    own = words_of(_text(article.sections))
    idf = rarity([*texts.values(), own])
    ranked = sorted(((cosine(own, words, idf), slug) for slug, words in texts.items()), reverse=True)
    if not ranked:
        return None
    (best, slug), (next_best, _) = [*ranked, (0.0, "")][:2]
    return Likeness(slug, best, next_best, own.total() / texts[slug].total())


def _text(sections: Sequence[Section]) -> str:
    return "\n".join(text for section in sections for text in (section.heading, *section.paragraphs))


def words_of(text: str) -> Counter[str]:
    """The stems of a text's words and figures, with how often each stands in it."""
    return Counter(_STEMMER.stemWords(_WORD.findall(text.lower())))


def rarity(documents: Sequence[Mapping[str, int]]) -> Rarities:
    """The weight of each word: the fewer of the documents have it, the more."""
    count = Counter(word for document in documents for word in document)
    return {word: math.log((1 + len(documents)) / (0.5 + number)) for word, number in count.items()}


def cosine(left: Mapping[str, int], right: Mapping[str, int], idf: Rarities) -> float:
    """How alike two texts are, 0 to 1: the cosine of their words, each weighted by its rarity."""

    def weigh(words: Mapping[str, int]) -> dict[str, float]:
        return {word: (1 + math.log(number)) * idf[word] for word, number in words.items()}

    one, other = weigh(left), weigh(right)
    size = math.hypot(*one.values()) * math.hypot(*other.values())
    return sum(weight * other[word] for word, weight in one.items() if word in other) / size if size else 0.0
