"""Many rows in one hand-over between SQLite and Python.

SQLite runs in a thread, which needs the interpreter's lock for each row that it gives or takes, and
beside a busy event loop waits for that up to five milliseconds. Two hundred rows took 0.2 s so, and
a writer that holds its transaction for so long makes every reply wait. As JSON they are one row.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, TableValuedAlias, func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeEngine


async def fetch(connection: AsyncConnection, query: Select[Any]) -> list[list[Any]]:
    """The rows of a query, in no order, with values as they lie in the database."""
    columns = query.subquery().c
    one = select(func.json_group_array(func.json_array(*columns)))
    rows: list[list[Any]] = json.loads((await connection.execute(one)).scalar_one())
    return rows


def given(rows: Sequence[Sequence[int | str]]) -> TableValuedAlias:
    """Rows of numbers and words to join with; `nth` are their columns."""
    return func.json_each(json.dumps(rows)).table_valued("value")


def nth(
    rows: TableValuedAlias, column: int, kind: type[TypeEngine[Any]] = Integer
) -> ColumnElement[Any]:
    return func.json_extract(rows.c.value, f"$[{column}]", type_=kind)
