"""Test that the server's knowledge of who is connected shortens a takeover, and nothing else."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.ops.duties import GONE_SECONDS, TAKE_OVER_SECONDS, DutyKeeper
from storage.database.engine import Database, open_database
from storage.database.postgres.listener import build_lock_key
from storage.processes import Duty
from tests.support.databases import postgres
from tests.support.paths import ROOT

pytestmark = pytest.mark.postgresql

HOLDER = """
import asyncio, sys
from datetime import UTC, datetime
from service.ops.duties import DutyKeeper
from storage.database.engine import open_database

async def live():
    database = open_database(sys.argv[1])
    keeper = DutyKeeper(database, lambda: datetime.now(UTC))
    async with database.listen(print) as listener, keeper.keep(listener):
        print("holds", keeper.id, flush=True)
        await asyncio.sleep(600)

asyncio.run(live())
"""


@pytest.fixture
async def database(database_url: str, tmp_path: Path) -> AsyncIterator[Database]:
    database = open_database(database_url, tmp_path)
    yield database
    await database.close()


class Holder:
    """A process that has all duties; ``id`` is its own."""

    def __init__(self, process: asyncio.subprocess.Process, name: str) -> None:
        self.process, self.id = process, name


@pytest.fixture
async def holder(database_url: str) -> AsyncIterator[Holder]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        HOLDER,
        database_url,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    said = b""
    while not said.startswith(b"holds "):
        said = await process.stdout.readline()
    yield Holder(process, said.split()[1].decode())
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await process.wait()


class Standby:
    """A process whose time passes only when a test lets it."""

    def __init__(self, database: Database) -> None:
        self.seconds = 0.0
        self.keeper = DutyKeeper(
            database,
            lambda: datetime.now(UTC) + timedelta(seconds=self.seconds),
            monotonic=lambda: self.seconds,
        )

    async def look_until(self, condition: Callable[[], object]) -> None:
        """Look, without any time passing, until a condition holds."""
        async with asyncio.timeout(30):
            while not condition():
                await self.keeper.look()
                await self.keeper.check_in()
                await asyncio.sleep(0.05)

    async def look_after(self, seconds: float) -> list[Duty]:
        """Let time pass, look, and return the duties that it has then."""
        self.seconds += seconds
        await self.keeper.look()
        return self.keeper.held

    def sees(self, holder: Holder) -> bool:
        """Return whether the holder is connected: its row may say that it can be seen before."""
        return holder.id in self.keeper._sightings._visible and not self.misses(holder)

    def misses(self, holder: Holder) -> bool:
        return holder.id in self.keeper._sightings._gone


@pytest.fixture
async def standby(database: Database, holder: Holder) -> AsyncIterator[Standby]:
    """Yield a process that has seen the holder connected."""
    standby = Standby(database)
    async with database.listen(lambda signal: None) as listener:
        standby.keeper._listener = listener
        await standby.look_until(lambda: standby.sees(holder))
        assert not standby.keeper.held
        yield standby


async def test_killed_process_is_replaced_before_its_row_is_old(
    holder: Holder, standby: Standby
) -> None:
    holder.process.kill()
    await holder.process.wait()
    await standby.look_until(lambda: standby.misses(holder))
    assert await standby.look_after(GONE_SECONDS - 0.1) == []
    assert await standby.look_after(0.1) == sorted(Duty)


async def test_process_started_after_a_kill_waits_no_longer(
    holder: Holder, database: Database
) -> None:
    """It never saw the other one connected; the row says that it could be seen."""
    first = Standby(database)
    await first.look_until(lambda: first.sees(holder))
    holder.process.kill()
    await holder.process.wait()
    second = Standby(database)
    async with database.listen(lambda signal: None) as listener:
        second.keeper._listener = listener
        await second.look_until(lambda: second.misses(holder))
        assert await second.look_after(GONE_SECONDS) == sorted(Duty)


async def test_suspended_process_is_replaced_only_when_its_row_is_old(
    holder: Holder, standby: Standby
) -> None:
    """The server does not know; it is still connected."""
    holder.process.send_signal(signal.SIGSTOP)
    await standby.keeper.look()
    await standby.keeper.check_in()
    assert await standby.look_after(TAKE_OVER_SECONDS - 0.1) == []
    await standby.keeper.check_in()
    assert not standby.misses(holder)
    assert await standby.look_after(TAKE_OVER_SECONDS) == sorted(Duty)


async def test_living_process_whose_connection_was_closed_keeps_its_duties(
    holder: Holder, standby: Standby, database_url: str
) -> None:
    key = build_lock_key(holder.id)
    is_its_lock = f"locktype = 'advisory' AND ((classid::int8 << 32) | objid::int8) = {key}"
    postgres.execute(
        database_url, f"SELECT pg_terminate_backend(pid) FROM pg_locks WHERE {is_its_lock}"
    )
    await standby.look_until(lambda: standby.misses(holder))
    await standby.look_until(lambda: not standby.misses(holder))
    assert await standby.look_after(GONE_SECONDS) == []
