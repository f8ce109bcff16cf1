"""Test backups of PostgreSQL by its own programs."""

from __future__ import annotations

import os
import stat
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert, make_url, select, text

from storage.database import dumps
from storage.database.engine import Database, open_database
from storage.database.errors import BackupFailed
from storage.migrations.runner import get_head_revision, get_revision, migrate
from storage.schema.tables import searches
from tests.support.databases import postgres
from tests.support.factories import NOON
from tests.support.processes.command import Svodka

pytestmark = pytest.mark.postgresql


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Find the programs of the server that the tests use."""
    binaries = postgres.find_binaries()
    assert binaries is not None
    monkeypatch.setenv("PATH", f"{binaries}:{os.environ['PATH']}")


@pytest.fixture
async def noted(database_url: str, tmp_path: Path) -> AsyncIterator[str]:
    """A database with a search; nobody is connected."""
    await note(database_url, "one")
    yield database_url
    await empty(database_url)


@pytest.fixture
def owned_url() -> Iterator[str]:
    """A database whose user owns it and has no other right, as on a managed server; the extension
    is the administrator's."""
    with postgres.open_new_database("owned") as url:
        name = make_url(url).database
        extension = "CREATE EXTENSION btree_gin"
        owner = f"CREATE ROLE {name} LOGIN", f"ALTER DATABASE {name} OWNER TO {name}"
        postgres.execute(url, extension, *owner)
        yield make_url(url).set(username=name).render_as_string(hide_password=False)
    postgres.execute(postgres.get_server(), f"DROP ROLE {name}")


async def note(url: str, query: str) -> None:
    row = {"chat_id": 1, "query": query, "results": 0, "asked_at": NOON}
    await _execute(url, insert(searches).values(row))


async def empty(url: str) -> None:
    await _execute(url, text("DROP TABLE IF EXISTS newer"))


async def _execute(url: str, statement: object) -> None:
    database = open_database(url)
    async with database.write() as connection:
        await connection.execute(statement)  # type: ignore[arg-type]
    await database.close()


async def notes(url: str) -> list[str]:
    database = open_database(url)
    async with database.read() as connection:
        found = list(await connection.scalars(select(searches.c.query).order_by(searches.c.id)))
    await database.close()
    return found


async def test_restored_dump_is_the_database_of_its_time(noted: str, tmp_path: Path) -> None:
    dump = tmp_path / "copy.dump"
    dumps.create_dump(noted, dump)
    assert stat.S_IMODE(dump.stat().st_mode) == 0o600
    await note(noted, "two")
    await _execute(noted, text("CREATE TABLE newer (id integer)"))  # as a later version would
    dumps.restore_dump(dump, noted)
    assert await notes(noted) == ["one"]
    assert get_revision(noted) == get_head_revision()
    with pytest.raises(Exception, match="newer"):
        await _execute(noted, text("SELECT 1 FROM newer"))
    await note(noted, "three")
    assert await notes(noted) == ["one", "three"]


async def test_owner_of_the_database_may_restore_it_again_and_again(
    owned_url: str, tmp_path: Path
) -> None:
    migrate(owned_url)
    await note(owned_url, "one")
    for number in (1, 2):
        dump = tmp_path / f"{number}.dump"
        dumps.create_dump(owned_url, dump)
        await note(owned_url, "lost")
        dumps.restore_dump(dump, owned_url)
        assert await notes(owned_url) == ["one"]


async def test_dump_replaces_no_file(noted: str, tmp_path: Path) -> None:
    (tmp_path / "copy.dump").write_text("mine")
    with pytest.raises(BackupFailed, match="exists already"):
        dumps.create_dump(noted, tmp_path / "copy.dump")
    assert (tmp_path / "copy.dump").read_text() == "mine"


async def test_damaged_dump_changes_nothing(noted: str, tmp_path: Path) -> None:
    dump = tmp_path / "copy.dump"
    dumps.create_dump(noted, dump)
    content = dump.read_bytes()
    for damaged in (b"", b"junk", content[: len(content) // 2], content[:-30]):
        dump.write_bytes(damaged)
        with pytest.raises(BackupFailed):
            dumps.restore_dump(dump, noted)
    with pytest.raises(BackupFailed, match="there is no backup"):
        dumps.restore_dump(tmp_path / "absent.dump", noted)
    assert await notes(noted) == ["one"]


async def test_dump_that_cannot_be_read_to_its_end_is_not_committed(
    noted: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was whole when it was verified."""
    dump = tmp_path / "copy.dump"
    dumps.create_dump(noted, dump)
    monkeypatch.setattr(dumps, "verify_dump", lambda path: None)
    content = dump.read_bytes()
    for length in range(len(content) // 2, len(content), len(content) // 8):
        dump.write_bytes(content[:length])
        with pytest.raises(BackupFailed):
            dumps.restore_dump(dump, noted)
        assert await notes(noted) == ["one"]


async def test_database_in_use_is_not_replaced(noted: str, tmp_path: Path) -> None:
    dump = tmp_path / "copy.dump"
    dumps.create_dump(noted, dump)
    running: Database = open_database(noted)
    async with running.read() as connection:
        await connection.execute(select(searches))
        with pytest.raises(BackupFailed, match="is in use, by 1 connections; stop the bot first"):
            dumps.restore_dump(dump, noted)
    await running.close()


async def test_commands_dump_and_restore(noted: str, tmp_path: Path, svodka: Svodka) -> None:
    saved = svodka("backup", "copy.dump", DATABASE_URL=noted)
    assert saved.returncode == 0, saved.stderr
    assert "is copied to copy.dump" in saved.stdout
    await note(noted, "two")
    restored = svodka("restore", "copy.dump", DATABASE_URL=noted)
    assert restored.returncode == 0, restored.stderr
    assert await notes(noted) == ["one"]


def test_command_is_shown_where_the_programs_are_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With all that it needs but the password."""
    monkeypatch.setenv("PATH", str(tmp_path))
    url = "postgresql://anna:secret@db.example.org:5433/news?sslmode=require"
    with pytest.raises(BackupFailed) as shown:
        dumps.create_dump(url, tmp_path / "copy.dump")
    address = "PGHOST=db.example.org PGPORT=5433 PGUSER=anna PGDATABASE=news PGSSLMODE=require"
    assert f"{address} pg_dump --format=custom" in str(shown.value)
    assert f"--file={tmp_path / 'copy.dump'}" in str(shown.value)
    with pytest.raises(BackupFailed) as shown:
        dumps.restore_dump(tmp_path / "copy.dump", url)
    assert f"{address} createdb news" in str(shown.value)
    assert "secret" not in str(shown.value)
