"""Questions that a section seems to answer, out of its own words, for somebody to keep, change or throw away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.answers.search.passages import SENTENCE_END
from bot.library.passages import Section

MOST = 6
"""Questions for one section."""
NUMBERED = re.compile(
    r"^\W*(?:(?:tip|stap|deel|hoofdstuk|les|step|part)\s+)?\d*\s*[.):–-]*\s*", re.IGNORECASE
)
DEFINED = re.compile(
    r"^(?:(?:De term|Het begrip)\s+)?((?:De |Het |Een )?[\w’'-]+(?: [\w’'-]+)?) is (?:een|het|de)\b"
)
POINTING = re.compile(
    r"^(?:dit|dat|het|hij|zij|ze|er|hier|daar|wat|wie|dan|nu|this|that|it|there)\b", re.IGNORECASE
)
LONG = 140
"""Characters that nobody types in one question."""


def proposed(section: Section) -> tuple[str, ...]:
    """Questions for a section: its heading, the questions that stand in it, and what it says that something is."""
    found = dict.fromkeys(question for question in _found(section) if 2 < len(question) <= LONG)
    return tuple(question for question in found if question not in section.questions)[:MOST]


def _found(section: Section) -> Iterator[str]:
    yield NUMBERED.sub("", section.heading).strip() or section.heading
    for paragraph in section.paragraphs:
        for sentence in SENTENCE_END.split(paragraph.replace("\n", " ")):
            plain = sentence.strip("-*•\"'“”‘’ ")
            if plain.endswith("?"):
                yield plain
            elif (named := DEFINED.match(plain)) and not POINTING.match(named[1]):
                yield f"Wat is {named[1][:1].lower()}{named[1][1:]}?"
