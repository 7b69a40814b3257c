"""Whom a team's own tip speaks to, and its question."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("own_tips", sa.Column("audience", sa.Text, nullable=False, server_default="both"))
    op.add_column("own_tips", sa.Column("question", sa.Text, nullable=False, server_default=""))
