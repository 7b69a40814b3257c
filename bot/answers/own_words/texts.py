"""What the bot says to administrators about words that mean the same."""

from __future__ import annotations

OFFERS = "Woorden zonder antwoord"
OFFERS_HOW = (
    "Minstens vijf mensen vroegen hiernaar en vonden geen antwoord. Kies je een woord uit de artikelen dat hetzelfde"
    " betekent, dan zoek ik bij nieuwe vragen ook op dat woord."
)
SAME = "Betekent hetzelfde als {other}"
HIDE = "Niet tonen"
LISTED = "Woorden die hetzelfde betekenen"
LISTED_HOW = "Bij een vraag met het ene woord zoek ik ook op het andere. Een beheerder koos dit."
LISTED_NONE = "Er zijn nog geen woorden die hetzelfde betekenen."
PAIR = "{word} betekent hetzelfde als {other}"
HIDDEN = "{word} toon ik niet bij woorden zonder antwoord"
REMOVE = "Weg"
RESTORE = "Weer tonen"
CHANGED = "Laatste veranderingen"
PUT_DOWN, TAKEN_BACK = "Vastgelegd: {said}", "Weggehaald: {said}"
ONLY_ADMINS = "Alleen een beheerder kan dit zien en doen."
GONE = "Dit woord staat niet meer in de artikelen. Open dit scherm opnieuw."
