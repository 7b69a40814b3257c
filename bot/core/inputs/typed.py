"""Normalises what people type. The one place that says which characters make no difference in commands, names, dates
and questions: invisible ones, kinds of quotes, dashes and spaces, and how an accent is composed."""

from __future__ import annotations

import unicodedata

import regex

from bot.core.visible import visible

_QUOTE = regex.compile(r"[`´ʹʻʼʽˈ′‘’‚‛‹›＇｀]")
_QUOTES = regex.compile(r"[\p{Quotation_Mark}″--[']]", regex.V1)
_DASH = regex.compile(r"[\p{Pd}\u2212\u2043]")
_SPACE = regex.compile(r"[^\S\n]+")

_BETWEEN = regex.compile(r"[-_/\s]+")
_EDGES = regex.compile(r"^[\p{P}\p{S}\s]+|[\p{P}\p{S}\s]+$")
_NAMED = regex.compile(r"(?<![^\s(])(?:[#@]|https?://|mailto:)\S*")
_SMILE = regex.compile(
    r"(?<![^\s\p{P}]):[\w+-]+:(?![^\s\p{P}])|(?<!\w)[:;=xX8][-o^']?[()DPpOoSs\\|3*<]+(?!\w)"
)
_WORD = regex.compile(r"\w+(?:[.'&]\w+)*")


def words(listed: str) -> frozenset[str]:
    """A list of words, written in code with spaces between them."""
    return frozenset(listed.split())


def plain(words: str) -> str:
    """`words` as people read them: nothing invisible, one kind of quote, dash and space, composed accents."""
    seen = _QUOTE.sub("'", unicodedata.normalize("NFC", visible(words)))
    return str(_SPACE.sub(" ", _DASH.sub("-", _QUOTES.sub('"', seen)))).strip()


def fold(words: str) -> str:
    """`words` for comparison: lower case, without accents and quotes, dashes as spaces, no marks around them."""
    if words.isascii() and words.isalnum():  # most words are
        return words.lower()
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", plain(words)).casefold())
    bare = plain("".join(c for c in apart if not unicodedata.combining(c)))
    return str(_EDGES.sub("", _BETWEEN.sub(" ", bare.replace("'", "").replace('"', ""))))


def bare_words(words: str) -> list[str]:
    """The words of a question, each folded for comparison."""
    return [fold(word).replace(".", "") for word in _WORD.findall(question(words))]


def question(words: str) -> str:
    """What `words` ask: without names of channels, groups and people (`#bouw`, `@anna`), addresses and smileys. What is
    left of `83@` without its smiley is a name of nobody, so it is read until nothing goes any more."""
    while (said := unsmiling(_NAMED.sub(" ", plain(words)))) != words:
        words = said
    return words


def unsmiling(words: str) -> str:
    """`words` as people read them, without `:pray:` and `:-)`."""
    return plain(_SMILE.sub(" ", plain(words)))
