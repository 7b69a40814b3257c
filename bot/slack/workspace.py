"""The workspace that a token belongs to: who the bot is there, and which channels it is in."""

from __future__ import annotations

from collections.abc import Mapping

from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import LeiderschapError


class TokenRefused(LeiderschapError):
    """Slack did not take the bot's token; the message says what to do."""


async def identify(client: AsyncWebClient) -> AuthorizeResult:
    """Who the bot is, asked once. Raises TokenRefused, or LeiderschapError when Slack cannot be reached."""
    try:
        answer = await client.auth_test()
    except SlackApiError as error:
        code = getattr(error.response, "data", {}).get("error", "no readable answer")
        raise TokenRefused(
            f"Slack refused SLACK_BOT_TOKEN ({code}): copy the Bot User OAuth Token (xoxb-…) of this app anew from"
            " OAuth & Permissions, and install the app again if its scopes changed"
        ) from None
    except OSError as error:
        raise LeiderschapError(
            f"Slack cannot be reached at {client.base_url} ({type(error).__name__})"
        ) from None
    return AuthorizeResult(
        enterprise_id=answer.get("enterprise_id"),
        team_id=answer["team_id"],
        bot_user_id=answer["user_id"],
        bot_id=answer.get("bot_id"),
        bot_token=client.token,
    )


async def channels(client: AsyncWebClient) -> Mapping[str, str]:
    """The channels that the bot is a member of, public and private: id to name."""
    found: dict[str, str] = {}
    cursor = ""
    while True:
        page = await client.users_conversations(
            types="public_channel,private_channel", exclude_archived=True, limit=200, cursor=cursor
        )
        found |= {channel["id"]: channel["name"] for channel in page["channels"]}
        cursor = (page["response_metadata"] if "response_metadata" in page.data else {}).get("next_cursor", "")
        if not cursor:
            return found
