"""What it says of a question that the articles lack one of its words: much for a topic, nothing for a slip."""

from __future__ import annotations

from bot.answers.search.concepts import Weights
from bot.answers.search.words.analysis import Token
from bot.answers.search.words.language import Language

SHORT = 3
"""Letters of a word that no dictionary has and that is no topic, unless in capitals."""


def missing(form: str, language: Language, weights: Weights) -> float:
    """What a word weighs that the corpus has nothing for, as a share of its rarity."""
    if language.is_topic(form):
        return weights.known
    if language.is_setting(form):
        return weights.stray
    if language.chat.known(form) and not form.isdigit():
        return weights.known
    return weights.stray if len(form) > SHORT else 0.0


def says_little(form: str, language: Language) -> bool:
    """Whether a word says little about the subject, also where the corpus has it."""
    return form.isdigit() or language.is_weak(form) or language.is_setting(form)


def is_acronym(text: str, token: Token) -> bool:
    """Whether a word has capitals that stand for words ("OKRs"), in a text that is not all capitals."""
    return not text.isupper() and sum(map(str.isupper, text[token.start : token.end])) > 1
