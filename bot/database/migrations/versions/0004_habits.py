"""Plans, check-ins and what a team counts together."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "plans",
        sa.Column("id", sa.Uuid, primary_key=True),
        *_texts("workspace", "channel"),
        sa.Column("nudge", sa.Uuid, nullable=False),
        *_texts("tip", "person", "direct", "timezone", "when", "then"),
        sa.Column("made_at", _TIME, nullable=False),
        sa.Column("remind_at", _TIME),
        *_texts("state"),
        sa.Column("outcome", sa.Text),
        *_texts("reflection"),
        sa.Column("answered_at", _TIME),
        sa.Column("told", sa.Boolean, nullable=False),
        sa.Column("shared", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index("ix_plans_person", "plans", ["workspace", "person"])
    op.create_index("ix_plans_made", "plans", ["made_at"])
    current = "state IN ('done', 'open', 'stopped')"
    _partial("uq_plans_current", "plans", ["nudge", "workspace", "person"], current, unique=True)
    _partial("ix_plans_remind", "plans", ["remind_at"], "remind_at IS NOT NULL")

    op.create_table(
        "snoozes",
        sa.Column("workspace", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("until", _TIME, nullable=False),
    )
    op.create_index("ix_snoozes_until", "snoozes", ["until"])

    op.create_table(
        "rounds",
        sa.Column("nudge", sa.Uuid, primary_key=True),
        *_texts("workspace", "channel"),
        sa.Column("slot", sa.Date, nullable=False),
        *_texts("tip", "theme", "ts"),
        sa.Column("opened_at", _TIME, nullable=False),
        sa.Column("question_at", _TIME),
        sa.Column("count_at", _TIME),
        sa.Column("closes_at", _TIME),
        sa.Column("announced", sa.Boolean, nullable=False),
        sa.Column("used_at", _TIME),
        sa.Column("trial", sa.Uuid),
        sa.Column("arm", sa.Text),
        sa.Column("members", sa.Integer, nullable=False),
        sa.Column("key", sa.LargeBinary),
        sa.Column("clicked", sa.Boolean, nullable=False),
        sa.Column("silence_told", sa.Boolean, nullable=False),
        sa.Column("figures", sa.JSON),
        sa.Column("closed_at", _TIME),
        sa.Column("yes", sa.Integer),
        sa.Column("no", sa.Integer),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("next_at", _TIME),
    )
    op.create_index("ix_rounds_channel", "rounds", ["workspace", "channel", "slot"])
    _partial("ix_rounds_due", "rounds", ["next_at"], "next_at IS NOT NULL")
    _partial("ix_rounds_trial", "rounds", ["closed_at"], "trial IS NOT NULL")
    _partial(
        "ix_deliveries_posted_nudges",
        "deliveries",
        ["armed_at"],
        "kind IN ('extra', 'nudge') AND state = 'posted'",
    )

    op.create_table(
        "votes",
        sa.Column("nudge", sa.Uuid, primary_key=True),
        sa.Column("question", sa.Text, primary_key=True),
        sa.Column("voter", sa.Text, primary_key=True),
        *_texts("workspace"),
        sa.Column("yes", sa.Boolean, nullable=False),
    )

    op.create_table(
        "trials",
        sa.Column("id", sa.Uuid, primary_key=True),
        *_texts("workspace", "channel", "seed"),
        sa.Column("started_at", _TIME, nullable=False),
        sa.Column("stopped_at", _TIME),
    )
    _partial("uq_trials_running", "trials", ["workspace", "channel"], "stopped_at IS NULL", unique=True)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _partial(name: str, table: str, columns: list[str], where: str, unique: bool = False) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=condition, postgresql_where=condition)
