"""Test PostgreSQL's own side: the tables of a new database, and what an operator is told."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, make_url, text
from sqlalchemy.exc import OperationalError

from storage.database.engine import Database, open_database
from storage.database.errors import DatabaseTooNew, StorageError, to_database_failure
from storage.database.postgres.engine import create_engine
from storage.migrations.runner import get_head_revision, get_revision, migrate
from storage.schema.tables import metadata
from storage.search import history
from tests.support.databases import postgres
from tests.support.factories import NOON

NOT_DESCRIBED = ("articles_fts", "deliveries_before_months")
"""What SQLAlchemy cannot describe: the full-text index, and a partition."""

pytestmark = [pytest.mark.postgresql, pytest.mark.usefixtures("engine")]


@pytest.fixture
def new_url() -> Iterator[str]:
    """Return the url of a database without tables."""
    with postgres.open_new_database("new") as url:
        yield url


async def test_migrations_create_the_tables(new_url: str) -> None:
    migrate(new_url)

    def compare(connection: Connection) -> list[object]:
        context = MigrationContext.configure(
            connection,
            opts={"include_name": lambda name, *_: name not in NOT_DESCRIBED},
        )
        return list(compare_metadata(context, metadata))

    engine = create_engine(new_url)
    # SQLAlchemy's own queries of the catalogue need its own types of parameters.
    engine.dialect.colspecs = type(engine.dialect).colspecs
    async with engine.connect() as connection:
        assert await connection.run_sync(compare) == []
    await engine.dispose()


def test_two_processes_may_migrate_at_once(new_url: str) -> None:
    assert get_revision(new_url) is None
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(migrate, [new_url] * 4)) == {get_head_revision()}
    assert get_revision(new_url) == migrate(new_url) == get_head_revision()


def test_killed_migration_leaves_nothing(new_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*arguments: object, **values: object) -> None:
        raise RuntimeError("killed in the middle")

    with monkeypatch.context() as patch:
        patch.setattr("alembic.command.upgrade", die)
        with pytest.raises(RuntimeError, match="killed"):
            migrate(new_url)
    assert get_revision(new_url) is None
    assert migrate(new_url) == get_head_revision()


def test_newer_schema_is_rejected(new_url: str) -> None:
    migrate(new_url)
    postgres.execute(new_url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseTooNew, match="written by a newer Svodka"):
        migrate(new_url)


def test_user_without_rights_is_told_which_extension_is_needed(new_url: str) -> None:
    guest = f"guest_{os.getpid()}"
    postgres.execute(new_url, f"CREATE ROLE {guest} LOGIN")
    url = make_url(new_url).set(username=guest).render_as_string(hide_password=False)
    try:
        with pytest.raises(StorageError, match=r"needs the extension btree_gin.*administrator"):
            migrate(url)
        postgres.execute(new_url, "CREATE EXTENSION btree_gin")
        with pytest.raises(StorageError, match="has no right to do this"):
            migrate(url)
    finally:
        postgres.execute(new_url, f"DROP ROLE {guest}")


def test_database_of_another_encoding_is_rejected() -> None:
    latin = "ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0"
    with (
        postgres.open_new_database("ascii", latin) as url,
        pytest.raises(StorageError, match="has the encoding SQL_ASCII"),
    ):
        migrate(url)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"database": "nowhere"}, "no database of this name"),
        ({"host": "127.0.0.1", "port": 1, "query": {}}, "does not answer"),
        ({"query": {"host": "/nowhere"}}, "does not answer"),
    ],
)
def test_operator_is_told_what_is_wrong_with_the_url(
    new_url: str, change: dict[str, object], said: str
) -> None:
    url = make_url(new_url).set(password="geheim", **change)  # type: ignore[arg-type]
    with pytest.raises(StorageError, match=said) as caught:
        migrate(url.render_as_string(hide_password=False))
    assert "geheim" not in str(caught.value)


@pytest.mark.skipif(postgres.SERVER_VARIABLE in os.environ, reason="that server has its own users")
def test_operator_is_told_of_a_wrong_password(new_url: str) -> None:
    locked = postgres.USER_WITH_PASSWORD
    postgres.execute(new_url, f"CREATE ROLE {locked} LOGIN PASSWORD 'right'")
    url = make_url(new_url).set(username=locked, password="wrong")
    try:
        with pytest.raises(StorageError, match="does not accept the user or the password"):
            migrate(url.render_as_string(hide_password=False))
    finally:
        postgres.execute(new_url, f"DROP ROLE {locked}")


@pytest.mark.parametrize(
    "use",
    [
        "from storage.database.engine import open_database\n"
        "open_database('postgresql://localhost/svodka')\n",
        "import storage.database.postgres.errors\n",
        "import storage.database.postgres.listener\n",
    ],
    ids=["open", "errors", "listener"],
)
def test_missing_driver_is_named(use: str) -> None:
    """Whichever module is imported first."""
    script = "import sys; sys.modules['asyncpg'] = None\n" + use
    ended = subprocess.run(
        [sys.executable, "-c", script], check=False, capture_output=True, text=True
    )
    assert "pip install 'svodka[postgres]'" in ended.stderr


async def test_lost_connection_is_a_failure_for_the_operator_and_opened_again(
    database: Database,
) -> None:
    async def lose() -> None:
        async with database.write() as connection:
            await connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(OperationalError) as caught:
        await lose()
    assert to_database_failure(caught.value) is not None
    async with database.write() as connection:
        await history.record_search(connection, chat_id=1, query="мост", results=0, now=NOON)


async def test_restart_of_the_server_fails_nothing_that_begins_later(
    database: Database, database_url: str
) -> None:
    async def read_and_write() -> None:
        async with database.read(inline=True) as reading, database.write() as writing:
            assert await history.get_query(reading, 1, chat_id=1) is None
            await writing.execute(text("SELECT 1"))

    await read_and_write()
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    postgres.execute(database_url, f"SELECT pg_terminate_backend(pid, 10000) {others}")
    await asyncio.sleep(0.1)
    await read_and_write()


async def test_large_writers_of_several_processes_take_turns(
    database: Database, database_url: str
) -> None:
    other, order = open_database(database_url), []

    async def write(through: Database, name: str, *, inline: bool = False) -> None:
        async with through.write(inline=inline):
            order.append(f"{name} in")
            await asyncio.sleep(0.05)
            order.append(f"{name} out")

    await asyncio.gather(write(database, "a"), write(other, "b"), write(other, "c", inline=True))
    await other.close()
    pairs = [(order[n], order[n + 1]) for n in range(0, len(order), 2)]
    assert all(entered.replace("in", "out") == left for entered, left in pairs)


async def test_small_writers_do_not_wait_for_each_other(database: Database) -> None:
    both_in = asyncio.Barrier(2)

    async def write() -> None:
        async with database.write(inline=True), asyncio.timeout(30):
            await both_in.wait()

    await asyncio.gather(write(), write())
