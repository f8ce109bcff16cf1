"""Politeness towards a host: one request at a time, a pause between two, and its robots.txt."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from protego import Protego
from yarl import URL

MAX_CACHED_HOSTS = 5_000
"""Hosts, and sites' rules; the least recently used is dropped first."""
MAX_CACHED_RULES_BYTES = 40 * 1024 * 1024
"""Memory of the rules of all sites together; those of a news site take 10 kB."""
ROBOTS_TTL = timedelta(days=1)
MAX_ROBOTS_BYTES = 500 * 1024
"""Bytes of a robots.txt that are read, as in RFC 9309."""
MAX_RULES = 5_000
"""Lines of a robots.txt that apply to one agent; the rest is ignored."""
_RULE_BYTES = 60
"""Memory of a rule, without its text."""
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


_AGENT_FIELDS = frozenset({"user-agent", "useragent", "user agent"})
_SITE_FIELDS = frozenset({"sitemap", "sitemaps", "site-map", "host"})
"""Fields that belong to no group, wherever they are."""
_DELAY_FIELD = "crawl-delay"
_RULE_FIELDS = frozenset({"allow", "disallow", _DELAY_FIELD})
_PLAIN_START = re.compile(r"[A-Za-z0-9/_.~-]*")


class RobotsRules:
    """The rules of a site's robots.txt for one agent. ``size``: about how many bytes they take.

    They are kept as lines, and only those that may match an address are parsed: the parser makes
    twenty objects of a rule, and each full collection of garbage, which stops the event loop, would
    visit them all. A long text takes some milliseconds to read and to check: neither is for the
    event loop.
    """

    def __init__(self, text: str, agent: str) -> None:
        self._lines = tuple(select_rules(text, agent))
        self._agent = agent
        self.size = sum(2 * len(line) + _RULE_BYTES for line in self._lines)
        delays = [line for line in self._lines if _split_line(line)[0] == _DELAY_FIELD]
        self.delay = float(_parse_rules(delays).crawl_delay(agent) or 0)

    def is_allowed(self, url: URL) -> bool:
        """Return whether robots.txt allows a fetch of the URL."""
        path = _read_plain_start(url.raw_path)
        candidates = [line for line in self._lines if _may_match(line, path)]
        return bool(_parse_rules(candidates).can_fetch(str(url), self._agent))


def _parse_rules(lines: Sequence[str]) -> Protego:
    return Protego.parse("\n".join(["User-agent: *", *lines]))


def _may_match(line: str, path: str) -> bool:
    """Return whether the pattern of a rule may match an address whose path begins like this."""
    pattern = _split_line(line)[1]
    start = _read_plain_start(pattern)
    return not pattern.startswith("/") or start.startswith(path) or path.startswith(start)


def _read_plain_start(text: str) -> str:
    """Return the beginning of a path or pattern without wildcards and what can be encoded in two
    ways."""
    found = _PLAIN_START.match(text)
    return found[0] if found else ""


def _split_line(line: str) -> tuple[str, str]:
    """Return the field of a line, in lower case, and its value."""
    field, _, value = line.partition("#")[0].partition(":")
    return field.strip().lower(), value.strip()


def select_rules(text: str, agent: str) -> list[str]:
    """Return the lines of the groups of a robots.txt that name an agent, or of those for ``*`` if
    none does (RFC 9309, section 2.2.1); at most `MAX_RULES`.

    Protego keeps the rules of a group once for each agent that the group names: a text of 50 kB
    would take half a minute and 200 MB.
    """
    token = agent.lower()
    own, general, is_named = list[str](), list[str](), False
    is_own = is_general = is_in_rules = False
    for line in text.splitlines():
        field, colon, value = line.partition("#")[0].partition(":")
        field = field.strip().lower()
        if not colon or field in _SITE_FIELDS:
            continue
        if field not in _AGENT_FIELDS:
            is_in_rules = True
            if (is_own or is_general) and field in _RULE_FIELDS:
                (own if is_own else general).append(line)
            continue
        if is_in_rules:
            is_own = is_general = is_in_rules = False
        is_own = is_own or value.partition("/")[0].strip(" *").lower() == token
        is_general = is_general or value.strip() == "*"
        is_named = is_named or is_own
    return (own if is_named else general)[:MAX_RULES]


class RobotsCache:
    """The rules of recently visited sites by origin, each valid for a day."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._rules: dict[str, tuple[datetime, RobotsRules]] = {}
        self._size = 0

    def get(self, url: URL) -> RobotsRules | None:
        """Return the rules, or None if they have to be fetched."""
        asked_at, rules = self._rules.get(str(url.origin()), (None, None))
        fresh = asked_at is not None and self._clock() - asked_at < ROBOTS_TTL
        return rules if fresh else None

    def save(self, url: URL, rules: RobotsRules) -> RobotsRules:
        """Cache the rules of the URL's origin; return them."""
        origin = str(url.origin())
        self._drop(origin)
        self._rules[origin] = self._clock(), rules
        self._size += rules.size
        while len(self._rules) > MAX_CACHED_HOSTS or self._size > MAX_CACHED_RULES_BYTES:
            self._drop(next(iter(self._rules)))
        return rules

    def _drop(self, origin: str) -> None:
        if origin in self._rules:
            self._size -= self._rules.pop(origin)[1].size
