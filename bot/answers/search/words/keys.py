"""The keys that texts and questions are compared by. The first character of a key is its sign, and says what it is:

=vergadering      a word, by its dictionary form and by itself, or by its stem where the dictionary does not know it
+vergadering      a part of a compound: of teamvergadering, but not the word by itself
~vergader         the root that the words of one family share: vergadering, vergaderen
&lange_adem       a listed phrase, which stands at each of its words
"""

from __future__ import annotations

from collections.abc import Sequence

WORD, PART, FAMILY, PHRASE = "=", "+", "~", "&"
SAID = {WORD: "", PART: "part of a compound ", FAMILY: "family of ", PHRASE: "phrase "}


def of_phrase(words: Sequence[str]) -> str:
    """The key of a phrase of these words."""
    return PHRASE + "_".join(words)


def said(key: str) -> str:
    """A key as a person reads it."""
    return SAID.get(key[0], "") + key[1:].replace("_", " ")
