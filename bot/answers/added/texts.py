"""What the bot says where an article cannot be added, and about who added one."""

from __future__ import annotations

GONE = "Dit artikel is er niet meer."
UNUSABLE = "Van dit document kan ik geen artikel maken."
TOO_LONG = "Dit document is te lang voor één artikel: knip het in stukken."
TOO_MANY = "Er zijn al {limit} artikelen toegevoegd: haal er eerst een weg."
TOO_LARGE = "Dit artikel past er niet meer bij: haal eerst een toegevoegd artikel weg."

ADDED_TITLE = "Artikelen die je toevoegde"
ADDED_WHY = "Om te weten wie een artikel toevoegde."
ADDED_KEPT = "Zolang het artikel er is. Verwijder je alles, dan blijft het artikel en staat er ‘verwijderde gebruiker’."
