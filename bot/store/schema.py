"""All tables of the database: importing this module defines every one of them on `metadata`."""

from bot.store import (
    audit,
    entries,
    gaps,
    happenings,
    installations,
    leads,
    notices,
    overrides,
    own_tips,
    pacing,
    plans,
    rounds,
    trial,
)
from bot.store.tables import metadata

__all__ = [
    "audit",
    "entries",
    "gaps",
    "happenings",
    "installations",
    "leads",
    "metadata",
    "notices",
    "overrides",
    "own_tips",
    "pacing",
    "plans",
    "rounds",
    "trial",
]
