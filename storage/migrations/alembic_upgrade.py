"""Runs Alembic: creates or upgrades a database to this program's schema."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event

from storage.database.errors import DatabaseTooNew
from storage.database.sqlite import BUSY_TIMEOUT_MS
from storage.migrations.journal import MIGRATIONS, enable_wal


def upgrade(path: Path, revision: str = "head") -> str:
    """Upgrade the database to a revision; return that revision. Blocks.

    Raises DatabaseTooNew, and the errors of SQLAlchemy and sqlite3.
    """
    with create_sync_engine(path).begin() as connection:
        return run_migrations(connection, str(path), revision)


def run_migrations(
    connection: Connection, name: str, revision: str = "head", *, stamp: str | None = None
) -> str:
    """Upgrade the schema in the open transaction; return its revision. ``stamp``: the revision
    whose tables were just created.

    Raises DatabaseTooNew.
    """
    _refuse_newer(name, _read_revision(connection))
    config = _build_config()
    config.attributes["connection"] = connection
    if stamp is not None:
        command.stamp(config, stamp)
    command.upgrade(config, revision)
    return _read_revision(connection) or ""


def create_sync_engine(path: Path) -> Engine:
    """Create an engine whose one transaction holds the whole upgrade, schema changes included: a
    kill leaves the old schema, and a second process waits for the first.

    Foreign keys must stay off, which is SQLite's default: migrations that rebuild a table drop it.
    """
    engine = create_engine(URL.create("sqlite", database=str(path)), poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, record: object) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        enable_wal(connection)

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _read_revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _refuse_newer(name: str, revision: str | None) -> None:
    known = {
        script.revision for script in ScriptDirectory.from_config(_build_config()).walk_revisions()
    }
    if revision is not None and revision not in known:
        raise DatabaseTooNew(
            f"the database {name} was written by a newer Svodka (schema {revision}); "
            "install that version, or restore a backup made before the upgrade",
            path=name,
            revision=revision,
        )


def _build_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
