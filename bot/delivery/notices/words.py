"""Why the bot cannot post in a channel and what helps: words for every code, including unknown ones. Pure."""

from __future__ import annotations

from bot.delivery import texts


def why(code: str) -> str:
    """The reason as part of a sentence: `ik zit niet meer in het kanaal`. Never the code itself."""
    return texts.REASONS.get(code, texts.REASON_OTHER)


def advice(code: str) -> str:
    """What somebody can do about it, as a sentence."""
    return texts.ADVICE.get(code, texts.ADVICE_OTHER)
