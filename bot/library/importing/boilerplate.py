"""What stands around an article on its page and is no part of it: data for `cleaning`, one rule a line.

A rule matches a whole line (ignoring case) of at most `words` words. Its reach says what goes with the line: `line`
nothing, `edge` nothing either, but above a paragraph of the article the line is a heading and stays; `list` the list of
links under it, `box` the paragraphs about an author or a site under it, `rest` all up to the next article. After a
`box` or a `rest` another article may begin.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bot.library.importing.dates import WRITTEN

Reach = Literal["line", "edge", "list", "box", "rest"]


@dataclass(frozen=True, slots=True)
class Rule:
    pattern: re.Pattern[str]
    reason: str
    reach: Reach
    words: int

    def matches(self, line: str) -> bool:
        return len(line.split()) <= self.words and self.pattern.fullmatch(line) is not None


def _rule(reach: Reach, words: int, reason: str, pattern: str) -> Rule:
    return Rule(re.compile(pattern, re.IGNORECASE), reason, reach, words)


_PRODUCT = r"(?=.*\b(e-?boek|e-?book|boek|cursus|training|workshop|webinar|ticket|exemplaar|abonnement)\b)"
_CART_WORDS = (
    r"((geen|producten|artikelen|naar|bekijk|in|je|de|is|leeg|\d+|items?|winkel(mand|wagen)(tje)?)\W*)"
)

RULES: tuple[Rule, ...] = (
    _rule("line", 8, "shopping cart", rf"(?=.*winkel(mand|wagen)){_CART_WORDS}+|afrekenen"),
    _rule(
        "edge",
        5,
        "menu",
        r"(hoofd)?menu|home(page)?|zoeken?|zoek naar:?|inloggen|uitloggen|login|registreren|contact|sluiten"
        r"|overslaan en naar de inhoud gaan|ga naar (de )?inhoud|skip to content|terug( naar boven)?|sitemap"
        r"|vorige|volgende|mijn account|over ons|abonneren|disclaimer|zoekresultaten",
    ),
    _rule("line", 20, "breadcrumb", r"//.*|home\s*[>»/›|].*|(je|u) bent hier\s*:.*"),
    _rule("line", 9, "separator", r"[\W_]+"),
    _rule(
        "line",
        40,
        "cookie notice",
        r".*\b(cookies? (accepteren|instellingen|weigeren)|accepteer (alle )?cookies"
        r"|(site|website|wij|we) (gebruiken|gebruikt|plaatst|plaatsen) .{0,20}cookies)\b.*",
    ),
    _rule(
        "line",
        30,
        "newsletter",
        r"(.{0,30}\b)?nieuwsbrief\b.{0,50}\b(ontvangen|aanmelden|inschrijven)[?!»> ]*"
        r"|(ja, |ontvang|meld je|schrijf je|abonneer|aanmelden|inschrijven).*\bnieuwsbrief\b.*|(onze )?nieuwsbrief",
    ),
    _rule(
        "line",
        40,
        "legal notice",
        r"(?=.*(voorwaarden|privacy|cookie|gegevens)).*\b((ga|gaat) (je|ik|u)|(je|ik|u) (ga|gaat)) akkoord\b.*"
        r"|(je|uw|het) e-?mailadres wordt niet (gepubliceerd|gedeeld).*|.*\balle rechten voorbehouden\W*"
        r"|©.*|copyright (©|\d{4}).*",
    ),
    _rule(
        "edge",
        12,
        "share buttons",
        r"(deel|delen|share|tweet|like|print|mail|whatsapp|facebook|twitter|linkedin|pinterest|volg ons)"
        r"([ ,|/]+(op|via|dit|artikel|bericht|deze|pagina|deel|share|tweet|like|print|mail|e-mail|whatsapp"
        r"|facebook|twitter|linkedin|pinterest|instagram|met|je|netwerk|en|x))*[:!.]?",
    ),
    _rule(
        "line",
        15,
        "picture credit",
        r"(foto|foto's|beeld|beeldmateriaal|illustratie|fotografie|fotograaf|bron foto|photo|image)"
        r"( credits?)?\s*(:|©|\(|door\b|by\b).*|(getty images|shutterstock|istock(photo)?|unsplash|pexels|anp)",
    ),
    _rule(
        "line",
        25,
        "teaser",
        r"(lees|bekijk|luister|zie|kijk) ook\s*:.+|(lees|bekijk) ook (de|het|onze|mijn) .+",
    ),
    _rule("line", 6, "teaser", r"(lees (meer|verder)|meer lezen|read more)\W*"),
    _rule("line", 6, "button", r"((toon|laat|lees|bekijk|show) (meer|minder|alles|more|less)( zien)?\W*)+"),
    _rule(
        "list",
        12,
        "list of links",
        r"(of )?(lees|bekijk) (ook|meer|verder)\b.*:|lees ook|(eerdere|andere|meer|recente|populaire|laatste"
        r"|gerelateerde|verwante) (bijdragen|artikelen|blogs|berichten|posts)\s*:?|gerelateerd\s*:?"
        r"|meest gelezen\s*:?|(tags?|categorie(ën)?|trefwoorden)\s*:.*|meer over dit onderwerp\s*:?",
    ),
    _rule(
        "line",
        50,
        "invitation to react",
        r".*\breageer (hieronder|onderaan|op dit (artikel|bericht|blog))\b.*"
        r"|.*\b(laat|geef|plaats|schrijf) hieronder .{0,20}reactie\b.*",
    ),
    _rule("line", 6, "invitation to react", r"(laat|geef|plaats|schrijf) (een|je|uw) reactie( achter)?\W*"),
    _rule("line", 2, "reaction form", r"(naam|e-?mail(adres)?|website|reactie)\s*\*"),
    _rule(
        "line",
        60,
        "advertisement",
        _PRODUCT + r"(.*\bmeer info(rmatie)? (vind|lees) je hier\b.*|.*\bmeer info(rmatie)?\? klik hier\b.*"
        r"|.*\b(koop|bestel|reserveer) (\w+ ){0,3}(nu|hier|direct)\b.*)|advertentie|gesponsord|partnerbijdrage",
    ),
    _rule(
        "box", 6, "about the author", r"(over|biografie van) (de |onze )?(auteur|schrijver|blogger)s?\s*:?"
    ),
    _rule(
        "box",
        6,
        "about the site",
        r"over (het|de|deze|dit|onze) (podium|site|website|blog|redactie|uitgever|uitgeverij|magazine)\s*:?",
    ),
    _rule(
        "rest",
        8,
        "comments",
        r"\d+ (reacties?|comments?|opmerkingen)( op [“‘'].*)?\W*|(reacties?|comments?) ?\(\d+\)",
    ),
)

GREETING = re.compile(
    r"(beste|hoi|hallo|hi|hé|dag|geachte|dear) [^\W\d_][\w.'’ -]{0,30}[,!.]?", re.IGNORECASE
)
"""A line that begins a comment under an article; whether it does is decided by what follows."""

COMMENT_CUE = re.compile(
    r".{2,60}\bop \d{1,2} \w+ \d{4} (om|at|,)? ?\d{1,2}[:.]\d{2}.*|beantwoorden|reply|reageren|\d+ reacties?"
    r"|.{2,40} (zegt|schreef):"
    r"|[\w.'’ -]{3,40} \| [\w.'’ -]{2,40}|(met vriendelijke )?groet(en|jes)?,?.{0,30}"
    r"|\d+ (dag|maand|jaar|uur)\w* geleden",
    re.IGNORECASE,
)
"""A line that stands among comments: who wrote one and when, a signature, a button."""

LABEL = re.compile(
    r"(tip|stap|deel|les|rol|regel|fase|do|don['’]t|punt|valkuil|fout|vraag|reden|manier|kenmerk|principe|element)"
    r" ?#?\d{1,2}\b ?[.:)–-]?\s*\S.*|#\d{1,2}\b[.:)]?\s*\S.*",
    re.IGNORECASE,
)
"""A heading that is numbered in words."""

_NAME = r"[A-ZÀ-Þ][\w'’.-]*(?: (?:(?:van|de|der|den|ten|ter|het|'t|von|el|op|in) )*[A-ZÀ-Þ][\w'’.-]*){1,4}"
BYLINE = re.compile(rf"(?:[Dd]oor|[Aa]uteur|[Tt]ekst|[Bb]y|[Gg]eschreven door)\s*:?\s+({_NAME})")
WRITTEN_BY = re.compile(rf"\b(?:geschreven door|auteur is|bijdrage van|gastblog van)\s+({_NAME})")
ABOUT_NAME = re.compile(rf"Over ({_NAME})\s*:?")
NAME = re.compile(_NAME)
INTRODUCES = re.compile(
    r"\bis (een |ook |als )?(zelfstandig |freelance )?(coach|adviseur|auteur|schrijver|journalist|oprichter|consultant"
    r"|trainer|spreker|redacteur|docent|ondernemer|partner|directeur|eigenaar|blogger|columnist)"
    r"|\bschrijft (hij |zij |ze )?(over|voor|regelmatig)\b",
    re.IGNORECASE,
)
"""A sentence that tells who an author is."""

DATE = re.compile(
    rf"(?:(?:gepubliceerd|geplaatst|datum|laatst bijgewerkt|door .{{3,40}})\s*(?:op)?\s*[:|,]?\s*)?{WRITTEN}",
    re.IGNORECASE,
)
