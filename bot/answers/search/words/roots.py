"""The root that words of one family share, by taking off the endings that make nouns, adjectives and verbs.

Snowball joins the inflections of a word; this joins its derivations: werven and werving, veilig, onveilig and
veiligheid, innoveren, innovatie and innovatief. It is coarser, so it counts for less.
"""

from __future__ import annotations

import re

from bot.core.inputs.typed import words

SHORTEST = 4
PREFIX = re.compile(r"^(?:on(?!der|t)|her)")
ENDINGS = words(
    "iviteit iteit atief ivist atie ator eren erij ief ies ist isme ie or elijkheid igheid baarheid "
    "zaamheid heid schap elijk lijk baar zaam loos matig vol ering ing aar ster er erd ig isch e en eur "
    "age"
)
LONGEST = max(map(len, ENDINGS))


def root(word: str) -> str:
    """The root of a dictionary form, at least four letters; the word itself where nothing can be taken off."""
    rest = PREFIX.sub("", word) if len(word) > SHORTEST + 3 else word
    for _ in range(3):
        longest = min(LONGEST, len(rest) - SHORTEST)
        size = next((size for size in range(longest, 0, -1) if rest[-size:] in ENDINGS), 0)
        if not size:
            break
        rest = rest[:-size]
    if rest.endswith("at") and len(rest) > SHORTEST + 2:
        rest = rest[:-2]
    return _plain(rest)


def is_derived(word: str) -> bool:
    """Whether the word has a root of its own: veiligheid has, veilig has none."""
    return root(word) != _plain(word)


def _plain(rest: str) -> str:
    """One spelling for the sounds that Dutch writes in two ways: werv- and werf, lez- and lees, lopp- and lop."""
    rest = re.sub(r"([aeou])\1", r"\1", rest)
    rest = re.sub(r"([bdfgklmnprst])\1$", r"\1", rest)
    return re.sub(r"z$", "s", re.sub(r"v$", "f", rest))
