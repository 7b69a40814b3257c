"""What team leads choose for their channels."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("channels", sa.Column("layers", sa.JSON, nullable=False, server_default="{}"))
    op.add_column("channels", sa.Column("pause_until", sa.Date))
    op.add_column("channels", sa.Column("series_since", sa.Date))

    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("user", sa.Text, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("before", sa.JSON),
        sa.Column("after", sa.JSON),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index("ix_audit_channel", "audit", ["workspace", "channel", "id"])
    op.create_index("ix_audit_at", "audit", ["at"])

    _of_a_channel("overrides", "slot", sa.Date, sa.Column("tip", sa.Text))
    op.create_index("ix_overrides_slot", "overrides", ["slot"])

    source, since = sa.Column("source", sa.Text, nullable=False), sa.Column("since", _TIME, nullable=False)
    _of_a_channel("leads", "user", sa.Text, source, since)
    op.create_index("ix_leads_user", "leads", ["workspace", "user"])

    _of_a_channel(
        "own_tips",
        "id",
        sa.Text,
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("do", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("link", sa.Text),
        sa.Column("rotates", sa.Boolean, nullable=False),
        sa.Column("made_at", _TIME, nullable=False),
    )
    _of_a_channel("notices", "what", sa.Text, sa.Column("at", _TIME, nullable=False))


def _of_a_channel(table: str, key: str, kind: type[sa.Date | sa.Text], *columns: sa.Column[Any]) -> None:
    """A table with any number of rows for each channel, identified by `key`."""
    op.create_table(
        table,
        sa.Column("workspace", sa.Text, primary_key=True),
        sa.Column("channel", sa.Text, primary_key=True),
        sa.Column(key, kind, primary_key=True),
        *columns,
    )
