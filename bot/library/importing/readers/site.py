"""What a web page is made of beside its text: where the text stands, what stands around it, what it tells of itself."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from bot.library.fields import ADDRESS, one_line
from bot.library.importing.dates import date_in
from bot.library.importing.readers.front_matter import told
from bot.library.importing.readers.libraries import library
from bot.library.importing.readers.parts import heading_level, prose, sign, words

_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)(\S+)\s*-->")
"""Browsers write it above a page that they save:
https://learn.microsoft.com/en-us/previous-versions/windows/internet-explorer/ie-developer/compatibility/ms537628(v=vs.85)"""
_MAIN = (
    "//main | //*[@role='main'] | //*[@itemprop='articleBody']",
    "//article",
    "//*[contains(concat(' ', normalize-space(@class), ' '), '-content ')] | //*[@id='content']",
)
"""Where pages hold their text, the surest first: by an element, or by a name such as `entry-content`."""
_ROLES = {
    "navigation": "menu",
    "search": "form",
    "dialog": "dialogue",
    "alertdialog": "dialogue",
    "banner": "page header",
    "contentinfo": "page footer",
    "menu": "menu",
    "menubar": "menu",
}
_TAGS = {
    "nav": "menu",
    "noscript": "notice",
    "select": "form",
    "textarea": "form",
    "datalist": "form",
    "dialog": "dialogue",
}
_AROUND = {"header": "page header", "footer": "page footer", "aside": "sidebar"}
_NAMED = tuple(
    (re.compile(rf"(?:^|[\s_-])({names})(?=$|[\s_-])"), reason)
    for names, reason in (
        (r"cookie\w*|consent|gdpr", "cookie notice"),
        ("breadcrumbs?|kruimelpad", "breadcrumb"),
        ("(?:entry|post|article|page)-?meta(?:data)?|byline|posted-on", "about the page"),
        ("tags|tag-?list|tag-?links|cat-?links", "tags"),
        ("comment|comments|comment-list|commentlist|respond|disqus_thread|reacties", "comments"),
        ("share|sharing|sharedaddy|social|socials", "share buttons"),
        ("related|gerelateerd|recommended|yarpp|jp-relatedposts", "list of links"),
        ("navbar|navbox|nav|navigation|menu|pagination|pager|toc", "menu"),
        (r"sidebar|widget|newsletter|nieuwsbrief|advert\w*|banner-ad", "sidebar"),
        ("footer|colofon|colophon", "page footer"),
    )
)
"""Names that makers of pages give to what stands around a text."""
_ONLY_LINKS = ("menu", "sidebar", "page footer", "tags")
"""What has such a name inside a text is no part of it only if it is mostly links."""
_PROSE = 40
"""Words outside links from which a part of a page is text, whatever it is called."""
_PUBLISHED = " | .//time[contains(concat(' ', normalize-space(@class), ' '), ' published ')]"
_SITE = re.compile(r"\s+[|»·–—-]\s+|\s*\|\s*")


@dataclass
class Page:
    """A page that was parsed; `head` is its beginning as it came."""

    tree: Any
    head: bytes
    _inside: set[Any] = field(default_factory=set)
    _above: set[Any] = field(default_factory=set)
    _data: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._data = _data(self.tree)
        strip(self.tree)
        body = self.tree.find("body")
        self.body = self.tree if body is None else body
        self.whole = max(1, prose(self.body))
        for names in _MAIN:
            roots = self.body.xpath(names)
            if roots and sum(prose(one) for one in roots if not _nested(one, roots)) * 2 >= self.whole:
                self._inside = set(roots)
                self._above = {one for root in roots for one in root.iterancestors()}
                break

    def reason(self, element: Any) -> str | None:
        """Why an element is no part of the article; None if it may be."""
        inside = element in self._inside and not _nested(element, self._inside)
        if element in self._above or inside or element.tag in ("html", "body"):
            return None
        if element.tag in ("a", "sup", "span"):
            return sign(element)
        return self._by_role(element) or self._by_name(element) or self._by_place(element)

    def _by_role(self, element: Any) -> str | None:
        role, tag = (element.get("role") or "").lower(), element.tag
        if why := _TAGS.get(tag) or _ROLES.get(role):
            return None if role in ("banner", "contentinfo") and self._in_text(element) else why
        if tag == "button" and not heading_level(element) and not _in_heading(element):
            return "button"
        whole = tag == "form" and (prose(element) * 2 > self.whole or element.xpath(".//h1 | .//article"))
        return "form" if tag == "form" and not whole else None

    def _by_place(self, element: Any) -> str | None:
        tag = element.tag
        if self._in_text(element):
            return None
        if self._inside and element.getparent() in self._above:
            text = tag not in _AROUND and prose(element) >= _PROSE
            return None if text else _AROUND.get(tag, "outside the main text")
        return _AROUND[tag] if tag in _AROUND and not element.xpath(".//h1") else None

    def _in_text(self, element: Any) -> bool:
        return any(one in self._inside or one.tag in ("article", "main") for one in element.iterancestors())

    def _by_name(self, element: Any) -> str | None:
        if element.tag not in (
            "div",
            "section",
            "ul",
            "ol",
            "aside",
            "p",
            "header",
            "footer",
            "article",
            "li",
        ):
            return None
        name = f"{element.get('id') or ''} {element.get('class') or ''}".lower()
        why = (
            next((reason for pattern, reason in _NAMED if pattern.search(name)), None)
            if name.strip()
            else None
        )
        if why is None or element.xpath(".//h1 | .//main | .//article"):
            return None
        least = (
            1 + words(element) // 2
            if why in _ONLY_LINKS and (why == "tags" or self._in_text(element))
            else _PROSE
        )
        text = why not in ("comments", "cookie notice") and prose(element) >= least
        return None if text or prose(element) * 2 > self.whole else why

    @cached_property
    def title(self) -> str | None:
        heads = self._heads()
        if len(heads) == 1:
            return heads[0]
        named = next(iter(self._metas("og:title", "twitter:title")), None)
        named = named or told(self.tree.findtext(".//title"))
        parts = [part for part in _SITE.split(named or "") if part and part != self.publisher]
        lower = {head.lower(): head for head in reversed(heads)}
        match = next((lower[part.lower()] for part in parts if part.lower() in lower), None)
        return match or next(iter([*parts, *heads]), named)

    def _heads(self) -> list[str]:
        """The headings of the first level, of the main text if it has any."""
        roots = [one for one in self._inside if not _nested(one, self._inside)]
        inside = [one for root in roots for one in root.iter("h1")] or self.body.iter("h1")
        return [line for one in inside if (line := told("".join(one.itertext())))]

    @property
    def author(self) -> str | None:
        names = [*self._metas("author", "article:author", "dc.creator"), *self._ld("author"), *self._signed()]
        return next((name for name in names if not ADDRESS.match(name)), None)

    def _signed(self) -> list[str]:
        """Who is named above or under the main text as its author."""
        named = ".//a[@rel='author'] | .//*[contains(concat(' ', normalize-space(@class), ' '), ' author ')]"
        found = [one for root in self._inside or [self.body] for one in root.xpath(named) if words(one) <= 5]
        return [line for one in found if (line := told("".join(one.itertext())))]

    @cached_property
    def publisher(self) -> str | None:
        return next(iter([*self._metas("og:site_name", "application-name"), *self._ld("publisher")]), None)

    @property
    def date(self) -> dt.date | None:
        """The day that the page says it was published; a year in its footer is none."""
        metas = self._metas("article:published_time", "datepublished", "date", "dc.date", "dcterms.created")
        marked = [
            one.get("datetime") or one.get("content")
            for one in self.body.xpath(f".//*[@itemprop='datePublished'] | .//time[@pubdate]{_PUBLISHED}")
        ]
        times = [one.get("datetime") for root in self._inside for one in root.iter("time")]
        only = times if len(set(times)) == 1 else []
        said = [*metas, *self._ld("datePublished"), *marked, *only]
        return next((date for value in said if (date := date_in(value))), None)

    @property
    def link(self) -> str | None:
        """The address that a page says it came from; one that it does not say whole is not guessed."""
        said = [
            *(
                one.get("href")
                for one in self.tree.iter("link")
                if "canonical" in (one.get("rel") or "").lower().split()
            ),
            *(one.get("content") for one in self.tree.iter("meta") if one.get("property") == "og:url"),
            *(found[1].decode("utf-8", "replace") for found in _SAVED_FROM.finditer(self.head)),
        ]
        whole = (address.strip() for address in said if address)
        return next((one for one in whole if ADDRESS.fullmatch(one) and len(one) <= 2000), None)

    def _metas(self, *names: str) -> list[str]:
        found: dict[str, str] = {}
        for one in self.tree.iter("meta"):
            name = (one.get("property") or one.get("name") or one.get("itemprop") or "").lower()
            if name in names and (line := told(one.get("content"))):
                found.setdefault(name, line)
        return [found[name] for name in names if name in found]

    def _ld(self, name: str) -> list[str]:
        return [line for value in _fields(self._data, name) if (line := told(_name_of(value)))]


def strip(tree: Any) -> None:
    """Takes out of a page what is there for the browser alone."""
    etree = library("lxml.etree", "web pages")
    etree.strip_elements(tree, etree.Comment, etree.PI, "script", "style", "template", with_tail=False)


def _data(tree: Any) -> list[Any]:
    """The data for search engines (https://json-ld.org)."""
    found = []
    for one in tree.iter("script"):
        if (one.get("type") or "").lower() == "application/ld+json":
            try:
                found.append(json.loads(one.text or ""))
            except (ValueError, RecursionError):
                continue
    return found


def _nested(element: Any, roots: Any) -> bool:
    return any(one in roots for one in element.iterancestors())


def _in_heading(element: Any) -> bool:
    return any(heading_level(one) for one in element.iterancestors() if isinstance(one.tag, str))


def _fields(value: Any, name: str, depth: int = 0) -> Iterator[Any]:
    if depth > 6:
        return
    if isinstance(value, dict):
        yield from [value[name]] if name in value else []
        for one in value.values():
            yield from _fields(one, name, depth + 1)
    elif isinstance(value, list):
        for one in value:
            yield from _fields(one, name, depth + 1)


def _name_of(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_name_of, value)))
    if isinstance(value, dict):
        return _name_of(value.get("name", ""))
    return one_line(value) if isinstance(value, str) else ""
