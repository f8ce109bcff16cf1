"""`svodka doctor` beside a running service."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

import pytest
import typer
from pydantic import SecretStr

from bot.cli import doctor
from bot.ui.message import Message
from service.bootstrap import Services
from service.config import Settings
from service.ops.clock import system_clock
from storage.archive import sources
from storage.chats import subscribers
from storage.messaging import broadcasts
from storage.migrations.runner import get_head_revision, get_revision
from storage.stats.audit_log import Actor
from tests.support.factories import subscriber


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


async def test_doctor_of_healthy_service(
    services: Services, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    well, said = await diagnosis(services.settings, monkeypatch, capsys)
    assert well, said
    checks = [
        "settings",
        "database",
        "disk",
        "telegram",
        "clock",
        "sources",
        "broadcasts",
        "digests",
    ]
    assert [line.split()[:2] for line in said.splitlines()] == [
        ["ok", f"{name}:"] for name in (*checks, "summaries")
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
    assert "failed  telegram: " in said
    assert "very-secret" not in said


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
    preview = await services.drafts.create_draft(draft, Actor(1, "Анна"), 1, now)
    async with services.database.write() as connection:
        await broadcasts.transition(
            connection, preview.broadcast.id, from_states="draft", to_state="held"
        )
    well, output = await diagnosis(services.settings, monkeypatch, capsys)
    assert not well
    assert "failed  broadcasts: held, since the editor who scheduled them was removed: 1;" in output


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
