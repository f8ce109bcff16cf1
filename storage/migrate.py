"""Bringing a database to this program's schema, and refusing one from the future."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from time import monotonic, sleep

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.exc import DatabaseError

from storage.engine import BUSY_TIMEOUT_MS, sqlite_path
from storage.errors import DatabaseTooNew, StorageError

RETRY_SECONDS = 0.02

_SCRIPTS = Path(__file__).with_name("migrations")


def migrate(url: str) -> str:
    """Create or upgrade the database; return its revision. Blocks: call it off the event loop.

    Raises DatabaseTooNew, or StorageError where the file can not be opened or is no database.
    """
    path = sqlite_path(url)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _sync_engine(path).begin() as connection:
            _refuse_newer(path, current_revision(connection))
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            return current_revision(connection) or ""
    except (OSError, DatabaseError, sqlite3.DatabaseError) as error:
        raise _unusable(path, error) from error


def head_revision() -> str:
    """The revision that this program writes."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def revision_of(url: str) -> str | None:
    """The revision of a database that is there, which stays as it is. Blocks.

    Raises StorageError where it can not be opened.
    """
    path = sqlite_path(url)
    engine = create_engine(f"sqlite:///file:{path}?mode=ro&uri=true", poolclass=NullPool)
    try:
        with engine.connect() as connection:
            return current_revision(connection)
    except (OSError, DatabaseError) as error:
        raise _unusable(path, error) from error


def current_revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _unusable(path: Path, error: Exception) -> StorageError:
    reason = str(getattr(error, "orig", error))
    return StorageError(
        f"the database {path} can not be used: {reason}", path=str(path), reason=reason
    )


def _refuse_newer(path: Path, revision: str | None) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if revision is not None and revision not in known:
        raise DatabaseTooNew(
            f"the database {path} was written by a newer Svodka (schema {revision}); "
            "install that version, or restore a backup made before the upgrade",
            path=str(path),
            revision=revision,
        )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    return config


def _sync_engine(path: Path) -> Engine:
    """One transaction holds the whole upgrade, changes of tables included: a kill leaves the old
    schema, and a second process waits for the first."""
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, record: object) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        _write_ahead(connection)

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Change the journal. SQLite does not wait for others with that, whatever the busy timeout."""
    patient_until = monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() > patient_until:
                raise
        sleep(RETRY_SECONDS)
