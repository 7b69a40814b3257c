"""Settings: each fault is named with what to do, and no value of a secret is ever shown."""

from __future__ import annotations

import os
import re
import traceback
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from bot.settings import CONFIG, Settings, SettingsError, load, require_slack

SECRET = "geheimwachtwoord99"
TOKEN = f"xoxb-{SECRET}"


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("SLACK_", "LEIDERSCHAP_")) or name in ("PORT", "DATABASE_URL", "DYNO"):
            monkeypatch.delenv(name)


FAULTS = {
    ("SLACK_BOT_TOKEN", SECRET): "SLACK_BOT_TOKEN must start with xoxb-; copy it",
    ("SLACK_BOT_TOKEN", f"xapp-{SECRET}"): "SLACK_BOT_TOKEN must start with xoxb-",
    ("SLACK_APP_TOKEN", TOKEN): "SLACK_APP_TOKEN must start with xapp-",
    ("SLACK_API_URL", "slack.com/api"): "SLACK_API_URL: must start with https:// or http://",
    ("PORT", "tachtig"): "PORT: ",
    ("PORT", "70000"): "PORT: ",
    ("PORT", "-1"): "PORT: ",
    ("LEIDERSCHAP_TICK_SECONDS", "0"): "LEIDERSCHAP_TICK_SECONDS: ",
    ("LEIDERSCHAP_TICK_SECONDS", "vaak"): "LEIDERSCHAP_TICK_SECONDS: ",
    ("LEIDERSCHAP_CATCH_UP_HOURS", "-2"): "LEIDERSCHAP_CATCH_UP_HOURS: ",
    ("LEIDERSCHAP_CATCH_UP_HOURS", "1000"): "LEIDERSCHAP_CATCH_UP_HOURS: ",
    ("LEIDERSCHAP_TELL_MISSED", "soms"): "LEIDERSCHAP_TELL_MISSED: ",
    ("LEIDERSCHAP_LOG_LEVEL", "luid"): "LEIDERSCHAP_LOG_LEVEL: ",
    ("LEIDERSCHAP_LOG_FORMAT", "xml"): "LEIDERSCHAP_LOG_FORMAT: ",
    ("LEIDERSCHAP_CHANNEL", "x"): "LEIDERSCHAP_CHANNEL: set it in the channels file",
    ("LEIDERSCHAP_CHANNEL", '{"time": "9:00"}'): "LEIDERSCHAP_CHANNEL: set it in the channels file",
    ("LEIDERSCHAP_CHANNEL__TIME", "9:00"): "LEIDERSCHAP_CHANNEL__TIME: set it in the channels file",
    ("LEIDERSCHAP_TIPS__X", "y"): "LEIDERSCHAP_TIPS__X: there is no such setting",
    ("LEIDERSCHAP_SOMEONE_TO_TALK_TO", "x" * 501): "must be a sentence of at most 500 characters",
    ("LEIDERSCHAP_SOMEONE_TO_TALK_TO", "-"): "must be a sentence of at most 500 characters",
}


@pytest.mark.parametrize(("variable", "said"), FAULTS.items(), ids=[f"{n}={v}" for n, v in FAULTS])
def test_a_wrong_setting_is_named_and_its_value_is_not_shown(
    monkeypatch: pytest.MonkeyPatch, variable: tuple[str, str], said: str
) -> None:
    name, value = variable
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as raised:
        load()
    assert said in str(raised.value)
    assert SECRET not in f"{raised.value!r}" + "".join(traceback.format_exception(raised.value))


def test_all_wrong_settings_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PORT", "LEIDERSCHAP_TICK_SECONDS", "LEIDERSCHAP_LOG_LEVEL"):
        monkeypatch.setenv(name, "onzin")
    with pytest.raises(SettingsError) as raised:
        load()
    lines = str(raised.value).splitlines()
    assert {line.partition(":")[0] for line in lines} == {
        "PORT",
        "LEIDERSCHAP_TICK_SECONDS",
        "LEIDERSCHAP_LOG_LEVEL",
    }
    assert all(line.endswith("see config/default.yaml") for line in lines)


def test_the_environment_wins_from_the_file_and_what_is_empty_counts_for_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("PORT", "8080")
    monkeypatch.setenv("LEIDERSCHAP_CATCH_UP_HOURS", "2.5")
    monkeypatch.setenv("SLACK_APP_TOKEN", "")
    monkeypatch.setenv("LEIDERSCHAP_TIPS", os.pathsep.join(["een", "twee"]))
    settings = load()
    assert settings.port == 8080
    assert settings.catch_up_hours == 2.5
    assert not settings.socket_mode
    assert settings.tips == (Path("een"), Path("twee"))


def test_the_shipped_channels_file_does_not_depend_on_the_folder_of_the_start_and_a_named_one_does(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load().channels_file == CONFIG / "channels.yaml"
    monkeypatch.setenv("LEIDERSCHAP_CHANNELS_FILE", "mijn.yaml")
    assert load().channels_file.absolute() == tmp_path / "mijn.yaml"


@pytest.mark.parametrize(
    "url", ["https://slack.com/api", "https://slack.com/api/", "http://127.0.0.1:3000/api///"]
)
def test_the_address_of_slack_ends_in_one_slash(url: str) -> None:
    assert re.search(r"[^/]/$", load(slack_api_url=url).slack_api_url)


def test_no_secret_stands_in_any_form_of_the_settings() -> None:
    settings = load(
        slack_bot_token=TOKEN,
        slack_app_token=f"xapp-{SECRET}",
        slack_signing_secret=SECRET,
        database_url=f"postgres://naam:{SECRET}@host/db",
    )
    for shown in (repr(settings), str(settings), settings.model_dump_json(), f"{settings.model_dump()}"):
        assert SECRET not in shown


def with_everything(**more: object) -> Settings:
    return load(
        **{
            "slack_bot_token": TOKEN,
            "slack_signing_secret": SECRET,
            "port": 8080,
            "database_url": "sqlite:///x.db",
        }
        | more
    )


def refusal(settings: Settings, environment: Mapping[str, str] = {}) -> str:
    with pytest.raises(SettingsError) as raised:
        require_slack(settings, environment)
    assert SECRET not in str(raised.value)
    return str(raised.value)


def test_two_variables_a_mode_are_enough() -> None:
    require_slack(with_everything(), {})
    require_slack(with_everything(slack_signing_secret=None, port=None, slack_app_token=f"xapp-{SECRET}"), {})


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("slack_bot_token", ("SLACK_BOT_TOKEN is not set", "OAuth & Permissions")),
        ("slack_signing_secret", ("SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN", "Basic Information")),
        ("port", ("PORT is not set", "HTTP")),
    ],
)
def test_what_run_needs_and_is_not_set_is_named_with_where_to_find_it(
    missing: str, said: tuple[str, ...]
) -> None:
    message = refusal(with_everything(**{missing: None}))
    assert all(part in message for part in said)
    assert len(message.splitlines()) == 1


def test_everything_that_is_missing_is_named_at_once() -> None:
    assert len(refusal(load(slack_bot_token=None)).splitlines()) == 3


def test_a_host_that_empties_its_disk_needs_a_database_elsewhere() -> None:
    assert "PostgreSQL" in refusal(with_everything(), {"DYNO": "web.1"})
    elsewhere = with_everything(database_url="postgres://naam:x@host/db")
    require_slack(elsewhere, {"DYNO": "web.1"})


def test_the_file_holds_every_setting_and_no_other() -> None:
    file = yaml.safe_load((CONFIG / "default.yaml").read_text(encoding="utf-8"))
    assert set(file) == set(Settings.model_fields)


def test_every_setting_in_the_file_names_its_variable() -> None:
    text = (CONFIG / "default.yaml").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        variable = name.upper() if field.validation_alias else f"LEIDERSCHAP_{name.upper()}"
        assert re.search(rf"^{name}:", text, re.MULTILINE), name
        if name != "channel":
            assert variable in text, variable


def test_a_setting_in_the_file_that_does_not_exist_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "default.yaml"
    file.write_text((CONFIG / "default.yaml").read_text(encoding="utf-8") + "\nonzin: 1\n", encoding="utf-8")
    monkeypatch.setattr("bot.settings.DEFAULTS", file)
    with pytest.raises(SettingsError, match="ONZIN"):
        load()


def test_a_variable_that_is_no_setting_is_named_with_the_one_that_was_meant(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LEIDERSCHAP_TICK_SECOND", "3")
    with pytest.raises(SettingsError, match="do you mean LEIDERSCHAP_TICK_SECONDS"):
        load()
