"""Text of people and articles as it is seen: without characters that show nothing or change the direction of what
follows.

Such a character can hide words, or show a file's name, an address or an amount the other way round. They are known by
their Unicode category and by the standard's own list of what is not drawn (Default_Ignorable_Code_Point), so that no
list of ours can miss one. They stay where writing needs them: inside an emoji that is made of several, and where RFC
5892 (appendix A) allows a joiner or a non-joiner in a word. A few that go are seen in some scripts, such as the Arabic
number sign.
"""

from __future__ import annotations

import re

import regex

_TAGS = "|".join(
    "".join(chr(0xE0000 + ord(letter)) for letter in region) for region in ("gbeng", "gbsct", "gbwls")
)
_KEPT = rf"""
    \U0001F3F4(?:{_TAGS})\U000E007F  # the flags of England, Scotland and Wales
    | [0-9#*]\uFE0F\u20E3            # a keycap
    | \p{{Extended_Pictographic}}[\uFE0E\uFE0F\p{{Emoji_Modifier}}]?
      (?:\u200D\p{{Extended_Pictographic}}[\uFE0F\p{{Emoji_Modifier}}]?)*
    | (?<=\p{{ccc=Virama}})[\u200C\u200D]
    | (?<=[\p{{jt=L}}\p{{jt=D}}]\p{{Mn}}*)\u200C(?=\p{{Mn}}*[\p{{jt=R}}\p{{jt=D}}])
"""
_HIDDEN = r"[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}--[\n\t]]"
_BLANK = r"[\p{Zl}\p{Zp}\u2800]"
"""Ends of lines of another kind, and the Braille cell without dots: seen as a space."""

_PRINTABLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Those that Python takes for printable. With them, a quick look shows that most texts hold none."""
_ALL = regex.compile(rf"({_KEPT})|{_HIDDEN}|({_BLANK})", regex.V1 | regex.VERBOSE)


def visible(words: str) -> str:
    """`words` without what nobody sees; line feeds and tabs stay. What is seen is the same."""
    if words.isprintable() and not _PRINTABLE.search(words):
        return words
    return str(_ALL.sub(lambda found: found[1] or (" " if found[2] else ""), words))
