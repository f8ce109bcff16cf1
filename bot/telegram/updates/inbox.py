"""The inbox: every update that comes in is on disk before Telegram hears that we have it.

What has happened where a kill strikes:
- before it is on disk: Telegram has no answer, and sends it again;
- on disk, not answered yet: Telegram sends it again, its id is known, it is passed over;
- not handled to the end: the next start handles it. The one in which the event loop hung, or the
  process crashed, is set aside: it would end every life. One that only had the loop when the
  process was killed comes last and alone, and is set aside where that happens again. One that ends
  the process from a thread is found by trying: from the fourth life on, what is still left is
  handled one after the other, and set aside after two deaths of its own;
- handled, and that is not on disk yet: it is handled again. So at least once, and what may come
  twice is what was in flight at a kill. At most once would leave people without an answer, and the
  buttons carry the wished state, so that twice does no more than once.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.types import Update
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from bot.telegram.updates.chat_queues import ChatQueues
from bot.telegram.updates.hang_guard import AtWork
from service.ops.clock import Clock
from storage.database.engine import Database
from storage.messaging import inbox

log = logging.getLogger(__name__)

RawUpdate = dict[str, Any]

MAX_CONCURRENT_UPDATES = 1000
"""Updates that are handled side by side; beyond, Telegram keeps them for us. Those that wait for
their chat's turn are not at work."""

MAX_REMEMBERED_IDS = 10_000
"""Ids of this life that are known without the database, which may just then take nothing."""

ALONE_AFTER_SECONDS = 60.0
"""How long those that are handled alone wait for the others."""

ALONE_SECONDS = 20.0
"""How long one of them has before the next is begun. A group's pace lets answers wait that long."""

MARK_INTERVAL_SECONDS = 0.05
"""Between two notes of what was handled: in a busy hour, many share one."""


class Inbox:
    """Takes updates from whichever way they come, and sees each through the dispatcher once."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        bot: Bot,
        database: Database,
        clock: Clock,
        queues: ChatQueues | None = None,
    ) -> None:
        self._dispatcher = dispatcher
        self._bot = bot
        self._database = database
        self._clock = clock
        self._is_handled: OrderedDict[int, bool] = OrderedDict()
        self._queues = queues or ChatQueues()
        self._queues.on_change = self._look_for_room
        self._hang_guard = AtWork(database.path)
        self._tasks: set[asyncio.Task[None]] = set()
        self._has_room = asyncio.Event()
        self._alone: asyncio.Task[None] | None = None
        self._handled: list[int] = []
        self._marking: asyncio.Task[None] | None = None

    @property
    def is_full(self) -> bool:
        return len(self._tasks) - self._queues.waiting >= MAX_CONCURRENT_UPDATES

    async def wait_for_room(self) -> None:
        """Return once more can be taken."""
        while self.is_full:
            self._has_room.clear()
            await self._has_room.wait()

    def _look_for_room(self) -> None:
        if not self.is_full:
            self._has_room.set()

    async def accept(self, raw_updates: Sequence[RawUpdate]) -> None:
        """Return once all of them are on disk; then those that are new are being handled. Raises
        SQLAlchemyError where the disk takes nothing; they are handled, and may be given again."""
        async with self._database.read_few() as connection:
            known = await inbox.find_known(connection, [raw["update_id"] for raw in raw_updates])
        bodies = {raw["update_id"]: raw for raw in raw_updates}
        new = self._claim(number for number in bodies if number not in known)
        # First the disk: behind so many handlers it would get no turn, and Telegram would be asked
        # for more only when the last of them is done.
        try:
            if len(known) < len(bodies):
                await self._store(bodies)
        except asyncio.CancelledError:  # a stop: Telegram has no answer, and brings them again
            for number in new:
                self._is_handled.pop(number, None)
            raise
        except SQLAlchemyError:
            self._start_all(new, bodies)
            raise
        self._start_all(new, bodies)

    async def _store(self, bodies: Mapping[int, RawUpdate]) -> None:
        async with self._database.write_few() as connection:
            noted = {
                number: None if self._is_handled.get(number) else raw
                for number, raw in bodies.items()
            }
            await inbox.add_updates(connection, noted, self._clock())

    async def resume(self) -> None:
        """Handle what the last life left. What may be the cause of its end comes last."""
        last = self._hang_guard.open()
        async with self._database.write() as connection:
            left, aside = await inbox.claim_unhandled(
                connection, died=last.died, suspect=last.suspect, is_proven=last.is_proven
            )
        for one in aside:
            log.error(
                "update %d (chat %s, %s) hung or ended the process, and is not handled again",
                one.update_id,
                *_about(one.body),
            )
        if left:
            log.info("%d updates were not handled to the end, and are now", len(left))
        bodies = {one.update_id: one.body for one in left}
        # The webhook is up by now, and has brought what is being handled already.
        new = self._claim(bodies)
        alone = {one.update_id for one in left if one.is_alone}
        self._start_all([number for number in new if number not in alone], bodies)
        if suspects := [number for number in new if number in alone]:
            self._alone = asyncio.create_task(self._one_by_one(suspects, bodies), name="alone")

    async def _one_by_one(self, numbers: Sequence[int], bodies: Mapping[int, RawUpdate]) -> None:
        """Handle those under suspicion when what was left beside them is done with, or has taken
        its time; each is noted before it is begun."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=ALONE_AFTER_SECONDS)
        for number in numbers:
            try:
                async with self._database.write() as connection:
                    await inbox.alone(connection, number)
            except SQLAlchemyError as error:
                log.error(
                    "update %d can not be noted, and waits for the next start: %s", number, error
                )
                continue
            task = self._start(number, bodies[number])
            await asyncio.wait([task], timeout=ALONE_SECONDS)

    async def finish(self, max_seconds: float) -> None:
        """Wait until everything is handled, at most so long; the next life handles what is left."""
        if self._alone is not None:
            self._alone.cancel()
            await asyncio.wait([self._alone])
        if self._tasks:
            _, left = await asyncio.wait(self._tasks, timeout=max_seconds)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)
        if self._marking is not None:
            await self._marking
        self._hang_guard.close()

    def _claim(self, numbers: Iterable[int]) -> list[int]:
        """Those that nobody has taken before, in order; from now on somebody has."""
        new = [number for number in numbers if number not in self._is_handled]
        self._is_handled |= dict.fromkeys(new, False)
        while len(self._is_handled) > MAX_REMEMBERED_IDS:
            self._is_handled.popitem(last=False)
        return new

    def _start_all(self, numbers: Iterable[int], bodies: Mapping[int, RawUpdate]) -> None:
        for number in numbers:
            self._start(number, bodies[number])

    def _start(self, number: int, raw: RawUpdate) -> asyncio.Task[None]:
        task = asyncio.create_task(self._handle(number, raw), name="update")
        self._tasks.add(task)
        task.add_done_callback(self._end)
        return task

    def _end(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._look_for_room()

    async def _handle(self, number: int, raw: RawUpdate) -> None:
        try:
            await self._hang_guard.run(number, self._feed(raw))
        except ValidationError as error:
            log.error("update %d is none that we know: %s", number, error)
        except Exception:
            log.exception("update %d", number)
        self._is_handled[number] = True
        self._handled.append(number)
        if self._marking is None or self._marking.done():
            self._marking = asyncio.create_task(self._mark_handled(), name="handled")

    async def _feed(self, raw: RawUpdate) -> None:
        update = Update.model_validate(raw, context={"bot": self._bot})
        await self._dispatcher.feed_update(self._bot, update)

    async def _mark_handled(self) -> None:
        while self._handled:
            numbers, self._handled = self._handled, []
            try:
                async with self._database.write_few() as connection:
                    await inbox.mark_handled(connection, numbers)
            except SQLAlchemyError as error:
                log.error("that %d updates are handled can not be noted: %s", len(numbers), error)
            await asyncio.sleep(MARK_INTERVAL_SECONDS)


def _about(raw: RawUpdate) -> tuple[int | str, str]:
    """Chat and kind of an update as it came; nothing that somebody wrote."""
    kind = next((name for name in raw if name != "update_id"), "empty")
    inside = _object(raw.get(kind))
    chat = _object(_object(inside.get("message")).get("chat")) or _object(inside.get("chat"))
    return (chat or _object(inside.get("from"))).get("id", "unknown"), kind


def _object(found: object) -> RawUpdate:
    return found if isinstance(found, dict) else {}
