"""The pace keeper: every message waits here for its turn, replies first.

The limits are those that Telegram publishes (https://core.telegram.org/bots/faq): about thirty
messages a second in all, one a second to a chat with a small burst, twenty a minute to a group.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
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


class PaceKeeper:
    """Says when a message may go. ``rate`` is messages a second overall."""

    def __init__(self, rate: float, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._overall = Bucket(rate, 1.0, 1.0, now())
        self._chats: OrderedDict[int, Bucket] = OrderedDict()
        self._held_until: dict[int | None, float] = {}
        self._replies_waiting = 0

    async def turn(self, chat_id: int, *, is_edit: bool = False) -> None:
        """Return when a message to this chat may go; it then counts as sent. An edit counts
        overall, but not as one of the chat's new messages."""
        is_reply = _urgency.get() is Priority.REPLY
        self._replies_waiting += is_reply
        try:
            # Another waiter may take the turn meanwhile, so each looks again after its sleep.
            while (wait := self._wait(chat_id, is_reply, is_edit)) > 0:  # noqa: ASYNC110
                await asyncio.sleep(wait)
            self._overall.take()
            if not is_edit:
                self._chat(chat_id).take()
        finally:
            self._replies_waiting -= is_reply

    def hold(self, seconds: float, chat_id: int | None = None) -> None:
        """Telegram said 429: nothing to this chat, or with None to anybody, for so long."""
        until = self._now() + seconds
        self._held_until[chat_id] = max(until, self._held_until.get(chat_id, 0))

    def _wait(self, chat_id: int, is_reply: bool, is_edit: bool) -> float:
        now = self._now()
        ready = max(
            self._overall.ready_at(now),
            now if is_edit else self._chat(chat_id).ready_at(now),
            self._held_until.get(None, 0),
            self._held_until.get(chat_id, 0),
        )
        if not is_reply and self._replies_waiting:
            ready = max(ready, now + 1 / self._overall.rate)
        if ready <= now:
            self._held_until.pop(chat_id, None)
        return ready - now

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
