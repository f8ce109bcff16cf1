"""The pace keeper: every message waits here for its turn, replies first.

One queue in order of urgency, then of arrival, and one timer. Who is next but may not go yet, since
its chat is to rest, steps aside until then and holds up nobody.
"""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import itertools
from collections.abc import Awaitable, Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from time import monotonic

from bot.telegram.client.token_bucket import ChatBuckets, SlidingWindow
from news.errors import SvodkaError
from storage.messaging.outbox import Priority

PAID_COOLDOWN_SECONDS = 1.0
"""Paid messages use up the free ones of the same second first. For so long after the last of them,
nothing else can count on going free."""

MIN_SLEEP_SECONDS = 0.003
"""Seconds between two looks at the least: at a thousand a second, several go at once."""

MIN_LIMITED_CHATS, LIMITED_CHATS_SECONDS = 3, 1.0
"""A 429 names no culprit. So many chats refused within so many seconds mean the bot as a whole."""


class SendCancelled(SvodkaError):
    """A send was called back before its turn: nothing has gone out."""

    key = "error-unexpected"


@dataclass(slots=True)
class SendTicket:
    """One send on its way. Until its turn comes, it can be called back."""

    priority: Priority
    future: asyncio.Future[bool] | None = None
    is_cancelled: bool = False

    def cancel(self) -> None:
        """Have the send raise `Withdrawn`; if its turn has been, nothing happens."""
        self.is_cancelled = True
        if self.future is not None and not self.future.done():
            self.future.set_exception(SendCancelled("called back before its turn"))


_current_ticket: ContextVar[SendTicket | None] = ContextVar("ticket", default=None)


@contextlib.contextmanager
def send_priority(priority: Priority) -> Iterator[SendTicket]:
    """What is sent within is of this priority; without it, everything is a reply."""
    ticket = SendTicket(priority)
    token = _current_ticket.set(ticket)
    try:
        yield ticket
    finally:
        _current_ticket.reset(token)


def is_from_outbox() -> bool:
    """Whether what is sent here is no reply."""
    return _current_ticket.get() is not None


@dataclass(slots=True, eq=False)
class _Waiter:
    priority: Priority
    number: int
    chat_id: int
    is_edit: bool
    may_pay: bool
    future: asyncio.Future[bool]

    def __lt__(self, other: _Waiter) -> bool:
        return (self.priority, self.number) < (other.priority, other.number)


class RateLimiter:
    """Says when a message may go. ``rate`` is messages a second overall, ``paid_rate`` those of
    breaking news where that is paid for (0: it is not); ``now`` and ``sleep`` are in seconds."""

    def __init__(
        self,
        rate: float,
        paid_rate: float = 0,
        *,
        now: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._now = now
        self._sleep = sleep
        self._free_window = SlidingWindow(rate, now())
        self._paid_window = SlidingWindow(paid_rate, now()) if paid_rate > 0 else None
        self._paid_at = float("-inf")
        self._chats = ChatBuckets()
        self._paused_until: dict[int | None, float] = {}
        self._limited_at: dict[int, float] = {}
        self._free_queue: list[_Waiter] = []
        self._paid_queue: list[_Waiter] = []
        self._deferred: list[tuple[float, _Waiter]] = []
        self._numbers = itertools.count()
        self._timer: asyncio.Task[None] | None = None
        self._fires_at = float("inf")

    async def acquire(self, chat_id: int, *, is_edit: bool = False, may_pay: bool = False) -> bool:
        """Return when a message to this chat may go; it then counts as sent. True: it is to be
        paid for, which only one that ``may_pay`` is.

        An edit counts overall, but not as one of the chat's new messages.
        Raises Withdrawn if the ticket was.
        """
        ticket = _current_ticket.get() or SendTicket(Priority.REPLY)
        turn: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        ticket.future = turn
        if ticket.is_cancelled:
            ticket.cancel()
        waiter = _Waiter(ticket.priority, next(self._numbers), chat_id, is_edit, may_pay, turn)
        heapq.heappush(self._queue_of(waiter), waiter)
        self._release_ready()
        return await turn

    def pause(self, seconds: float, chat_id: int | None = None) -> None:
        """Telegram said 429: nothing to this chat, or with None to anybody, for so long."""
        now = self._now()
        self._paused_until = {
            key: until for key, until in self._paused_until.items() if until > now
        }
        self._paused_until[chat_id] = max(now + seconds, self._paused_until.get(chat_id, 0))

    def reset_chats(self) -> None:
        """As much time has passed as every chat needs to be written to anew."""
        self._chats = ChatBuckets()

    def on_too_many_requests(self, seconds: float, chat_id: int) -> None:
        """Telegram said 429 to a message to this chat: hold the chat, or everything where other
        chats have just been refused as well."""
        self.pause(seconds, chat_id)
        now = self._now()
        recent = {
            chat: at for chat, at in self._limited_at.items() if now - at < LIMITED_CHATS_SECONDS
        }
        self._limited_at = {**recent, chat_id: now}
        if len(self._limited_at) >= MIN_LIMITED_CHATS:
            self.pause(seconds)

    def _queue_of(self, waiter: _Waiter) -> list[_Waiter]:
        pays = (
            waiter.priority is Priority.BREAKING
            and waiter.may_pay
            and self._paid_window is not None
        )
        return self._paid_queue if pays else self._free_queue

    def _release_ready(self) -> None:
        """Everybody who may go now goes; the timer is set for who may be next."""
        now = self._now()
        while self._deferred and self._deferred[0][0] <= now:
            waiter = heapq.heappop(self._deferred)[1]
            heapq.heappush(self._queue_of(waiter), waiter)
        upcoming = min(
            self._serve(self._free_queue, now),
            self._serve(self._paid_queue, now),
            self._deferred[0][0] if self._deferred else float("inf"),
        )
        self._set_timer(upcoming, now)

    def _serve(self, queue: list[_Waiter], now: float) -> float:
        """Let go from a queue what may go; return when to look again."""
        while queue:
            waiter = queue[0]
            if waiter.future.done():  # cancelled meanwhile
                heapq.heappop(queue)
                continue
            pace, ready_at = self._window_for(waiter, now)
            if ready_at > now:
                return ready_at
            heapq.heappop(queue)
            rested_at = self._chat_ready_at(waiter, now)
            if rested_at > now:
                heapq.heappush(self._deferred, (rested_at, waiter))
                continue
            pace.take(now)
            if not waiter.is_edit:
                self._chats.take(waiter.chat_id, now)
            if pace is self._paid_window:
                self._paid_at = now
            waiter.future.set_result(pace is self._paid_window)
        return float("inf")

    def _window_for(self, waiter: _Waiter, now: float) -> tuple[SlidingWindow, float]:
        """By which pace the first of a queue goes, and when that lets it."""
        pace, from_then_on = self._free_window, self._paused_until.get(None, now)
        if self._paid_window is not None and not waiter.is_edit and waiter.may_pay:
            echo_ends = self._paid_at + PAID_COOLDOWN_SECONDS
            if waiter.priority is Priority.BREAKING:
                pace = self._paid_window
            elif now < echo_ends and waiter.priority is Priority.REPLY:
                pace = self._paid_window  # it pays its way past a paid broadcast
            elif now < echo_ends:
                from_then_on = max(from_then_on, echo_ends)
        return pace, max(pace.ready_at(), from_then_on)

    def _chat_ready_at(self, waiter: _Waiter, now: float) -> float:
        """When the chat may get this."""
        rested_at = now if waiter.is_edit else self._chats.ready_at(waiter.chat_id, now)
        return max(rested_at, self._paused_until.get(waiter.chat_id, now))

    def _set_timer(self, at: float, now: float) -> None:
        if at >= self._fires_at or at == float("inf"):
            return
        if self._timer is not None:
            self._timer.cancel()
        self._fires_at = at
        self._timer = asyncio.get_running_loop().create_task(self._fire(at - now), name="pace")

    async def _fire(self, seconds: float) -> None:
        await self._sleep(max(seconds, MIN_SLEEP_SECONDS))
        self._timer, self._fires_at = None, float("inf")
        self._release_ready()
