"""Which columns can hold a person. Every column that can hold text is declared here; a test refuses one that is not.

What a person sees, downloads and deletes of their own is made from this, as is the mark in the privacy report.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import sqlalchemy as sa

from bot.database.schema import metadata

Holds = Literal["whose", "mention", "private", "hidden", "about", "slack", "never"]
"""`whose`: the id of the person whose row it is, or of their conversation with the bot; they see the row, and it goes.
`mention`: it may name a person among other things; they see it, and the name is replaced (a key goes with its row).
`private`: it may name a person in what somebody wrote for their own eyes; the name is replaced, and nobody is told.
`hidden`: a name that only a key turns into a person; found while that key lives, and deleted.
`about`: it says something about the person whose row it is, and holds no id; it goes with the row.
`slack`: a name that Slack gives and that only Slack can change.
`never`: the bot puts no person there.
"""

HOLDS: Mapping[str, Mapping[str, Holds]] = {
    "audit": {
        "workspace": "never",
        "channel": "never",
        "user": "mention",
        "field": "mention",
        "before": "mention",
        "after": "mention",
    },
    "channels": {
        "workspace": "never",
        "id": "never",
        "name": "slack",
        "settings": "mention",
        "paused": "never",
        "layers": "mention",
    },
    "deliveries": {
        "workspace": "never",
        "channel": "whose",
        "kind": "never",
        "state": "never",
        "subject": "mention",
        "tip": "never",
        "owner": "never",
        "ts": "never",
        "error": "never",
    },
    "entries": {"workspace": "never", "name": "slack", "channel": "never"},
    "gaps": {"workspace": "never", "words": "never", "asker": "hidden"},
    "happenings": {"workspace": "never", "channel": "never", "kind": "never", "value": "slack"},
    "installations": {"enterprise": "never", "workspace": "never", "sealed": "never"},
    "leads": {"workspace": "never", "channel": "never", "user": "whose", "source": "never"},
    "notices": {"workspace": "never", "channel": "never", "what": "mention"},
    "oauth_states": {"digest": "never"},
    "once": {"key": "mention"},
    "overrides": {"workspace": "never", "channel": "never", "tip": "never"},
    "own_tips": {
        "workspace": "never",
        "channel": "never",
        "id": "never",
        "title": "mention",
        "do": "mention",
        "why": "mention",
        "link": "mention",
    },
    "pacing": {"workspace": "never", "owner": "never"},
    "plans": {
        "workspace": "never",
        "channel": "never",
        "tip": "never",
        "person": "whose",
        "direct": "whose",
        "timezone": "about",
        "when": "private",
        "then": "private",
        "state": "never",
        "outcome": "about",
        "reflection": "private",
    },
    "rounds": {
        "workspace": "never",
        "channel": "never",
        "tip": "never",
        "theme": "never",
        "ts": "never",
        "arm": "never",
        "figures": "never",
    },
    "snoozes": {"workspace": "never", "person": "whose"},
    "trials": {"workspace": "never", "channel": "never", "seed": "never"},
    "votes": {"question": "never", "voter": "hidden", "workspace": "never", "yes": "about"},
    "workspaces": {"workspace": "never", "enterprise": "never"},
}

PERSONAL: frozenset[Holds] = frozenset({"whose", "mention", "private", "hidden", "about"})


def holds(column: sa.Column[object]) -> Holds:
    """What the column can hold of a person. A column that can hold no text holds none, unless it is declared."""
    declared = HOLDS.get(column.table.name, {})
    return declared[column.name] if column.name in declared or can_hold_text(column) else "never"


def can_hold_text(column: sa.Column[object]) -> bool:
    kind = column.type.impl if isinstance(column.type, sa.types.TypeDecorator) else column.type
    return isinstance(kind, sa.String | sa.JSON)


def tables(*kinds: Holds) -> Iterator[tuple[sa.Table, list[sa.Column[object]]]]:
    """Every table with a column of one of these kinds, and those columns."""
    for table in metadata.sorted_tables:
        if found := [column for column in table.c if holds(column) in kinds]:
            yield table, found
