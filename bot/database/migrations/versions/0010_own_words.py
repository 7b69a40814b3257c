"""Words that a company says mean the same as words of its articles."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "own_words",
        sa.Column("workspace", sa.Text, primary_key=True),
        sa.Column("word", sa.Text, primary_key=True),
        sa.Column("other", sa.Text, primary_key=True),
    )
