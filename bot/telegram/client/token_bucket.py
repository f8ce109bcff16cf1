"""How fast is allowed: overall, and to one chat. Pure arithmetic over seconds.

The limits are those that Telegram publishes (https://core.telegram.org/bots/faq): about thirty
messages a second in all, one a second to a chat with a small burst, twenty a minute to a group.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass

CHAT_RATE, CHAT_BURST = 1.0, 5.0
GROUP_RATE, GROUP_BURST = 15 / 60, 5.0
"""The burst and a minute of the rate are twenty together."""

WINDOW_SECONDS = 1.005
"""Ours is a little longer than Telegram's: what leaves us evenly may arrive bunched."""

CATCH_UP_SECONDS = 0.1
"""Seconds of being late that are made up for by sending closer together."""


class SlidingWindow:
    """At most ``rate`` messages in any second, evenly spread over it."""

    def __init__(self, rate: float, now: float) -> None:
        count = max(1, int(rate))
        self.rate = rate
        self._gap = WINDOW_SECONDS / rate
        self._window = WINDOW_SECONDS * count / rate
        self._last: deque[float] = deque(maxlen=count)
        self._next = now

    def ready_at(self) -> float:
        """When the next message may go; in the past if it could have gone then."""
        if len(self._last) < (self._last.maxlen or 0):
            return self._next
        return max(self._next, self._last[0] + self._window)

    def take(self, now: float) -> None:
        self._next = max(self._next, now - CATCH_UP_SECONDS) + self._gap
        self._last.append(now)


@dataclass(slots=True)
class TokenBucket:
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

    def is_full(self, now: float) -> bool:
        return self.tokens + (now - self.filled_at) * self.rate >= self.burst


class ChatBuckets:
    """A bucket for each chat that was written to of late. A full one is as good as none, so those
    are forgotten: what is kept are the chats of the last twenty seconds."""

    def __init__(self) -> None:
        self._buckets: OrderedDict[int, TokenBucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def ready_at(self, chat_id: int, now: float) -> float:
        bucket = self._buckets.get(chat_id)
        return now if bucket is None else bucket.ready_at(now)

    def take(self, chat_id: int, now: float) -> None:
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
        for _ in range(2):  # one comes, two may go: it never grows beyond need, and never stops
            oldest = next(iter(self._buckets))
            if not self._buckets[oldest].is_full(now):
                return
            del self._buckets[oldest]
