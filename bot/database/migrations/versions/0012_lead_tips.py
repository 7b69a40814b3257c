"""What leads hear of coming tips, and whether they want to."""

import sqlalchemy as sa
from alembic import op

_TIME = sa.DateTime(timezone=True)

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "lead_tips",
        sa.Column("workspace", sa.Text, primary_key=True),
        sa.Column("channel", sa.Text, primary_key=True),
        sa.Column("slot", sa.Date, primary_key=True),
        sa.Column("user", sa.Text, primary_key=True),
        sa.Column("moment", _TIME, nullable=False),
        sa.Column("due_at", _TIME),
        sa.Column("tip", sa.Text, nullable=False),
        sa.Column("told_on", sa.Date),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("changed", sa.Boolean, nullable=False),
    )
    op.create_index("ix_lead_tips_due", "lead_tips", ["due_at"])
    op.create_index("ix_lead_tips_user", "lead_tips", ["workspace", "user"])
    op.add_column("leads", sa.Column("hears", sa.Boolean, nullable=False, server_default=sa.true()))
