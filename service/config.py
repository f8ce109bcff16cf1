"""Every setting, typed, from the environment or `.env`. Nothing else reads the environment."""

from __future__ import annotations

import re
from datetime import time
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from news.errors import SvodkaError
from news.model import InterfaceLanguage
from service.i18n.value_errors import describe_bounds, describe_expected, format_typed
from storage.chats.subscribers import Style
from storage.database.engine import DATA_FOLDER, get_state_path, is_postgres

SECRET_SETTINGS = frozenset({"BOT_TOKEN", "DATABASE_URL", "WEBHOOK_SECRET", "SUMMARY_API_KEY"})
"""Settings whose values no message shows."""


class BadSettings(SvodkaError):
    """A setting is missing or makes no sense; the message names it and says how to fix it."""

    key = "error-unexpected"


class UpdateMode(StrEnum):
    """How updates are received."""

    POLLING = "polling"
    WEBHOOK = "webhook"


class LogFormat(StrEnum):
    """Format of the log lines: for people, or one JSON object per line."""

    TEXT = "text"
    JSON = "json"


class LogLevel(StrEnum):
    """Least severe level that is logged."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"

    @classmethod
    def _missing_(cls, value: object) -> LogLevel | None:
        """Find a level in any case."""
        return cls.__members__.get(str(value).upper())


class Settings(BaseSettings):
    """Names and defaults are a contract; `.env.example` shows and explains them all."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore"
    )

    bot_token: SecretStr = SecretStr("")
    admin_ids: Annotated[frozenset[int], NoDecode] = frozenset()
    database_url: str = Field("sqlite:///data/svodka.db", repr=False)
    data_folder: Path = DATA_FOLDER
    telegram_api_url: str = Field(
        "https://api.telegram.org",
        pattern=r"^https?://\S+$",
        examples=["https://api.telegram.org"],
    )
    updates: UpdateMode = UpdateMode.POLLING
    webhook_url: str = Field(
        "", pattern=r"^(https://[^\s/]+\S*)?$", examples=["https://news.example.org"]
    )
    webhook_secret: SecretStr = SecretStr("")
    http_host: str = "127.0.0.1"
    http_port: int = Field(8080, ge=0, le=65535)
    default_language: InterfaceLanguage = "ru"
    default_timezone: str = "Europe/Kyiv"
    default_digest_time: time = Field(time(8, 0), examples=["08:00"])
    digest_items: int = Field(7, ge=1, le=30)
    message_style: Style = "plain"
    send_rate: float = Field(30, gt=0, le=1000)
    paid_send_rate: float = Field(0, ge=0, le=1000)
    paid_digests: bool = False
    approvals: int = Field(1, ge=1, le=10)
    approval_above: int = Field(0, ge=0)
    fetch_interval_minutes: int = Field(10, ge=1, le=1440)
    fetch_pause_seconds: float = Field(1, ge=0, le=60)
    whole_articles: bool = True
    retention_days: int = Field(90, ge=1, le=36500)
    backups_keep: int = Field(3, ge=0, le=1000)
    backup_folder: Path | None = None
    allow_private_networks: bool = False
    log_format: LogFormat = LogFormat.TEXT
    log_level: LogLevel = LogLevel.INFO
    public_feeds: bool = False
    search_days: int = Field(0, ge=0, le=36500)
    summary_api_url: str = Field(
        "",
        pattern=r"^(https?://[^\s/@?#]+[^\s@?#]*)?$",
        examples=["http://localhost:11434/v1"],
    )
    summary_api_key: SecretStr = SecretStr("")
    summary_api_model: str = ""
    summary_api_timeout: float = Field(10, ge=0.1, le=120)

    @field_validator("admin_ids", mode="before")
    @classmethod
    def _parse_admin_ids(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        parts = [part.strip() for part in value.split(",") if part.strip()]
        if not all(re.fullmatch(r"-?[0-9]{1,18}", part) for part in parts):
            raise ValueError("it takes Telegram ids separated by commas, such as 12345,67890")
        return frozenset(map(int, parts))

    @field_validator("webhook_secret")
    @classmethod
    def _validate_webhook_secret(cls, value: SecretStr) -> SecretStr:
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", value.get_secret_value()):
            raise ValueError("it takes up to 256 Latin letters, digits, - and _")
        return value

    @field_validator("summary_api_key")
    @classmethod
    def _validate_summary_api_key(cls, value: SecretStr) -> SecretStr:
        if not re.fullmatch(r"[!-~]*", value.get_secret_value()):
            raise ValueError("it takes a key without spaces, of Latin letters, digits and signs")
        return value

    @field_validator("default_timezone")
    @classmethod
    def _validate_timezone(cls, value: str) -> str:
        if value not in _list_timezones():
            raise ValueError("it takes a time zone such as Europe/Kyiv")
        return str(ZoneInfo(value))

    @field_validator("database_url")
    @classmethod
    def _validate_database_url(cls, value: str) -> str:
        try:
            is_postgres(value)
        except SvodkaError as error:
            raise ValueError(
                "it takes an address such as sqlite:///data/svodka.db "
                "or postgresql://user:password@host/name"
            ) from error
        return value

    @model_validator(mode="after")
    def _require_webhook_settings(self) -> Settings:
        if self.updates is UpdateMode.WEBHOOK and not (
            self.webhook_url and self.webhook_secret.get_secret_value()
        ):
            raise ValueError("UPDATES=webhook needs WEBHOOK_URL and WEBHOOK_SECRET")
        return self

    @model_validator(mode="after")
    def _require_summary_model(self) -> Settings:
        if self.summary_api_url and not self.summary_api_model:
            raise ValueError("SUMMARY_API_URL needs SUMMARY_API_MODEL")
        return self

    @property
    def state_path(self) -> Path:
        """The path beside which the service keeps its own files; SQLite's file, if there is one."""
        return get_state_path(self.database_url, self.data_folder)

    def require_token(self) -> str:
        """Return the bot's token. Raises BadSettings if there is none or it is malformed."""
        token = self.bot_token.get_secret_value()
        if not token:
            raise BadSettings(
                "BOT_TOKEN is not set: ask @BotFather for one and put it into .env, "
                "or run `svodka demo`, which needs none"
            )
        head, _, tail = token.partition(":")
        if not head.isdigit() or not tail or any(map(str.isspace, token)):
            raise BadSettings(
                "BOT_TOKEN does not look like a token (123456:ABC…): copy it again from @BotFather"
            )
        return token


@cache
def _list_timezones() -> frozenset[str]:
    """Read the names from the disk, once for all settings."""
    return frozenset(available_timezones())


def load_settings() -> Settings:
    """Read the settings of this process. Raises BadSettings, one line for all that is wrong."""
    try:
        return Settings()
    except OSError as error:
        raise BadSettings(f"the file .env cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise BadSettings("the file .env is not UTF-8; save it as UTF-8") from error
    except ValidationError as error:
        raise BadSettings("; ".join(map(_explain, error.errors(include_url=False)))) from None


def _explain(problem: ErrorDetails) -> str:
    name = ".".join(str(part) for part in problem["loc"])
    field = Settings.model_fields.get(name)
    bounds, example = ("", "") if field is None else _read_constraints(field)
    reason = describe_expected(problem, bounds, example)
    if not name:
        return reason
    name = name.upper()
    shown = "" if name in SECRET_SETTINGS else f" (got '{format_typed(problem['input'])}')"
    return f"{name}: {reason}{shown}"


def _read_constraints(field: FieldInfo) -> tuple[str, object]:
    """Return the range of a setting in words, and an example of its value."""

    def find(*names: str) -> float | None:
        values = (getattr(rule, name, None) for rule in field.metadata for name in names)
        return next((value for value in values if value is not None), None)

    bounds = describe_bounds(
        minimum=find("ge", "gt"),
        maximum=find("le"),
        is_minimum_excluded=find("gt") is not None,
    )
    return bounds, (field.examples or [""])[0]
