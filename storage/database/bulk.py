"""Many rows in one hand-over between SQLite and Python.

SQLite runs in a thread, which needs the interpreter's lock for each row that it gives or takes, and
beside a busy event loop waits for that up to five milliseconds. Two hundred rows took 0.2 s so, and
a writer that holds its transaction for so long makes every reply wait. As JSON they are one row.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Integer, Select, TableValuedAlias, func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeEngine


def as_json_rows(query: Select[Any]) -> Select[str]:
    """A query for `fetch`. What is asked often is built once."""
    return select(func.json_group_array(func.json_array(*query.subquery().c)))


async def fetch(connection: AsyncConnection, query: Select[str], **params: Any) -> list[list[Any]]:
    """The rows of a query of `as_one`, in no order, with values as they lie in the database."""
    found = (await connection.execute(query, params)).scalar_one()
    rows: list[list[Any]] = json.loads(found)
    return rows


def encode_rows(rows: Iterable[Sequence[int | str]]) -> str:
    """Rows of numbers and words as one value."""
    return json.dumps(list(rows))


def values_table(rows: str | BindParameter[str]) -> TableValuedAlias:
    """Rows that are `packed`, to join with; `nth` are their columns."""
    return func.json_each(rows).table_valued("value")


def column(
    rows: TableValuedAlias, index: int, kind: type[TypeEngine[Any]] = Integer
) -> ColumnElement[Any]:
    return func.json_extract(rows.c.value, f"$[{index}]", type_=kind)
