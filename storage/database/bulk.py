"""Many rows in one transfer between SQLite and Python, as JSON.

SQLite runs in a thread, which needs the interpreter's lock for each row that it returns or takes,
and beside a busy event loop waits up to five milliseconds for it. Two hundred rows took 0.2 s,
during which a writer blocks every reply. As JSON they are one row.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    Table,
    TableValuedAlias,
    delete,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeEngine

from storage.database.dialect import collect_json_rows, encode_json, get_json_item, iter_json


def as_json_rows(query: Select[Any]) -> Select[str]:
    """Wrap a query for `fetch`. Build frequent ones once."""
    return select(collect_json_rows(*query.subquery().c))


async def fetch(connection: AsyncConnection, query: Select[str], **params: Any) -> list[list[Any]]:
    """Return the rows of a query of `as_json_rows`, unordered, with values as stored in the
    database."""
    found = (await connection.execute(query, params)).scalar_one()
    rows: list[list[Any]] = json.loads(found)
    return rows


def encode_rows(rows: Iterable[Sequence[int | str | None]]) -> str:
    """Encode rows of numbers and strings as one value."""
    return encode_json(list(rows))


def values_table(rows: str | BindParameter[str]) -> TableValuedAlias:
    """Return a table of rows from `encode_rows`, to join with; `column` gives its columns."""
    return iter_json(rows)


def column(
    rows: TableValuedAlias, index: int, kind: type[TypeEngine[Any]] = Integer
) -> ColumnElement[Any]:
    """Return a column of the rows, which are JSON arrays, by its index."""
    return get_json_item(rows.c.value, index, kind)


async def move_rows(
    connection: AsyncConnection, table: Table, name: str, old: int, new: int
) -> None:
    """Change the column of this name from one id to another; a row that both have is kept once."""
    column, other = table.c[name], table.alias()
    if name in table.primary_key.columns:
        rest = (key for key in table.primary_key if key.name != name)
        same = [other.c[key.name] == key for key in rest]
        both = select(other.c[name]).where(other.c[name] == new, *same).exists()
        await connection.execute(delete(table).where(column == old, both))
    await connection.execute(update(table).where(column == old).values({name: new}))
