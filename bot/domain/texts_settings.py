"""What the bot says where leads run their channel: plain, short, "je"."""

from __future__ import annotations

TITLE = "Leiderschap"

# Forms
NOW = "Nu: {value}"
CONTINUED = "{label} (vervolg)"
CLOSE = "Sluiten"
