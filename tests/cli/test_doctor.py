"""`svodka doctor` beside a running service."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
import typer
from pydantic import SecretStr

from bot.app import App
from bot.cli import doctor
from bot.ui.message import Message
from sandbox import Sandbox
from service.bootstrap import Services
from service.config import Settings
from service.ops.clock import system_clock
from storage.archive import sources
from storage.archive.sources import PauseReason
from storage.chats import subscribers
from storage.messaging import broadcasts
from storage.migrations.runner import get_head_revision, get_revision
from storage.stats.audit_log import Actor
from tests.conftest import running
from tests.support.factories import subscriber
from tests.support.waiting import wait_until


async def diagnosis(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[bool, str]:
    """Return whether all checks passed, and the output."""
    monkeypatch.setattr(doctor, "load_settings", lambda: settings)
    try:
        await asyncio.to_thread(doctor.run_checks)
    except typer.Exit as end:
        return end.exit_code == 0, capsys.readouterr().out
    return True, capsys.readouterr().out


@pytest.mark.sqlite
async def test_doctor_of_healthy_service(
    services: Services, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    well, said = await diagnosis(services.settings, monkeypatch, capsys)
    assert well, said
    assert [tuple(line.split()[:2]) for line in said.splitlines()] == [
        ("ok", "settings:"),
        ("ok", "database:"),
        ("ok", "disk:"),
        ("warning", "backup:"),
        ("ok", "telegram:"),
        ("ok", "inline:"),
        ("ok", "privacy:"),
        ("ok", "clock:"),
        ("ok", "duties:"),
        ("warning", "sources:"),
        ("ok", "broadcasts:"),
        ("ok", "digests:"),
        ("ok", "capacity:"),
        ("ok", "summaries:"),
    ]


async def test_a_crowded_digest_time_and_its_price_are_named(
    services: Services, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    due = (system_clock() + timedelta(hours=2)).replace(second=0, microsecond=0)
    async with services.database.write() as connection:
        for number in range(1, 101):
            await subscribers.add(connection, subscriber(number, next_digest_at=due))
    slow = services.settings.model_copy(update={"send_rate": 0.1})
    well, said = await diagnosis(slow, monkeypatch, capsys)
    assert well, said
    (line,) = (one for one in said.splitlines() if "digests:" in one)
    assert line.startswith(f"warning digests: 100 at {due:%H:%M} UTC take 0:18:31")
    assert "PAID_DIGESTS=true with PAID_SEND_RATE=1: 0:01:40, at most 0 Stars a day" in line


async def test_a_wrong_clock_and_a_wrong_token_are_named(
    services: Services, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "system_clock", lambda: system_clock() - timedelta(minutes=5))
    wrong = services.settings.model_copy(update={"bot_token": SecretStr("1:very-secret")})
    well, said = await diagnosis(wrong, monkeypatch, capsys)
    assert not well
    # Telegram sends whole seconds.
    assert re.search("failed  clock: this machine's clock is (299|300) s slow", said)
    assert "failed  telegram: BOT_TOKEN: Telegram does not know this token; copy it" in said
    assert "very-secret" not in said


async def test_a_telegram_that_cannot_be_reached_is_named_once_as_the_fault(
    services: Services, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = "http://127.0.0.1:9"
    away = services.settings.model_copy(update={"telegram_api_url": nowhere})
    well, said = await diagnosis(away, monkeypatch, capsys)
    assert not well
    assert f"failed  telegram: {nowhere} cannot be reached: Cannot connect to host" in said
    assert f"warning clock: not compared: {nowhere} cannot be reached" in said


async def test_a_source_that_fails_for_days_is_named(
    services: Services, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    long_ago = system_clock() - timedelta(days=3)
    async with services.database.write() as connection:
        await sources.add(connection, url="https://a.example/rss", title="", now=long_ago)
        (source,) = await sources.list_all(connection)
        await sources.record_failure(
            connection, source, now=long_ago, reason="timeout", wait=timedelta(hours=1)
        )
    well, said = await diagnosis(services.settings, monkeypatch, capsys)
    assert not well
    assert "failed  sources: failing for over a day: https://a.example/rss (timeout)" in said


async def test_a_held_broadcast_is_named(
    services: Services, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = system_clock()
    draft = Message(text="мост")
    preview = await services.drafts.create_draft(draft, Actor(9000, "Анна"), 9000, now)
    async with services.database.write() as connection:
        await broadcasts.transition(
            connection, preview.broadcast.id, from_states="draft", to_state="held"
        )
    well, output = await diagnosis(services.settings, monkeypatch, capsys)
    assert not well
    assert "failed  broadcasts: held, since the editor who scheduled them was removed: 1;" in output


@pytest.mark.sqlite
async def test_doctor_changes_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from storage.database.engine import parse_sqlite_path
    from storage.migrations.alembic_upgrade import upgrade

    path = parse_sqlite_path(settings.database_url)
    path.unlink()
    upgrade(path, "0001")
    well, said = await diagnosis(settings, monkeypatch, capsys)
    assert well, said
    assert f"from schema 0001 to {get_head_revision()}" in said
    assert get_revision(settings.database_url) == "0001"


async def test_what_is_off_at_botfather_is_named(
    services: Services,
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    sandbox.telegram.has_inline_mode = False
    sandbox.telegram.reads_all_groups = True
    well, said = await diagnosis(services.settings, monkeypatch, capsys)
    assert well, said
    lines = dict(line.split(": ", 1) for line in said.splitlines())
    assert "@BotFather: /setinline, @" in lines["warning inline"]
    assert "@BotFather: /setprivacy, @" in lines["warning privacy"]


async def test_a_misspelled_setting_is_named_with_the_right_one(
    services: Services,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("SEND_RATES=9\nFLYING_PIGS=2\n12345:very-secret\n")
    monkeypatch.setenv("LOGLEVEL", "debug")
    well, said = await diagnosis(services.settings, monkeypatch, capsys)
    assert well, said
    line = said.splitlines()[0]
    assert line.startswith("warning settings: ")
    assert "SEND_RATES (did you mean SEND_RATE?), FLYING_PIGS" in line
    assert "LOGLEVEL (did you mean LOG_LEVEL?)" in line
    assert "very-secret" not in said


async def test_a_source_that_is_no_feed_is_named_at_once(
    services: Services, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = system_clock()
    async with services.database.write() as connection:
        for url, reason in (("https://a.example/rss", "not_a_feed"), ("https://b.example", "dns")):
            source = await sources.add(connection, url=url, title="", now=now)
            assert source is not None
            await sources.record_failure(
                connection, source, now=now, reason=reason, wait=timedelta(hours=1)
            )
    well, said = await diagnosis(services.settings, monkeypatch, capsys)
    assert not well
    assert (
        "failed  sources: no source of news: https://a.example/rss (not a feed); "
        "failing: https://b.example (dns)"
    ) in said


@pytest.mark.sqlite
async def test_a_folder_in_the_place_of_the_database_is_named(
    services: Services,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    wrong = services.settings.model_copy(update={"database_url": f"sqlite:///{tmp_path}"})
    well, said = await diagnosis(wrong, monkeypatch, capsys)
    assert not well
    assert f"failed  database: {tmp_path} is a folder; name a file in it" in said


async def test_a_source_that_stopped_by_itself_is_named(
    services: Services, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = system_clock()
    async with services.database.write() as connection:
        for name, reason in (("a", PauseReason.GONE), ("b", PauseReason.EDITOR)):
            url = f"https://{name}.example/rss"
            source = await sources.add(connection, url=url, title="", now=now)
            assert source is not None
            await sources.change(connection, source.id, paused_reason=reason)
    well, said = await diagnosis(services.settings, monkeypatch, capsys)
    assert not well
    assert "failed  sources: stopped: https://a.example/rss (gone)\n" in said


async def test_the_age_of_the_backup_is_checked(
    services: Services, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = services.database.path.parent / "backups"
    folder.mkdir()
    old = system_clock() - timedelta(days=5)
    (folder / f"svodka-{old:%Y%m%d-%H%M%S}.db").touch()
    well, said = await diagnosis(services.settings, monkeypatch, capsys)
    assert not well
    assert "failed  backup: the newest is 5 d 0 h old" in said
    new = system_clock() - timedelta(hours=9)
    (folder / f"svodka-{new:%Y%m%d-%H%M%S}.db").touch()
    well, said = await diagnosis(services.settings, monkeypatch, capsys)
    assert well, said
    assert "ok      backup: the newest is 9 h old" in said


async def test_the_busiest_hour_is_compared_with_the_send_rate(
    services: Services, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hour = (system_clock() + timedelta(hours=2)).replace(minute=0, second=0, microsecond=0)
    async with services.database.write() as connection:
        for number in range(1, 101):
            due = hour + timedelta(minutes=number % 2 * 30)
            await subscribers.add(connection, subscriber(number, next_digest_at=due))
    slow = services.settings.model_copy(update={"send_rate": 0.01})
    for settings, status, reach in ((services.settings, "ok", "291,600"), (slow, "failed", "97")):
        _, said = await diagnosis(settings, monkeypatch, capsys)
        (line,) = (one for one in said.splitlines() if "capacity:" in one)
        assert line.split()[0] == status
        assert f"100 get their digest in the busiest hour, from {hour:%H:%M} UTC" in line
        assert f"SEND_RATE={settings.send_rate:g} reaches {reach} before it is too late" in line


async def test_doctor_in_json(
    services: Services, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "load_settings", lambda: services.settings)
    await asyncio.to_thread(lambda: doctor.run_checks(as_json=True))
    findings = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {"check": "broadcasts", "status": "ok", "text": "none is held"} in findings
    assert {finding["status"] for finding in findings} == {"ok", "warning"}


@pytest.mark.parametrize("has_digest", [True, False])
async def test_the_start_is_one_line(
    services: Services, caplog: pytest.LogCaptureFixture, has_digest: bool
) -> None:
    due = (services.clock() + timedelta(hours=2)).replace(second=0, microsecond=0)
    next_digest = f"next digest at {due:%Y-%m-%d %H:%M} UTC"
    async with services.database.write() as connection:
        await sources.add(connection, url="https://a.example/rss", title="", now=services.clock())
        reader = subscriber(1, next_digest_at=due if has_digest else None)
        await subscribers.add(connection, reader)
    caplog.set_level("INFO", "bot.app")
    async with running(App(services)):
        await wait_until(lambda: any("is up" in record.message for record in caplog.records))
    (line,) = (record.message for record in caplog.records if "is up" in record.message)
    rest = next_digest if has_digest else "no digest within a day"
    assert re.fullmatch(rf"@\w+ is up: polling, 1 sources, 1 subscribers, {rest}", line)
