"""Plans, check-ins and what a team counts together."""

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    pass
