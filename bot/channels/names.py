"""Names of channels as people write them. Pure."""

from __future__ import annotations

import re
import unicodedata

from bot.core.visible import visible

_LINKS = (re.compile(r"<#(\w+)(?:\|[^>]*)?>"), re.compile(r"https://\S+/archives/(\w+)(?:[/?]\S*)?"))


def plain(written: str) -> str:
    """The name without #, or the id, also from the link that Slack makes of it."""
    written = written.strip()
    for link in _LINKS:
        if found := link.fullmatch(written):
            return found[1]
    return written.removeprefix("#").strip()


def folded(name: str) -> str:
    """The same value for every way to write one name."""
    shown = plain(unicodedata.normalize("NFKC", visible(name)))
    return unicodedata.normalize("NFKC", shown.casefold())
