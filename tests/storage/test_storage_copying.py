"""Test copies of whole databases: all rows, interrupted ones, changed ones."""

from __future__ import annotations

import lzma
import secrets
import shutil
from collections.abc import AsyncIterator
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    Float,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
    insert,
    literal,
    select,
    text,
)
from sqlalchemy.types import TypeEngine

from storage import copying
from storage.database.engine import Database, open_database
from storage.database.errors import CopyFailed
from storage.database.files import hold_service_lock
from storage.database.fulltext import articles_fts, matches_since, render_match
from storage.migrations.alembic_upgrade import create_sync_engine
from storage.migrations.runner import migrate
from storage.schema.tables import article_texts, duties, metadata, processes, searches
from storage.schema.types import Duration, LocalTime, LocalTimes, StringSet, UtcTime, Weekdays
from tests.support.factories import NOON
from tests.support.processes.command import Svodka

pytestmark = pytest.mark.slow

VALUES: dict[type[TypeEngine[Any]], Any] = {
    Boolean: True,
    Date: NOON.date(),
    Duration: timedelta(hours=2),
    Float: 0.1,
    Integer: 2**30,
    JSON: {"б": [1, None], "а": 0.5},
    LargeBinary: b"\0\xff",
    LocalTimes: (time(8), time(20, 30)),
    LocalTime: time(7, 40),
    String: "Ж😀",
    StringSet: frozenset({"ж", "a"}),
    UtcTime: NOON,
    Weekdays: frozenset({1, 7}),
}
RELEASED = Path(__file__).parent / "released" / "0005.db.xz"


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that people have used, with rows in every table."""
    path = tmp_path_factory.mktemp("source") / "svodka.db"
    path.write_bytes(lzma.decompress(RELEASED.read_bytes()))
    migrate(f"sqlite:///{path}")
    with create_sync_engine(path).begin() as connection:
        for table in metadata.sorted_tables:
            if connection.execute(select(table)).first() is None:
                row = {one.name: make_value(connection, one) for one in table.c}
                connection.execute(insert(table).values(row))
    return path


def make_value(connection: Connection, column: Column[Any]) -> Any:
    """Return a value that a column takes; for a foreign key one that exists."""
    for key in column.foreign_keys:
        return connection.execute(select(key.column).limit(1)).scalar_one()
    return next(value for kind, value in VALUES.items() if isinstance(column.type, kind))


@pytest.fixture
async def source(lived_in: Path, tmp_path: Path) -> AsyncIterator[Database]:
    database = open_database(f"sqlite:///{shutil.copy(lived_in, tmp_path / 'source.db')}")
    yield database
    await database.close()


@pytest.fixture
def target(database: Database) -> Database:
    return database


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "BATCH_SIZE", 20)


class Interrupted(Exception):
    """Ends a copy, as a kill would."""


def interrupt_at(share: float) -> copying.ProgressCallback:
    """End a copy at a share of its way; from a half on it compares."""
    seen = 0

    def advance(count: int, total: int) -> None:
        nonlocal seen
        seen += count
        if seen >= share * total:
            raise Interrupted

    return advance


def go_on(count: int, total: int) -> None:
    """Let a copy go on."""


async def list_rows(database: Database) -> dict[str, list[str]]:
    """Return all rows but those of the processes that run."""
    async with database.read() as connection:
        return {
            table.name: sorted(map(repr, await connection.execute(select(table))))
            for table in metadata.sorted_tables
            if table.name not in copying.OF_PROCESSES
        }


async def find(database: Database, token: str) -> list[int]:
    async with database.read() as connection:
        match = literal(render_match(connection, token), Text)
        rows = select(articles_fts.c.rowid).where(matches_since(match, literal(0)))
        return sorted((await connection.execute(rows)).scalars())


async def execute(database: Database, statement: str) -> None:
    async with database.write() as connection:
        await connection.execute(text(statement))


async def test_copy_has_every_row_and_finds_the_same(source: Database, target: Database) -> None:
    done: list[tuple[int, int]] = []
    counts = await copying.copy(source, target, lambda *now: done.append(now))
    rows = await list_rows(source)
    assert await list_rows(target) == rows
    assert counts == {name: len(found) for name, found in rows.items()}
    assert all(counts.values())
    assert max(counts.values()) > 10 * copying.BATCH_SIZE
    assert sum(count for count, _ in done) == done[-1][1] == 2 * sum(counts.values())
    found = await find(source, "=")
    assert len(found) == counts["articles"]
    assert await find(target, "=") == found
    async with source.read() as connection:
        content = (await connection.execute(select(article_texts.c.content))).scalars().first()
    token = f"t={content['index']['title'].split()[0]}"
    assert await find(target, token) == await find(source, token) != []


async def test_processes_of_the_source_are_not_copied(source: Database, target: Database) -> None:
    await copying.copy(source, target, go_on)
    async with target.read() as connection:
        for table in (duties, processes):
            assert (await connection.execute(select(table))).all() == []


@pytest.mark.parametrize("share", [0, 0.1, 0.3, 0.5, 0.9])
async def test_interrupted_copy_goes_on_where_it_was(
    source: Database, target: Database, share: float
) -> None:
    with pytest.raises(Interrupted):
        await copying.copy(source, target, interrupt_at(share))
    await copying.copy(source, target, go_on)
    assert await list_rows(target) == await list_rows(source)
    assert await find(target, "=") == await find(source, "=")


async def test_interrupted_copy_is_refused_if_the_source_has_changed(
    source: Database, target: Database
) -> None:
    """The rows that are copied already would not be copied again."""
    with pytest.raises(Interrupted):
        await copying.copy(source, target, interrupt_at(0.5))
    await execute(source, "UPDATE articles SET title = 'changed' WHERE id = 1")
    with pytest.raises(CopyFailed, match="articles is not what it was"):
        await copying.copy(source, target, go_on)


async def test_interrupted_copy_is_refused_if_the_source_has_fewer_rows(
    source: Database, target: Database
) -> None:
    with pytest.raises(Interrupted):
        await copying.copy(source, target, interrupt_at(0.5))
    await execute(source, "DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)")
    with pytest.raises(CopyFailed, match="audit is not what it was"):
        await copying.copy(source, target, go_on)


async def test_target_that_is_not_empty_is_refused(source: Database, target: Database) -> None:
    await execute(target, "INSERT INTO article_sources (name) VALUES ('Reuters')")
    with pytest.raises(CopyFailed, match="not empty: article_sources has 1 row"):
        await copying.copy(source, target, go_on)
    assert (await list_rows(target))["articles"] == []


async def test_complete_copy_is_not_repeated(source: Database, target: Database) -> None:
    await copying.copy(source, target, go_on)
    with pytest.raises(CopyFailed, match="not empty"):
        await copying.copy(source, target, go_on)


async def test_difference_is_found(source: Database, target: Database) -> None:
    """Whatever changes a row on its way."""
    with pytest.raises(Interrupted):
        await copying.copy(source, target, interrupt_at(0.5))
    await execute(target, "UPDATE subscribers SET timezone = 'UTC' WHERE timezone <> 'UTC'")
    with pytest.raises(CopyFailed, match="subscribers differs"):
        await copying.copy(source, target, go_on)


@pytest.mark.postgresql
async def test_row_that_the_target_does_not_take_is_one_line(
    source: Database, target: Database
) -> None:
    """Such as an address of an early version, too long for an index of PostgreSQL."""
    long = secrets.token_hex(3000)
    await execute(source, f"INSERT INTO article_sources (name) VALUES ('{long}')")
    with pytest.raises(CopyFailed, match=r"article_sources has a row that .* index row size"):
        await copying.copy(source, target, go_on)


async def test_new_rows_get_new_ids(source: Database, target: Database) -> None:
    await copying.copy(source, target, go_on)
    tables = [table for table in metadata.sorted_tables if has_free_rows(table)]
    assert len(tables) > 5
    async with target.write() as connection:
        for table in tables:
            id_column = table.autoincrement_column
            assert id_column is not None
            others = [one for one in table.c if one is not id_column]
            largest = (await connection.execute(select(func.max(id_column)))).scalar_one()
            again = insert(table).from_select(others, select(*others).limit(1))
            await connection.execute(again)
            assert (await connection.execute(select(func.max(id_column)))).scalar_one() > largest


def has_free_rows(table: Table) -> bool:
    """Return whether a table has rows that are told apart by a number only."""
    is_unique = any(isinstance(one, UniqueConstraint) for one in table.constraints)
    return table.autoincrement_column is not None and not is_unique


async def test_null_characters_are_left_out(source: Database, target: Database) -> None:
    """PostgreSQL stores none in a text."""
    await execute(
        source,
        "INSERT INTO searches (chat_id, query, results, asked_at) "
        "VALUES (1, 'br' || char(0) || 'idge', 0, 0)",
    )
    await copying.copy(source, target, go_on)
    async with target.read() as connection:
        query = select(searches.c.query).order_by(searches.c.id.desc()).limit(1)
        assert (await connection.execute(query)).scalar_one() == "bridge"


def test_command_copies_once(svodka: Svodka, lived_in: Path, tmp_path: Path) -> None:
    source = shutil.copy(lived_in, tmp_path / "source.db")
    urls = ("--from", f"sqlite:///{source}", "--to", "sqlite:///new/svodka.db")
    copied = svodka("copy", *urls)
    assert copied.returncode == 0, copied.stderr
    assert "articles\t" in copied.stdout
    assert copied.stdout.endswith(" rows are copied and compared\n")
    again = svodka("copy", *urls)
    assert again.returncode == 1
    assert "the target is not empty" in again.stderr
    assert "articles\t" in svodka("stats", DATABASE_URL="sqlite:///new/svodka.db").stdout


def test_command_refuses_what_it_cannot_copy(
    svodka: Svodka, lived_in: Path, tmp_path: Path
) -> None:
    absent = svodka("copy", "--from", "sqlite:///absent.db", "--to", "sqlite:///new.db")
    assert "there is no database absent.db" in absent.stderr
    source = tmp_path / "old.db"
    source.write_bytes(lzma.decompress(RELEASED.read_bytes()))
    old = svodka("copy", "--from", f"sqlite:///{source}", "--to", "sqlite:///new.db")
    assert "is at schema 0005" in old.stderr
    in_use = tmp_path / "in_use.db"
    shutil.copy(lived_in, in_use)
    with hold_service_lock(in_use):
        refused = svodka("copy", "--from", f"sqlite:///{in_use}", "--to", "sqlite:///new.db")
    assert "another svodka runs on" in refused.stderr
    assert {absent.returncode, old.returncode, refused.returncode} == {1}
    assert not (tmp_path / "new.db").exists()
