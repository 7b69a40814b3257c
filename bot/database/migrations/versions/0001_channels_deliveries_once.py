"""The first tables: channels, the ledger of deliveries, and what runs only once."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_TIME = sa.DateTime(timezone=True)
_IN_FLIGHT = sa.text("state IN ('claimed', 'sending', 'unknown')")
_PLANNED = sa.text("state IN ('planned')")
_OPEN = sa.text("stale_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "channels",
        sa.Column("workspace", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("settings", sa.JSON, nullable=False),
        sa.Column("next_due_at", _TIME),
        sa.Column("next_slot", sa.Date),
        sa.Column("paused", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index("ix_channels_due", "channels", ["next_due_at", "workspace", "id"])

    op.create_table(
        "deliveries",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("slot", sa.Date, nullable=False),
        sa.Column("due_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("tip", sa.Text, nullable=False),
        sa.Column("not_before", _TIME),
        sa.Column("owner", sa.Text),
        sa.Column("lease_until", _TIME),
        sa.Column("armed_at", _TIME),
        sa.Column("quarantine_until", _TIME),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("ts", sa.Text),
        sa.Column("error", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("stale_at", _TIME),
        sa.UniqueConstraint("workspace", "channel", "kind", "slot", "subject", name="uq_deliveries_slot"),
    )
    _partial("uq_deliveries_in_flight", ["workspace", "channel"], _IN_FLIGHT, unique=True)
    _partial("ix_deliveries_due", ["due_at", "id"], _PLANNED)
    _partial("ix_deliveries_planned", ["workspace", "channel", "due_at"], _PLANNED)
    _partial("ix_deliveries_stale", ["stale_at"], _OPEN)

    op.create_table(
        "once",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("at", _TIME, nullable=False),
    )
    op.create_index("ix_once_at", "once", ["at"])


def _partial(name: str, columns: list[str], where: sa.TextClause, unique: bool = False) -> None:
    op.create_index(name, "deliveries", columns, unique=unique, sqlite_where=where, postgresql_where=where)
