"""What a person reads of their own roles, and of changes with their name."""

from __future__ import annotations

ROLES_TITLE = "Kanalen die je leidt"
ROLES_WHY = "Om te weten wie een kanaal mag instellen."
ROLES_KEPT = "Zolang je het kanaal leidt."
AUDIT_TITLE = "Veranderingen aan kanalen, door jou of met jouw naam erin"
AUDIT_WHY = "Om te kunnen nagaan wie wat veranderde."
AUDIT_KEPT = "Na {days} dagen verwijder ik het. Verwijder je alles, dan staat er 'verwijderde gebruiker'."
AUDIT_YOU, AUDIT_OTHER = "jou", "een ander"
