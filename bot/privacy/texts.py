"""What a person reads of their own that stands in what is about others too."""

from __future__ import annotations

DELETED_USER = "verwijderde gebruiker"
MENTIONS_TITLE = "Teksten van een team waar je naam in staat"
MENTIONS_WHY = "Omdat een teamleider je noemde."
MENTIONS_KEPT = (
    "Zolang het team de tekst laat staan. Verwijder je alles, dan staat er 'verwijderde gebruiker'."
)
CLICKS_TITLE = "Klikken van vandaag"
CLICKS_WHY = "Om een dubbele klik één keer te tellen."
CLICKS_KEPT = "Na een dag verwijder ik ze."
