"""The recorder: takes outcomes as they come, and writes in one transaction what came meanwhile.

Until an outcome is on disk, its message is in flight: a kill would send it again. So the first one
is written at once, and while the disk is at work the next ones gather.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from time import monotonic

from sqlalchemy import exc

from bot.clock import Clock
from bot.delivery.outcomes import Refused
from bot.delivery.records import Record, log_outcome, write
from bot.delivery.throttled import ThrottledLog
from bot.delivery.troubles import Trouble
from storage.engine import Database

log = logging.getLogger(__name__)

BATCH = 200
"""Outcomes in one transaction at the most."""

GAP_SECONDS = 0.02
"""Between the starts of two transactions: at a thousand a second, twenty share one."""

LONGEST_WAIT_SECONDS = 10.0
"""Between two tries where the disk is full or the database is locked."""


class Recorder:
    """Writes outcomes down, however long that takes. ``tell`` hears of troubles; ``hold_back`` is
    called when nothing can be written, so that nothing more is sent meanwhile."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        tell: Callable[[Trouble], Awaitable[None]],
        hold_back: Callable[[], None],
    ) -> None:
        self._database = database
        self._clock = clock
        self._tell = tell
        self._hold_back = hold_back
        self._waiting: deque[tuple[Sequence[Record], asyncio.Future[None]]] = deque()
        self._writing: asyncio.Task[None] | None = None
        self._telling: set[asyncio.Task[None]] = set()
        self._said = ThrottledLog(log)
        self.is_stuck = False

    async def add(self, records: Sequence[Record]) -> None:
        """Return once they are on disk."""
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((records, written))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_all(), name="recorder")
        await written

    async def finish(self, seconds: float) -> None:
        """Wait until everything is on disk and told, at most so long."""
        tasks = {*self._telling, *([self._writing] if self._writing else [])}
        if tasks:
            _, left = await asyncio.wait(tasks, timeout=seconds)
            for task in left:
                task.cancel()
        self._said.flush(at_once=True)
        if self._waiting:
            log.error("%d outcomes were not written: they may come twice", len(self._waiting))

    async def _write_all(self) -> None:
        while self._waiting:
            started = monotonic()
            batch = self._take()
            records = [record for of_one, _ in batch for record in of_one]
            troubles = await self._write_surely(records)
            for _, written in batch:
                if not written.done():
                    written.set_result(None)
            for record in records:
                log_outcome(record, self._said)
            self._said.flush()
            for trouble in troubles:
                task = asyncio.create_task(self._tell_of(trouble))
                self._telling.add(task)
                task.add_done_callback(self._telling.discard)
            await asyncio.sleep(max(0.0, GAP_SECONDS - (monotonic() - started)))

    def _take(self) -> list[tuple[Sequence[Record], asyncio.Future[None]]]:
        return [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]

    async def _write_surely(self, records: Sequence[Record]) -> list[Trouble]:
        for attempt in itertools.count():
            try:
                troubles = await self._write(records)
            except (exc.OperationalError, exc.TimeoutError) as error:
                wait = min(LONGEST_WAIT_SECONDS, 0.1 * 2.0 ** min(attempt, 10))
                log.error("outcomes can not be written, again in %.1f s: %s", wait, error)
                self.is_stuck = True
                self._hold_back()
                await asyncio.sleep(wait)
            except Exception:
                log.exception("outcomes can not be written together")
                return [trouble for record in records for trouble in await self._write_one(record)]
            else:
                self.is_stuck = False
                return troubles
        raise AssertionError("counting never ends")

    async def _write_one(self, record: Record) -> list[Trouble]:
        """One that can not be written as it is has failed, and does not hold up the others."""
        try:
            return await self._write([record])
        except Exception as error:
            log.exception("what became of delivery %d can not be written", record.delivery.id)
            reason = f"could not be recorded: {type(error).__name__}"
            return await self._write([replace(record, outcome=Refused(reason))])

    async def _write(self, records: Sequence[Record]) -> list[Trouble]:
        async with self._database.write() as connection:
            return await write(connection, records, self._clock())

    async def _tell_of(self, trouble: Trouble) -> None:
        try:
            await self._tell(trouble)
        except Exception:
            log.exception("editors were not told of %s", trouble)
