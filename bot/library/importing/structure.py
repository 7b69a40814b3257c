"""Gives the lines of an article their shape: headings, paragraphs, and lists that stay with what introduces them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from bot.library.importing.blocks import Block
from bot.library.importing.boilerplate import LABEL
from bot.library.importing.lines import ITEM, MARK, is_item, is_title
from bot.library.passages import Section

_LONG_ITEM = 30
"""Words from which an item of a list is a paragraph of its own."""
_INTRO = 60
"""Words up to which a paragraph that does not end in a colon introduces the list under it."""
_WIDEST = 130
"""Characters that a line of a text cut at a fixed width has at most, but for some long links."""
_SENTENCE_END = (".", "!", "?", ":", ";", "…", '"', "'", "”", "’", ")")


_STOPS = (".", ",", ";", ":")
_NUMBER = re.compile(r"\d{1,2}[.)]\s")


@dataclass(slots=True)
class _HeadedText:
    heading: str
    paragraphs: list[str] = field(default_factory=list)


def unwrap(lines: Sequence[Block]) -> list[Block]:
    """Joins the lines of a text that was cut at a fixed width (as in a PDF) into paragraphs."""
    inner = [line for line, after in pairwise(lines) if not after.gap and line.words > 3]
    cut = [line for line in inner if not line.text.endswith(_SENTENCE_END)]
    beyond = [line for line in lines if len(line.text) > _WIDEST]
    if len(cut) * 2 < len(inner) or len(cut) < 3 or len(beyond) * 20 > len(lines):
        return list(lines)
    width = median(len(line.text) for line in cut)
    joined: list[Block] = []
    open_ended = False
    for line in lines:
        fits = open_ended and not line.gap and not is_item(line.text) and not LABEL.fullmatch(line.text)
        if joined and fits:
            text = joined[-1].text
            broken = re.search(r"[^\W\d_]-$", text) and line.text[0].islower()
            joined[-1] = replace(joined[-1], text=text[:-1] + line.text if broken else f"{text} {line.text}")
        else:
            joined.append(line)
        short = len(line.text) < 0.7 * width
        open_ended = not short
    return joined


def sections(lines: Sequence[Block], title: str) -> tuple[Section, ...]:
    """The lines as sections; text before the first heading stands under the title. No word is left out."""
    parts = [_HeadedText(title)]
    at = 0
    while at < len(lines):
        if is_heading(lines, at):
            parts.append(_HeadedText(MARK.sub("", lines[at].text)))
            at += 1
        elif is_item(lines[at].text):
            at = _list(lines, at, parts[-1].paragraphs)
        else:
            parts[-1].paragraphs.append(MARK.sub("", lines[at].text))
            at += 1
    return _with_ids(_with_text(parts))


def is_heading(lines: Sequence[Block], at: int) -> bool:
    """Whether a line heads what follows: marked as such, numbered in words, or short and above a paragraph."""
    line, after = lines[at], lines[at + 1] if at + 1 < len(lines) else None
    if after is None or MARK.match(line.text):
        return after is not None
    if LABEL.fullmatch(line.text):
        return line.words <= 15 and not LABEL.fullmatch(after.text)
    if _NUMBER.match(line.text):  # above a paragraph, and not the last item of a list
        alone = at == 0 or not is_item(lines[at - 1].text)
        return alone and line.words <= 12 and not line.text.endswith(_STOPS) and _is_text(after)
    asks_inline = line.text.endswith("?") and not (line.gap and after.gap)
    if not is_title(line, words=12) or len(line.text) > 90 or line.text[0].islower() or asks_inline:
        return False
    if after.words < 10 and is_title(after):  # a heading right above a heading, or a list without signs
        return at + 2 < len(lines) and line.gap and after.gap and lines[at + 2].words >= 10
    return after.words >= 10 or after.text.endswith((".", ":", "?", "!")) or is_item(after.text)


def _is_text(line: Block) -> bool:
    return line.words >= 12 and not is_item(line.text)


def slugify(text: str) -> str:
    """A name of small letters, digits and hyphens, of at most 60 characters; `tekst` where nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    name = ""
    for word in re.findall(r"[a-z0-9]+", plain):
        if len(name) + len(word) >= 60:
            break
        name = f"{name}-{word}" if name else word
    return name or "tekst"


def _list(lines: Sequence[Block], at: int, paragraphs: list[str]) -> int:
    """Adds the list that begins at `at`; returns where it ends. Long items become paragraphs of their own."""
    start = at
    items: list[str] = []
    told = _is_told(lines, at)
    while at < len(lines) and is_item(lines[at].text):
        sign = ITEM.match(lines[at].text)
        number = sign[1].strip() if sign and sign[1] else "-"
        text = ITEM.sub("", lines[at].text, count=1)
        at += 1
        if told and at < len(lines) and not is_item(lines[at].text) and not is_heading(lines, at):
            text += " " + lines[at].text
            at += 1
        items.append(f"{number} {text}")
    if max(len(item.split()) for item in items) > _LONG_ITEM and not told:
        paragraphs += [item.removeprefix("- ") for item in items]
        return at
    intro = paragraphs[-1] if paragraphs else ""
    joins = intro.endswith(":") or (len(intro.split()) <= _INTRO and not lines[start].gap)
    if intro and joins and "\n" not in intro:
        items.insert(0, paragraphs.pop())
    paragraphs.append("\n".join(items))
    return at


def _is_told(lines: Sequence[Block], at: int) -> bool:
    """Whether the items are short, and each is told about in one paragraph under it."""
    count = 0
    while at + 1 < len(lines) and is_item(lines[at].text):
        if lines[at].words > 8 or is_item(lines[at + 1].text) or is_heading(lines, at + 1):
            return False
        count += 1
        at += 2
    return count >= 2


def _with_text(parts: Iterable[_HeadedText]) -> list[_HeadedText]:
    """Parts with text only: a heading without text goes into the next one's, or ends the part before."""
    found: list[_HeadedText] = []
    waiting = ""
    for number, part in enumerate(parts):
        heading = f"{waiting} – {part.heading}" if waiting else part.heading
        waiting = ""
        if part.paragraphs:
            found.append(_HeadedText(heading, part.paragraphs))
        elif number:
            waiting = heading
    if waiting and found:
        found[-1].paragraphs.append(waiting)
    return found


def _with_ids(parts: Sequence[_HeadedText]) -> tuple[Section, ...]:
    taken: set[str] = set()
    found = []
    for part in parts:
        name = base = slugify(part.heading)
        number = 2
        while name in taken:
            name, number = f"{base}-{number}", number + 1
        taken.add(name)
        found.append(Section(name, part.heading, tuple(part.paragraphs)))
    return tuple(found)
