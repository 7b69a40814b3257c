"""Questions that a section seems to answer, out of its own words, for somebody to keep, change or throw away."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from bot.answers.search.passages import SENTENCE_END
from bot.library.passages import Section

MOST = 6
"""Questions for one section."""
NUMBERED = re.compile(
    r"^\W*(?:(?:tip|stap|deel|hoofdstuk|les|step|part)\s+\d+[\s.):–-]*|\d+(?:\.\d+)+[.):–-]*\s+|\d+[.):–-]+\s*)?",
    re.IGNORECASE,
)
"""A number in front of a heading, which "10 redenen om te bloggen" and "Deel wat je weet" do not have."""
DEFINED = re.compile(
    r"^(?:(?:De term|Het begrip)\s+)?((?:De |Het |Een )?[\w’'-]+(?: [\w’'-]+)?) is (?:een|het|de)\b"
)
ARTICLE = re.compile(r"^(?:De|Het|Een) ")
MARKUP = re.compile(r"[<>\[\]{}|]|\w://")
SPOKEN = re.compile(r"^(?:[^\"]|\"[^\"]*\")*\"(?=[^\"]*$)|.*[“„«‘](?=[^”»’]*$)")
"""What stands before a quote that is not closed: the sentence that asks is the one in it."""
LONG = 140
"""Characters that nobody types in one question."""


def proposed(section: Section, empty: Collection[str]) -> tuple[str, ...]:
    """Questions for a section: its heading, the questions that stand in it, and what it says that something is, unless
    that begins with an `empty` word. What is more than plain words is left out."""
    found = dict.fromkeys(
        question
        for question in _found(section, empty)
        if 2 < len(question) <= LONG
        and not MARKUP.search(question)
        and question.count("(") == question.count(")")
    )
    return tuple(question for question in found if question not in section.questions)[:MOST]


def _found(section: Section, empty: Collection[str]) -> Iterator[str]:
    yield NUMBERED.sub("", section.heading).strip() or section.heading
    for paragraph in section.paragraphs:
        for sentence in SENTENCE_END.split(paragraph.replace("\n", " ")):
            plain = sentence.strip("-*•\"'“”‘’ ")
            if plain.endswith("?"):
                yield SPOKEN.sub("", plain)
            elif (named := DEFINED.match(plain)) and not _says_nothing(named[1], empty):
                yield f"Wat is {named[1][:1].lower()}{named[1][1:]}?"


def _says_nothing(named: str, empty: Collection[str]) -> bool:
    """Whether it points at something said before, or is no name of anything ("Als onderhouder")."""
    words = ARTICLE.sub("", named).lower().split()
    return not words or any(word in empty for word in words)
