"""Manners towards a host: one request at a time, a pause between two, what its robots.txt says."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from protego import Protego
from yarl import URL

MOST_REMEMBERED = 5_000
"""Hosts, and sites' rules; what was used longest ago is forgotten first."""
RULES_LAST = timedelta(days=1)
MOST_RULES = 500 * 1024
"""Bytes of a robots.txt that count, as RFC 9309 says."""
LONGEST_DELAY = 30.0
"""Seconds that a robots.txt may ask for between two requests."""


@dataclass(slots=True)
class _Turn:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0


class Turns:
    """Whose turn it is at each host. ``pause`` is the seconds between two requests to one."""

    def __init__(self, pause: float) -> None:
        self._pause = pause
        self._turns: dict[str, _Turn] = {}

    @contextlib.asynccontextmanager
    async def at(self, host: str, delay: float = 0.0) -> AsyncIterator[None]:
        """Have the host to oneself for the block. ``delay``: a longer pause that it asks for."""
        clock = asyncio.get_running_loop().time
        turn = self._of(host)
        async with turn.lock:
            await asyncio.sleep(max(0.0, turn.free_at - clock()))
            try:
                yield
            finally:
                turn.free_at = clock() + max(self._pause, min(delay, LONGEST_DELAY))

    def _of(self, host: str) -> _Turn:
        turn = self._turns.pop(host, None) or _Turn()
        self._turns[host] = turn  # at the end: used last
        if len(self._turns) > MOST_REMEMBERED:
            idle = next((h for h, t in self._turns.items() if not t.lock.locked()), host)
            if idle != host:
                del self._turns[idle]
        return turn


class Rules:
    """What a site's robots.txt lets one agent do."""

    def __init__(self, text: str, agent: str) -> None:
        self._parsed = Protego.parse(text)
        self._agent = agent
        self.delay = float(self._parsed.crawl_delay(agent) or 0)

    def allow(self, url: URL) -> bool:
        return bool(self._parsed.can_fetch(str(url), self._agent))


class KnownRules:
    """The rules of the sites asked lately, by origin; each is asked again after a day."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._rules: dict[str, tuple[datetime, Rules]] = {}

    def of(self, url: URL) -> Rules | None:
        """None where a site has to be asked (anew)."""
        asked_at, rules = self._rules.get(str(url.origin()), (None, None))
        fresh = asked_at is not None and self._clock() - asked_at < RULES_LAST
        return rules if fresh else None

    def keep(self, url: URL, rules: Rules) -> Rules:
        origin = str(url.origin())
        self._rules.pop(origin, None)
        self._rules[origin] = self._clock(), rules
        if len(self._rules) > MOST_REMEMBERED:
            del self._rules[next(iter(self._rules))]
        return rules
