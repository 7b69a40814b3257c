"""Which process posts in which workspace, and how fast."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "pacing",
        sa.Column("workspace", sa.Text, primary_key=True),
        sa.Column("owner", sa.Text),
        sa.Column("held_until", _TIME),
        sa.Column("rate", sa.Float),
        sa.Column("slowed_at", _TIME),
        sa.Column("blocked_until", _TIME),
    )
    planned = sa.text("state IN ('planned')")
    op.create_index(
        "ix_deliveries_lane",
        "deliveries",
        ["workspace", "due_at", "id"],
        sqlite_where=planned,
        postgresql_where=planned,
    )
