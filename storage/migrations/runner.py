"""Upgrades a database to this program's schema, and refuses a newer one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import String, column, select, table
from sqlalchemy.exc import DatabaseError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.engine import is_postgres, parse_sqlite_path
from storage.database.errors import StorageError
from storage.database.files import restrict_or_create
from storage.database.sqlite import BUSY_TIMEOUT_MS
from storage.migrations.journal import MIGRATIONS, enable_wal

_SELECT_REVISION = select(column("version_num", String)).select_from(table("alembic_version"))


def migrate(url: str) -> str:
    """Create or upgrade the database; return its revision. Blocks: call it off the event loop.

    Raises DatabaseTooNew, or StorageError where the database cannot be used.
    """
    if is_postgres(url):
        from storage.migrations import postgres

        return postgres.migrate(url, get_head_revision())
    path = parse_sqlite_path(url)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if restrict_or_create(path) and _prepare_and_read_revision(path) == get_head_revision():
            return get_head_revision()
        # Most starts need no upgrade, and importing Alembic takes a sixth of a second.
        from storage.migrations.alembic_upgrade import upgrade

        return upgrade(path)
    except (OSError, DatabaseError, sqlite3.DatabaseError) as error:
        raise _to_storage_error(path, error) from error


def get_head_revision() -> str:
    """Return the revision that this program writes, from the file name of the last migration."""
    scripts = (MIGRATIONS / "versions").glob("[0-9]*_*.py")
    return max(script.name.partition("_")[0] for script in scripts)


def get_revision(url: str) -> str | None:
    """Return the revision of a database without changing it; None if it has no tables or does not
    exist. Blocks.

    Raises StorageError where it cannot be opened.
    """
    if is_postgres(url):
        from storage.migrations import postgres

        return postgres.get_revision(url)
    path = parse_sqlite_path(url)
    if not path.exists():
        return None
    try:
        uri = f"{path.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            return _read_revision(connection)
    except sqlite3.DatabaseError as error:
        raise _to_storage_error(path, error) from error


async def read_revision(connection: AsyncConnection) -> str | None:
    """Return the revision of an open database that has tables."""
    return (await connection.execute(_SELECT_REVISION)).scalar_one_or_none()


def _prepare_and_read_revision(path: Path) -> str | None:
    """Switch the journal mode and return the revision."""
    with closing(sqlite3.connect(path, timeout=BUSY_TIMEOUT_MS / 1000)) as connection:
        enable_wal(connection)
        return _read_revision(connection)


def _read_revision(connection: sqlite3.Connection) -> str | None:
    """Return the revision that Alembic recorded."""
    is_there = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
    if connection.execute(is_there).fetchone() is None:
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if row is None else str(row[0])


def _to_storage_error(path: Path, error: Exception) -> StorageError:
    reason = str(getattr(error, "orig", error))
    return StorageError(
        f"the database {path} cannot be used: {reason}", path=str(path), reason=reason
    )
