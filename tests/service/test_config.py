from __future__ import annotations

import re
from pathlib import Path

import pytest

from service.config import BadSettings, Settings, load_settings
from tests.support.paths import ROOT


def example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_env_example_lists_every_setting() -> None:
    assert list(example()) == [name.upper() for name in Settings.model_fields]


def test_env_example_shows_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in example():
        monkeypatch.delenv(name, raising=False)
    shown = Settings(_env_file=ROOT / ".env.example")
    assert shown == Settings(_env_file=None)


def test_env_example_comments_every_setting() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    blocks = re.split(r"\n\n+", text.strip())[1:]
    assert all(block.startswith("# ") for block in blocks)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ADMIN_IDS", "1,anna", "ADMIN_IDS: it takes Telegram ids separated by commas"),
        ("DEFAULT_TIMEZONE", "Kyiv", "DEFAULT_TIMEZONE: it takes a time zone such as"),
        ("DEFAULT_LANGUAGE", "de", "DEFAULT_LANGUAGE"),
        ("DEFAULT_DIGEST_TIME", "8 o'clock", "DEFAULT_DIGEST_TIME"),
        ("DIGEST_ITEMS", "many", "DIGEST_ITEMS"),
        ("DIGEST_ITEMS", "0", "DIGEST_ITEMS"),
        ("DATABASE_URL", "mysql://x/y", "DATABASE_URL: it takes an address such as sqlite:///"),
        ("UPDATES", "pigeon", "UPDATES"),
        ("UPDATES", "webhook", "UPDATES=webhook needs WEBHOOK_URL and WEBHOOK_SECRET"),
        ("SEND_RATE", "0", "SEND_RATE"),
        ("LOG_LEVEL", "loud", "LOG_LEVEL"),
        ("TELEGRAM_API_URL", "telegram", "TELEGRAM_API_URL"),
        ("HTTP_PORT", "70000", "HTTP_PORT"),
        ("WEBHOOK_URL", "notaurl", "WEBHOOK_URL"),
        ("WEBHOOK_SECRET", "секрет", "WEBHOOK_SECRET: it takes up to 256 Latin letters"),
        ("SEARCH_DAYS", "99999999999", "SEARCH_DAYS"),
        ("RETENTION_DAYS", "99999999999", "RETENTION_DAYS"),
        ("SUMMARY_API_URL", "localhost:11434", "SUMMARY_API_URL"),
        ("SUMMARY_API_URL", "http://u:p@host/v1", "SUMMARY_API_URL"),
        ("SUMMARY_API_URL", "http://localhost/v1", "SUMMARY_API_URL needs SUMMARY_API_MODEL"),
        ("SUMMARY_API_KEY", "sk\nX: y", "SUMMARY_API_KEY: it takes a key without spaces"),
        ("SUMMARY_API_TIMEOUT", "0", "SUMMARY_API_TIMEOUT"),
        ("ADMIN_IDS", "--5", "ADMIN_IDS"),
        ("ADMIN_IDS", "²", "ADMIN_IDS"),
    ],
)
def test_a_bad_setting_is_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings) as caught:
        load_settings()
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("url", ["postgresql://anna:geheim@host", "mysql://anna:geheim@host/db"])
def test_password_of_the_database_is_not_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, url: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(BadSettings, match=r"DATABASE_URL: it takes .* or postgresql://") as caught:
        load_settings()
    assert "geheim" not in str(caught.value)
    monkeypatch.setenv("DATABASE_URL", "postgresql://anna:geheim@host/db")
    assert "geheim" not in repr(load_settings())


@pytest.mark.parametrize("token", ["", "abc", "123456", "123456:", "12 3:abc", "x:abc"])
def test_invalid_token_is_explained_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, token: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_TOKEN", token)
    with pytest.raises(BadSettings) as caught:
        load_settings().require_token()
    assert "BOT_TOKEN" in str(caught.value)
    assert "@BotFather" in str(caught.value)
    assert not token or token not in str(caught.value).replace("123456:ABC…", "")


def test_environment_overrides_settings_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("ADMIN_IDS=1, 2\nDIGEST_ITEMS=5\nLOG_LEVEL=debug\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DIGEST_ITEMS", "9")
    settings = load_settings()
    assert settings.admin_ids == {1, 2}
    assert settings.digest_items == 9
    assert settings.log_level == "DEBUG"


def test_secrets_are_not_printed() -> None:
    settings = Settings(
        _env_file=None,
        bot_token="123456:secret",  # type: ignore[arg-type]
        webhook_secret="hush",  # type: ignore[arg-type]
        summary_api_key="sk-hush",  # type: ignore[arg-type]
    )
    assert "secret'" not in repr(settings)
    assert "hush" not in repr(settings)


def test_a_bad_key_is_not_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SUMMARY_API_KEY", "sk-hush hush")
    with pytest.raises(BadSettings) as caught:
        load_settings()
    assert "hush" not in str(caught.value)


def test_a_file_in_another_encoding_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_bytes("ADMIN_IDS=1 # редактор".encode("cp1251"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadSettings, match=r"\.env is not UTF-8"):
        load_settings()
