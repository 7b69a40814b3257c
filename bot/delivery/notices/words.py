"""Why the bot cannot post in a channel, and what helps: words for every code, those that nobody foresaw too. Pure."""

from __future__ import annotations

from bot.delivery import texts


def why(code: str) -> str:
    """The reason, to go into a sentence: `ik zit niet meer in het kanaal`. Never the code itself."""
    return texts.REASONS.get(code, texts.REASON_OTHER)


def advice(code: str) -> str:
    """What somebody can do about it: a sentence."""
    return texts.ADVICE.get(code, texts.ADVICE_OTHER)
