"""Test that a database of an earlier schema with subscribers is upgraded."""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, text
from sqlalchemy.schema import MetaData

from storage.chats import subscribers
from storage.chats.subscribers import EVERY_DAY
from storage.database.engine import open_database
from storage.migrations.alembic_upgrade import create_sync_engine, upgrade
from storage.migrations.runner import migrate
from storage.stats.daily_counters import DailyCounter

JOINED = datetime(2026, 7, 1, 9, tzinfo=UTC)
MILLISECONDS = round(JOINED.timestamp() * 1000)


def old_database(path: Path, revision: str, rows: list[dict[str, Any]]) -> str:
    """Create a database as an older version left it, with these subscribers."""
    upgrade(path, revision)
    with create_sync_engine(path).begin() as connection:
        old = MetaData()
        old.reflect(connection, only=["subscribers"])
        for row in rows:
            connection.execute(insert(old.tables["subscribers"]).values(row))
    return f"sqlite:///{path}"


def old_reader(chat_id: int, **values: Any) -> dict[str, Any]:
    return {
        "chat_id": chat_id,
        "kind": "private",
        "state": "active",
        "language": "uk",
        "timezone": "Europe/Kyiv",
        "digest_time": "07:30",
        "topics": "science sport",
        "items": 7,
        "style": "plain",
        "breaking": True,
        "tell_when_empty": True,
        "told_empty": False,
        "joined_at": MILLISECONDS,
        "watermark": MILLISECONDS,
        "next_digest_at": MILLISECONDS,
        **values,
    }


@pytest.mark.parametrize(("was", "now"), [(True, "on"), (False, "off")])
async def test_upgrade_from_0005_keeps_preferences(tmp_path: Path, was: bool, now: str) -> None:
    rows = [
        old_reader(1, breaking=was),
        old_reader(2, state="paused", next_digest_at=None, digest_time="21:00"),
    ]
    url = old_database(tmp_path / "old.db", "0005", rows)
    migrate(url)
    database = open_database(url)
    try:
        async with database.write() as connection:
            reader, resting = [await subscribers.get(connection, chat) for chat in (1, 2)]
            assert reader is not None
            assert resting is not None
            due = await subscribers.list_due(connection, JOINED, 10)
            plan = await connection.execute(
                text("EXPLAIN QUERY PLAN SELECT * FROM subscribers WHERE next_digest_at <= 1")
            )
            how = " ".join(row.detail for row in plan)
    finally:
        await database.close()
    assert (reader.digest_times, reader.weekdays) == ((time(7, 30),), EVERY_DAY)
    assert (reader.breaking, reader.languages, reader.topics) == (now, set(), {"science", "sport"})
    assert (reader.weekly_review, reader.paused_until, reader.pending_prompt) == (False, None, "")
    assert (resting.digest_times, resting.state) == ((time(21),), "paused")
    assert [one.chat_id for one in due] == [1]
    assert "ix_subscribers_due" in how


def test_upgrade_from_0015_redacts_reasons(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    upgrade(path, "0015")
    address = "http://127.0.0.1:1/bot123456:AAE-test_token/SendMessage"
    before = [
        f"TooManyRedirects: 0, message='', url=URL('{address}')",
        "Content: <html>" + "<p>Доступ ограничен</p>" * 10_000,
        "bot123456:AAE-test_token",
        "bot was blocked by the user",
        "",
    ]
    with create_sync_engine(path).begin() as connection:
        old = MetaData()
        old.reflect(connection, only=["deliveries", "payloads"])
        payload = {"id": 1, "message": "{}", "created_at": 0}
        connection.execute(insert(old.tables["payloads"]).values(payload))
        for number, reason in enumerate(before, start=1):
            connection.execute(
                insert(old.tables["deliveries"]).values(
                    id=number,
                    payload_id=1,
                    chat_id=number,
                    action="send",
                    priority=0,
                    state="failed",
                    due_at=0,
                    expires_at=0,
                    attempts=1,
                    reason=reason,
                )
            )
    migrate(f"sqlite:///{path}")
    with create_sync_engine(path).begin() as connection:
        asked = text("SELECT reason FROM deliveries ORDER BY id")
        after = list(connection.execute(asked).scalars())
    assert max(map(len, after)) <= 200
    assert not any("AAE-test" in reason or "<" in reason for reason in after)
    assert "ограничен" in after[1]
    assert after[3:] == before[3:]


def test_upgrade_from_0022_renames_stored_values(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    upgrade(path, "0022")
    with create_sync_engine(path).begin() as connection:
        old = MetaData()
        old.reflect(connection, only=["subscribers", "daily_counters"])
        reader = {
            "kind": "private", "state": "active", "language": "uk", "timezone": "Europe/Kyiv", "digest_times": "07:30",
            "topics": "", "digest_size": 7, "style": "plain", "breaking": "on", "joined_at": MILLISECONDS,
            "notify_when_empty": True, "empty_notice_sent": False,
        }  # fmt: skip
        for chat_id, (prompt, step) in enumerate([("hour", "hour"), ("zone", "topics")]):
            row = {**reader, "chat_id": chat_id, "pending_prompt": prompt, "setup_step": step}
            connection.execute(insert(old.tables["subscribers"]).values(row))
        for counter in ("in vain", "filed", "readers", "failing", "joined"):
            row = {"day": JOINED.date(), "counter": counter, "value": len(counter)}
            connection.execute(insert(old.tables["daily_counters"]).values(row))
    migrate(f"sqlite:///{path}")
    with create_sync_engine(path).begin() as connection:
        prompts = connection.execute(
            text("SELECT pending_prompt, setup_step FROM subscribers ORDER BY chat_id")
        ).all()
        rows = connection.execute(text("SELECT counter, value FROM daily_counters")).all()
    assert prompts == [("digest_time", "digest_time"), ("timezone", "topics")]
    assert {DailyCounter(counter): value for counter, value in rows} == {
        DailyCounter.NO_RESULTS: 7,
        DailyCounter.ADDED: 5,
        DailyCounter.SUBSCRIBERS: 7,
        DailyCounter.FAILING_SOURCES: 7,
        DailyCounter.JOINED: 6,
    }
