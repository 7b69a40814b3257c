"""What people share for the Vrijdagoogst."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "harvests",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("plan", sa.Uuid, nullable=False),
        sa.Column("nudge", sa.Uuid, nullable=False),
        sa.Column("tip", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("line", sa.Text, nullable=False),
        sa.Column("named", sa.Boolean, nullable=False),
        sa.Column("card", sa.Uuid),
        sa.Column("kept_from", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("uq_harvests_plan", "harvests", ["plan", "person"], unique=True)
    op.create_index("ix_harvests_channel", "harvests", ["workspace", "channel"])
    op.create_index("ix_harvests_card", "harvests", ["card"])
    op.create_index("ix_harvests_kept", "harvests", ["kept_from"])
