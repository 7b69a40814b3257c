"""An index that finds notices without reading tips."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    planned_notice = sa.text("state IN ('planned') AND kind = 'notice'")
    op.create_index(
        "ix_deliveries_notices",
        "deliveries",
        ["workspace", "due_at", "id"],
        sqlite_where=planned_notice,
        postgresql_where=planned_notice,
    )
