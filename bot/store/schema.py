"""All tables of the database: importing this module defines every one of them on `metadata`."""

from bot.store import installations
from bot.store.tables import metadata

__all__ = ["installations", "metadata"]
