"""Rate limits, overall and for one chat. Pure arithmetic; times are in seconds.

The limits are those that Telegram publishes (https://core.telegram.org/bots/faq): about thirty
messages a second in all, one a second to a chat with a small burst, twenty a minute to a group.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass

CHAT_RATE, CHAT_BURST = 1.0, 5.0
GROUP_RATE, GROUP_BURST = 15 / 60, 5.0
"""A burst and a minute at this rate are twenty messages."""

WINDOW_SECONDS = 1.005
"""A little longer than Telegram's second: messages sent evenly may arrive bunched."""

CATCH_UP_SECONDS = 0.1
"""How much delay is made up for by sending closer together."""


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
