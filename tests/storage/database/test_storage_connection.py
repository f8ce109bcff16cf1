"""Test that small writes at one moment share a commit, and each fails by itself."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from storage.database.engine import Database

PUT = text("INSERT INTO topics VALUES (:id, '', '{}', '[]', 0)")


async def put(database: Database, *names: str, fails: bool = False) -> None:
    async with database.write(inline=True) as connection:
        for name in names:
            await connection.execute(PUT, {"id": name})
        if fails:
            raise RuntimeError("on purpose")


async def list_names(database: Database) -> list[str]:
    async with database.read() as connection:
        return list((await connection.execute(text("SELECT id FROM topics ORDER BY id"))).scalars())


@how(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(fails=st.lists(st.booleans(), min_size=1, max_size=12))
async def test_failed_transaction_rolls_back_alone(
    database: Database, fails: Sequence[bool]
) -> None:
    async with database.write() as connection:
        await connection.execute(text("DELETE FROM topics"))
    done = await asyncio.gather(
        *(put(database, f"{n:02}a", f"{n:02}b", fails=bad) for n, bad in enumerate(fails)),
        return_exceptions=True,
    )
    assert [isinstance(one, RuntimeError) for one in done] == list(fails)
    well = [f"{n:02}{part}" for n, bad in enumerate(fails) if not bad for part in "ab"]
    assert await list_names(database) == well


@pytest.mark.sqlite
async def test_write_is_durable_at_block_end(database: Database) -> None:
    await put(database, "мост")
    with sqlite3.connect(database.path) as other:
        assert other.execute("SELECT count(*) FROM topics").fetchone() == (1,)


@pytest.mark.sqlite
async def test_concurrent_writes_share_commits(database: Database) -> None:
    commits = 0
    commit = database._shared.commit

    async def count() -> None:
        nonlocal commits
        commits += database._shared._open is not None
        await commit()

    database._shared.commit = count  # type: ignore[method-assign]
    await asyncio.gather(*(put(database, f"{number}") for number in range(50)))
    assert len(await list_names(database)) == 50
    assert commits <= 3


async def test_constraint_violation_fails_its_transaction_only(database: Database) -> None:
    await put(database, "мост")
    done = await asyncio.gather(
        put(database, "река"), put(database, "мост"), put(database, "порт"), return_exceptions=True
    )
    assert [type(one) for one in done] == [type(None), IntegrityError, type(None)]
    assert await list_names(database) == ["мост", "порт", "река"]


async def test_large_writes_alternate_with_small_ones(database: Database) -> None:
    async def large(name: str) -> None:
        async with database.write() as connection:
            await connection.execute(PUT, {"id": name})
            await asyncio.sleep(0)

    await asyncio.gather(
        *(large(f"L{n}") if n % 3 == 0 else put(database, f"S{n}") for n in range(12))
    )
    assert len(await list_names(database)) == 12


async def test_cancelled_writer_cancels_no_other(database: Database) -> None:
    first = asyncio.create_task(put(database, "мост"))
    second = asyncio.create_task(put(database, "река"))
    await asyncio.sleep(0)
    first.cancel()
    await second
    assert "река" in await list_names(database)


@pytest.mark.sqlite
async def test_cancelled_writer_leaves_nobody_waiting(database: Database) -> None:
    """A writer that commits what others wrote is cancelled during the commit."""
    is_committing, go_on = asyncio.Event(), asyncio.Event()
    commit = database._shared._commit

    async def commit_slowly(written: asyncio.Future[None]) -> None:
        is_committing.set()
        await go_on.wait()
        await commit(written)

    async def write_much() -> None:
        async with database.write():
            pass

    database._shared._commit = commit_slowly  # type: ignore[method-assign]
    small = asyncio.create_task(put(database, "мост"))
    await asyncio.sleep(0)
    large = asyncio.create_task(write_much())
    database._write_lock._is_overtaken = True  # so the large one is next, and commits the small one
    async with asyncio.timeout(30):
        await is_committing.wait()
        for _ in range(2):
            large.cancel()
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        assert database._write_lock.is_locked(), "the next writer would begin within the commit"
        go_on.set()
        await small
        with pytest.raises(asyncio.CancelledError):
            await large
        await put(database, "река")
        await database.close()
    assert await list_names(database) == ["мост", "река"]


@pytest.mark.sqlite
@pytest.mark.parametrize("failure", [ValueError, asyncio.CancelledError])
async def test_lost_transaction_is_a_database_error_for_all_its_writers(
    database: Database, failure: type[BaseException]
) -> None:
    """SQLite rolls back everything on a full disk; the error of one writer is not the others'."""

    async def lose() -> None:
        async with database.write(inline=True) as connection:
            await connection.exec_driver_sql("ROLLBACK")
            raise failure

    first = asyncio.create_task(put(database, "мост"))
    second = asyncio.create_task(lose())
    done = await asyncio.gather(first, second, return_exceptions=True)
    assert [type(one) for one in done] == [OperationalError, failure]
    await put(database, "река")
    assert await list_names(database) == ["река"]


@pytest.mark.sqlite
async def test_write_waits_for_another_process(database: Database) -> None:
    other = sqlite3.connect(database.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(put(database, "мост"))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    other.execute("COMMIT")
    other.close()
    await waiting
    assert await list_names(database) == ["мост"]


async def test_small_reads_write_nothing(database: Database) -> None:
    with pytest.raises(OperationalError, match=r"read-?only"):
        async with database.read(inline=True) as connection:
            await connection.execute(PUT, {"id": "мост"})


@pytest.mark.sqlite
async def test_small_read_that_is_not_read_to_its_end_holds_no_snapshot(database: Database) -> None:
    """All small reads share a connection: an open statement would show each the same old rows."""
    await put(database, "мост", "река")
    async with database.read(inline=True) as connection:
        names = await connection.execute(text("SELECT id FROM topics ORDER BY id"))
        assert names.fetchone() == ("мост",)
        await put(database, "порт")
        count = await connection.execute(text("SELECT count(*) FROM topics"))
        assert count.scalar_one() == 3
        assert names.fetchmany(5) == [("река",)]


@pytest.mark.sqlite
async def test_failed_commit_is_a_database_error_for_its_writers_only(database: Database) -> None:
    """A violation that shows at the commit only; the transaction is rolled back after it."""

    async def violate() -> None:
        async with database.write(inline=True) as connection:
            await connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            await connection.exec_driver_sql("INSERT INTO alert_queue VALUES (12345)")

    with pytest.raises(IntegrityError):
        await violate()
    await put(database, "мост")
    assert await list_names(database) == ["мост"]


@pytest.mark.sqlite
async def test_small_write_overtakes_the_large_ones_that_wait(database: Database) -> None:
    """A reply waits for the large transaction that is open, not for all that are to come."""
    order: list[str] = []

    async def write(name: str, *, is_small: bool) -> None:
        async with database.write(inline=is_small):
            order.append(name)
            await asyncio.sleep(0)

    async with asyncio.TaskGroup() as group:
        for name in ("lease", "results", "progress", "reply"):
            group.create_task(write(name, is_small=name == "reply"))
            await asyncio.sleep(0)
    assert order == ["lease", "reply", "results", "progress"]


@pytest.mark.sqlite
async def test_large_write_gets_its_turn_among_small_ones_without_end(database: Database) -> None:
    is_over = asyncio.Event()

    async def write_small() -> None:
        while not is_over.is_set():
            async with database.write(inline=True):
                pass

    small = [asyncio.create_task(write_small()) for _ in range(3)]
    async with asyncio.timeout(30):
        for _ in range(2):
            async with database.write() as connection:
                await connection.execute(text("DELETE FROM topics"))
    is_over.set()
    await asyncio.gather(*small)


@pytest.mark.sqlite
async def test_writer_that_is_cancelled_while_it_waits_leaves_the_lock(database: Database) -> None:
    async with database.write():
        waiting = [asyncio.create_task(put(database, name)) for name in ("мост", "река")]
        await asyncio.sleep(0)
        waiting[0].cancel()
    await asyncio.wait(waiting, timeout=30)
    assert await list_names(database) == ["река"]
    assert not database._write_lock.is_locked()
