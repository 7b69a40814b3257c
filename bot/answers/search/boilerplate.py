"""What stands in an article and answers nothing: who wrote it, its contents, what else to read."""

from __future__ import annotations

import re

from bot.library.passages import Passage

FEW = 15
"""Words under which a passage says too little to be an answer before others."""
LONG = 250
"""Characters that so few words do not have."""
HEADINGS = re.compile(
    r"(over de (auteur|auteurs|schrijver|schrijvers|schrijfster)|about the authors?|inhoud|inhoudsopgave"
    r"|(table of )?contents|in dit artikel|lees (ook|meer|verder)|verder lezen|meer lezen|read more|further reading"
    r"|gerelateerde? (artikelen|berichten)|related (articles|posts)|deel dit( artikel| bericht)?|share this"
    r"|noten|voetnoten|footnotes|referenties|references|literatuur|literatuurlijst|bibliografie|bronnen|bronvermelding"
    r"|tags|reacties|comments|nieuwsbrief|newsletter)\W*",
    re.IGNORECASE,
)
PERSON = re.compile(
    r"(?i:over|about|door|by)((?:\s+(?:van|de|der|den|ter|ten|het|von|el|al|'t|[A-ZÀ-Þ][\w'’.-]*))+)\s*:?"
)
WORKS = re.compile(
    r"\b(is|was|werkt|schrijft|helpt|begeleidt|adviseert|geeft|ben|werk|schrijf|works|writes|helps)\b",
    re.IGNORECASE,
)
LEADERS = re.compile(r"(?:\.\s?){4,}\s*\d+")
"""The dots between a heading and its page."""


def is_boilerplate(passage: Passage, author: str | None = None) -> bool:
    """Whether a passage of an article by this author is never an answer."""
    heading = passage.heading.strip()
    return bool(
        HEADINGS.fullmatch(heading)
        or _is_author(heading, passage.text, author)
        or len(LEADERS.findall(passage.text)) > 2
    )


def is_short(passage: Passage) -> bool:
    """Whether a passage, of which nobody wrote what it answers, is an answer only where there is no other."""
    return not passage.questions and len(passage.text) < LONG and len(passage.text.split()) < FEW


def _is_author(heading: str, text: str, author: str | None) -> bool:
    """Whether this tells who somebody is: "Over Jan de Vries", who wrote the article, or of whom it says "Jan is …"."""
    named = PERSON.fullmatch(heading)
    names = [word for word in named[1].split() if word[0].isupper()] if named else []
    start = text[:200]
    if names and author and set(names) <= set(author.split()):
        return True
    return bool(names[1:] and WORKS.search(start) and any(name in start for name in names))
