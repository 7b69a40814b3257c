"""Text by people and articles as readers see it: without characters that are invisible or change the text direction.

Such a character can hide words, or show a file name, an address or an amount reversed. They are recognised by Unicode
category and by the standard's own list (Default_Ignorable_Code_Point), so that no hand-made list can miss one. They
stay where writing needs them: inside an emoji sequence, and where RFC 5892 (appendix A,
https://www.rfc-editor.org/rfc/rfc5892#appendix-A) allows a joiner or a non-joiner in a word. A few removed ones are
visible in some scripts, such as the Arabic number sign.
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
"""Other kinds of line ends, and the Braille cell without dots: they read as a space."""

_PRINTABLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Those that Python calls printable. With them, a quick check shows that most texts have none."""
_ALL = regex.compile(rf"({_KEPT})|{_HIDDEN}|({_BLANK})", regex.V1 | regex.VERBOSE)


def visible(words: str) -> str:
    """`words` without invisible characters; line feeds and tabs stay. What readers see is the same."""
    if words.isprintable() and not _PRINTABLE.search(words):
        return words
    return str(_ALL.sub(lambda found: found[1] or (" " if found[2] else ""), words))
