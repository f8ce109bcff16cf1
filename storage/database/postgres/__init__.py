"""A database in PostgreSQL, for services that outgrow one machine. Needs asyncpg (`[postgres]`)."""

from __future__ import annotations

from storage.database.errors import StorageError

# Here, because each module of the package needs the driver, whichever is imported first.
try:
    import asyncpg  # noqa: F401
except ImportError as missing:
    raise StorageError(
        "PostgreSQL needs a driver: pip install 'svodka[postgres]'", path=""
    ) from missing
