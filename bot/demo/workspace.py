"""The demo's example workspace, and the settings of a bot in it. Ids and tokens are plainly false."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot import settings

TEAM = "T0VOORBEELD"
TEAM_NAME = "Voorbeeldbedrijf"
TIMEZONE = "Europe/Amsterdam"

BOT = "U0LEIDERSCHAP"
BOT_NAME = "leiderschap"
APP = "A0LEIDERSCHAP"

CHANNEL = "C0LEIDERSCHAP"
CHANNEL_NAME = "leiderschap"

USERS = {"U0VERA": "Voorbeeld Vera", "U0BRAM": "Voorbeeld Bram", "U0NOOR": "Voorbeeld Noor"}
YOU = "U0VERA"

BOT_TOKEN = "xoxb-demo-no-real-token"  # noqa: S105
APP_TOKEN = "xapp-demo-no-real-token"  # noqa: S105
SIGNING_SECRET = "demo-no-real-secret"  # noqa: S105


def local_slack() -> dict[str, Any]:
    """The workspace as local-slack's configuration."""
    return {
        "workspace": {"name": TEAM_NAME, "domain": TEAM_NAME.lower(), "teamId": TEAM},
        "app": {
            "appId": APP,
            "botUserId": BOT,
            "botName": BOT_NAME,
            "botToken": BOT_TOKEN,
            "appToken": APP_TOKEN,
            "signingSecret": SIGNING_SECRET,
            "mode": "socket",
        },
        "users": [
            {"id": id, "name": name.split()[-1].lower(), "real_name": name, "tz": TIMEZONE}
            for id, name in USERS.items()
        ],
        "channels": [  # the page opens on the first; the second is for trying the setup
            {"id": CHANNEL, "name": CHANNEL_NAME, "members": [*USERS, BOT]},
            {"id": "C0ALGEMEEN", "name": "algemeen", "members": [*USERS, BOT]},
        ],
    }


def bot_settings(folder: Path, slack: str | None = None, **more: Any) -> settings.Settings:
    """The settings of a bot in this workspace, which keeps its database in `folder`. `slack` is the address of its
    Slack, if it has one."""
    tokens = {"slack_bot_token": BOT_TOKEN, "slack_app_token": APP_TOKEN}
    return settings.load(
        database_url=f"sqlite:///{folder / 'demo.db'}",
        channels_file=Path(__file__).with_name("channels.yaml"),
        **({"slack_api_url": f"{slack}/api/", **tokens} if slack else {}),
        **more,
    )
