"""Ways to type a question in a chat, of many kinds: rules are made on those DEVELOPED, and judged on those HELD_OUT.
Those UNPARTED have words of content and nothing that parts them from the question; no rule takes them off.

`{}` is the question; `{first}` and `{rest}` are its first word and the words behind it.
"""

from __future__ import annotations

DEVELOPED = (
    "even snel, zit zo in een overleg: {}",
    "Dag luitjes. Ik kwam hier via mijn collega terecht. {}",
    "Vrijdagmiddag en nog steeds aan het zwoegen... {}",
    "misschien weten jullie raad – {}",
    "Korte achtergrond: ik ben net begonnen als teamleider. {}",
    "joehoe robotje {}",
    "goedenmorge zeg {}",
    "oke nu serieus {}",
    "lang verhaal kort {}",
    "mijn vriendin zei vraag het die bot eens {}",
    "Femke hier van de planning, {}",
    "{} (vraag ik voor een vriend)",
    "{} (het is voor morgenochtend)",
    "{}. Morgen heb ik er een gesprek over.",
    "{} - we zitten er al weken mee",
    "{}? Bij ons op de afdeling loopt het niet.",
    "{} ☕😬 lange dag vandaag",
    "{} ik kom er zelf niet uit",
    "{} want dat lukt me maar niet",
    "{} bedantk he",
    "{} asking for a friend lol",
    "{} je zou me er enorm mee helpen",
    "{} -- Youssef",
    "{first} (sorry, ik typ op mijn telefoon) {rest}",
    "{first} zo in het algemeen {rest}",
    "{first} euhm wacht {rest}",
)
UNPARTED = (
    "hier je favoriete collega weer {}",
    "vandaag in de pauze bedacht {}",
    "schrik niet van de vraag {}",
    "ik zeg het maar eerlijk {}",
    "{} alle hulp is welkom vandaag",
    "{} lijkt me een goeie voor jou",
    "{} kan er niks van vinden",
    "{} my brain is fried today",
    "{first} hoe noem ik het {rest}",
    "{first} tikfoutje {rest}",
)
HELD_OUT = (
    "snel tussen twee meetings door: {}",
    "Hallo daar! Ik hoorde van een collega over deze bot. {}",
    "Maandagochtend, koffie in de hand… {}",
    "iets heel anders — {}",
    "Context: wij zijn een klein bedrijf in Gent. {}",
    "aloha vriendje {}",
    "goeiemorgn allen {}",
    "nee maar even zonder gekheid {}",
    "om een lang verhaal in te korten {}",
    "mijn man zegt stel die vraag nou gewoon {}",
    "Bram van de nachtploeg hier: {}",
    "{} (en ja, ik heb al gegoogeld)",
    "{} [graag voor het weekend]",
    "{}. Ik hoop dat je er iets over hebt.",
    "{} – mijn hoofd loopt ervan over",
    "{}? Vorige week ging het weer mis.",
    "{} 🤯🤯 help een mens",
    "{} ik word er een beetje moe van",
    "{} omdat niemand hier het antwoord heeft",
    "{} danku alvst",
    "{} no rush though",
    "{} zou tof zijn als je iets vindt",
    "{} // Noor",
    "{first} (of hoe zeg je dat) {rest}",
    "{first} nou ja bij wijze van {rest}",
    "{first} pfoe even denken {rest}",
)


def worded(wrapping: str, question: str) -> str:
    """The question in this wrapping."""
    first, _, rest = question.partition(" ")
    return wrapping.format(question, first=first, rest=rest).rstrip()
