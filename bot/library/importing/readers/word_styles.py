"""What the styles and the numbering of a Word document make of a paragraph, in whatever language it was written.

Names of built-in styles stay English in the file (https://learn.microsoft.com/openspecs/office_standards/ms-oi29500).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NUMBERING = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering"
_HEADING = re.compile(
    r"(?:heading|kop|überschrift|titre|título|titolo|rubrik|overskrift|nagłówek|nadpis) ?([1-9])",
    re.IGNORECASE,
)
"""Other programs than Word write the names as they show them."""
_TITLES = {
    "title": 1,
    "titel": 1,
    "titre": 1,
    "subtitle": 2,
    "ondertitel": 2,
    "untertitel": 2,
    "sous-titre": 2,
}
_CONTENTS = re.compile(r"(?:toc|inhopg|inhoudsopgave|verzeichnis|tm)\b.*", re.IGNORECASE)
_QUOTE = re.compile(r".*\b(?:quote|citaat|zitat|citation)\b.*", re.IGNORECASE)
_BULLETED = re.compile(r"list( bullet)?( \d)?$|bulleted", re.IGNORECASE)
_NUMBERED = re.compile(r"list number( \d)?$|numbered", re.IGNORECASE)
OFF = ("0", "false", "off", "none")


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says, with what it inherits: `level` of a heading (0 for none), its list and the depth there.

    `title` is 1 for a title, 2 for what stands under one.
    """

    level: int = 0
    title: int = 0
    contents: bool = False
    quotation: bool = False
    numbering: str = ""
    depth: int = 0
    bulleted: bool = False
    numbered: bool = False


def attribute(element: Any, name: str) -> str:
    return "" if element is None else element.get(f"{W}{name}") or ""


def is_hidden(run: Any) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and attribute(vanish, "val") not in OFF


def heads_by_looks(paragraph: Any) -> bool:
    """Whether a paragraph is all in bold, or in letters of 14 points and more: what heads a text without styles."""
    runs = [
        run for run in paragraph.iter(f"{W}r") if "".join(one.text or "" for one in run.iter(f"{W}t")).strip()
    ]
    large = (attribute(run.find(f"{W}rPr/{W}sz"), "val") for run in runs)
    return bool(runs) and (
        all(map(is_bold, runs)) or all(size.isdecimal() and int(size) >= 28 for size in large)
    )


def is_bold(run: Any) -> bool:
    bold = run.find(f"{W}rPr/{W}b")
    return bold is not None and attribute(bold, "val") not in OFF


@dataclass
class Styles:
    """The styles and lists of one document; a list counts as its items are asked for."""

    document: Any
    _known: dict[str, Style] = field(default_factory=dict)
    _counts: dict[tuple[str, int], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._elements = {
            attribute(one, "styleId"): one for one in self.document.styles.element.iter(f"{W}style")
        }
        self._default = next(
            (attribute(one, "styleId") for one in self._elements.values() if _is_default(one)), ""
        )
        self._formats = _formats(self.document)

    def of(self, paragraph: Any) -> Style:
        """What a paragraph is, by its style and by what it says itself."""
        own = paragraph.find(f"{W}pPr")
        name = attribute(own.find(f"{W}pStyle"), "val") if own is not None else ""
        style = self._inherited(name or self._default)
        return style if own is None else _with(style, own)

    def mark(self, style: Style) -> str:
        """What stands before an item of a list; '' for what is none."""
        if style.numbering in ("", "0"):
            if not style.numbered:
                self._counts.pop(("", 0), None)
            return self._next("", 0) if style.numbered else "-" if style.bulleted else ""
        format_, first = self._formats.get((style.numbering, style.depth), ("bullet", 1))
        if format_ == "none":
            return ""
        return self._next(style.numbering, style.depth, first) if format_ == "decimal" else "-"

    def _next(self, numbering: str, depth: int, first: int = 1) -> str:
        count = self._counts[numbering, depth] = self._counts.get((numbering, depth), first - 1) + 1
        for place in [one for one in self._counts if one[0] == numbering and one[1] > depth]:
            del self._counts[place]
        return f"{count}." if count < 100 else "-"

    def _inherited(self, name: str, deep: int = 0) -> Style:
        element = self._elements.get(name)
        if element is None or deep > 20:
            return Style()
        if name not in self._known:
            base = self._inherited(attribute(element.find(f"{W}basedOn"), "val"), deep + 1)
            said = attribute(element.find(f"{W}name"), "val").lower()
            inside = element.find(f"{W}pPr")
            style = base if inside is None else _with(base, inside)
            self._known[name] = _named(style, said)
        return self._known[name]


def _named(style: Style, name: str) -> Style:
    if heading := _HEADING.fullmatch(name):
        return replace(style, level=int(heading[1]))
    if name in _TITLES:
        return replace(style, title=_TITLES[name], level=0)
    if _CONTENTS.fullmatch(name):
        return replace(style, contents=True, level=0)
    return replace(
        style,
        quotation=style.quotation or _QUOTE.fullmatch(name) is not None,
        bulleted=style.bulleted or _BULLETED.match(name) is not None,
        numbered=style.numbered or _NUMBERED.match(name) is not None,
    )


def _with(style: Style, properties: Any) -> Style:
    """A style with what stands in the properties of a paragraph or of the style itself."""
    level = attribute(properties.find(f"{W}outlineLvl"), "val")
    if level.isdecimal():
        style = replace(style, level=0 if int(level) > 5 else int(level) + 1)
    numbering = properties.find(f"{W}numPr")
    if numbering is not None:
        depth = attribute(numbering.find(f"{W}ilvl"), "val")
        own = attribute(numbering.find(f"{W}numId"), "val")
        style = replace(
            style, numbering=own or style.numbering, depth=int(depth) if depth.isdecimal() else style.depth
        )
    return style


def _is_default(style: Any) -> bool:
    return attribute(style, "type") == "paragraph" and attribute(style, "default") in ("1", "true", "on")


def _formats(document: Any) -> dict[tuple[str, int], tuple[str, int]]:
    """How the items of each list are marked on each level (bullet, decimal and so on), and where it begins to count."""
    try:
        numbering = document.part.part_related_by(NUMBERING).element
    except KeyError:  # a document without lists
        return {}
    levels = {
        attribute(one, "abstractNumId"): {
            int(attribute(level, "ilvl") or 0): (
                attribute(level.find(f"{W}numFmt"), "val") or "decimal",
                int(attribute(level.find(f"{W}start"), "val") or 1),
            )
            for level in one.iter(f"{W}lvl")
        }
        for one in numbering.iter(f"{W}abstractNum")
    }
    return {
        (attribute(one, "numId"), depth): format_
        for one in numbering.iter(f"{W}num")
        for depth, format_ in levels.get(attribute(one.find(f"{W}abstractNumId"), "val"), {}).items()
    }
