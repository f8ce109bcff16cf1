"""Test that an update that crashes or hangs the process does so once or twice at most."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import Any

import pytest

from bot.telegram.updates.inbox import Inbox
from service.bootstrap import Services
from storage.messaging import inbox as messaging_inbox
from storage.schema.tables import inbox as tables_updates
from tests.support.paths import ROOT
from tests.support.waiting import wait_until
from tests.telegram.updates.test_incoming import Counting, rows

pytestmark = pytest.mark.slow

POISON = 5
ORDINARY = tuple(number for number in range(1, 41) if number != POISON)

LIFE = """
import asyncio, os, re, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from bot.telegram.updates.inbox import Inbox
from storage.database.engine import open_database

from bot.ops import watchdog
from bot.telegram.updates import hang_guard

hang_guard.HANG_SECONDS, hang_guard.REARM_SECONDS = 1.0, 0.1
watchdog.STUCK_SECONDS, watchdog.PROOF_SECONDS = {stuck}, 0.1
HANGS = {hangs}

class Deadly:
    async def feed_update(self, bot, update):
        await asyncio.sleep(0.01)
        if update.update_id == {poison} and HANGS:
            print("hangs", flush=True)
            re.fullmatch("(a+)+", "a" * 60 + "!")  # never gives the GIL back
        if update.update_id == {poison}:
            os.kill(os.getpid(), signal.SIGKILL)
        await asyncio.sleep({lasts})

async def live():
    database = open_database(sys.argv[1], Path(sys.argv[2]))
    inbox = Inbox(Deadly(), None, database, lambda: datetime.now(UTC))
    await inbox.resume()
    await inbox.accept([{{"update_id": n}} for n in range(1, 41)])
    print("taken", flush=True)
    async with watchdog.end_if_stuck():
        await asyncio.sleep(60)

asyncio.run(live())
"""


async def die(
    services: Services, *, poison: int, lasts: float, hangs: bool = False, stuck: float = 60.0
) -> int:
    """Run the inbox in a process of its own; kill it unless it ends by itself.

    ``stuck``: after how many seconds a hang ends the process.
    """
    source = LIFE.format(poison=poison, lasts=lasts, hangs=hangs, stuck=stuck)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        source,
        services.settings.database_url,
        str(services.settings.data_folder),
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    await process.stdout.readline()
    if stuck < 60.0:
        async with asyncio.timeout(60):
            return await process.wait()
    if hangs:
        path = services.database.path
        traceback = path.with_name(path.name + ".traceback")
        await wait_until(lambda: traceback.stat().st_size)
    if poison == 0 or hangs:
        await asyncio.sleep(0.2)
        process.send_signal(signal.SIGKILL)
    return await process.wait()


async def live_on(services: Services) -> Counting:
    counting: Any = Counting()
    inbox = Inbox(counting, None, services.database, services.clock)  # type: ignore[arg-type]
    await inbox.resume()
    await inbox.finish(5)
    return counting  # type: ignore[no-any-return]


async def test_update_that_crashed_twice_is_set_aside(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(2):
        assert await die(services, poison=POISON, lasts=0.001) == -signal.SIGKILL
    counting = await live_on(services)
    assert POISON not in counting.handled
    assert all(done for _, done in await rows(services.database))
    (said,) = (one.getMessage() for one in caplog.records if one.levelname == "ERROR")
    assert said.startswith(f"update {POISON} (chat unknown, empty)")


async def test_update_that_hung_the_loop_is_set_aside(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    died = await die(services, poison=POISON, lasts=0.001, hangs=True)
    assert died == -signal.SIGKILL
    counting = await live_on(services)
    assert POISON not in counting.handled
    assert all(done for _, done in await rows(services.database))
    said = [one.getMessage() for one in caplog.records if one.levelname == "ERROR"]
    assert "in feed_update" in said[0]
    assert said[1].startswith(f"update {POISON} (chat unknown, empty)")


async def test_update_that_keeps_the_loop_stuck_ends_the_process_and_is_set_aside(
    services: Services, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    assert await die(services, poison=POISON, lasts=0.001, hangs=True, stuck=3.0) == 1
    assert "in feed_update" in capfd.readouterr().err
    counting = await live_on(services)
    assert POISON not in counting.handled
    assert set(counting.handled) | {POISON} == {*ORDINARY, POISON}
    (said,) = (one.getMessage() for one in caplog.records if "is not handled again" in one.message)
    assert said.startswith(f"update {POISON} (chat unknown, empty)")


async def test_external_kills_drop_no_update(services: Services) -> None:
    for _ in range(2):
        assert await die(services, poison=0, lasts=30) == -signal.SIGKILL
    counting = await live_on(services)
    assert set(counting.handled) == {*ORDINARY, POISON}


class Held(Counting):
    """Handles only the suspect to the end; the others wait, as for the rate limit of a group."""

    async def feed_update(self, bot: object, update: Any) -> None:
        await super().feed_update(bot, update)
        if update.update_id != POISON:
            await asyncio.Event().wait()


async def test_suspect_does_not_wait_for_updates_that_are_held_up(services: Services) -> None:
    """It may be a person's message that only had the loop at a kill from outside."""
    assert await die(services, poison=POISON, lasts=30) == -signal.SIGKILL
    held: Any = Held()
    inbox = Inbox(held, None, services.database, services.clock)  # type: ignore[arg-type]
    await inbox.resume()
    await wait_until(lambda: POISON in held.handled)
    assert set(held.handled) == {*ORDINARY, POISON}
    await inbox.finish(0)


async def test_clean_stop_sets_no_update_aside(services: Services) -> None:
    async with services.database.write() as connection:
        await messaging_inbox.add_updates(connection, {1: {"update_id": 1}}, services.clock())
        for _ in range(10):
            left, aside = await messaging_inbox.claim_unhandled(connection, died=False)
            assert (len(left), aside) == (1, [])
            assert not left[0].is_alone
        assert (await connection.execute(tables_updates.select())).one().attempts == 1
