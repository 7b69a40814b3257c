"""Recognises an article in our own strict format among all other Markdown, by the keys that are ours alone."""

from __future__ import annotations

import re
from difflib import get_close_matches

from bot.core.errors import ContentError
from bot.library import markdown
from bot.library.importing.blocks import ImportProblem
from bot.library.importing.structure import slugify
from bot.library.passages import Article

_ABOVE = re.compile(r"---[ \t]*\n(.*?)\n---[ \t]*\n", re.DOTALL)
_KEY = re.compile(r"^([\w-]+)[ \t]*:", re.MULTILINE)
_HEADING = re.compile(r"^(#{1,6})[ \t]+.*?(\{#[^}\n]*\})?[ \t]*$", re.MULTILINE)
_ONLY_OURS = {"retelling", "replaces"}


def article_in(text: str, name: str) -> Article | None:
    """The article; None if this is another Markdown. Raises ImportProblem with every fault of one that is ours."""
    above = _ABOVE.match(text)
    if not above or not _is_ours(set(_KEY.findall(above[1])), text[above.end() :]):
        return None
    stem = name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    try:
        return markdown.parse(text, slugify(stem), name)
    except ContentError as error:
        raise ImportProblem(error.faults[0].message, error.faults) from None


def _is_ours(keys: set[str], body: str) -> bool:
    """Ours names its sections; so do other makers, but with keys of their own, or with headings of all levels."""
    if keys & _ONLY_OURS or "<!-- questions\n" in body:
        return True
    known = all(get_close_matches(key.lower(), markdown.KEYS, cutoff=0.75) for key in keys)
    headings = _HEADING.findall(body)
    named = [name for _, name in headings if name]
    return (
        bool(keys) and known and len(named) * 2 > len(headings) and {mark for mark, _ in headings} == {"##"}
    )
