"""What a tip claims of the world: years, names, and words that somebody is said to have said. Each must stand in its
source. What was compared with the originals is kept as a digest, so that checking needs no original."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bot.core.errors import Fault
from bot.core.inputs.text_files import read_text
from bot.library.tips import Tip

PROVED = "proved.txt"
"""Beside shipped tips: `id digest` for each tip that claims something."""

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NAME = re.compile(r"(?<=[a-zà-ÿ,;)] )[A-Z][\w’'-]*[a-z][\w’'-]*(?: [A-Z][\w’'-]*[a-z])*")
_QUOTED = re.compile(r"‘([^’]{3,})’")
_OURS = re.compile(r"AI\b|AI-")
"""Written with capitals, and nobody's name."""


def of(tip: Tip) -> Sequence[str]:
    """The years and names in a tip, and the quotations in a reason that names somebody."""
    whys = [voice.why for voice in (tip.team, tip.lead) if voice]
    texts = [
        tip.question,
        *(text for voice in (tip.team, tip.lead) if voice for text in (voice.do, voice.now, *voice.steps)),
    ]
    return sorted(
        {
            *(one for text in (*whys, *texts) for one in found(text)),
            *(one for why in whys for one in quoted(why)),
        }
    )


def found(text: str) -> Iterator[str]:
    """The years in a text, and the names that stand within a sentence."""
    yield from _YEAR.findall(text)
    yield from (name for name in _NAME.findall(text) if not _OURS.match(name))


def quoted(text: str) -> Iterator[str]:
    """What stands between quotation marks in a text that names somebody."""
    if any(not _YEAR.fullmatch(one) for one in found(text)):
        yield from _QUOTED.findall(text)


def digest(claims: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(claims).encode()).hexdigest()[:16]


def proved(folder: Path) -> Mapping[str, str]:
    """The digests of what was compared, by the id of the tip. Raises ContentError if the file cannot be read."""
    path = folder / PROVED
    lines = read_text(path).splitlines() if path.exists() else []
    return dict(line.split(maxsplit=1) for line in lines if line.strip())


def unproved(tip: Tip, known: Mapping[str, str], file: str, line: int) -> Fault | None:
    """What to say of a tip whose claims were not compared with its source as they are now."""
    claims = of(tip)
    if not claims or known.get(tip.id) == digest(claims):
        return None
    return Fault(file, line, f"claims what was not compared with its source: {', '.join(claims)}")
