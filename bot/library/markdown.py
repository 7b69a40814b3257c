"""Reads and writes articles as Markdown. Every fault has its line, and what is written reads back as the same article.

A file has front matter, then sections `## Heading {#id}` with paragraphs. A paragraph is text, wrapped anywhere, that
may continue with list items (`- ` or `1. `), each on its own line. A comment `<!-- questions` lists the questions that
its section answers. A line that starts with `\\` is text, even if it looks like a heading or a comment.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, StringConstraints

from bot.core.errors import ContentError, Fault
from bot.core.inputs import yaml_files
from bot.library.fields import ADDRESS, KEBAB, Id, Line, Strict, one_line
from bot.library.passages import Article, Section

MOST_OF_A_PATH = 4096
"""Characters; no file can have more: https://man7.org/linux/man-pages/man2/open.2.html"""
_FENCE = "---"
_ENGLISH = "en: "
_HEADING = re.compile(r"(#{1,6})\s+(.*?)(?:\s*\{#([^}]*)\})?\s*")
_ITEM = re.compile(r"(?:[-*•]|\d{1,2}[.)])\s+\S")
_ESCAPED = re.compile(r"\\|#{1,6}\s|<!--")


def _date(value: object) -> dt.date:
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        raise ValueError("is not a date: write year-month-day, such as 2017-02-03") from None


def _web(value: str) -> str:
    if not ADDRESS.fullmatch(value):
        raise ValueError("is not a link: it starts with https:// or http:// and has no spaces")
    return re.sub("[<>|]", lambda found: f"%{ord(found[0]):X}", value)


class _FrontMatter(Strict):
    title: Line
    author: Line | None = None
    publisher: Line | None = None
    date: Annotated[dt.date, BeforeValidator(_date)] | None = None
    link: Annotated[str, StringConstraints(max_length=2000), AfterValidator(_web)] | None = None
    retelling: bool = False
    replaces: Id | None = None
    file: Annotated[str, StringConstraints(min_length=1, max_length=MOST_OF_A_PATH)] | None = None


KEYS = tuple(_FrontMatter.model_fields)
"""What front matter can hold."""


def parse(text: str, slug: str, file: str) -> Article:
    """The article in this Markdown. Raises ContentError with every fault in it."""
    return read(text, slug, file)[0]


def read(text: str, slug: str, file: str) -> tuple[Article, list[tuple[int, str]]]:
    """The article, and each of its paragraphs with its line number. Raises ContentError with every fault in it."""
    lines = text.split("\n")
    if lines[0].rstrip() != _FENCE or _FENCE not in (end := [line.rstrip() for line in lines])[1:]:
        message = "has no front matter: start with a line ---, then 'title: …', then a line ---"
        raise ContentError([Fault(file, 1, message)])
    close = end.index(_FENCE, 1)
    body = _Reader(file)
    if not KEBAB.fullmatch(slug):
        body.fault(0, f"'{slug}' is no name for an article: use small letters a-z, digits and hyphens")
    front: _FrontMatter | None = None
    try:
        front = yaml_files.validate(_FrontMatter, yaml_files.parse("\n".join(lines[1:close]), file, 2))
    except ContentError as error:
        body.faults += error.faults
    if front and front.retelling and front.replaces:
        body.fault(1, "has both retelling and replaces: an original replaces, a retelling is replaced")
    for number, line in enumerate(lines[close + 1 :], close + 2):
        body.read(number, line)
    sections = body.end(len(lines))
    if front is None or body.faults:
        raise ContentError(body.faults)
    return Article(slug=slug, sections=sections, **front.model_dump()), body.places


def write(article: Article) -> str:
    """The article as Markdown. `parse` returns an equal article if each paragraph is one line of text without double
    spaces, or such a line followed by list items."""
    front = [f"title: {_quoted(article.title)}"]
    for name in ("author", "publisher"):
        if value := getattr(article, name):
            front.append(f"{name}: {_quoted(value)}")
    if article.date:
        front.append(f"date: {article.date.isoformat()}")
    if article.link:
        front.append(f"link: {_quoted(article.link)}")
    if article.retelling:
        front.append("retelling: true")
    if article.replaces:
        front.append(f"replaces: {_quoted(article.replaces)}")
    if article.file:
        front.append(f"file: {_quoted(article.file)}")
    blocks = ["\n".join([_FENCE, *front, _FENCE])]
    for section in article.sections:
        blocks.append(f"## {section.heading} {{#{section.id}}}")
        blocks += ["\n".join(map(_escaped, paragraph.split("\n"))) for paragraph in section.paragraphs]
        if section.questions:
            blocks.append("\n".join(["<!-- questions", *map(_item, section.questions), "-->"]))
    return "\n\n".join(blocks) + "\n"


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _item(question: str) -> str:
    return f"- en: {question}" if question.startswith(_ENGLISH) else f"- {question}"


def _escaped(line: str) -> str:
    return "\\" + line if _ESCAPED.match(line) else line


@dataclass(slots=True)
class _OpenSection:
    """A section that is being read; `line` is the line of its heading."""

    line: int
    id: str
    heading: str
    paragraphs: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Reader:
    """Reads what follows the front matter, line by line."""

    file: str
    faults: list[Fault] = field(default_factory=list)
    places: list[tuple[int, str]] = field(default_factory=list)
    _sections: list[_OpenSection] = field(default_factory=list)
    _paragraph: list[str] = field(default_factory=list)
    _start: int = 0
    _comment: int = 0

    def fault(self, line: int, message: str) -> None:
        self.faults.append(Fault(self.file, line, message))
        if len(self.faults) >= yaml_files.MOST_FAULTS:
            raise ContentError(self.faults)

    def read(self, number: int, line: str) -> None:
        text = one_line(line)
        if self._comment:
            self._question(number, text)
        elif heading := _HEADING.fullmatch(line):
            self._close_paragraph()
            self._heading(number, *heading.groups())
        elif text.startswith("<!--"):
            self._close_paragraph()
            self._comment = number
            if text != "<!-- questions":
                self.fault(number, "is a comment that is not known: only '<!-- questions' on its own line is")
                self._comment = 0
        elif not text:
            self._close_paragraph()
        elif not self._sections:
            self.fault(number, "stands before the first heading: add a line '## Heading {#id}' above it")
            self._sections.append(_OpenSection(number, "", "", ["-"]))
        elif not self._paragraph or _ITEM.match(text):
            self._start = self._start if self._paragraph else number
            self._paragraph.append(text.removeprefix("\\"))
        else:
            self._paragraph[-1] += " " + text

    def end(self, last: int) -> tuple[Section, ...]:
        self._close_paragraph()
        if self._comment:
            self.fault(self._comment, "is a comment without an end: close it with a line -->")
        if not self._sections:
            self.fault(last, "has no section: add a line '## Heading {#id}' and text under it")
        for section in self._sections:
            if not section.paragraphs:
                self.fault(section.line, f"section '{section.id}' is empty: write its text or remove it")
        return tuple(
            Section(one.id, one.heading, tuple(one.paragraphs), tuple(one.questions))
            for one in self._sections
        )

    def _heading(self, number: int, marks: str, heading: str, name: str | None) -> None:
        heading = one_line(heading)
        if marks != "##":
            self.fault(number, f"is a heading with {marks}: sections have ##, and the title stands in front")
        if not heading:
            self.fault(number, "is a heading without text")
        if name is None:
            self.fault(number, f"section '{heading}' has no id: end the heading with {{#some-id}}")
        elif not KEBAB.fullmatch(name):
            self.fault(number, f"section id '{name}' has to be small letters a-z, digits and single hyphens")
        for section in self._sections:
            if name is not None and section.id == name:
                self.fault(number, f"section id '{name}' is taken by line {section.line}: choose another")
        self._sections.append(_OpenSection(number, name or "", heading))

    def _question(self, number: int, text: str) -> None:
        if text == "-->":
            self._comment = 0
        elif not text.startswith("- "):
            self.fault(number, "stands among questions: start each with '- ', and end with a line -->")
        elif not self._sections:
            self.fault(number, "is a question before the first section: move it under a heading")
        else:
            self._sections[-1].questions.append(text.removeprefix("- ").removeprefix(_ENGLISH))

    def _close_paragraph(self) -> None:
        if self._paragraph:
            self._sections[-1].paragraphs.append("\n".join(self._paragraph))
            self.places.append((self._start, self._sections[-1].paragraphs[-1]))
            self._paragraph = []
