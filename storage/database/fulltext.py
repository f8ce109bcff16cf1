"""The full-text index on both engines: SQLite's FTS5, and a `tsvector` with a GIN index.

What is asked for is a tree (`Match`), written as each engine wants it. PostgreSQL has FTS5's
rules for tokens: letters and digits are a token, other characters end it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import (
    BigInteger,
    ClauseElement,
    ColumnElement,
    Executable,
    Insert,
    TableValuedAlias,
    Text,
    bindparam,
    column,
    insert,
    table,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from storage.database.dialect import EngineFunction

articles_fts = table("articles_fts", column("rowid", BigInteger), column("tokens", Text))
"""One row for each article. In SQLite it is a virtual table; in PostgreSQL it has the ``day`` too,
which is the rowid in days, so that the index can be read from the newest days on."""

WINDOW_DAYS = (1, 7, 49)
"""PostgreSQL reads the articles of so many last days first, and all others only if these are too
few. Its index gives all matches at once, of which the newest ones are wanted."""

_TOKEN = re.compile(r"(?:[^\W_]|=)(?:[^\W_]|[=\u0300-\u0331])*")
MAX_TOKEN_LENGTH = 500
MAX_POSITION = 16_383
MAX_POSITIONS_PER_TOKEN = 255
_NO_TOKEN = "?"
"""What no row contains."""


@dataclass(frozen=True, slots=True)
class AllOf:
    """Matches what all parts match."""

    parts: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Matches what any part matches."""

    parts: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """Matches what ``included`` matches and none of the others does."""

    included: Match
    excluded: tuple[Match, ...]


Match = str | AllOf | AnyOf | Without
"""What is looked for; a string: a token, or tokens with spaces between in this order."""


def render_match(connection: AsyncConnection, match: Match) -> str:
    """Return a query for the full-text index of this database."""
    return _RENDERERS[connection.dialect.name](match)


def render_row(connection: AsyncConnection, tokens: str) -> str:
    """Return what this database stores for an article with these tokens."""
    return _ROW_RENDERERS[connection.dialect.name](tokens)


def render_fts5(match: Match) -> str:
    """Return a query of FTS5. Everything is quoted: nothing that a person types is an operator."""
    match match:
        case str():
            return '"' + match.replace("\x00", "").replace('"', '""') + '"'
        case AnyOf(parts):
            return f"({' OR '.join(map(render_fts5, parts))})"
        case AllOf(parts):
            return " AND ".join(map(render_fts5, parts))
        case Without(included, excluded):
            return f"({render_fts5(included)}) NOT ({' OR '.join(map(render_fts5, excluded))})"


def render_tsquery(match: Match) -> str:
    """Return a query of PostgreSQL. Tokens hold no character that means something in it."""
    match match:
        case str():
            tokens = [token for word in match.split() for token in _split(word)]
            return "(" + " <-> ".join(f"'{token}'" for token in tokens or [_NO_TOKEN]) + ")"
        case AnyOf(parts):
            return f"({' | '.join(map(render_tsquery, parts))})"
        case AllOf(parts):
            return f"({' & '.join(map(render_tsquery, parts))})"
        case Without(included, excluded):
            return f"({render_tsquery(included)} & !{render_tsquery(AnyOf(excluded))})"


def render_tsvector(tokens: str) -> str:
    """Return a `tsvector`. Only the words as written, and the parts of a token that has several,
    have positions: nothing else is looked for in an order, and they are most of the space."""
    positions: dict[str, list[int]] = {}
    place = 0
    for word in tokens.split():
        parts = _split(word)
        is_written = word.startswith("w=")
        for part in parts:
            kept = positions.setdefault(part, [])
            if not is_written and len(parts) == 1:
                continue
            place += 1
            if place <= MAX_POSITION and len(kept) < MAX_POSITIONS_PER_TOKEN:
                kept.append(place)
        if len(parts) > 1 and not is_written:
            place += 1  # the next one does not follow it
    return " ".join(
        f"'{token}'" + (f":{','.join(map(str, places))}" if places else "")
        for token, places in positions.items()
    )


def _split(word: str) -> Sequence[str]:
    return [token[:MAX_TOKEN_LENGTH] for token in _TOKEN.findall(word.lower())]


_RENDERERS: Mapping[str, Callable[[Match], str]] = {
    "sqlite": render_fts5,
    "postgresql": render_tsquery,
}
_ROW_RENDERERS: Mapping[str, Callable[[str], str]] = {
    "sqlite": str,
    "postgresql": render_tsvector,
}


class _AsTokens(EngineFunction):
    name, type = "as_tokens", Text()
    sqlite, postgresql = "{}", "CAST({} AS tsvector)"
    inherit_cache = True


class _DeleteRow(Executable, ClauseElement):
    _traverse_internals: Any = []  # noqa: RUF012 - as SQLAlchemy declares it
    inherit_cache = True


class _Matches(FunctionElement[bool]):
    name = "matches"
    inherit_cache = True


class _Newest(FunctionElement[Any]):
    name = "newest"
    inherit_cache = True


INSERT_ROW: Insert = insert(articles_fts).values(
    rowid=bindparam("rowid"), tokens=_AsTokens(bindparam("tokens", type_=Text))
)
DELETE_ROW = _DeleteRow()
"""FTS5 keeps no texts: a row is deleted by repeating its tokens."""


def matches_since(
    match: ColumnElement[str], first_rowid: ColumnElement[int]
) -> ColumnElement[bool]:
    """Return the condition that a row, from a rowid on, matches a query."""
    return _Matches(match, first_rowid)


def select_newest(
    match: ColumnElement[str],
    since: ColumnElement[int],
    until: ColumnElement[int],
    now: ColumnElement[int],
    limit: ColumnElement[int],
) -> TableValuedAlias:
    """Return a table of the newest ``fts_rowid`` that match a query, from one rowid up to another.

    ``now``: the rowid of the present moment, near which the search begins.
    """
    return _Newest(match, since, until, now, limit).table_valued("fts_rowid")


@compiles(_DeleteRow)
def _spell_deletion(element: _DeleteRow, compiler: SQLCompiler, **kw: Any) -> str:
    row = (bindparam("rowid", type_=BigInteger), bindparam("tokens", type_=Text))
    rowid, tokens = (compiler.process(value, **kw) for value in row)
    return (
        "INSERT INTO articles_fts(articles_fts, rowid, tokens) "
        f"VALUES ('delete', {rowid}, {tokens})"
    )


@compiles(_DeleteRow, "postgresql")
def _spell_deletion_pg(element: _DeleteRow, compiler: SQLCompiler, **kw: Any) -> str:
    rowid = compiler.process(bindparam("rowid", type_=BigInteger), **kw)
    return f"DELETE FROM articles_fts WHERE rowid = {rowid}"


@compiles(_Matches)
def _spell_matches(element: _Matches, compiler: SQLCompiler, **kw: Any) -> str:
    match, first = (compiler.process(part, **kw) for part in element.clauses)
    return f"articles_fts MATCH {match} AND articles_fts.rowid >= {first}"


@compiles(_Matches, "postgresql")
def _spell_matches_pg(element: _Matches, compiler: SQLCompiler, **kw: Any) -> str:
    match, first = (compiler.process(part, **kw) for part in element.clauses)
    return (
        f"articles_fts.tokens @@ CAST({match} AS tsquery) "
        f"AND articles_fts.day >= {first} / 86400 AND articles_fts.rowid + 0 >= {first}"
    )


@compiles(_Newest)
def _spell_newest(element: _Newest, compiler: SQLCompiler, **kw: Any) -> str:
    kw.pop("asfrom", None)
    match, since, until, _, limit = (compiler.process(part, **kw) for part in element.clauses)
    return (
        "(SELECT rowid AS fts_rowid FROM articles_fts "
        f"WHERE articles_fts MATCH {match} AND rowid >= {since} AND rowid < {until} "
        f"ORDER BY rowid DESC LIMIT {limit})"
    )


@compiles(_Newest, "postgresql")
def _spell_newest_pg(element: _Newest, compiler: SQLCompiler, **kw: Any) -> str:
    """The windows are read in this order, and no further one once there are enough."""
    kw.pop("asfrom", None)
    match, since, until, now, limit = (compiler.process(part, **kw) for part in element.clauses)
    start = f"least({until} - 1, {now}) / 86400"
    matching = (
        "SELECT rowid AS fts_rowid FROM articles_fts "
        f"WHERE tokens @@ CAST({match} AS tsquery) AND rowid + 0 >= {since} AND rowid + 0 < {until}"
    )
    days = [
        f"> {start} - {WINDOW_DAYS[0]}",
        *(
            f"= ANY (ARRAY(SELECT generate_series({start} - {last - 1}, {start} - {first})))"
            for first, last in pairwise(WINDOW_DAYS)
        ),
        f"+ 0 <= {start} - {WINDOW_DAYS[-1]}",
    ]
    windows = " UNION ALL ".join(
        f"({matching} AND day {condition} ORDER BY rowid + 0 DESC LIMIT {limit})"
        for condition in days
    )
    return f"({windows} LIMIT {limit})"
