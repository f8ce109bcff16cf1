"""Creates or upgrades a PostgreSQL database.

The first revisions are SQLite's. An empty database gets the tables as of `BASELINE` at once, and
all later revisions run on both engines.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.database.engine import describe_database
from storage.database.errors import StorageError, get_reason, to_database_failure
from storage.database.postgres.engine import create_engine

BASELINE = "0028"
_TABLES = Path(__file__).with_name("postgres_baseline.sql")

EXTENSIONS = ("btree_gin",)
"""Of PostgreSQL's own `contrib`: the full-text index begins with a day."""

_LOCK_KEY = 4_837_202
"""The advisory lock under which a database is upgraded by one process at a time."""

Result = TypeVar("Result")


def migrate(url: str, newest: str) -> str:
    """Create or upgrade the database to the ``newest`` revision; return its revision. Blocks.

    All of it is one transaction. Raises DatabaseTooNew, or StorageError.
    """
    return _run(_migrate(url, newest))


def get_revision(url: str) -> str | None:
    """Return the revision of a database; None if it has no tables. Blocks. Raises StorageError."""
    return _run(_get_revision(url))


async def _migrate(url: str, newest: str) -> str:
    if await _get_revision(url) == newest:
        return newest
    async with _open(url) as engine, engine.begin() as connection:
        await connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK_KEY})"))
        await _require_utf8(connection)
        await _create_extensions(connection)
        is_new = await _read_revision(connection) is None
        return await connection.run_sync(_upgrade, describe_database(url), is_new)


@asynccontextmanager
async def _open(url: str, *, read_only: bool = False) -> AsyncIterator[AsyncEngine]:
    """Open an engine for the block. Raises StorageError where the database cannot be used."""
    engine = create_engine(url, read_only=read_only)
    try:
        yield engine
    except SQLAlchemyError as error:
        raise _to_storage_error(url, error) from error
    finally:
        await engine.dispose()


def _upgrade(connection: Connection, name: str, is_new: bool) -> str:
    from storage.migrations.alembic_upgrade import run_migrations

    if is_new:
        for statement in _TABLES.read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                connection.exec_driver_sql(statement)
    return run_migrations(connection, name, stamp=BASELINE if is_new else None)


async def _require_utf8(connection: AsyncConnection) -> None:
    encoding = await connection.scalar(text("SHOW server_encoding"))
    if encoding != "UTF8":
        raise StorageError(
            f"the database has the encoding {encoding}; create it with ENCODING 'UTF8'", path=""
        )


async def _create_extensions(connection: AsyncConnection) -> None:
    installed = set(await connection.scalars(text("SELECT extname FROM pg_extension")))
    for name in EXTENSIONS:
        if name in installed:
            continue
        try:
            await connection.execute(text(f"CREATE EXTENSION {name}"))
        except SQLAlchemyError as error:
            reason = get_reason(error)
            raise StorageError(
                f"the database needs the extension {name}, which cannot be created here: ask its "
                f"administrator for CREATE EXTENSION {name} (in PostgreSQL's contrib). {reason}",
                path="",
                reason=reason,
            ) from error


async def _get_revision(url: str) -> str | None:
    async with _open(url, read_only=True) as engine, engine.connect() as connection:
        return await _read_revision(connection)


async def _read_revision(connection: AsyncConnection) -> str | None:
    if await connection.scalar(text("SELECT to_regclass('alembic_version')::text")) is None:
        return None
    revision: str | None = await connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def _to_storage_error(url: str, error: SQLAlchemyError) -> StorageError:
    reason = get_reason(error)
    failure = to_database_failure(error)
    said = f"{failure} ({reason})" if failure else reason
    name = describe_database(url)
    return StorageError(f"the database {name} cannot be used: {said}", path=name, reason=reason)


def _run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run in a thread: the caller's may have an event loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()
