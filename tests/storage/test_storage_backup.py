from __future__ import annotations

import sqlite3
import stat
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from storage.backup import backup, restore, verify
from storage.errors import BackupFailed
from storage.migrate import migrate
from tests.factories import NOON


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "svodka.db"
    migrate(f"sqlite:///{path}")
    note(path, "one")
    return path


def note(path: Path, query: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO searches (chat_id, query, results, asked_at) VALUES (1, ?, 0, 0)",
            [query],
        )


def notes(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [query for (query,) in connection.execute("SELECT query FROM searches ORDER BY id")]


def test_a_backup_is_for_its_owner_only(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    backup(path, copy)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_a_backup_is_a_snapshot_that_reads_back(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    seen: list[tuple[int, int]] = []
    backup(path, copy, lambda done, total: seen.append((done, total)))
    verify(copy)
    assert notes(copy) == ["one"]
    assert seen[-1][0] == seen[-1][1] > 0


def test_a_backup_of_a_busy_database_ends(path: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(
            "INSERT INTO searches (chat_id, query, results, asked_at) VALUES (2, ?, 0, 0)",
            [("x" * 2000,) for _ in range(3000)],
        )
    done = threading.Event()

    def keep_writing() -> None:
        while not done.is_set():
            note(path, "more")

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        backup(path, tmp_path / "copy.db")
    finally:
        done.set()
        writer.join()
    verify(tmp_path / "copy.db")


def test_what_is_no_backup_is_refused_and_changes_nothing(path: Path, tmp_path: Path) -> None:
    (tmp_path / "junk.db").write_text("junk")
    with pytest.raises(BackupFailed, match="no Svodka database"):
        restore(tmp_path / "junk.db", path, NOON)
    with pytest.raises(BackupFailed, match="no backup"):
        restore(tmp_path / "nothing.db", path, NOON)
    assert notes(path) == ["one"]


def test_every_restore_keeps_what_was_there(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    backup(path, copy)
    note(path, "two")
    first = restore(copy, path, NOON)
    note(path, "three")
    second = restore(copy, path, NOON + timedelta(seconds=1))
    assert first is not None
    assert second is not None
    assert notes(path) == ["one"]
    assert notes(first) == ["one", "two"]
    assert notes(second) == ["one", "three"]


def test_a_database_in_use_is_not_replaced(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    backup(path, copy)
    with closing(sqlite3.connect(path, isolation_level=None)) as user:
        user.execute("BEGIN IMMEDIATE")
        with pytest.raises(BackupFailed):
            restore(copy, path, NOON)
        user.execute("COMMIT")
    assert notes(path) == ["one"]
