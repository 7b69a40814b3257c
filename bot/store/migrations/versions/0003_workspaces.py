"""Many workspaces, each with its own installation."""

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    pass
