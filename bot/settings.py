"""The settings: config/default.yaml, overridden by the environment."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import (
    AliasChoices,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from bot.core.errors import LeiderschapError
from bot.core.inputs import environment, yaml_files
from bot.core.inputs.setting_kinds import (
    MAKE_KEY,
    ApiUrl,
    Keys,
    Origin,
    Paths,
    Secret,
    Sentence,
    SigningSecret,
)
from bot.delivery.bounds import Bounds

ROOT = Path(__file__).resolve().parent.parent
CONFIG = ROOT / "config"
DEFAULTS = CONFIG / "default.yaml"


ELSEWHERE = "set it in the channels file, for one channel or under `defaults:`"


class SettingsError(LeiderschapError):
    """A setting is missing or wrong; the message names it and says what to do."""


def _host(name: str) -> AliasChoices:
    """A setting whose environment variable has the name that hosts and Slack's own tools use."""
    return AliasChoices(name, name.upper())


class Settings(BaseSettings):
    """Every setting of the bot. config/default.yaml says what each one is for."""

    model_config = SettingsConfigDict(extra="forbid", hide_input_in_errors=True)

    slack_bot_token: Secret | None = Field(default=None, validation_alias=_host("slack_bot_token"))
    slack_app_token: Secret | None = Field(default=None, validation_alias=_host("slack_app_token"))
    slack_signing_secret: SigningSecret | None = Field(
        default=None, validation_alias=_host("slack_signing_secret")
    )
    slack_client_id: str | None = Field(default=None, validation_alias=_host("slack_client_id"))
    slack_client_secret: Secret | None = Field(default=None, validation_alias=_host("slack_client_secret"))
    encryption_keys: Keys
    public_url: Origin | None
    slack_api_url: ApiUrl = Field(validation_alias=_host("slack_api_url"))
    port: int | None = Field(default=None, ge=0, le=65535, validation_alias=_host("port"))
    host: str
    database_url: SecretStr = Field(validation_alias=_host("database_url"))
    articles: Path
    shipped_articles: bool
    tips: Paths
    uploads: bool
    index_folder: Path
    import_seconds: float = Field(gt=0, le=3600)
    import_megabytes: int = Field(ge=256, le=65536)
    meaning: Literal["auto", "always", "off"]
    meaning_model: Path | None
    meaning_seconds: float = Field(gt=0, le=2)
    channels_file: Path
    channel: dict[str, Any]  # read with its line numbers by content.channels
    tick_seconds: float = Field(gt=0, le=3600)
    catch_up_hours: float = Field(gt=0, le=24 * 6)
    tell_missed: bool
    delivery_lookup: Literal["none", "history"] = Field(validation_alias=_host("delivery_lookup"))
    posts_per_second: float = Field(gt=0, le=1000)
    posts_at_once: int = Field(ge=1, le=1000)
    spread_minutes: float = Field(ge=0, le=120)
    post_timeout_seconds: float = Field(gt=0, le=60)
    lease_seconds: float = Field(gt=0, le=600)
    quarantine_seconds: float = Field(gt=0, le=3600)
    someone_to_talk_to: Sentence
    answer_guests: Literal["none", "shipped", "all"]
    questions_per_minute: int = Field(ge=1)
    workspace_questions_per_minute: int = Field(ge=1)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"]
    log_format: Literal["json", "text"]

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        shipped = InitSettingsSource(settings_cls, yaml_files.load(DEFAULTS).value)
        return init_settings, _FromEnvironment(settings_cls), shipped

    @field_validator("channels_file", mode="before")
    @classmethod
    def _shipped(cls, value: Any) -> Any:
        return CONFIG / "channels.yaml" if value is None else value

    @field_validator("channel", mode="before")
    @classmethod
    def _is_no_variable(cls, value: Any) -> Any:
        if isinstance(value, str):
            raise ValueError(ELSEWHERE)
        return value

    @model_validator(mode="after")
    def _tokens_are_of_their_kind(self) -> Settings:
        for name, prefix in (("slack_bot_token", "xoxb-"), ("slack_app_token", "xapp-")):
            token: SecretStr | None = getattr(self, name)
            if token is not None and not token.get_secret_value().startswith(prefix):
                raise ValueError(
                    f"{name.upper()} must start with {prefix}; copy it from the app's page at Slack"
                )
        return self

    @model_validator(mode="after")
    def _a_lease_outlasts_its_post(self) -> Settings:
        if self.lease_seconds < 3 * self.post_timeout_seconds:
            raise ValueError(
                "LEIDERSCHAP_LEASE_SECONDS must be at least 3 times LEIDERSCHAP_POST_TIMEOUT_SECONDS"
            )
        if self.quarantine_seconds < self.lease_seconds:
            raise ValueError("LEIDERSCHAP_QUARANTINE_SECONDS must be at least LEIDERSCHAP_LEASE_SECONDS")
        return self

    @property
    def bounds(self) -> Bounds:
        """How long the steps of a delivery may take."""
        second = dt.timedelta(seconds=1)
        return Bounds(
            post=self.post_timeout_seconds * second,
            connect=self.post_timeout_seconds / 2 * second,
            lease=self.lease_seconds * second,
            quarantine=self.quarantine_seconds * second,
        )

    @property
    def socket_mode(self) -> bool:
        return self.slack_app_token is not None

    @property
    def many_workspaces(self) -> bool:
        """Whether workspaces install the bot themselves; otherwise it serves the workspace of its token."""
        return self.slack_client_id is not None and self.slack_bot_token is None


class _FromEnvironment(PydanticBaseSettingsSource):
    """The environment, with its values tidied."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        return self().get(field_name), field_name, False

    def __call__(self) -> dict[str, Any]:
        return dict(_environment().values)


def variables() -> dict[str, str]:
    """Every environment variable that is read, with its setting."""
    return {
        name.upper() if field.validation_alias else f"{environment.PREFIX}{name.upper()}": name
        for name, field in Settings.model_fields.items()
    }


def _environment() -> environment.Environment:
    return environment.read(os.environ, variables(), ELSEWHERE)


def notes() -> tuple[str, ...]:
    """Notes about the environment for the administrator."""
    return (*_environment().notes, *environment.notes(os.environ, environment.OF_PROXIES))


def load(**overrides: Any) -> Settings:
    """The current settings; `overrides` take precedence. Raises SettingsError, which names every fault but no
    value."""
    faults = list(_environment().faults)
    given: dict[str, Any] = {
        name: environment.tidy(value) if isinstance(value, str) else value
        for name, value in overrides.items()
    }
    try:
        settings = Settings(**given)
    except ValidationError as error:
        faults += (_explain(fault) for fault in error.errors())
    if faults:
        raise SettingsError("\n".join(faults))
    return settings


def _explain(fault: Mapping[str, Any]) -> str:
    place = ".".join(str(part) for part in fault["loc"])
    message = str(fault["msg"]).removeprefix("Value error, ")
    if not place:
        return message
    field = Settings.model_fields.get(place.lower())
    name = place.upper() if field and field.validation_alias else f"LEIDERSCHAP_{place.upper()}"
    return f"{name}: {message}; see config/default.yaml"


def _missing_for_many(settings: Settings) -> list[str]:
    missing = []
    if settings.slack_client_secret is None:
        missing.append("SLACK_CLIENT_SECRET is not set: copy it from Basic Information, below the Client ID")
    if not settings.encryption_keys:
        missing.append(
            f"LEIDERSCHAP_ENCRYPTION_KEYS is not set: tokens are stored encrypted; make a key with: {MAKE_KEY}"
        )
    if settings.public_url is None:
        missing.append(
            "LEIDERSCHAP_PUBLIC_URL is not set: the https:// address where browsers and Slack reach the bot"
        )
    if settings.socket_mode and settings.port is None:
        missing.append("PORT is not set: workspaces install the bot at /slack/install, which needs a port")
    return missing


def require_slack(
    settings: Settings, environment: Mapping[str, str] = os.environ, *, web: bool = True
) -> None:
    """Raise SettingsError unless everything that `run` needs is set; the message says where to find it.

    `web`: whether the process handles Slack's requests.
    """
    missing = []
    if settings.many_workspaces:
        missing += _missing_for_many(settings)
    elif settings.slack_bot_token is None:
        missing.append(
            "SLACK_BOT_TOKEN is not set: copy the Bot User OAuth Token (xoxb-…) from OAuth & Permissions"
        )
    if web and not settings.socket_mode and settings.slack_signing_secret is None:
        missing.append(
            "neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set: for Socket Mode copy an app-level token (xapp-…)"
            " with connections:write, for HTTP copy the Signing Secret, both from Basic Information"
        )
    if web and not settings.socket_mode and settings.port is None:
        missing.append("PORT is not set: without SLACK_APP_TOKEN events arrive by HTTP and need a port")
    if "DYNO" in environment and settings.database_url.get_secret_value().startswith("sqlite"):
        missing.append(
            "DATABASE_URL is not set: this host's disk is emptied at every restart, so an SQLite file would forget"
            " which nudges were posted; add a PostgreSQL database"
        )
    if missing:
        raise SettingsError("\n".join(missing))
