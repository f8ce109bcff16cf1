"""The inbox: an update is stored on disk before it is acknowledged to Telegram.

What happens to an update if the process is killed:
- before it is stored: Telegram has no acknowledgement and sends it again;
- stored, not acknowledged: Telegram sends it again, and it is skipped because its id is known;
- not handled completely: the next run handles it. If the event loop hung or the process crashed
  while it was handled, it is set aside, as it would end every run. If it only had the event loop
  when the process was killed, it is handled last and alone, and set aside if that happens again.
  One that ends the process from a thread is found by trial: from the fourth run on, the remaining
  updates are handled one by one, and one during which the process ended twice is set aside;
- handled, but not marked so: it is handled again. So each is handled at least once, and twice only
  if it was in progress at a kill. Handling it at most once would leave people without an answer;
  and a button carries the new state, so that pressing it twice has the same effect as once.

A person whose request fails can repeat it. Nobody repeats a post of a channel, or a change of the
bot's rights: where the database or the analyzer fails, such an update stays stored, and is handled
again later, for a day at most. Later ones that nobody repeats wait for it if they are in the same
queue (`read_chat_key`) of this process, or of the same chat and begin after it failed. Another
process does not wait for hours: there a later edit of a post is handled first.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import re
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from time import monotonic
from typing import Any, TypeGuard

from aiogram import Bot, Dispatcher
from aiogram.types import Update
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from bot.telegram.client.rate_limiter import RateLimiter
from bot.telegram.client.session import MAX_CHAT_ID
from bot.telegram.middlewares.chat_lock import ChatQueues
from bot.telegram.updates.hang_guard import HangGuard, list_recorded, read_last_end
from service.articles.analysis_worker import AnalyzerUnavailable
from service.ops.clock import Clock
from service.ops.duties import DutyKeeper, DutyLost
from storage import processes
from storage.database.engine import Database
from storage.database.errors import DatabaseAway, DatabaseFailure, is_away
from storage.database.fencing import fenced
from storage.messaging import inbox
from storage.outages.availability import Availability

log = logging.getLogger(__name__)

RawUpdate = dict[str, Any]

_SURROGATE = re.compile("[\ud800-\udfff]")

MAX_UPDATE_ID = 2**31
"""Telegram's ids are smaller. After a larger one, polling would ask for none of them any more."""

MAX_CONCURRENT_UPDATES = 1000
"""Updates that are handled concurrently, without those that wait for their chat's turn or for its
rate limit. Telegram keeps the rest."""

MAX_REMEMBERED_IDS = 10_000
"""Ids of this run that are known even while the database cannot be written."""

ALONE_AFTER_SECONDS = 2.0
"""How long updates to be handled alone wait for the others. Most of them only had the event loop
when the process was killed from outside, and a person waits for the answer."""

ALONE_SECONDS = 20.0
"""How long each of them has before the next is started; a group's rate limit delays answers."""

ABANDON_SECONDS = 5.0
"""How long handlers may take to end that were cancelled."""

MAX_ORDER_SECONDS = 30.0
"""How long an update waits for an earlier one of its chat in another process: a handler that hangs
there must not keep a person from being answered here."""

ORDER_INTERVAL_SECONDS = 0.05
"""How often it looks whether that one is handled."""

STARTED_A_TURN = 10
"""Updates that begin to be handled in one turn of the event loop."""

MARK_INTERVAL_SECONDS = 0.05
"""How long to wait between two writes of what was handled; under load many updates share one."""

MARK_RETRY_SECONDS = 1.0
"""How long to wait after a write that failed."""

UNREPEATABLE_KINDS = frozenset(
    {"channel_post", "edited_channel_post", "my_chat_member", "chat_member"}
)
"""Updates that nobody sends again. So is a message that a group has another id now."""

MIN_RETRY_SECONDS, MAX_RETRY_SECONDS = 30.0, 600.0
"""How long to wait before those that failed are handled again."""

RETRY_GROWTH = 2
"""How many times as long they wait after each attempt in which none succeeds."""

RETRY_PERIOD = timedelta(days=1)
"""For how long they are handled again."""

MAX_TRIES = 3
"""How often an update is handled where the database goes away in the middle of it each time."""


class Inbox:
    """Accepts updates from polling or the webhook and passes each to the dispatcher once."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        bot: Bot,
        database: Database,
        clock: Clock,
        queues: ChatQueues | None = None,
        rate_limiter: RateLimiter | None = None,
        duties: DutyKeeper | None = None,
    ) -> None:
        self._dispatcher = dispatcher
        self._bot = bot
        self._database = database
        self._clock = clock
        self._is_handled: OrderedDict[int, bool] = OrderedDict()
        self._queues = ChatQueues() if queues is None else queues  # an empty one is false
        self._queues.on_change = self._look_for_room
        self._rate_limiter = rate_limiter
        if rate_limiter is not None:
            rate_limiter.on_defer = self._look_for_room
        self._duties = duties
        self._hang_guard = HangGuard(database.path, self._process_id)
        self._tasks: set[asyncio.Task[None]] = set()
        self._has_room = asyncio.Event()
        self._alone: asyncio.Task[None] | None = None
        self._handled: list[int] = []
        self._marking: asyncio.Task[None] | None = None
        self._reclaiming: asyncio.Task[None] | None = None
        self._deferred: dict[int, int | None] = {}
        """The chats of updates that failed and are handled again later, by their ids."""
        self._unreleased: set[int] = set()
        """Those of them that other processes still wait for."""
        self._has_deferred = asyncio.Event()
        self._retrying: asyncio.Task[None] | None = None

    @property
    def availability(self) -> Availability:
        """What is known of the database in which updates are stored."""
        return self._database.availability

    @property
    def _process_id(self) -> str | None:
        return None if self._duties is None else self._duties.id

    @property
    def active_count(self) -> int:
        """How many updates are worked on, without those that wait for their chat's turn or for its
        rate limit."""
        waiting = self._queues.waiting
        if self._rate_limiter is not None:
            waiting += self._rate_limiter.deferred_replies
        return len(self._tasks) - waiting

    @property
    def is_full(self) -> bool:
        """Whether as many updates are worked on as may be."""
        return self.active_count >= MAX_CONCURRENT_UPDATES

    async def wait_for_room(self) -> None:
        """Return as soon as an update can be accepted."""
        while self.is_full:
            self._has_room.clear()
            await self._has_room.wait()

    def _look_for_room(self) -> None:
        if not self.is_full:
            self._has_room.set()

    async def accept(self, raw_updates: Sequence[RawUpdate]) -> None:
        """Store updates and start to handle the new ones; return when all are on disk and started.

        Raises SQLAlchemyError if they cannot be stored, and they have to be passed in again. Where
        this is the only process and can read at least, they are handled nevertheless, once, except
        those that nobody sends again: a failure would lose them.
        """
        async with self._database.read(inline=True) as connection:
            known = await inbox.find_known(connection, [raw["update_id"] for raw in raw_updates])
        bodies = {raw["update_id"]: raw for raw in raw_updates}
        new = self._claim(number for number in bodies if number not in known)
        # Store before handling: behind many handlers the write would get no turn, and polling
        # would continue only after the last of them.
        try:
            if len(known) < len(bodies):
                new = await self._store(bodies, new)
        except asyncio.CancelledError:  # a stop: Telegram will send them again
            self._unclaim(new)
            raise
        except SQLAlchemyError as error:
            if not is_away(error) and (self._duties is None or not self._duties.others):
                self._unclaim(one for one in new if not is_repeatable(bodies[one]))
                await self._start_all([one for one in new if is_repeatable(bodies[one])], bodies)
                raise
            self._unclaim(new)
            self._reclaim_soon()
            raise
        await self._start_all(new, bodies)

    def _reclaim_soon(self) -> None:
        if self._reclaiming is None or self._reclaiming.done():
            self._reclaiming = asyncio.create_task(self._reclaim(), name="reclaim")

    async def _reclaim(self) -> None:
        """Handle what was stored as this process's although the answer to its commit was lost: when
        it comes again it is known, and nobody else handles it."""
        while True:
            await self.availability.pause(MARK_RETRY_SECONDS)
            try:
                async with self._database.read() as connection:
                    own = await inbox.list_unhandled(connection, self._process_id)
            except SQLAlchemyError:
                continue
            bodies = {one.update_id: one.body for one in own}
            await self._start_all(self._claim(bodies), bodies)
            return

    async def _store(self, bodies: Mapping[int, RawUpdate], new: list[int]) -> list[int]:
        """Store updates; return those of the ``new`` ones that this process has to handle."""
        keys = {number: read_chat_key(raw) for number, raw in bodies.items()}
        owner = inbox.Owner(self._process_id, keys)
        async with self._database.write(inline=True) as connection:
            rows = {
                number: None if self._is_handled.get(number) else raw
                for number, raw in bodies.items()
            }
            await inbox.add_updates(connection, rows, self._clock(), owner)
            if self._duties is None or not self._duties.others:
                return new
            owned = await inbox.find_owned(connection, new, self._duties.id)
        for number in set(new) - owned:  # another process was faster
            self._is_handled.pop(number, None)
        return [number for number in new if number in owned]

    async def _await_earlier(self, update_id: int, chat_key: int) -> None:
        """Wait until no other process has an earlier update of the same chat."""
        if self._duties is None:
            return
        until = monotonic() + MAX_ORDER_SECONDS
        while self._duties.others and monotonic() < until:
            try:
                async with self._database.read(inline=True) as connection:
                    if not await inbox.has_earlier(connection, update_id, chat_key):
                        return
            except SQLAlchemyError as error:
                self.availability.log(log, "the order of a chat is not known yet: %s", error)
                await self.availability.pause(MARK_RETRY_SECONDS)
            await asyncio.sleep(ORDER_INTERVAL_SECONDS)

    async def resume(self) -> None:
        """Handle what previous runs left; possible causes of their end come last."""
        if self._duties is not None:
            self._queues.await_earlier = self._await_earlier
            self._duties.on_ended.append(self.adopt)
            self._duties.on_removed.append(self.abandon)
        while True:
            try:
                await self.adopt()
                return
            except SQLAlchemyError as error:
                self.availability.log(log, "what the last run left is not read yet: %s", error)
                await self.availability.pause(MARK_RETRY_SECONDS)

    async def adopt(self) -> None:
        """Handle the updates of processes that have ended. Raises SQLAlchemyError; then it is to be
        called again."""
        try:
            left, aside = await self._take_over()
        except SQLAlchemyError:
            self._reclaim_soon()  # the answer to the commit may be lost
            raise
        self._hang_guard.open()
        await self._handle_left(left, aside)

    async def _take_over(
        self,
    ) -> tuple[list[inbox.UnhandledUpdate], list[inbox.UnhandledUpdate]]:
        """Make the updates of ended processes this one's; return them, and those set aside."""
        left: list[inbox.UnhandledUpdate] = []
        aside: list[inbox.UnhandledUpdate] = []
        path = self._database.path
        async with self._database.write() as connection:
            running = {row.id for row in await processes.list_processes(connection)}
            gone = {*await inbox.list_gone_owners(connection), *(list_recorded(path) - running)}
            for owner in sorted({None, *gone}, key=str):
                last = read_last_end(path, owner)
                of_one, to_set_aside = await inbox.claim_unhandled(
                    connection,
                    died=last.died or owner is not None,
                    suspect=last.suspect,
                    is_proven=last.is_proven,
                    owner=owner,
                    new_owner=self._process_id,
                )
                left += of_one
                aside += to_set_aside
        return left, aside

    async def _handle_left(
        self, left: Sequence[inbox.UnhandledUpdate], aside: Sequence[inbox.UnhandledUpdate]
    ) -> None:
        for update in aside:
            log.error(
                "update %d (chat %s, %s) hung or ended the process and is not handled again",
                update.update_id,
                *_describe(update.body),
            )
        if left:
            log.info("%d updates were not handled completely and are handled now", len(left))
        bodies = {one.update_id: one.body for one in left}
        # The webhook is active by now, and may have brought some of them already.
        new = self._claim(bodies)
        alone = {one.update_id for one in left if one.is_alone}
        await self._start_all([number for number in new if number not in alone], bodies)
        if suspects := [number for number in new if number in alone]:
            handling = self._one_by_one(suspects, bodies, self._alone)
            self._alone = asyncio.create_task(handling, name="alone")

    async def abandon(self) -> None:
        """Stop all handling: another process considers this one ended, and handles its updates."""
        # At the same time as its handlers: it would start the next one when the current one ends.
        several = (self._alone, self._retrying)
        tasks = {*self._tasks, *(one for one in several if one is not None)}
        self._retrying = None
        self._deferred.clear()
        self._unreleased.clear()
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=ABANDON_SECONDS)
        self._handled.clear()
        self._hang_guard.close()
        self._hang_guard = HangGuard(self._database.path, self._process_id)
        self._hang_guard.open()

    async def _one_by_one(
        self,
        numbers: Sequence[int],
        bodies: Mapping[int, RawUpdate],
        before: asyncio.Task[None] | None,
    ) -> None:
        """Handle the updates that may have ended a run, after the others or a timeout; record each
        before it is handled."""
        if before is not None:
            await asyncio.wait([before])
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=ALONE_AFTER_SECONDS)
        for number in numbers:
            try:
                async with self._database.write() as connection:
                    await inbox.mark_handled_alone(connection, number)
            except SQLAlchemyError as error:
                log.error("update %d is left for the next run: %s", number, error)
                continue
            task = self._start(number, bodies[number])
            await asyncio.wait([task], timeout=ALONE_SECONDS)

    async def finish(self, max_seconds: float) -> None:
        """Wait until everything is handled or time is up; the next run handles the rest."""
        if self._alone is not None:
            self._alone.cancel()
            await asyncio.wait([self._alone])
        if self._retrying is not None:
            self._retrying.cancel()
        if self._tasks:
            _, left = await asyncio.wait(self._tasks, timeout=max_seconds)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)
        if self._marking is not None:
            await asyncio.wait([self._marking], timeout=max_seconds)
            self._marking.cancel()
        for waiting in (self._reclaiming, self._retrying):
            if waiting is not None:
                waiting.cancel()
        if self._duties is not None:
            await self._give_up(self._duties.id)
        self._hang_guard.close()

    async def _give_up(self, process_id: str) -> None:
        try:
            async with self._database.write(inline=True) as connection:
                await inbox.give_up(connection, process_id)
        except SQLAlchemyError as error:
            log.error("updates that are left count as those of a process that crashed: %s", error)

    def _claim(self, numbers: Iterable[int]) -> list[int]:
        """Return the numbers that are new, in order, and remember them."""
        new = [number for number in numbers if number not in self._is_handled]
        self._is_handled |= dict.fromkeys(new, False)
        while len(self._is_handled) > MAX_REMEMBERED_IDS:
            self._is_handled.popitem(last=False)
        return new

    def _unclaim(self, numbers: Iterable[int]) -> None:
        """Forget updates that are not handled: they come again."""
        for number in numbers:
            self._is_handled.pop(number, None)

    async def _start_all(self, numbers: Iterable[int], bodies: Mapping[int, RawUpdate]) -> None:
        """Start to handle updates, a few in each turn of the event loop: a hundred at once would
        hold it for a quarter of a second."""
        for place, number in enumerate(numbers, start=1):
            self._start(number, bodies[number])
            if place % STARTED_A_TURN == 0:
                await asyncio.sleep(0)

    def _start(self, number: int, raw: RawUpdate, *, is_retry: bool = False) -> asyncio.Task[None]:
        handling = self._handle(number, raw, is_retry=is_retry)
        task = asyncio.create_task(handling, name="update")
        self._tasks.add(task)
        task.add_done_callback(self._end)
        return task

    def _end(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._look_for_room()

    async def _handle(self, number: int, raw: RawUpdate, *, is_retry: bool = False) -> None:
        if is_repeatable(raw):
            await self._handle_one(number, raw)
            return
        key, chat = read_chat_key(raw), _get_chat_id(raw)
        # In its turn: what it waits for may be deferred meanwhile, and then comes first.
        async with self._take_turn(key):
            if not is_retry and chat in self._deferred.values():
                await self._defer(number, chat)
                return
            try:
                await self._handle_one(number, raw)
            except (DatabaseFailure, AnalyzerUnavailable) as error:
                log.error(
                    "update %d (chat %s, %s) is handled again later: %s",
                    number,
                    *_describe(raw),
                    error,
                )
                if not is_retry:
                    await self._defer(number, chat)

    def _take_turn(self, key: int | None) -> contextlib.AbstractAsyncContextManager[object]:
        return self._queues.acquire(key, may_drop=False) if key else contextlib.nullcontext()

    async def _handle_one(self, number: int, raw: RawUpdate) -> None:
        """Handle an update and mark it so, also if it fails. Raises DatabaseFailure and
        AnalyzerUnavailable if nobody repeats it; then it is not marked."""
        try:
            await self._handle_over_outages(number, raw)
        except DutyLost:
            return  # the process that took over from this one handles it
        except (DatabaseFailure, AnalyzerUnavailable):
            if not is_repeatable(raw):
                raise
            log.exception("update %d", number)
        except ValidationError as error:
            log.error("update %d does not validate: %s", number, error)
        except Exception:
            log.exception("update %d", number)
        self._finish_one(number)

    def _finish_one(self, number: int) -> None:
        self._is_handled[number] = True
        self._deferred.pop(number, None)  # before its turn ends: the next one looks there
        self._unreleased.discard(number)
        self._handled.append(number)
        if self._marking is None or self._marking.done():
            self._marking = asyncio.create_task(self._mark_handled(), name="handled")

    async def _defer(self, number: int, chat: int | None) -> None:
        """Leave an update stored, to be handled again soon; other processes do not wait for it."""
        self._deferred[number] = chat
        self._unreleased.add(number)
        self._has_deferred.set()
        if self._retrying is None or self._retrying.done():
            self._retrying = asyncio.create_task(self._retry(), name="retry")
        await self._release_order()

    async def _retry(self) -> None:
        """Handle what failed again, until all succeeds or is too old. The pauses grow while nothing
        succeeds, and are as short as at first when another update fails."""
        pause = MIN_RETRY_SECONDS
        while self._deferred:
            await self._release_order()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._has_deferred.wait(), pause - MIN_RETRY_SECONDS)
                pause = MIN_RETRY_SECONDS
            await asyncio.sleep(MIN_RETRY_SECONDS)
            self._has_deferred.clear()
            before = set(self._deferred)
            try:
                async with self._database.read() as connection:
                    own = await inbox.list_unhandled(connection, self._process_id)
            except SQLAlchemyError as error:
                self.availability.log(log, "what failed is not read yet: %s", error)
            else:
                await self._retry_each(before, own)
            is_better = bool(before - set(self._deferred))
            longer = min(RETRY_GROWTH * pause, MAX_RETRY_SECONDS)
            pause = MIN_RETRY_SECONDS if is_better else longer

    async def _retry_each(self, numbers: set[int], own: Iterable[inbox.UnhandledUpdate]) -> None:
        """Handle updates one after the other; of a chat, none after one that fails again."""
        stored = {one.update_id: one for one in own}
        for number in numbers - set(stored):  # another process has it
            self._deferred.pop(number, None)
            self._unreleased.discard(number)
            self._unclaim([number])
        failed: set[int | None] = set()
        for number, one in stored.items():
            if number not in numbers or (chat := self._deferred[number]) in failed:
                continue
            if self._clock() - one.received_at > RETRY_PERIOD:
                log.error("update %d (chat %s, %s) is given up", number, *_describe(one.body))
                self._finish_one(number)
                continue
            await asyncio.wait([self._start(number, one.body, is_retry=True)])
            if number in self._deferred:
                failed.add(chat)

    async def _release_order(self) -> None:
        """Have other processes not wait for updates that may be handled hours later."""
        if self._duties is None or not self._duties.others or not self._unreleased:
            return
        numbers = set(self._unreleased)
        try:
            async with self._database.write(inline=True) as connection:
                await inbox.release_order(connection, numbers)
        except SQLAlchemyError as error:
            self.availability.log(log, "other processes wait for what failed: %s", error)
        else:
            self._unreleased -= numbers

    async def _handle_over_outages(self, number: int, raw: RawUpdate) -> None:
        """Handle an update; again when the database is back, if it goes away meanwhile. As after a
        kill, what was in progress is done twice rather than never."""
        for tries in range(1, MAX_TRIES + 1):
            try:
                with self._fence():
                    await self._hang_guard.run(
                        number, self._feed(raw, is_last_try=tries == MAX_TRIES)
                    )
                return
            except DatabaseAway as error:
                if tries == MAX_TRIES:
                    raise
                self.availability.log(log, "update %d is handled again: %s", number, error)
                await self.availability.pause(MARK_RETRY_SECONDS)

    def _fence(self) -> contextlib.AbstractContextManager[None]:
        if self._duties is None:
            return contextlib.nullcontext()
        return fenced(self._duties.check_registered)

    async def _feed(self, raw: RawUpdate, *, is_last_try: bool) -> None:
        update = Update.model_validate(raw, context={"bot": self._bot})
        known = {"is_last_try": True} if is_last_try else {}
        if not is_repeatable(raw):
            known["is_repeatable"] = False
            known["has_turn"] = bool(read_chat_key(raw))
        await self._dispatcher.feed_update(self._bot, update, **known)

    async def _mark_handled(self) -> None:
        while self._handled:
            numbers, self._handled = self._handled, []
            try:
                async with self._database.write(inline=True) as connection:
                    await inbox.mark_handled(connection, numbers)
            except SQLAlchemyError as error:
                self.availability.log(
                    log, "%d updates cannot be marked as handled: %s", len(numbers), error
                )
                self._handled += numbers  # else the next run would answer them again
                await self.availability.pause(MARK_RETRY_SECONDS)
            await asyncio.sleep(MARK_INTERVAL_SECONDS)


def read_updates(answer: Sequence[object]) -> list[RawUpdate]:
    """Return the entries that are updates with a valid id, without lone surrogates, in order."""
    return [clean_text(raw) for raw in answer if is_update(raw)]


def is_update(raw: object) -> TypeGuard[RawUpdate]:
    """Return whether a decoded JSON value is an update with a valid id."""
    if not isinstance(raw, dict):
        return False
    number = raw.get("update_id")
    return type(number) is int and 0 <= number < MAX_UPDATE_ID


def is_repeatable(raw: RawUpdate) -> bool:
    """Return whether a person sends what is in an update again if it is not answered."""
    kind, inside, _ = _find_chat(raw)
    is_migration = "migrate_to_chat_id" in inside or "migrate_from_chat_id" in inside
    return kind not in UNREPEATABLE_KINDS and not is_migration


def clean_text(raw: RawUpdate) -> RawUpdate:
    """Return the update with each lone surrogate replaced by U+FFFD: neither SQLite nor Telegram
    accepts one. Of an update that is nested too deeply only the id is left."""
    try:
        encoded = json.dumps(raw, ensure_ascii=False)
    except RecursionError:
        return {"update_id": raw["update_id"]}
    if encoded.isascii() or not _SURROGATE.search(encoded):
        return raw
    cleaned: RawUpdate = json.loads(_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", encoded))
    return cleaned


def read_chat_key(raw: RawUpdate) -> int | None:
    """Return the key of the queue that an update waits in (`ChatLockMiddleware`): its chat, in a
    channel its person; None if it has no chat."""
    _, inside, chat = _find_chat(raw)
    user = _to_dict(inside.get("from"))
    key = user.get("id") if user and chat.get("type") == "channel" else chat.get("id")
    return key if type(key) is int and abs(key) < MAX_CHAT_ID else None


def _get_chat_id(raw: RawUpdate) -> int | None:
    _, _, chat = _find_chat(raw)
    number = chat.get("id")
    return number if type(number) is int else None


def _describe(raw: RawUpdate) -> tuple[int | str, str]:
    """Return the chat and the kind of an update, for the log; no content."""
    kind, inside, chat = _find_chat(raw)
    return (chat or _to_dict(inside.get("from"))).get("id", "unknown"), kind


def _find_chat(raw: RawUpdate) -> tuple[str, RawUpdate, RawUpdate]:
    """Return the kind of an update, what is in it, and its chat; what is missing is empty."""
    kind = next((name for name in raw if name != "update_id"), "empty")
    inside = _to_dict(raw.get(kind))
    chat = _to_dict(inside.get("chat")) or _to_dict(_to_dict(inside.get("message")).get("chat"))
    return kind, inside, chat


def _to_dict(value: object) -> RawUpdate:
    return value if isinstance(value, dict) else {}
