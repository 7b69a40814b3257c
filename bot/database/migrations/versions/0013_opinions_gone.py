"""Deletes what people answered to whether a tip was useful: nothing asks or counts it any more."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

votes = sa.table("votes", sa.column("question", sa.Text))


def upgrade() -> None:
    op.execute(sa.delete(votes).where(votes.c.question == "useful"))
