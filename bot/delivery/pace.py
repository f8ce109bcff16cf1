"""The pace keeper: every message waits here for its turn, replies first.

The limits are those that Telegram publishes (https://core.telegram.org/bots/faq): about thirty
messages a second in all, one a second to a chat with a small burst, twenty a minute to a group.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from time import monotonic

from storage.outbox import Priority

CHAT_RATE, CHAT_BURST = 1.0, 5.0
GROUP_RATE, GROUP_BURST = 15 / 60, 5.0
"""The burst and a minute of the rate are twenty together."""

CHATS_REMEMBERED = 10_000

_urgency: ContextVar[Priority] = ContextVar("urgency", default=Priority.REPLY)


@contextlib.contextmanager
def urgency(priority: Priority) -> Iterator[None]:
    """What is sent within is of this priority; without it, everything is a reply."""
    token = _urgency.set(priority)
    try:
        yield
    finally:
        _urgency.reset(token)


@dataclass(slots=True)
class Bucket:
    """A token bucket: ``rate`` tokens a second, at most ``burst`` saved up."""

    rate: float
    burst: float
    tokens: float
    filled_at: float

    def ready_at(self, now: float) -> float:
        """When the next token is there."""
        self.tokens = min(self.burst, self.tokens + (now - self.filled_at) * self.rate)
        self.filled_at = now
        return now if self.tokens >= 1 else now + (1 - self.tokens) / self.rate

    def take(self) -> None:
        self.tokens -= 1


@dataclass(frozen=True, slots=True, order=True)
class _Waiter:
    """Who is before whom: by urgency, then by who came first."""

    priority: Priority
    number: int
    chat_id: int
    is_edit: bool


class PaceKeeper:
    """Says when a message may go. ``rate`` is messages a second overall; ``now`` and ``sleep`` are
    in seconds."""

    def __init__(
        self,
        rate: float,
        now: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._now = now
        self._sleep = sleep
        self._overall = Bucket(rate, 1.0, 1.0, now())
        self._chats: OrderedDict[int, Bucket] = OrderedDict()
        self._held_until: dict[int | None, float] = {}
        self._waiting: set[_Waiter] = set()
        self._numbers = itertools.count()

    async def turn(self, chat_id: int, *, is_edit: bool = False) -> None:
        """Return when a message to this chat may go; it then counts as sent. An edit counts
        overall, but not as one of the chat's new messages."""
        waiter = _Waiter(_urgency.get(), next(self._numbers), chat_id, is_edit)
        self._waiting.add(waiter)
        try:
            # Who is ahead takes the turn meanwhile, so each looks again after its sleep.
            while (wait := self._wait(waiter)) > 0:
                await self._sleep(wait)
            self._overall.take()
            if not is_edit:
                self._chat(chat_id).take()
        finally:
            self._waiting.discard(waiter)

    def hold(self, seconds: float, chat_id: int | None = None) -> None:
        """Telegram said 429: nothing to this chat, or with None to anybody, for so long."""
        until = self._now() + seconds
        self._held_until[chat_id] = max(until, self._held_until.get(chat_id, 0))

    def rested(self) -> None:
        """As much time has passed as every chat needs to be written to anew."""
        self._chats.clear()

    def _wait(self, waiter: _Waiter) -> float:
        now = self._now()
        ready = max(self._overall.ready_at(now), self._chat_ready_at(waiter, now))
        if ready > now:
            return ready - now
        ahead = (other for other in self._waiting if other < waiter)
        if any(self._chat_ready_at(other, now) <= now for other in ahead):
            return 1 / self._overall.rate
        self._held_until.pop(waiter.chat_id, None)
        return 0

    def _chat_ready_at(self, waiter: _Waiter, now: float) -> float:
        return max(
            now if waiter.is_edit else self._chat(waiter.chat_id).ready_at(now),
            self._held_until.get(None, 0),
            self._held_until.get(waiter.chat_id, 0),
        )

    def _chat(self, chat_id: int) -> Bucket:
        bucket = self._chats.get(chat_id)
        if bucket is None:
            # Groups and channels have negative ids.
            rate, burst = (GROUP_RATE, GROUP_BURST) if chat_id < 0 else (CHAT_RATE, CHAT_BURST)
            bucket = self._chats[chat_id] = Bucket(rate, burst, burst, self._now())
            if len(self._chats) > CHATS_REMEMBERED:
                self._chats.popitem(last=False)
        self._chats.move_to_end(chat_id)
        return bucket
