"""What people asked and the articles do not say."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "gaps",
        sa.Column("workspace", sa.Text, primary_key=True),
        sa.Column("words", sa.Text, primary_key=True),
        sa.Column("period", sa.Integer, primary_key=True),
        sa.Column("asker", sa.Text, primary_key=True),
        sa.Column("found", sa.Boolean, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_gaps_day", "gaps", ["day"])
    op.create_table(
        "gap_keys",
        sa.Column("period", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("key", sa.LargeBinary, nullable=False),
    )
