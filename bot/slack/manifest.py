"""The app's manifest: exactly what an administrator allows the bot to do.

There is no history scope: anybody who reads the manifest can see that the bot cannot read conversations.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

COMMAND = "/leiderschap"
INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"

EVENTS = (
    "app_home_opened",
    "app_mention",
    "channel_archive",
    "channel_deleted",
    "channel_id_changed",
    "channel_left",
    "channel_rename",
    "channel_shared",
    "channel_unarchive",
    "channel_unshared",
    "group_archive",
    "group_deleted",
    "group_left",
    "group_rename",
    "group_unarchive",
    "member_joined_channel",
)
"""Every event that has a listener in `bot.slack.app`: Slack is asked for exactly these."""
INSTALLATION_EVENTS = ("app_uninstalled", "tokens_revoked")
"""The extra events for a bot that is installed in many workspaces."""

SCOPES = {
    "app_mentions:read": "to see questions to @leiderschap",
    "channels:read": "to find the public channels that it was invited to, and see whether guests read along",
    "chat:write": "to post tips and answers",
    "commands": "for /leiderschap",
    "files:write": "to send the overview, the agenda or a person's own data as a file in a direct message",
    "groups:read": "to find the private channels that it was invited to, and see whether guests read along",
    "im:write": "to open the direct message in which it asks about a plan, or tells a lead what went wrong",
    "users:read": "to know a person's time zone, and who is a guest: guests may not click, and get no answers",
}
"""Every scope that the bot's token always has, with its reason."""

READ_FILES = "files:read"
"""The scope that a form with a file needs (https://docs.slack.dev/reference/block-kit/block-elements/file-input-element).
It allows more than the bot does: to read every file in the channels that the bot is in
(https://docs.slack.dev/reference/scopes/files.read)."""
UPLOADING = {
    READ_FILES: "to read a document that an administrator hands over in a form; it reads no other file"
}
"""The scope that is asked for only where uploads are on."""


def scopes(*, uploads: bool) -> Mapping[str, str]:
    """The scopes of the bot's token, each with its reason."""
    return {**SCOPES, **UPLOADING} if uploads else SCOPES


def manifest(url: str | None, *, uploads: bool = False) -> dict[str, Any]:
    """The manifest as data: with `url`, for an app that any workspace can install and that receives events by HTTP;
    without it, for an app in one workspace, by Socket Mode. `uploads`: it may read the files of its own forms."""
    url = url.rstrip("/") if url else None
    endpoint = f"{url}/slack/events" if url else None
    command: dict[str, Any] = {
        "command": COMMAND,
        "description": "Stel een vraag over leiderschap, of vraag een tip",
        "usage_hint": "<vraag>, tip, instellen, planning, status of help",
        "should_escape": False,
    }
    events: dict[str, Any] = {"bot_events": list(EVENTS)}
    oauth: dict[str, Any] = {"scopes": {"bot": sorted(scopes(uploads=uploads))}}
    interactivity: dict[str, Any] = {"is_enabled": True}
    if endpoint:
        command["url"] = endpoint
        events["request_url"] = endpoint
        interactivity["request_url"] = endpoint
        events["bot_events"] = sorted([*EVENTS, *INSTALLATION_EVENTS])
        oauth = {"redirect_urls": [f"{url}{REDIRECT_PATH}"], **oauth}
    return {
        "display_information": {
            "name": "leiderschap",
            "description": "Elke week een kleine tip over leiderschap, en antwoord uit artikelen",
            "background_color": "#1f4e5f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": "leiderschap", "always_online": True},
            "slash_commands": [command],
        },
        "oauth_config": oauth,
        "settings": {
            "event_subscriptions": events,
            "interactivity": interactivity,
            "org_deploy_enabled": endpoint is not None,
            "socket_mode_enabled": endpoint is None,
            "token_rotation_enabled": False,
        },
    }
