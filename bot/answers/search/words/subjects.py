"""What a question is about, in words that may be kept: known ones, and compounds of these, in their dictionary form."""

from __future__ import annotations

from collections.abc import Callable

from bot.answers.gaps.model import MOST_WORDS
from bot.answers.search.words import keys
from bot.answers.search.words.language import Language

SHORTEST = 3


def subjects(question: str, language: Language, frequency: Callable[[str], int]) -> tuple[str, ...]:
    """Up to MOST_WORDS content words of a question that the corpus or a dictionary knows, the rarest in the corpus.

    A word with a capital inside the question, which the corpus does not know, is taken for a name and left out:
    the dictionaries hold names too. A compound that no dictionary has is one with a capital at the front as well.
    """
    analyzer = language.analyzer
    shouted = question.isupper()
    found: dict[str, int] = {}
    for token in analyzer.tokens(question):
        form = token.form
        empty = form in language.stopwords or form in language.english_stopwords or language.is_weak(form)
        if empty or len(form) < SHORTEST or not form.replace("-", "").isalpha():
            continue
        occurs = max(frequency(key) for key in analyzer.keys(form) if key[0] == keys.WORD)
        capital = question[token.start].isupper() and not shouted
        known = analyzer.is_known(form) or analyzer.is_english(form)
        named = capital and (token.start > 0 or not known)
        if occurs or ((known or analyzer.parts(form)) and not named):
            found.setdefault(analyzer.lemma(form), occurs)
    return tuple(sorted(found, key=lambda word: found[word])[:MOST_WORDS])
