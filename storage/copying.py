"""Copies everything that a database stores into another one, and compares the two.

Rows are read in the order of their keys. Each batch is written in one transaction with how many
rows are copied and what they add up to (`copy_progress`, a table that the target has until the copy
is complete). So an interrupted copy goes on where it was, if the source still has what is copied.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ColumnElement,
    MetaData,
    String,
    Table,
    TypeDecorator,
    bindparam,
    func,
    insert,
    literal,
    select,
    tuple_,
    type_coerce,
    update,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeEngine

from storage.archive import fts_index
from storage.database.dialect import advance_sequence
from storage.database.engine import Database
from storage.database.errors import CopyFailed, get_reason, to_database_failure
from storage.schema.tables import article_texts, metadata

BATCH_SIZE = 2000
DIGEST_BYTES = 16

OF_PROCESSES = frozenset({"duties", "processes"})
"""Tables that say which processes run now."""

copy_progress = Table(
    "copy_progress",
    MetaData(),
    Column("name", String, primary_key=True),
    Column("rows", BigInteger, nullable=False),
    Column("total", String, nullable=False),
)

ProgressCallback = Callable[[int, int], None]
"""Called with how many rows were copied or compared now, and how many that will be in all."""

StoredRow = list[Any]


@dataclass(slots=True)
class RowSum:
    """How many rows there are, and the sum of their hashes: it is the same in every order."""

    rows: int = 0
    total: int = 0

    def add(self, rows: Sequence[StoredRow]) -> None:
        """Add rows."""
        for row in rows:
            digest = hashlib.blake2b(repr(row).encode(), digest_size=DIGEST_BYTES)
            self.total += int.from_bytes(digest.digest())
        self.total %= 1 << 8 * DIGEST_BYTES
        self.rows += len(rows)


async def copy(source: Database, target: Database, progress: ProgressCallback) -> dict[str, int]:
    """Copy all rows, or go on with a copy that was interrupted; return their numbers by table.

    Both have this program's schema, and no service writes into either. Raises CopyFailed where the
    target has other rows, where the source has changed since the interruption, and where the two
    differ afterwards.
    """
    tables = [
        _StoredTable(table) for table in metadata.sorted_tables if table.name not in OF_PROCESSES
    ]
    async with target.write() as connection:
        copied = await _begin(connection, tables)
    async with source.read() as connection:
        total = 2 * sum([await table.count(connection) for table in tables])
        for table in tables:
            await _copy_table(
                connection, target, table, copied[table.name], lambda count: progress(count, total)
            )
    async with target.read() as connection:
        for table in tables:
            await _compare(
                connection, table, copied[table.name], lambda count: progress(count, total)
            )
    async with target.write() as connection:
        for table in tables:
            await table.advance_sequence(connection)
        await connection.run_sync(copy_progress.drop)
    return {name: done.rows for name, done in copied.items()}


class _StoredTable:
    """The statements for a table, with values as they are stored: nothing is unpacked."""

    def __init__(self, table: Table) -> None:
        self.name = table.name
        self._table = table
        self._columns = [type_coerce(one, _get_stored_type(one)) for one in table.c]
        self._json = [at for at, one in enumerate(table.c) if isinstance(one.type, JSON)]
        self._keys = [at for at, one in enumerate(table.c) if one.primary_key]
        parameters = {one.name: bindparam(one.name, type_=_get_stored_type(one)) for one in table.c}
        self._insertion = insert(table).values(parameters)

    async def count(self, connection: AsyncConnection) -> int:
        """Return the number of rows."""
        counted = await connection.execute(select(func.count()).select_from(self._table))
        return int(counted.scalar_one())

    async def read(
        self, connection: AsyncConnection, batch_size: Callable[[], int]
    ) -> AsyncIterator[list[StoredRow]]:
        """Yield all rows in batches, in the order of their keys; ``batch_size`` is asked for each,
        and ends it with 0."""
        keys: list[ColumnElement[Any]] = [self._columns[at] for at in self._keys]
        query = select(*self._columns).order_by(*keys)
        while limit := batch_size():
            found = await connection.execute(query.limit(limit))
            rows = [list(map(_remove_null_characters, row)) for row in found]
            if rows:
                yield rows
            if len(rows) < limit:
                return
            last = [literal(rows[-1][at], self._columns[at].type) for at in self._keys]
            query = select(*self._columns).order_by(*keys).where(tuple_(*keys) > tuple_(*last))

    async def write(self, connection: AsyncConnection, rows: Sequence[StoredRow]) -> None:
        """Insert rows, and what is built from them."""
        names = [one.name for one in self._table.c]
        parameters = [dict(zip(names, row, strict=True)) for row in rows]
        await connection.execute(self._insertion, parameters)
        if self._table is article_texts:
            await fts_index.index_stored(connection, [row["article_id"] for row in parameters])

    async def advance_sequence(self, connection: AsyncConnection) -> None:
        """Have the ids of new rows follow the copied ones."""
        if (column := self._table.autoincrement_column) is not None:
            await connection.execute(advance_sequence(column))

    def sum(self, done: RowSum, rows: Sequence[StoredRow]) -> None:
        """Add rows to a sum; equal JSON counts as equal, however it is written."""
        for at in self._json:
            rows = [
                [*row[:at], json.dumps(row[at], sort_keys=True), *row[at + 1 :]] for row in rows
            ]
        done.add(rows)


def _get_stored_type(column: Column[Any]) -> TypeEngine[Any]:
    kind = column.type
    return kind.impl_instance if isinstance(kind, TypeDecorator) else kind


def _remove_null_characters(value: Any) -> Any:
    """Remove what PostgreSQL cannot store in a text, and nobody sees."""
    return value.replace("\0", "") if isinstance(value, str) and "\0" in value else value


async def _begin(connection: AsyncConnection, tables: Sequence[_StoredTable]) -> dict[str, RowSum]:
    """Return what is copied already; make the table of the progress in an empty target."""
    await connection.run_sync(copy_progress.create, checkfirst=True)
    begun = (await connection.execute(select(copy_progress))).all()
    if begun:
        return {row.name: RowSum(row.rows, int(row.total, 16)) for row in begun}
    for table in tables:
        if count := await table.count(connection):
            raise CopyFailed(
                f"the target is not empty: {table.name} has {count:,} rows; name an empty database"
            )
    nothing = [{"name": table.name, "rows": 0, "total": "0"} for table in tables]
    await connection.execute(insert(copy_progress), nothing)
    return {table.name: RowSum() for table in tables}


async def _copy_table(
    connection: AsyncConnection,
    target: Database,
    table: _StoredTable,
    copied: RowSum,
    progress: Callable[[int], None],
) -> None:
    """Copy what is not copied yet. ``copied`` is what is, and is brought up to date."""
    seen = RowSum()

    def get_batch_size() -> int:
        """Return the size of a batch, which ends where the copied rows do."""
        left = copied.rows - seen.rows
        return min(BATCH_SIZE, left) if left > 0 else BATCH_SIZE

    async for rows in table.read(connection, get_batch_size):
        is_new = seen.rows >= copied.rows
        table.sum(seen, rows)
        if is_new:
            await _write(target, table, rows, seen)
            copied.rows, copied.total = seen.rows, seen.total
        elif seen.rows == copied.rows and seen != copied:
            break
        progress(len(rows))
    if seen != copied:
        raise CopyFailed(
            f"{table.name} is not what it was when the copy was interrupted: empty the target, and "
            "copy again"
        )


async def _write(
    target: Database, table: _StoredTable, rows: Sequence[StoredRow], done: RowSum
) -> None:
    """Write a batch, with what is copied then. Raises CopyFailed where it is not taken."""
    progress = update(copy_progress).where(copy_progress.c.name == table.name)
    try:
        async with target.write() as connection:
            await table.write(connection, rows)
            await connection.execute(progress.values(rows=done.rows, total=f"{done.total:x}"))
    except DBAPIError as error:
        if to_database_failure(error) is not None:
            raise
        raise CopyFailed(
            f"{table.name} has a row that the target does not take: {get_reason(error)}"
        ) from error


async def _compare(
    connection: AsyncConnection,
    table: _StoredTable,
    copied: RowSum,
    progress: Callable[[int], None],
) -> None:
    """Read a table of the target. Raises CopyFailed where it is not what was copied."""
    found = RowSum()
    async for rows in table.read(connection, lambda: BATCH_SIZE):
        table.sum(found, rows)
        progress(len(rows))
    if found != copied:
        raise CopyFailed(
            f"{table.name} differs: {copied.rows:,} rows were copied, {found.rows:,} are there, or "
            "others; empty the target, and copy again"
        )
