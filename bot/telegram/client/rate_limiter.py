"""The rate limiter: every message waits for its turn, replies first.

There is one queue in order of priority, then of arrival, and one timer. A message whose chat has
reached its own limit is set aside until then, and does not delay the others.

The limits are those that Telegram publishes (https://core.telegram.org/bots/faq): about thirty
messages a second in all, one a second to a chat with a small burst, twenty a minute to a group.
Times are in seconds.
"""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import itertools
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from time import monotonic

from news.errors import SvodkaError
from storage.messaging.outbox import Priority

CHAT_RATE, CHAT_BURST = 1.0, 5.0
GROUP_RATE, GROUP_BURST = 15 / 60, 5.0
"""A burst and a minute at this rate are twenty messages."""

WINDOW_SECONDS = 1.005
"""A little longer than Telegram's second: messages sent evenly may arrive bunched."""

CATCH_UP_SECONDS = 0.1
"""How much delay is made up for by sending closer together."""

PAID_COOLDOWN_SECONDS = 1.0
"""Paid messages first use up the free ones of the same second. For this time after a paid message
no other message can rely on being free."""

MIN_SLEEP_SECONDS = 0.003
"""Between two runs of the timer: at a thousand a second, several messages share one run."""

MIN_LIMITED_CHATS, LIMITED_CHATS_SECONDS = 3, 1.0
"""A 429 does not say which limit was exceeded. If this many chats get one within this time, it is
the limit of the bot as a whole."""


class SlidingWindow:
    """Allows ``rate`` messages in any second, evenly spread."""

    def __init__(self, rate: float, now: float) -> None:
        self._last: deque[float] = deque()
        self._next = now
        self.set_rate(rate)

    def set_rate(self, rate: float) -> None:
        """Allow another rate from now on; what was sent within the last second counts."""
        count = max(1, int(rate))
        self.rate = rate
        self._gap = WINDOW_SECONDS / rate
        self._window = WINDOW_SECONDS * count / rate
        self._last = deque(self._last, maxlen=count)

    def ready_at(self) -> float:
        """Return when the next message may be sent; a past time means now."""
        if len(self._last) < (self._last.maxlen or 0):
            return self._next
        return max(self._next, self._last[0] + self._window)

    def take(self, now: float) -> None:
        """Count a message at this time."""
        self._next = max(self._next, now - CATCH_UP_SECONDS) + self._gap
        self._last.append(now)


@dataclass(slots=True)
class TokenBucket:
    """Holds at most ``burst`` tokens, and gains ``rate`` tokens a second."""

    rate: float
    burst: float
    tokens: float
    filled_at: float

    def ready_at(self, now: float) -> float:
        """Return when the next token is available."""
        self.tokens = min(self.burst, self.tokens + (now - self.filled_at) * self.rate)
        self.filled_at = now
        return now if self.tokens >= 1 else now + (1 - self.tokens) / self.rate

    def take(self) -> None:
        """Take a token; call `ready_at` before."""
        self.tokens -= 1

    def is_full(self, now: float) -> bool:
        """Return whether no token was taken recently."""
        return self.tokens + (now - self.filled_at) * self.rate >= self.burst


class ChatBuckets:
    """A bucket for each chat that got a message recently. Full buckets are dropped, since a new one
    is full as well; what remains are the chats of the last twenty seconds."""

    def __init__(self) -> None:
        self._buckets: OrderedDict[int, TokenBucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def ready_at(self, chat_id: int, now: float) -> float:
        """Return when the chat may get a message."""
        bucket = self._buckets.get(chat_id)
        return now if bucket is None else bucket.ready_at(now)

    def take(self, chat_id: int, now: float) -> None:
        """Count a message to a chat."""
        bucket = self._buckets.pop(chat_id, None)
        if bucket is None:
            # Groups and channels have negative ids.
            rate, burst = (GROUP_RATE, GROUP_BURST) if chat_id < 0 else (CHAT_RATE, CHAT_BURST)
            bucket = TokenBucket(rate, burst, burst, now)
        bucket.ready_at(now)
        bucket.take()
        self._buckets[chat_id] = bucket
        self._evict_full(now)

    def _evict_full(self, now: float) -> None:
        for _ in range(2):  # two for each one added: bounded work, and the number shrinks
            oldest = next(iter(self._buckets))
            if not self._buckets[oldest].is_full(now):
                return
            del self._buckets[oldest]


class SendCancelled(SvodkaError):
    """A send was cancelled before its turn; no request was made."""

    key = "error-unexpected"


@dataclass(slots=True)
class SendTicket:
    """A send that can be cancelled until its turn comes; ``is_allowed`` is asked then."""

    priority: Priority
    is_allowed: Callable[[], bool] = lambda: True
    future: asyncio.Future[bool] | None = None
    is_cancelled: bool = False

    def cancel(self) -> None:
        """Have the send raise SendCancelled; after its turn, do nothing."""
        self.is_cancelled = True
        if self.future is not None and not self.future.done():
            self.future.set_exception(SendCancelled("cancelled before its turn"))


_current_ticket: ContextVar[SendTicket | None] = ContextVar("ticket", default=None)


@contextlib.contextmanager
def send_priority(
    priority: Priority, is_allowed: Callable[[], bool] = lambda: True
) -> Iterator[SendTicket]:
    """Give the messages sent within the block a priority; without it they are replies.

    ``is_allowed``: whether a message whose turn has come may still be sent.
    """
    ticket = SendTicket(priority, is_allowed)
    token = _current_ticket.set(ticket)
    try:
        yield ticket
    finally:
        _current_ticket.reset(token)


def is_from_outbox() -> bool:
    """Return whether the present task sends with a priority, so not a reply."""
    return _current_ticket.get() is not None


@dataclass(slots=True, eq=False)
class _Waiter:
    priority: Priority
    number: int
    chat_id: int
    is_edit: bool
    may_pay: bool
    is_reply: bool
    future: asyncio.Future[bool]

    def __lt__(self, other: _Waiter) -> bool:
        return (self.priority, self.number) < (other.priority, other.number)


class RateLimiter:
    """Decides when a message may be sent.

    ``rate``: messages a second overall. ``paid_rate``: those of ``paid_priorities``, 0 for none.
    ``now`` and ``sleep`` are in seconds.

    ``deferred_replies``: how many messages of handlers are set aside because of their chat's own
    limit; ``on_defer`` is called when it grows. ``sent_count``: messages that got their turn.
    """

    def __init__(
        self,
        rate: float,
        paid_rate: float = 0,
        *,
        paid_priorities: frozenset[Priority] = frozenset({Priority.BREAKING}),
        now: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self.deferred_replies = self.sent_count = 0
        self.on_defer: Callable[[], None] = lambda: None
        self._now = now
        self._sleep = sleep
        self._free_window = SlidingWindow(rate, now())
        self._paid_window = SlidingWindow(paid_rate, now()) if paid_rate > 0 else None
        self._paid_priorities = paid_priorities
        self._paid_at = float("-inf")
        self._chats = ChatBuckets()
        self._paused_until: dict[int | None, float] = {}
        self._limited_until = now()
        self._limited_at: dict[int, float] = {}
        self._free_queue: list[_Waiter] = []
        self._paid_queue: list[_Waiter] = []
        self._deferred: list[tuple[float, _Waiter]] = []
        self._numbers = itertools.count()
        self._timer: asyncio.Task[None] | None = None
        self._fires_at = float("inf")

    async def acquire(self, chat_id: int, *, is_edit: bool = False, may_pay: bool = False) -> bool:
        """Wait until a message to this chat may be sent; it then counts as sent.

        Returns whether it has to be paid for, which only happens with ``may_pay``. An edit counts
        overall, but not as a new message of the chat. Raises SendCancelled.
        """
        ticket = _current_ticket.get() or SendTicket(Priority.REPLY)
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        ticket.future = future
        if ticket.is_cancelled:
            ticket.cancel()
        is_reply = not is_edit and not is_from_outbox()
        waiter = _Waiter(
            ticket.priority, next(self._numbers), chat_id, is_edit, may_pay, is_reply, future
        )
        heapq.heappush(self._queue_of(waiter), waiter)
        self._release_ready()
        must_pay = await future
        if not ticket.is_allowed():
            raise SendCancelled("not allowed any more when its turn came")
        return must_pay

    def pause(self, seconds: float, chat_id: int | None = None) -> None:
        """Send nothing to this chat, or with None to any, for this time: Telegram answered 429."""
        now = self._now()
        self._paused_until = {
            key: until for key, until in self._paused_until.items() if until > now
        }
        self._paused_until[chat_id] = max(now + seconds, self._paused_until.get(chat_id, 0))

    @property
    def hold_seconds(self) -> float:
        """For how long all messages are held because this process got a 429 for all chats."""
        return max(0.0, self._limited_until - self._now())

    def set_rates(self, rate: float, paid_rate: float) -> None:
        """Change the overall rates, where other processes send too."""
        if rate != self._free_window.rate:
            self._free_window.set_rate(rate)
        if self._paid_window is not None and paid_rate != self._paid_window.rate:
            self._paid_window.set_rate(paid_rate)

    def reset_chats(self) -> None:
        """Reset the limits of all chats, as if enough time had passed."""
        self._chats = ChatBuckets()

    def on_too_many_requests(self, seconds: float, chat_id: int) -> None:
        """Pause this chat after a 429, or all chats where others have just got one as well."""
        self.pause(seconds, chat_id)
        now = self._now()
        recent = {
            chat: at for chat, at in self._limited_at.items() if now - at < LIMITED_CHATS_SECONDS
        }
        self._limited_at = {**recent, chat_id: now}
        if len(self._limited_at) >= MIN_LIMITED_CHATS:
            self.pause(seconds)
            self._limited_until = max(self._limited_until, now + seconds)

    def _queue_of(self, waiter: _Waiter) -> list[_Waiter]:
        pays = (
            waiter.priority in self._paid_priorities
            and waiter.may_pay
            and self._paid_window is not None
        )
        return self._paid_queue if pays else self._free_queue

    def _release_ready(self) -> None:
        """Release all messages that may be sent now, and set the timer for the next one."""
        now = self._now()
        while self._deferred and self._deferred[0][0] <= now:
            waiter = heapq.heappop(self._deferred)[1]
            self.deferred_replies -= waiter.is_reply
            heapq.heappush(self._queue_of(waiter), waiter)
        upcoming = min(
            self._serve(self._free_queue, now),
            self._serve(self._paid_queue, now),
            self._deferred[0][0] if self._deferred else float("inf"),
        )
        self._set_timer(upcoming, now)

    def _serve(self, queue: list[_Waiter], now: float) -> float:
        """Release the messages of a queue that may be sent now; return when to check it again."""
        while queue:
            waiter = queue[0]
            if waiter.future.done():  # cancelled
                heapq.heappop(queue)
                continue
            window, ready_at = self._window_for(waiter, now)
            if ready_at > now:
                return ready_at
            heapq.heappop(queue)
            chat_ready_at = self._chat_ready_at(waiter, now)
            if chat_ready_at > now:
                self._defer(waiter, chat_ready_at)
                continue
            window.take(now)
            self.sent_count += 1
            if not waiter.is_edit:
                self._chats.take(waiter.chat_id, now)
            if window is self._paid_window:
                self._paid_at = now
            waiter.future.set_result(window is self._paid_window)
        return float("inf")

    def _defer(self, waiter: _Waiter, until: float) -> None:
        heapq.heappush(self._deferred, (until, waiter))
        if waiter.is_reply:
            self.deferred_replies += 1
            self.on_defer()

    def _window_for(self, waiter: _Waiter, now: float) -> tuple[SlidingWindow, float]:
        """Return the window that a message counts in, and when that allows it."""
        window, earliest = self._free_window, self._paused_until.get(None, now)
        if self._paid_window is not None and not waiter.is_edit and waiter.may_pay:
            cooldown_ends = self._paid_at + PAID_COOLDOWN_SECONDS
            if waiter.priority in self._paid_priorities:
                window = self._paid_window
            elif now < cooldown_ends and waiter.priority is Priority.REPLY:
                window = self._paid_window  # a reply does not wait for a paid broadcast
            elif now < cooldown_ends:
                earliest = max(earliest, cooldown_ends)
        return window, max(window.ready_at(), earliest)

    def _chat_ready_at(self, waiter: _Waiter, now: float) -> float:
        """Return when the limits of the chat allow a message."""
        chat_ready_at = now if waiter.is_edit else self._chats.ready_at(waiter.chat_id, now)
        return max(chat_ready_at, self._paused_until.get(waiter.chat_id, now))

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
