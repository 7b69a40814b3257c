"""What stands in an article and answers nothing: who wrote it, its contents, what else to read."""

from __future__ import annotations

import re

from bot.answers.search.passages import SENTENCE_END
from bot.library.passages import Article, Passage

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
LINK = re.compile(r"\[[^\]\n]*\]\([^)\s]*\)|https?://\S+|www\.\S+")
ITEMS, MOSTLY = 3, 0.8
"""Headings or links that make a list of them, and the share of a passage that they are."""
ANNOUNCES = re.compile(
    r"\b(in|met|via|with)\s+(dit|deze|this)\s+\w*(artikel|stuk|blog|blogpost|bericht|hoofdstuk|paragraaf|pagina|gids"
    r"|handleiding|handreiking|document|whitepaper|module|les|serie|article|post|chapter|page|guide|section)\b"
    r"|\b(dit|deze|this)\s+\w*(artikel|stuk|blog|hoofdstuk|pagina|gids|handleiding|article|post|chapter|page|guide)\s+"
    r"(gaat|geeft|beschrijft|bespreekt|vertelt|behandelt|laat|biedt|helpt|is about|describes|explains|shows"
    r"|covers|gives)\b"
    r"|\b(hieronder|hierna|below)\b.*\b(lees|vind|lezen|vinden|leggen|bespreken|vertellen|read|find|explain)\b"
    r"|^(lees|read)\b.*\b(hieronder|verder|below|on)\b",
    re.IGNORECASE,
)
"""A sentence that says what will be said."""


def is_boilerplate(passage: Passage, article: Article) -> bool:
    """Whether a passage of this article is never an answer."""
    heading = passage.heading.strip()
    return bool(
        HEADINGS.fullmatch(heading)
        or _is_author(heading, passage.text, article.author)
        or len(LEADERS.findall(passage.text)) > 2
        or _only_announces(passage, article)
        or _is_list(LINK.findall(passage.text), passage.text)
        or _is_list(_headings_in(passage.text, article), passage.text)
    )


def _only_announces(passage: Passage, article: Article) -> bool:
    """Whether an opening says what the article will say, and asks, and has under FEW words besides."""
    if not article.sections or passage.section != article.sections[0].id:
        return False
    sentences = [each for part in passage.text.splitlines() for each in SENTENCE_END.split(part)]
    rest = [each for each in sentences if not (each.rstrip().endswith("?") or ANNOUNCES.search(each))]
    announces = any(ANNOUNCES.search(each) for each in sentences)
    return announces and sum(len(each.split()) for each in rest) < FEW


def _headings_in(text: str, article: Article) -> list[str]:
    """The headings of the article that stand in a text, each as a whole."""
    headings = {section.heading.strip() for section in article.sections if section.heading.strip()}
    if len(headings) < ITEMS:
        return []
    longest = sorted(map(re.escape, headings), key=len, reverse=True)
    return [found[0] for found in re.finditer(rf"(?<!\w)(?:{'|'.join(longest)})(?!\w)", text, re.IGNORECASE)]


def _is_list(items: list[str], text: str) -> bool:
    """Whether these, which stand in the text, are nearly all of it."""
    letters = [sum(map(str.isalpha, each)) for each in (*items, text)]
    return len(items) >= ITEMS and sum(letters[:-1]) >= MOSTLY * letters[-1]


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
