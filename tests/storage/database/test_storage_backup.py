from __future__ import annotations

import shutil
import sqlite3
import stat
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from storage.database.backup import create_backup, restore, verify
from storage.database.errors import BackupFailed
from storage.database.files import create_private_file, restrict_or_create
from storage.database.integrity import IntegrityCheck
from storage.migrations.runner import migrate
from tests.support.factories import NOON

HEADER = 100
"""Header bytes of the file, before its first page."""


@pytest.fixture
def path(empty_database: Path, tmp_path: Path) -> Path:
    path = shutil.copy(empty_database, tmp_path / "svodka.db")
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


def damage(path: Path, begin: int) -> None:
    """Overwrite a database from a byte on."""
    with path.open("r+b") as file:
        file.seek(begin)
        file.write(b"\xff" * (path.stat().st_size - begin))


def test_database_backup_and_restored_file_are_readable_by_owner_only(
    tmp_path: Path,
) -> None:
    path, copy = tmp_path / "made.db", tmp_path / "copy.db"
    migrate(f"sqlite:///{path}")
    unfinished = tmp_path / "copy.db.part"
    unfinished.touch(mode=0o644)  # left by a kill
    create_backup(path, copy)
    fresh = tmp_path / "fresh.db"
    restore(copy, fresh, NOON)
    for each in (path, copy, fresh):
        assert stat.S_IMODE(each.stat().st_mode) == 0o600, each.name


def test_backup_follows_no_link_that_lies_in_its_way(path: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (tmp_path / "copy.db.part").symlink_to(victim)
    create_backup(path, tmp_path / "copy.db")
    assert victim.read_text() == "precious"
    assert not (tmp_path / "copy.db").is_symlink()


def test_backup_is_a_readable_snapshot(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    seen: list[tuple[int, int]] = []
    create_backup(path, copy, lambda done, total: seen.append((done, total)))
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
        create_backup(path, tmp_path / "copy.db")
    finally:
        done.set()
        writer.join()
    verify(tmp_path / "copy.db")


def test_restore_rejects_non_backup(path: Path, tmp_path: Path) -> None:
    (tmp_path / "junk.db").write_text("junk")
    with pytest.raises(BackupFailed, match="not a Svodka database"):
        restore(tmp_path / "junk.db", path, NOON)
    with pytest.raises(BackupFailed, match="no backup"):
        restore(tmp_path / "nothing.db", path, NOON)
    assert notes(path) == ["one"]


def test_restore_keeps_previous_database(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    create_backup(path, copy)
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
    create_backup(path, copy)
    with closing(sqlite3.connect(path, isolation_level=None)) as user:
        user.execute("BEGIN IMMEDIATE")
        with pytest.raises(BackupFailed):
            restore(copy, path, NOON)
        user.execute("COMMIT")
    assert notes(path) == ["one"]


@pytest.fixture
def copy(path: Path, tmp_path: Path) -> Path:
    create_backup(path, tmp_path / "copy.db")
    return tmp_path / "copy.db"


def test_rejected_restore_leaves_no_files(path: Path, copy: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as user:
        user.execute("BEGIN IMMEDIATE")
        with pytest.raises(BackupFailed):
            restore(copy, path, NOON)
    assert not list(path.parent.glob("*.restored"))
    assert not list(path.parent.glob("*.before-*"))


@pytest.mark.parametrize(
    ("begin", "said"),
    [(0, "file is not a database"), (HEADER, "malformed")],
    ids=["header", "pages"],
)
def test_restore_replaces_and_keeps_damaged_database(
    path: Path, copy: Path, begin: int, said: str
) -> None:
    damage(path, begin)
    broken = path.read_bytes()
    with pytest.raises(sqlite3.DatabaseError, match=said):
        notes(path)
    previous = restore(copy, path, NOON)
    assert previous is not None
    assert previous.read_bytes() == broken
    assert notes(path) == ["one"]
    verify(path)


def test_restore_moves_journal_of_damaged_database(path: Path, copy: Path) -> None:
    """If a hanging process left its journal there, SQLite would write it over the new database."""
    with closing(sqlite3.connect(path)) as hanging:
        hanging.execute("PRAGMA journal_mode = WAL")
        note(path, "two")
        journal = path.with_name(path.name + "-wal").read_bytes()
        assert journal
        damage(path, 0)
        previous = restore(copy, path, NOON)
        assert previous is not None
        assert previous.with_name(previous.name + "-wal").read_bytes() == journal
        assert notes(path) == ["one"]
        verify(path)


def keep_a_journal(path: Path) -> bytes:
    """Leave a journal with one more row behind, as a kill does; return its content."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("SELECT count(*) FROM searches").fetchone()
        note(path, "two")
        beside = path.with_name(path.name + "-wal")
        journal, main = beside.read_bytes(), path.read_bytes()
    path.write_bytes(main)
    beside.write_bytes(journal)
    return journal


def test_restore_ignores_orphaned_journal(path: Path, copy: Path) -> None:
    """It would be written over the backup, and success reported."""
    journal = keep_a_journal(path)
    rollback = path.with_name(path.name + "-journal")
    rollback.write_bytes(b"left over")
    path.unlink()
    previous = restore(copy, path, NOON)
    assert previous is not None
    assert previous.read_bytes() == journal
    assert (
        previous.with_name(previous.name.replace("-wal", "-journal")).read_bytes() == b"left over"
    )
    assert not path.with_name(path.name + "-wal").exists()
    assert not rollback.exists()
    assert notes(path) == ["one"]
    verify(path)


@pytest.mark.parametrize("is_there", [True, False], ids=["there", "removed"])
def test_restore_is_undone_on_mismatch(
    path: Path, copy: Path, monkeypatch: pytest.MonkeyPatch, is_there: bool
) -> None:
    journal = keep_a_journal(path)
    if not is_there:
        path.unlink()
    write_back = Path.replace

    def disturbed(self: Path, target: Path) -> Path:
        """Another process writes a journal beside the database during the replacement."""
        moved = write_back(self, target)
        if target == path and self.name.endswith(".restored"):
            path.with_name(path.name + "-wal").write_bytes(journal)
        return moved

    monkeypatch.setattr(Path, "replace", disturbed)
    with pytest.raises(BackupFailed, match=r"is not what the backup holds|is damaged|no Svodka"):
        restore(copy, path, NOON)
    monkeypatch.undo()
    if is_there:
        assert notes(path) == ["one", "two"]
    else:
        assert path.with_name(path.name + "-wal").read_bytes() == journal
        assert not path.exists()
    assert not list(path.parent.glob("*.before-*"))
    assert not list(path.parent.glob("*.restored*"))


def test_a_backup_with_a_journal_of_its_own_is_restored_with_it(path: Path, copy: Path) -> None:
    """Like a copy of both files of a killed database."""
    keep_a_journal(copy)
    restore(copy, path, NOON)
    assert notes(path) == ["one", "two"]


@pytest.mark.parametrize("name", ["a#1", "really?", "100%41"])
def test_any_name_can_be_backed_up_and_checked(path: Path, tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    create_backup(path, folder / "copy.db")
    verify(folder / "copy.db")
    assert IntegrityCheck(folder / "copy.db").run() == ""
    damage(folder / "copy.db", HEADER)
    assert "malformed" in IntegrityCheck(folder / "copy.db").run()


def test_database_that_others_can_read_is_closed_to_them(tmp_path: Path) -> None:
    database = tmp_path / "svodka.db"
    database.touch()
    database.chmod(0o664)
    assert restrict_or_create(database)
    assert database.stat().st_mode & 0o777 == 0o600


def test_private_file_is_never_one_that_exists(tmp_path: Path) -> None:
    """A name that is a link would lead into a file of somebody else."""
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileExistsError):
        create_private_file(tmp_path / "link")
    assert not (tmp_path / "elsewhere").exists()
