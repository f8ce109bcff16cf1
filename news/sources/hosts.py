"""Politeness towards a host: one request at a time, a pause between two, and its robots.txt."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from protego import Protego
from yarl import URL

MAX_CACHED_HOSTS = 5_000
"""Hosts, and sites' rules; the least recently used is dropped first."""
ROBOTS_TTL = timedelta(days=1)
MAX_ROBOTS_BYTES = 500 * 1024
"""Bytes of a robots.txt that are parsed, as in RFC 9309."""
MAX_CRAWL_DELAY_SECONDS = 30.0
"""The longest pause between two requests that a robots.txt may ask for."""


@dataclass(slots=True)
class _HostSlot:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0


class HostLimiter:
    """Limits requests to one at a time per host. ``pause`` is the seconds between two of them."""

    def __init__(self, pause: float) -> None:
        self._pause = pause
        self._slots: dict[str, _HostSlot] = {}

    @contextlib.asynccontextmanager
    async def acquire(self, host: str, delay: float = 0.0) -> AsyncIterator[None]:
        """Hold the host exclusively for the block. ``delay``: a longer pause that the host asks
        for."""
        clock = asyncio.get_running_loop().time
        turn = self._get_slot(host)
        async with turn.lock:
            await asyncio.sleep(max(0.0, turn.free_at - clock()))
            try:
                yield
            finally:
                turn.free_at = clock() + max(self._pause, min(delay, MAX_CRAWL_DELAY_SECONDS))

    def _get_slot(self, host: str) -> _HostSlot:
        turn = self._slots.pop(host, None) or _HostSlot()
        self._slots[host] = turn  # at the end: used last
        if len(self._slots) > MAX_CACHED_HOSTS:
            idle = next((h for h, t in self._slots.items() if not t.lock.locked()), host)
            if idle != host:
                del self._slots[idle]
        return turn


class RobotsRules:
    """The rules of a site's robots.txt for one agent."""

    def __init__(self, text: str, agent: str) -> None:
        self._parsed = Protego.parse(text)
        self._agent = agent
        self.delay = float(self._parsed.crawl_delay(agent) or 0)

    def is_allowed(self, url: URL) -> bool:
        """Return whether robots.txt allows a fetch of the URL."""
        return bool(self._parsed.can_fetch(str(url), self._agent))


class RobotsCache:
    """The rules of recently visited sites by origin, each valid for a day."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._rules: dict[str, tuple[datetime, RobotsRules]] = {}

    def get(self, url: URL) -> RobotsRules | None:
        """Return the rules, or None if they have to be fetched."""
        asked_at, rules = self._rules.get(str(url.origin()), (None, None))
        fresh = asked_at is not None and self._clock() - asked_at < ROBOTS_TTL
        return rules if fresh else None

    def save(self, url: URL, rules: RobotsRules) -> RobotsRules:
        """Cache the rules of the URL's origin; return them."""
        origin = str(url.origin())
        self._rules.pop(origin, None)
        self._rules[origin] = self._clock(), rules
        if len(self._rules) > MAX_CACHED_HOSTS:
            del self._rules[next(iter(self._rules))]
        return rules
