from __future__ import annotations

import asyncio
import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError, OperationalError

from storage.archive import overrides
from storage.database.engine import Database, open_database
from storage.database.errors import DatabaseTooNew, StorageError
from storage.migrations.journal import MIGRATIONS
from storage.migrations.runner import get_head_revision, get_revision, migrate
from storage.schema.tables import metadata
from storage.search import history
from tests.support.factories import NOON


def test_migrations_create_the_tables(tmp_path: Path) -> None:
    migrate(f"sqlite:///{tmp_path / 'a.db'}")
    with create_engine(f"sqlite:///{tmp_path / 'a.db'}").connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_name": lambda name, kind, _: not str(name).startswith("articles_fts")},
        )
        assert compare_metadata(context, metadata) == []


def test_migrating_twice_changes_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new' / 'a.db'}"
    assert migrate(url) == migrate(url) == get_head_revision()


def test_newer_schema_is_rejected(empty_database: Path, tmp_path: Path) -> None:
    path = shutil.copy(empty_database, tmp_path / "a.db")
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseTooNew, match="written by a newer Svodka"):
        migrate(f"sqlite:///{path}")


def test_non_database_file_is_rejected_with_reason(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.write_text("Привет! " * 200)
    with pytest.raises(StorageError, match="not a database"):
        migrate(f"sqlite:///{path}")
    assert path.read_text().startswith("Привет!")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://localhost",
        "mysql://localhost/svodka",
        "svodka.db",
        "sqlite://",
        "postgresql://host:port/svodka",
    ],
)
def test_other_urls_name_no_database(url: str) -> None:
    with pytest.raises(StorageError):
        open_database(url)


async def test_writers_wait_for_each_other(database: Database) -> None:
    async def note(number: int) -> int:
        async with database.write() as connection:
            before = await history.record_search(
                connection, chat_id=1, query=str(number), results=0, now=NOON
            )
            await asyncio.sleep(0)
            return before

    ids = await asyncio.gather(*map(note, range(50)))
    assert sorted(ids) == list(range(1, 51))


async def test_readers_do_not_wait_for_a_writer_and_see_the_last_commit(
    database: Database,
) -> None:
    async with database.write() as writing:
        await history.record_search(writing, chat_id=1, query="мост", results=0, now=NOON)
        async with database.read() as reading:
            assert await history.get_query(reading, 1, chat_id=1) is None
    async with database.read() as reading:
        assert await history.get_query(reading, 1, chat_id=1) == "мост"


async def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    async def fail() -> None:
        async with database.write() as connection:
            await history.record_search(connection, chat_id=1, query="мост", results=0, now=NOON)
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        await fail()
    async with database.read() as connection:
        assert await history.get_query(connection, 1, chat_id=1) is None


async def test_nothing_is_written_through_a_reader(database: Database) -> None:
    async def write() -> None:
        async with database.read() as connection:
            await history.record_search(connection, chat_id=1, query="мост", results=0, now=NOON)

    with pytest.raises(OperationalError, match=r"read-?only"):
        await write()


@pytest.mark.sqlite
async def test_sqlite_pragmas_are_set(database: Database) -> None:
    async with database.write() as connection:
        values = [
            (await connection.execute(text(f"PRAGMA {name}"))).scalar_one()
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        ]
    assert values == ["wal", 1, 10_000]


def test_the_newest_migration_is_the_one_that_alembic_ends_with() -> None:
    scripts = ScriptDirectory(str(MIGRATIONS))
    assert get_head_revision() == scripts.get_current_head()


def test_current_schema_opens_without_alembic(empty_database: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{shutil.copy(empty_database, tmp_path / 'a.db')}"
    script = (
        "import sys; from storage.migrations.runner import migrate; "
        f"print(migrate({url!r}), 'alembic' in sys.modules)"
    )
    said = subprocess.check_output([sys.executable, "-c", script], text=True)
    assert said.split() == [get_head_revision(), "False"]


def test_commit_of_a_service_waits_for_the_disk(empty_database: Path) -> None:
    """This process does not wait, as no test cuts the power; so another one is asked."""
    script = (
        "import asyncio\n"
        "from sqlalchemy import text\n"
        "from storage.database.engine import open_database\n"
        "async def ask():\n"
        f"    database = open_database('sqlite:///{empty_database}')\n"
        "    for is_inline in (False, True):\n"
        "        async with database.write(inline=is_inline) as connection:\n"
        "            print((await connection.execute(text('PRAGMA synchronous'))).scalar_one())\n"
        "    await database.close()\n"
        "asyncio.run(ask())\n"
    )
    said = subprocess.check_output([sys.executable, "-c", script], text=True)
    assert said.split() == ["2", "2"]  # FULL


async def test_any_file_name_is_opened(tmp_path: Path) -> None:
    for name in ("a b.db", "p%41.db", "что?.db", "#1.db"):
        url = f"sqlite:///{quote(str(tmp_path / name))}"
        assert migrate(url) == migrate(url) == get_revision(url)
        database = open_database(url)
        async with database.read() as connection:
            assert await history.get_query(connection, 1, chat_id=1) is None
        await database.close()
        assert (tmp_path / name).is_file()


def test_two_processes_may_migrate_at_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(migrate, [url] * 4)) == {get_head_revision()}


def test_migration_waits_for_another_writer(tmp_path: Path) -> None:
    """SQLite itself does not wait for a change of the journal mode."""
    path = tmp_path / "a.db"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("CREATE TABLE other (id)")
    other.execute("BEGIN IMMEDIATE")
    with ThreadPoolExecutor(1) as pool:
        migrating = pool.submit(migrate, f"sqlite:///{path}")
        with pytest.raises(TimeoutError):
            migrating.result(timeout=0.3)
        other.execute("COMMIT")
        assert migrating.result() == get_head_revision()
    other.close()


def test_killed_upgrade_leaves_old_schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"

    def die(*arguments: object, **values: object) -> None:
        raise RuntimeError("killed in the middle")

    with monkeypatch.context() as patch:
        patch.setattr("alembic.op.create_index", die)
        with pytest.raises(RuntimeError, match="killed"):
            migrate(url)
    with sqlite3.connect(tmp_path / "a.db") as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    assert migrate(url) == get_head_revision()


async def test_errors_show_no_values(database: Database) -> None:
    """They are logged, and a value may be a source's secret header."""
    statement = text("INSERT INTO sources (url, headers) VALUES (:url, :headers)")
    with pytest.raises(IntegrityError) as raised:
        async with database.write() as connection:
            await connection.execute(statement, {"url": "x", "headers": '"very-secret"'})
    assert "very-secret" not in str(raised.value)


@pytest.mark.sqlite
async def test_joining_stories_scans_no_table(database: Database) -> None:
    """Every chat that asked for a digest has rows in the tables about stories."""
    async with database.read() as connection:
        for table in overrides._ABOUT_STORIES:
            plan = await connection.exec_driver_sql(
                f"EXPLAIN QUERY PLAN DELETE FROM {table.name} WHERE story_id = 1"
            )
            assert not [row[3] for row in plan if row[3].startswith("SCAN")], table.name
