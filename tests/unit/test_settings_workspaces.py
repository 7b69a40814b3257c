"""With one workspace by its token, or many that install the bot, whatever is missing is named with what to do."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.fernet import Fernet

from bot.settings import SettingsError, load, require_slack

KEY = Fernet.generate_key().decode()
MANY: dict[str, Any] = {
    "slack_client_id": "111.222",
    "slack_client_secret": "onecht",
    "slack_signing_secret": "onecht",
    "encryption_keys": KEY,
    "public_url": "https://bot.example/",
    "port": 3000,
}


def test_with_all_that_belongs_to_it_workspaces_can_install_the_bot() -> None:
    settings = load(**MANY)
    require_slack(settings, {})
    assert settings.many_workspaces
    assert settings.public_url == "https://bot.example"


@pytest.mark.parametrize(
    ("missing", "named"),
    [
        ("slack_client_secret", "SLACK_CLIENT_SECRET"),
        ("encryption_keys", "LEIDERSCHAP_ENCRYPTION_KEYS"),
        ("public_url", "LEIDERSCHAP_PUBLIC_URL"),
        ("slack_signing_secret", "SLACK_SIGNING_SECRET"),
        ("port", "PORT"),
    ],
)
def test_what_is_missing_for_many_workspaces_is_named(missing: str, named: str) -> None:
    given = {name: value for name, value in MANY.items() if name != missing}
    with pytest.raises(SettingsError, match=named) as refused:
        require_slack(load(**given), {})
    assert "SLACK_BOT_TOKEN" not in str(refused.value)


def test_by_socket_mode_too_installing_needs_a_port() -> None:
    with pytest.raises(SettingsError, match="/slack/install"):
        require_slack(load(**MANY | {"port": None, "slack_app_token": "xapp-onecht"}), {})


def test_a_token_means_one_workspace_whatever_else_is_set() -> None:
    settings = load(**MANY, slack_bot_token="xoxb-onecht")
    require_slack(settings, {})
    assert not settings.many_workspaces


def test_keys_are_given_with_commas_and_the_first_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    other = Fernet.generate_key().decode()
    monkeypatch.setenv("LEIDERSCHAP_ENCRYPTION_KEYS", f" {other} ,{KEY},")
    assert [key.get_secret_value() for key in load().encryption_keys] == [other, KEY]


@pytest.mark.parametrize(
    "url", ["http://bot.example", "https://", "https://bot.example/x", "https://a@b", "bot"]
)
def test_a_public_url_is_https_and_a_host(url: str) -> None:
    with pytest.raises(SettingsError, match="LEIDERSCHAP_PUBLIC_URL: must be https://"):
        load(public_url=url)
