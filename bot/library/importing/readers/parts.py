"""What single elements of a web page are: headings, tables of data, signs that are no part of the text."""

from __future__ import annotations

import re
from typing import Any

_FOLDS = re.compile(r"(?:^|[\s_-])(?:accordion|collaps\w+|expand\w+|faq)(?=$|[\s_-])", re.IGNORECASE)
_NOTE = re.compile(r"\s*(?:\[?\w{1,3}\]?|[*†‡])\s*")


def heading_level(element: Any) -> int:
    """The level of a heading, also of one that folds a part of the page open; 0 for anything else."""
    tag = element.tag
    if isinstance(tag, str) and re.fullmatch(r"h[1-6]", tag):
        return int(tag[1])
    if tag == "summary" or (tag == "button" and _folds(element)):
        return 3
    level = element.get("aria-level") or "2"
    return int(level) if element.get("role") == "heading" and level in "123456" else 0


def _folds(button: Any) -> bool:
    """Whether a button folds the part of a page under it open."""
    said = (
        button.get("aria-expanded")
        or button.get("aria-controls")
        or button.get("data-bs-toggle") == "collapse"
    )
    return bool(said) or _FOLDS.search(button.get("class") or "") is not None


def number(element: Any, name: str, default: int = 1) -> int:
    value = (element.get(name) or "").strip()
    return int(value[:6]) if value.isdecimal() else default


def holds_data(table: Any) -> bool:
    """Whether the cells of a table are mere cells; else it only sets texts beside each other."""
    lists = "" if is_headed(table) else ".//li | "
    blocks = table.xpath(lists + ".//h1 | .//h2 | .//h3 | .//h4 | .//h5 | .//h6 | .//table | .//blockquote")
    wide = any(len(row.xpath("./td | ./th")) > 1 for row in table.iter("tr"))
    long = any(words(cell) > 80 for cell in table.xpath(".//td"))
    return wide and not blocks and not long and table.get("role") not in ("presentation", "none")


def is_headed(table: Any) -> bool | None:
    """Whether the first row of a table names its columns; None where the page does not say."""
    for first in table.iter("tr"):
        cells = first.xpath("./td | ./th")
        if cells and (all(cell.tag == "th" for cell in cells) or first.getparent().tag == "thead"):
            return True
        break
    return False if table.xpath(".//th") else None


def words(element: Any) -> int:
    return len("".join(element.itertext()).split())


def prose(element: Any) -> int:
    """Words of an element that are no link."""
    return words(element) - sum(words(link) for link in element.iter("a"))


def sign(element: Any) -> str | None:
    """What an element within a line is that is no part of its text: a mark of a note, or a link to the place itself."""
    text = "".join(element.itertext())
    if element.tag == "span":
        return "button" if "mw-editsection" in (element.get("class") or "").split() else None
    here = (element.get("href") or "").startswith("#") if element.tag == "a" else _leads_here(element)
    if not here:
        return None
    if element.tag == "sup":
        return "mark of a note" if _NOTE.fullmatch(text) else None
    return "layout" if text.strip() and not any(c.isalnum() for c in text) else None


def _leads_here(element: Any) -> bool:
    return bool(element.xpath(".//a[starts-with(@href, '#')]"))
