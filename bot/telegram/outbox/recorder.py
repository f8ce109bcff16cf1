"""The recorder: stores outcomes of deliveries, batching those that arrive during a transaction.

Until an outcome is stored, its message counts as in flight: after a kill it would be sent again. So
the first outcome is written immediately, and the next ones are collected while that is written.
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
from bot.telegram.outbox.results import (
    DeliveryResult,
    RenderStyleOffer,
    enqueue_style_offers,
    list_unstored,
    log_outcome,
    save_results,
)
from service.ops.clock import Clock
from service.ops.duties import DutyLost
from service.ops.logs import ThrottledLog
from storage.database.engine import Database

log = logging.getLogger(__name__)

BATCH_SIZE = 200
"""How many outcomes one transaction stores."""

MIN_WRITE_INTERVAL_SECONDS = 0.02
"""Between the starts of two transactions: at a thousand outcomes a second, twenty share one."""

MAX_RETRY_DELAY_SECONDS = 2.0
"""Between two attempts where the disk is full or the database is locked. While a database server is
away, the next one is when it is back."""


MAX_WRITE_SECONDS = 1.0
"""After so long without an answer of the database nothing more is sent: all of it would come twice
if the process were killed now."""


class ResultRecorder:
    """Stores outcomes, retrying as long as necessary.

    ``notify`` receives the problems. ``on_stuck`` is called when nothing can be written, so that no
    more messages are sent.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        notify: Callable[[DeliveryProblem], Awaitable[None]],
        on_stuck: Callable[[], None],
        render_style_offer: RenderStyleOffer | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._notify = notify
        self._on_stuck = on_stuck
        self._render_style_offer = render_style_offer
        self._waiting: deque[tuple[Sequence[DeliveryResult], asyncio.Future[None]]] = deque()
        self._writing: asyncio.Task[None] | None = None
        self._notifications: set[asyncio.Task[None]] = set()
        self._throttled_log = ThrottledLog(log)
        self.is_stuck = self._is_replaced = False

    async def add(self, results: Sequence[DeliveryResult]) -> None:
        """Return when the results are stored."""
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((results, written))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._save_all(), name="recorder")
        await written

    async def finish(self, max_seconds: float) -> None:
        """Wait until all results are stored and notified, at most ``max_seconds``."""
        tasks = {*self._notifications, *([self._writing] if self._writing else [])}
        if tasks:
            _, left = await asyncio.wait(tasks, timeout=max_seconds)
            for task in left:
                task.cancel()
        self._throttled_log.flush(force=True)
        if self._waiting:
            log.error(
                "%d outcomes were not stored: these messages may be sent twice", len(self._waiting)
            )

    async def _save_all(self) -> None:
        while self._waiting:
            started = monotonic()
            batch = self._next_batch()
            results = [result for of_one, _ in batch for result in of_one]
            problems = await self._save_with_retry(results)
            for _, written in batch:
                if not written.done():
                    written.set_result(None)
            for result in results:
                log_outcome(result, self._throttled_log)
            self._throttled_log.flush()
            for problem in problems:
                task = asyncio.create_task(self._notify_of(problem))
                self._notifications.add(task)
                task.add_done_callback(self._notifications.discard)
            await asyncio.sleep(max(0.0, MIN_WRITE_INTERVAL_SECONDS - (monotonic() - started)))

    def _next_batch(self) -> list[tuple[Sequence[DeliveryResult], asyncio.Future[None]]]:
        return [self._waiting.popleft() for _ in range(min(BATCH_SIZE, len(self._waiting)))]

    async def _save_with_retry(self, results: Sequence[DeliveryResult]) -> list[DeliveryProblem]:
        holding = asyncio.get_running_loop().call_later(MAX_WRITE_SECONDS, self._hold)
        try:
            return await self._save_until_stored(results)
        finally:
            holding.cancel()

    def _hold(self) -> None:
        """Have nothing more sent."""
        self.is_stuck = True
        self._on_stuck()

    async def _save_until_stored(self, results: Sequence[DeliveryResult]) -> list[DeliveryProblem]:
        for attempt in itertools.count():
            try:
                problems = await self._save(results, again=attempt > 0)
            except DutyLost:
                # They count as in flight: the process that sends now has leased them again.
                if not self._is_replaced:
                    log.warning("outcomes are not stored any more: another process sends now")
                self._is_replaced, self.is_stuck = True, False
                return []
            except (exc.OperationalError, exc.TimeoutError) as error:
                wait = min(MAX_RETRY_DELAY_SECONDS, 0.1 * 2.0 ** min(attempt, 10))
                availability = self._database.availability
                availability.log(
                    log, "outcomes cannot be stored, next attempt in %.1f s: %s", wait, error
                )
                self._hold()
                await availability.pause(wait)
            except Exception:
                log.exception("outcomes cannot be stored together, each is stored by itself")
                return [problem for result in results for problem in await self._save_one(result)]
            else:
                self._is_replaced = self.is_stuck = False
                return problems
        raise AssertionError("counting never ends")

    async def _save_one(self, result: DeliveryResult) -> list[DeliveryProblem]:
        """Store one result; one that cannot be stored is recorded as failed."""
        try:
            return await self._save([result])
        except DutyLost:
            return []
        except Exception as error:
            log.exception("the outcome of delivery %d cannot be stored", result.delivery.id)
            reason = f"could not be recorded: {type(error).__name__}"
            return await self._save([replace(result, outcome=MessageRejected(reason))])

    async def _save(
        self, results: Sequence[DeliveryResult], *, again: bool = False
    ) -> list[DeliveryProblem]:
        """Store results. ``again``: an attempt before this one failed, and it is not known whether
        it was committed: what is stored is left out, so that nothing counts twice."""
        async with self._database.write() as connection:
            now = self._clock()
            if again:
                results = await list_unstored(connection, results)
            problems = await save_results(connection, results, now)
            if self._render_style_offer is not None:
                await enqueue_style_offers(connection, results, self._render_style_offer, now)
            return problems

    async def _notify_of(self, problem: DeliveryProblem) -> None:
        try:
            await self._notify(problem)
        except Exception:
            log.exception("the notification failed: %s", problem)
