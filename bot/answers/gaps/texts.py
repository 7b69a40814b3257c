"""What the bot says about answers that were or were not what people looked for."""

from __future__ import annotations

FOUND = "Dit zocht ik"
MISSED = "Niet wat ik zocht"

FOUND_THANKS = "Fijn. Dank je."
MISSED_THANKS = (
    "Dank je. Ik noteer om welke woorden het ging, niet je vraag en niet je naam."
    " Missen vijf mensen hetzelfde, dan zien de beheerder en de teamleiders die woorden."
)
TOO_OLD = "Dit antwoord is te oud: ik weet niet meer waar het over ging. Stel je vraag opnieuw."
NOTED = (
    "Missen vijf mensen hetzelfde, dan zien de beheerder en de teamleiders om welke woorden het gaat."
    " Je vraag en je naam staan daar niet bij."
)

GAPS_TITLE = "Woorden die je miste"
GAPS_WHY = (
    "Om te zien wat er in de artikelen ontbreekt. Anderen zien een woord pas als vijf mensen het missen."
)
GAPS_KEPT = "{days} dagen"
