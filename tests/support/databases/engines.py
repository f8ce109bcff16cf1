"""What SQLAlchemy and the disk do again for each database of each test."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import LRUCache

from storage.database import sqlite
from storage.database.postgres import engine as postgres_engine

MAX_STATEMENTS = 5_000


def share_statements() -> None:
    """Compile each statement once for all engines of a kind, not for each engine of each test."""
    compiled: LRUCache[Any, Any] = LRUCache(MAX_STATEMENTS)

    def create_sharing_engine(*given: Any, **named: Any) -> AsyncEngine:
        engine = create_async_engine(*given, **named)
        engine.sync_engine._compiled_cache = compiled
        return engine

    for module in (sqlite, postgres_engine):
        module.create_async_engine = create_sharing_engine  # type: ignore[attr-defined]
    # A statement is kept with its dialect: those with the same types of parameters are equal.
    for kind in (PGDialect_asyncpg, SQLiteDialect_aiosqlite):
        kind.__eq__ = _is_alike  # type: ignore[method-assign]
        kind.__hash__ = _hash_kind  # type: ignore[method-assign]


def _is_alike(one: Dialect, other: object) -> bool:
    return type(one) is type(other) and one.colspecs == other.colspecs


def _hash_kind(one: Dialect) -> int:
    return hash(type(one))


def trust_the_machine() -> None:
    """Let no commit of this process wait for the disk: no test cuts the power."""
    sqlite.SYNCHRONOUS = "OFF"
