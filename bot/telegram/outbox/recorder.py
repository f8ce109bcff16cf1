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

from bot.telegram.client.api_errors import MessageRejected
from bot.telegram.outbox.problems import DeliveryProblem
from bot.telegram.outbox.results import DeliveryResult, log_outcome, save_results
from service.ops.clock import Clock
from service.ops.throttled_log import ThrottledLog
from storage.database.engine import Database

log = logging.getLogger(__name__)

BATCH_SIZE = 200
"""Outcomes in one transaction at the most."""

MIN_WRITE_INTERVAL_SECONDS = 0.02
"""Between the starts of two transactions: at a thousand a second, twenty share one."""

MAX_RETRY_DELAY_SECONDS = 10.0
"""Between two tries where the disk is full or the database is locked."""


class ResultRecorder:
    """Writes outcomes down, however long that takes. ``tell`` hears of troubles; ``hold_back`` is
    called when nothing can be written, so that nothing more is sent meanwhile."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        notify: Callable[[DeliveryProblem], Awaitable[None]],
        on_stuck: Callable[[], None],
    ) -> None:
        self._database = database
        self._clock = clock
        self._notify = notify
        self._on_stuck = on_stuck
        self._waiting: deque[tuple[Sequence[DeliveryResult], asyncio.Future[None]]] = deque()
        self._writing: asyncio.Task[None] | None = None
        self._notifications: set[asyncio.Task[None]] = set()
        self._said = ThrottledLog(log)
        self.is_stuck = False

    async def add(self, results: Sequence[DeliveryResult]) -> None:
        """Return once they are on disk."""
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((results, written))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._save_all(), name="recorder")
        await written

    async def finish(self, max_seconds: float) -> None:
        """Wait until everything is on disk and told, at most so long."""
        tasks = {*self._notifications, *([self._writing] if self._writing else [])}
        if tasks:
            _, left = await asyncio.wait(tasks, timeout=max_seconds)
            for task in left:
                task.cancel()
        self._said.flush(at_once=True)
        if self._waiting:
            log.error("%d outcomes were not written: they may come twice", len(self._waiting))

    async def _save_all(self) -> None:
        while self._waiting:
            started = monotonic()
            batch = self._next_batch()
            records = [record for of_one, _ in batch for record in of_one]
            troubles = await self._save_with_retry(records)
            for _, written in batch:
                if not written.done():
                    written.set_result(None)
            for record in records:
                log_outcome(record, self._said)
            self._said.flush()
            for trouble in troubles:
                task = asyncio.create_task(self._notify_of(trouble))
                self._notifications.add(task)
                task.add_done_callback(self._notifications.discard)
            await asyncio.sleep(max(0.0, MIN_WRITE_INTERVAL_SECONDS - (monotonic() - started)))

    def _next_batch(self) -> list[tuple[Sequence[DeliveryResult], asyncio.Future[None]]]:
        return [self._waiting.popleft() for _ in range(min(BATCH_SIZE, len(self._waiting)))]

    async def _save_with_retry(self, results: Sequence[DeliveryResult]) -> list[DeliveryProblem]:
        for attempt in itertools.count():
            try:
                troubles = await self._save(results)
            except (exc.OperationalError, exc.TimeoutError) as error:
                wait = min(MAX_RETRY_DELAY_SECONDS, 0.1 * 2.0 ** min(attempt, 10))
                log.error("outcomes can not be written, again in %.1f s: %s", wait, error)
                self.is_stuck = True
                self._on_stuck()
                await asyncio.sleep(wait)
            except Exception:
                log.exception("outcomes can not be written together")
                return [trouble for record in results for trouble in await self._save_one(record)]
            else:
                self.is_stuck = False
                return troubles
        raise AssertionError("counting never ends")

    async def _save_one(self, result: DeliveryResult) -> list[DeliveryProblem]:
        """One that can not be written as it is has failed, and does not hold up the others."""
        try:
            return await self._save([result])
        except Exception as error:
            log.exception("what became of delivery %d can not be written", result.delivery.id)
            reason = f"could not be recorded: {type(error).__name__}"
            return await self._save([replace(result, outcome=MessageRejected(reason))])

    async def _save(self, results: Sequence[DeliveryResult]) -> list[DeliveryProblem]:
        async with self._database.write() as connection:
            return await save_results(connection, results, self._clock())

    async def _notify_of(self, problem: DeliveryProblem) -> None:
        try:
            await self._notify(problem)
        except Exception:
            log.exception("editors were not told of %s", problem)
