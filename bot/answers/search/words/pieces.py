"""What of a text may be the question itself, without what was typed before it or behind it."""

from __future__ import annotations

import re

MOST = 8
"""Parts that are tried."""
_ASKING = r"(?:hoe\w*|waar\w*|wanneer|welke?|wie|wat|how|why|when|which|who|what)\s"
_REASON = r"(?:want|omdat|because)\s"
BREAK = re.compile(
    rf"(?P<dash>\s[-–—]+\s|,?\s(?={_REASON}))|(?P<colon>[,:]+\s+|\s(?:maar|but)\s)"
    r"|(?P<stop>[;.!?…]+\s+|\s*\n\s*)"
    rf"|(?P<asks>\s(?={_ASKING}))",
    re.IGNORECASE,
)
"""What parts one thing that is said from the next. Before a colon stands an announcement, behind a dash a remark; a
full stop says neither."""
ASKS = re.compile(rf"\?|(?:^|(?<=[\s,:])){_ASKING}", re.IGNORECASE)
REASON = re.compile(_REASON, re.IGNORECASE)


def parts(text: str) -> list[str]:
    """What may be asked, from one break to another, the longest first: it has all that asks in the text. Where nothing
    asks, it does not end before a colon, nor begin behind a dash."""
    text = text.strip()
    breaks = [each for each in BREAK.finditer(text) if each.start()]
    asking = [found.start() for found in ASKS.finditer(text)]
    first, last = (asking[0], asking[-1]) if asking else (len(text), 0)
    begins = [0, *(b.end() for b in breaks if b.end() <= first and (asking or b.lastgroup != "dash"))]
    ends = [len(text), *(b.start() for b in breaks if b.end() > last and (asking or b.lastgroup != "colon"))]
    found = {text[start:end] for start in begins for end in ends if start < end}
    whole = sorted(
        (part for part in found - {text} if not REASON.match(part)), key=lambda part: (-len(part), part)
    )
    return whole[:MOST]
