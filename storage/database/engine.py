"""The open database, whichever engine it has: an SQLite file, or PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import ClassVar, Protocol

from sqlalchemy import URL
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.errors import StorageError
from storage.database.fencing import Listener
from storage.database.sqlite import SqliteDatabase
from storage.outages.availability import Availability

DATA_FOLDER = Path("data")

_POSTGRES = ("postgresql", "postgres")
"""Both are common: libpq and hosting companies use the second, too."""


class Database(Protocol):
    """What opens transactions. The service keeps its own files beside ``path``; ``availability``
    says whether the database can be used. ``is_shared``: whether processes on other machines may
    use it too."""

    path: Path
    availability: Availability
    is_shared: ClassVar[bool]

    def write(
        self, *, inline: bool = False, alone: bool = False
    ) -> AbstractAsyncContextManager[AsyncConnection]:
        """Open a write transaction: commit at the end of the block, roll back on any error.

        Nobody else writes meanwhile. ``inline``: for a few rows found by their key; others that
        write a few rows may write at the same time. ``alone``: with ``inline``, nobody else writes
        all the same, for what is written depends on rows that others write. Raises what the fence
        of the task raises (`storage.database.fencing`).
        """

    def read(self, *, inline: bool = False) -> AbstractAsyncContextManager[AsyncConnection]:
        """Open a read-only session; writing through it raises an error of SQLAlchemy.

        All statements see one snapshot. ``inline``: for a few rows found by their key; each
        statement sees the last commit.
        """

    def listen(
        self, on_signal: Callable[[str], None]
    ) -> AbstractAsyncContextManager[Listener | None]:
        """Call ``on_signal`` for each signal of a process during the block (`storage.signals`). In
        SQLite there are none, and the listener is None."""

    def watch(self) -> AbstractAsyncContextManager[None]:
        """Watch during the block whether a server answers. Without it a statement that gets no
        answer waits until its own end."""

    async def close(self) -> None:
        """Finish shared transactions and close all connections."""


def open_database(url: str, data_folder: Path = DATA_FOLDER) -> Database:
    """Return the database of a url, of which nothing is opened yet. ``data_folder``: for the files
    of a service whose database is on a server.

    Raises StorageError for a url that names none, or where the driver is missing.
    """
    if is_postgres(url):
        # Its driver is an extra.
        from storage.database.postgres.database import PostgresDatabase

        return PostgresDatabase(url, get_state_path(url, data_folder))
    return SqliteDatabase(parse_sqlite_path(url))


def is_postgres(url: str) -> bool:
    """Return whether a url names a PostgreSQL database. Raises StorageError if it names none."""
    return _parse(url).drivername in _POSTGRES


def get_state_path(url: str, data_folder: Path) -> Path:
    """Return the path beside which a service keeps its own files: SQLite's file, or one in the data
    folder, which does not exist."""
    return data_folder / "svodka" if is_postgres(url) else parse_sqlite_path(url)


def parse_sqlite_path(url: str) -> Path:
    """Return the file of a ``sqlite:///…`` url.

    Raises StorageError for any other kind of url.
    """
    parsed = _parse(url)
    if parsed.drivername != "sqlite":
        raise StorageError("DATABASE_URL names no SQLite file", path=str(parsed))
    return Path(parsed.database or "")


_FORMS = "it takes sqlite:///data/svodka.db or postgresql://user:password@host/name"


def describe_database(url: str) -> str:
    """Return a database's name for people: the path of the file, or the url without password."""
    return str(_parse(url)) if is_postgres(url) else str(parse_sqlite_path(url))


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise StorageError(f"no database address: {_FORMS}", path="") from error
    if parsed.drivername in ("sqlite", *_POSTGRES) and parsed.database:
        return parsed
    raise StorageError(f"no database address: {_FORMS} (got '{parsed!r}')", path=str(parsed))
