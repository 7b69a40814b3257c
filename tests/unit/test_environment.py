"""The environment as hosts set it: variables of Kubernetes are ignored, and values are cleaned."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from unittest import mock

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from bot.core.inputs.environment import of_a_service, tidy
from bot.settings import SettingsError, load, notes, variables

SECRET = "geheimwachtwoord99"
KEY = base64.urlsafe_b64encode(b"x" * 32).decode()


@pytest.fixture(autouse=True)
def empty_environment() -> Iterator[None]:
    with mock.patch.dict(os.environ, clear=True):
        yield


def of_service(name: str, port: int = 80, label: str = "HTTP", protocol: str = "TCP") -> dict[str, str]:
    """The variables that the kubelet sets in each container for a Service."""
    upper, address = name.upper().replace("-", "_"), f"{protocol.lower()}://10.0.0.1:{port}"
    return {
        f"{upper}_SERVICE_HOST": "10.0.0.1",
        f"{upper}_SERVICE_PORT": str(port),
        f"{upper}_SERVICE_PORT_{label}": str(port),
        f"{upper}_PORT": address,
        f"{upper}_PORT_{port}_{protocol}": address,
        f"{upper}_PORT_{port}_{protocol}_PROTO": protocol.lower(),
        f"{upper}_PORT_{port}_{protocol}_PORT": str(port),
        f"{upper}_PORT_{port}_{protocol}_ADDR": "10.0.0.1",
    }


SERVICES = [
    "leiderschap", "leiderschap-bot", "leiderschap-host", "leiderschap-channel--x", "leiderschap-log-level",
    "slack", "slack-api", "database", "database-url", "port", "host", "delivery",
]  # fmt: skip


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_of_any_name_changes_no_setting_and_keeps_nothing_from_starting(
    service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = load()
    for variable in {**of_service(service), **of_service(service, 53, "DNS_UDP", "UDP")}.items():
        monkeypatch.setenv(*variable)
    assert load() == before
    assert notes() == ()


def test_no_setting_has_the_name_of_a_variable_that_kubernetes_makes() -> None:
    assert [name for name in variables() if of_a_service(name)] == []


def test_the_port_is_never_taken_from_a_name_with_our_prefix_and_a_number_there_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PORT", "3000")
    monkeypatch.setenv("LEIDERSCHAP_PORT", "8080")
    assert load().port == 3000
    assert notes() == ("LEIDERSCHAP_PORT is not a setting and does nothing: the port of the bot is PORT",)


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("LEIDERSCHAP_DATABASE_URL", "DATABASE_URL"),
        ("LEIDERSCHAP_SLACK_BOT_TOKEN", "SLACK_BOT_TOKEN"),
        ("LEIDERSCHAP_BOT_TOKEN", "SLACK_BOT_TOKEN"),
        ("LEIDERSCHAP_PORTS", "PORT"),
        ("LEIDERSCHAP_PORT_80", "PORT"),
        ("LEIDERSCHAP_HOSTS", "LEIDERSCHAP_HOST"),
        ("LEIDERSCHAP_LOGLEVEL", "LEIDERSCHAP_LOG_LEVEL"),
        ("leiderschap_loglevel", "LEIDERSCHAP_LOG_LEVEL"),
    ],
)
def test_a_mistyped_variable_is_refused_with_the_setting_that_was_meant(
    wrong: str, meant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(wrong, SECRET)
    with pytest.raises(SettingsError) as raised:
        load()
    assert str(raised.value) == f"{wrong}: there is no such setting; do you mean {meant}?"


AROUND = [
    "{}\n", "{}\r\n", " {}", "\t{} ", '"{}"', "'{}'", '"{}', '{}"', "“{}”", "\ufeff{}", "{}\u200b", "{}\xa0", '" {}\n"',
    "'\"{}\"'", "{}\\n", "`{}`\n", "\u202f{}\u2003", "\u200e{}\u200f", "\u202a{}\u202c", "{}\xad", "{}\x1b", "‹{}›",
]  # fmt: skip


@pytest.mark.parametrize("around", AROUND, ids=ascii)
@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SLACK_BOT_TOKEN", f"xoxb-{SECRET}"),
        ("SLACK_APP_TOKEN", f"xapp-{SECRET}"),
        ("SLACK_SIGNING_SECRET", SECRET),
        ("SLACK_CLIENT_ID", "1.2"),
        ("SLACK_CLIENT_SECRET", SECRET),
        ("DATABASE_URL", f"postgres://naam:{SECRET}@host/db"),
        ("SLACK_API_URL", "https://slack.example/api/"),
        ("LEIDERSCHAP_PUBLIC_URL", "https://bot.example"),
        ("LEIDERSCHAP_ENCRYPTION_KEYS", KEY),
        ("LEIDERSCHAP_LOG_LEVEL", "DEBUG"),
        ("PORT", "8080"),
    ],
)
def test_what_stands_around_a_value_is_taken_off_and_the_variable_is_named(
    around: str, variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    meant = load()
    assert notes() == ()
    monkeypatch.setenv(variable, around.format(value))
    assert load() == meant
    [note] = notes()
    assert note.startswith(f"{variable} had ")
    assert value not in note


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "http_proxy", "No_Proxy"])
def test_what_stands_around_a_proxy_is_named_too(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, "proxy.example:3128")
    assert notes() == ()
    monkeypatch.setenv(variable, '"proxy.example:3128"\n')
    [note] = notes()
    assert note.startswith(f"{variable} had ")


def test_each_of_several_keys_is_tidied(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [Fernet.generate_key().decode() for _ in range(2)]
    monkeypatch.setenv("LEIDERSCHAP_ENCRYPTION_KEYS", f'"{keys[0]}", "{keys[1]}"\n')
    assert [key.get_secret_value() for key in load().encryption_keys] == keys


@pytest.mark.parametrize("nothing", ["", " ", "\n", '""', "''\n"])
def test_what_holds_nothing_counts_for_nothing(nothing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_SIGNING_SECRET", nothing)
    assert load().slack_signing_secret is None


@pytest.mark.parametrize("broken", [f"xoxb-{SECRET} x", f"xoxb-{SECRET}\nx", f"xoxb-{SECRET}é"])
def test_a_token_in_two_pieces_is_refused_without_showing_it(
    broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", broken)
    with pytest.raises(SettingsError, match="SLACK_BOT_TOKEN: holds a space") as raised:
        load()
    assert SECRET not in str(raised.value)


def test_a_token_in_the_place_of_the_signing_secret_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_SIGNING_SECRET", f"xoxb-{SECRET}")
    with pytest.raises(SettingsError, match="SLACK_SIGNING_SECRET: is a token"):
        load()


def test_a_quote_that_belongs_to_the_value_stays() -> None:
    url = "postgresql://u:p@h/db?options='-c x=1'"
    assert tidy(url) == url


@given(st.text(alphabet=" \n\"'“”ab\\n"))
def test_what_was_tidied_is_tidy(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
