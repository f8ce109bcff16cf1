"""What SQLite and PostgreSQL spell differently: queries are written once, with these expressions.

An element is compiled as SQLite has it, and for PostgreSQL where that has another word.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    ClauseElement,
    Column,
    ColumnElement,
    Executable,
    FromClause,
    Integer,
    Table,
    TableValuedAlias,
    Text,
    cast,
    insert,
    literal,
    literal_column,
)
from sqlalchemy.dialects.sqlite import dml
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import Insert
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import Join
from sqlalchemy.types import TypeEngine

SIGNAL_CHANNEL = "svodka"
"""The channel of PostgreSQL on which processes notify each other."""

SIGNALS_MISSED = "missed"
"""What a listener gets when it begins to listen: it may have missed something before."""


class EngineFunction(FunctionElement[Any]):
    """A function with the same arguments on both engines; ``{}`` stands for them."""

    sqlite: str
    postgresql: str


class _JsonRow(EngineFunction):
    name, type = "json_row", Text()
    sqlite, postgresql = "json_array({})", "json_build_array({})"
    inherit_cache = True


class _Lines(EngineFunction):
    name, type = "lines", Text()
    sqlite, postgresql = "group_concat({}, '\n')", "string_agg(CAST({} AS TEXT), '\n')"
    inherit_cache = True


class _NestedJson(EngineFunction):
    name = "nested_json"
    sqlite, postgresql = "json({})", "CAST({} AS JSON)"
    inherit_cache = True


class _JsonElements(EngineFunction):
    name = "json_elements"
    sqlite, postgresql = "json_each({})", "json_array_elements(CAST({} AS JSON))"
    inherit_cache = True


class _Larger(EngineFunction):
    name, type = "larger", Integer()
    sqlite, postgresql = "max({})", "greatest({})"
    inherit_cache = True


class _Position(EngineFunction):
    name, type = "position", Integer()
    sqlite, postgresql = "instr({})", "strpos({})"
    inherit_cache = True


class _JsonRows(FunctionElement[str]):
    name = "json_rows"
    type = Text()
    inherit_cache = True


class _JsonItem(FunctionElement[Any]):
    name = "json_item"
    inherit_cache = True


class _Notification(FunctionElement[str]):
    name = "notification"
    type = Text()
    inherit_cache = True


class _OrderedJoin(Join):
    inherit_cache = True


class _AdvanceSequence(Executable, ClauseElement):
    inherit_cache = False

    def __init__(self, column: Column[Any]) -> None:
        self.column = column


def build_json_row(*values: ColumnElement[Any]) -> ColumnElement[str]:
    """Return these values as a JSON array; stored JSON among them has to be `nest_json`."""
    return _JsonRow(*values)


def collect_json_rows(
    *values: ColumnElement[Any], order_by: tuple[ColumnElement[Any], ...] = ()
) -> ColumnElement[str]:
    """Return all rows as one JSON array, each an array of these values. Without ``order_by`` they
    have no order; with it, the query has to read them in this order too, as SQLite has no other."""
    return _JsonRows(build_json_row(*values), *order_by)


def nest_json(value: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return stored JSON as a part of other JSON."""
    return _NestedJson(value)


def iter_json(array: ColumnElement[Any] | str, name: str | None = None) -> TableValuedAlias:
    """Return a table with the elements of a JSON array, each a ``value``."""
    given = literal(array, Text) if isinstance(array, str) else array
    return _JsonElements(given).table_valued("value", name=name)


def get_json_item(
    value: ColumnElement[Any], key: int | str, kind: type[TypeEngine[Any]] = Integer
) -> ColumnElement[Any]:
    """Return an item of a JSON array by its index, or a member of an object by its name."""
    return cast(_JsonItem(value, literal_column(str(key), Text)), kind)


def join_lines(line: ColumnElement[str]) -> ColumnElement[str]:
    """Return a line of each row as one string; they have no order."""
    return _Lines(line)


def get_larger(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the larger of two numbers."""
    return _Larger(one, other)


def find_text(text: ColumnElement[str], part: str) -> ColumnElement[int]:
    """Return the position of a part in a text, from 1 on; 0 if it is not there."""
    return _Position(text, literal(part, Text))


def join_in_order(left: FromClause, right: FromClause, on: ColumnElement[bool]) -> FromClause:
    """Join so that SQLite reads the left table first, whatever it estimates."""
    return _OrderedJoin(left, right, on)


def advance_sequence(column: Column[Any]) -> Executable:
    """Return a statement after which new rows get ids beyond all that are there."""
    return _AdvanceSequence(column)


def notify(payload: str) -> ColumnElement[str]:
    """Return a column that sends a notification to all listeners when the transaction is committed;
    in SQLite, where nobody listens, it does nothing."""
    return _Notification(literal(payload, Text))


@compiles(EngineFunction)
def _spell_function(element: EngineFunction, compiler: SQLCompiler, **kw: Any) -> str:
    return element.sqlite.format(compiler.process(element.clauses, **kw))


@compiles(EngineFunction, "postgresql")
def _spell_function_pg(element: EngineFunction, compiler: SQLCompiler, **kw: Any) -> str:
    return element.postgresql.format(compiler.process(element.clauses, **kw))


@compiles(_JsonRows)
def _spell_json_rows(element: _JsonRows, compiler: SQLCompiler, **kw: Any) -> str:
    row, *_ = element.clauses
    return f"json_group_array({compiler.process(row, **kw)})"


@compiles(_JsonRows, "postgresql")
def _spell_json_rows_pg(element: _JsonRows, compiler: SQLCompiler, **kw: Any) -> str:
    row, *keys = (compiler.process(part, **kw) for part in element.clauses)
    order = f" ORDER BY {', '.join(keys)}" if keys else ""
    return f"CAST(coalesce(json_agg({row}{order}), '[]') AS TEXT)"


@compiles(_JsonItem)
def _spell_json_item(element: _JsonItem, compiler: SQLCompiler, **kw: Any) -> str:
    value, key = (compiler.process(part, **kw) for part in element.clauses)
    path = f"[{key}]" if key.isdigit() else f".{key}"
    return f"json_extract({value}, '${path}')"


@compiles(_JsonItem, "postgresql")
def _spell_json_item_pg(element: _JsonItem, compiler: SQLCompiler, **kw: Any) -> str:
    value, key = (compiler.process(part, **kw) for part in element.clauses)
    return f"({value} ->> {key if key.isdigit() else repr(key)})"


@compiles(_Notification)
def _spell_notification(element: _Notification, compiler: SQLCompiler, **kw: Any) -> str:
    return "NULL"


@compiles(_Notification, "postgresql")
def _spell_notification_pg(element: _Notification, compiler: SQLCompiler, **kw: Any) -> str:
    return f"pg_notify('{SIGNAL_CHANNEL}', {compiler.process(element.clauses, **kw)})"


@compiles(_OrderedJoin)
def _spell_ordered_join(join: _OrderedJoin, compiler: SQLCompiler, **kw: Any) -> str:
    kw["asfrom"] = True
    left, right = (compiler.process(side, **kw) for side in (join.left, join.right))
    assert join.onclause is not None
    return (
        f"{left} CROSS JOIN {right} ON {compiler.process(join.onclause, **{**kw, 'asfrom': False})}"
    )


@compiles(_OrderedJoin, "postgresql")
def _spell_ordered_join_pg(join: _OrderedJoin, compiler: SQLCompiler, **kw: Any) -> str:
    text: str = compiler.visit_join(join, **kw)  # type: ignore[no-untyped-call]
    return text


@compiles(_AdvanceSequence)
def _spell_sequence(element: _AdvanceSequence, compiler: SQLCompiler, **kw: Any) -> str:
    return "SELECT 0"  # the next id is always beyond them


@compiles(_AdvanceSequence, "postgresql")
def _spell_sequence_pg(element: _AdvanceSequence, compiler: SQLCompiler, **kw: Any) -> str:
    table, name = element.column.table.name, element.column.name
    return f"SELECT setval(pg_get_serial_sequence('{table}', '{name}'), max({name})) FROM {table}"


class _DoNothing(dml.OnConflictDoNothing):
    """The clause is the same on both engines; PostgreSQL's compiler asks for one attribute more."""

    inherit_cache = True
    constraint_target = None


class _DoUpdate(dml.OnConflictDoUpdate):
    inherit_cache = True
    constraint_target = None


def encode_json(value: Any) -> str:
    """Return the JSON of a value as it is stored: short, and readable in any alphabet."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def insert_new(table: Table) -> Insert:
    """Return a statement that inserts the rows whose key is new; the others stay as they are."""
    return insert(table).ext(_DoNothing())


def insert_or_update(
    table: Table,
    values: Mapping[str, Any] | None = None,
    *,
    names: tuple[str, ...] = (),
    where: ColumnElement[bool] | None = None,
) -> Insert:
    """Return a statement that inserts rows, or changes those whose primary key is there already.

    ``names``: columns that get the inserted values; ``values``: others, with `get_inserted` for the
    inserted value. ``where``: which rows are changed.
    """
    inserted = get_inserted(table)
    changed = {**{name: inserted[name] for name in names}, **(values or {})}
    key = [column.name for column in table.primary_key]
    return insert(table).ext(_DoUpdate(key, set_=changed, where=where))


def get_inserted(table: Table) -> Any:
    """Return the columns of the row that was to be inserted."""
    return table.alias("excluded").c
