"""Renames a lead's choices from `slack`, the platform, to `chosen`. The layers keep the old name too, because a
process of the version before may still run: see `channels.settings.choices`."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

channels = sa.table(
    "channels", sa.column("workspace", sa.Text), sa.column("id", sa.Text), sa.column("layers", sa.JSON)
)
leads = sa.table("leads", sa.column("source", sa.Text))


def upgrade() -> None:
    connection = op.get_bind()
    for row in connection.execute(sa.select(channels)).all():
        if isinstance(row.layers, dict) and "slack" in row.layers:
            here = (channels.c.workspace == row.workspace, channels.c.id == row.id)
            named = row.layers | {"chosen": row.layers["slack"]}
            connection.execute(sa.update(channels).where(*here).values(layers=named))
    connection.execute(sa.update(leads).where(leads.c.source == "slack").values(source="chosen"))
