"""Many workspaces, each with its own installation."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "installations",
        sa.Column("enterprise", sa.Text, primary_key=True),
        sa.Column("workspace", sa.Text, primary_key=True),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("installed_at", _TIME, nullable=False),
        sa.Column("renewing_until", _TIME),
    )
    op.create_table(
        "workspaces",
        sa.Column("workspace", sa.Text, primary_key=True),
        sa.Column("enterprise", sa.Text, nullable=False),
        sa.Column("left_at", _TIME),
    )
    op.create_index("ix_workspaces_left", "workspaces", ["left_at"])
    op.create_table(
        "oauth_states",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("expires_at", _TIME, nullable=False),
    )
    op.create_index("ix_oauth_states_expiry", "oauth_states", ["expires_at"])
