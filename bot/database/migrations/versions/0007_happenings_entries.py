"""What Slack said about channels and when, and which channel an entry of the channels file means."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

STOPS = {
    "shared": "is_shared",
    "deleted": "channel_not_found",
    "archived": "is_archived",
    "left": "not_in_channel",
}


def upgrade() -> None:
    happenings = op.create_table(
        "happenings",
        sa.Column("workspace", sa.Text, primary_key=True),
        sa.Column("channel", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True)),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "entries",
        sa.Column("workspace", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("channel", sa.Text, nullable=False),
    )
    # Channels that are already stopped get their reason without a time: the next event about it is then looked up.
    channels = sa.table(
        "channels", *(sa.column(name) for name in ("workspace", "id", "paused", "next_due_at"))
    )
    for kind, code in STOPS.items():
        stopped = sa.select(channels.c.workspace, channels.c.id, sa.literal(kind), sa.literal(code)).where(
            channels.c.paused == code, channels.c.next_due_at.is_(None)
        )
        op.execute(sa.insert(happenings).from_select(["workspace", "channel", "kind", "value"], stopped))
