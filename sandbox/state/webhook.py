"""`setWebhook` and the delivery of updates to it."""

from __future__ import annotations

import asyncio
import logging
import re
from collections import deque
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import aiohttp

from sandbox.clock import Ticks
from sandbox.errors import bad_request, too_many_requests
from sandbox.state.updates import Update, UpdateQueue

log = logging.getLogger(__name__)

_SECRET = re.compile(r"[A-Za-z0-9_-]*")
_PORTS = frozenset({80, 88, 443, 8443})
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_LONGEST_PAUSE = 60.0
_GIVE_UP_AFTER = 23 * 3600.0

Run = Callable[[str], Awaitable[None]]


def checked_url(url: str) -> str:
    """`url` if a webhook may stand there. HTTP and any port are allowed on loopback only.

    Raises :class:`~sandbox.errors.ApiError` 400.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise bad_request("invalid webhook URL specified") from error
    if not parts.hostname or parts.scheme not in {"http", "https"}:
        raise bad_request("invalid webhook URL specified")
    if parts.hostname in _LOOPBACK:
        return url
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if (port or 443) not in _PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    return url


def checked_secret(secret: str) -> str:
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    return secret


class Webhook:
    """Delivers each lane's updates in order, up to `max_connections` lanes at once.

    Any 2xx confirms. A failure is retried at once, then after 2, 4, 8... seconds (times
    `patience`, which tests lower) until the update expires; `Retry-After` is honoured.
    """

    def __init__(self, updates: UpdateQueue, ticks: Ticks) -> None:
        self._updates = updates
        self._ticks = ticks
        self.url = ""
        self.secret = ""
        self.max_connections = 40
        self.patience = 1.0
        self.run: Run | None = None
        self.last_error: tuple[float, str] | None = None
        self._lanes: dict[int, deque[Update]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._free = asyncio.Semaphore(40)
        self._gone_since: float | None = None
        self._changed_at = float("-inf")
        self._session: aiohttp.ClientSession | None = None

    @property
    def active(self) -> bool:
        return bool(self.url)

    @property
    def busy(self) -> bool:
        return any(self._lanes.values())

    def set(self, url: str, secret: str, max_connections: int, *, limited: bool) -> str:
        """Switch it on, or off with an empty `url`; what Telegram says about it.

        Raises :class:`~sandbox.errors.ApiError` 429 for a change within 1 s of the last one, if
        `limited`.
        """
        now = self._ticks()
        same = (url, secret) == (self.url, self.secret)
        if limited and not same and now - self._changed_at < 1:
            raise too_many_requests(1)
        self._changed_at = now if not same else self._changed_at
        if same:
            return "Webhook is already set" if url else "Webhook is already deleted"
        self._cancel()
        self.url, self.secret, self.max_connections = url, secret, max_connections
        self._free = asyncio.Semaphore(max_connections)
        self._gone_since = self.last_error = None
        if not url:
            self._updates.on_add = None
            return "Webhook was deleted"
        self._updates.interrupt()
        self._updates.on_add = self._enqueue
        for update in self._updates.pending():
            self._enqueue(update)
        return "Webhook was set"

    def forget(self) -> None:
        """Drop what waits: `drop_pending_updates`."""
        self._lanes.clear()

    async def close(self) -> None:
        self._cancel()
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _cancel(self) -> None:
        for task in self._tasks:
            task.cancel()
        self._tasks.clear()
        self._lanes.clear()

    def _enqueue(self, update: Update) -> None:
        lane = self._lanes.setdefault(update.lane, deque())
        lane.append(update)
        if len(lane) == 1:
            task = asyncio.ensure_future(self._drain(update.lane, lane))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _drain(self, key: int, lane: deque[Update]) -> None:
        while lane:
            await self._deliver(lane[0])
            if lane:
                lane.popleft()
        if self._lanes.get(key) is lane:
            del self._lanes[key]

    async def _deliver(self, update: Update) -> None:
        attempt = 0
        while self._ticks() < update.expires and self.active:
            async with self._free:
                problem, pause = await self._post(update)
            if problem is None:
                self._updates.confirm(update.id)
                return
            log.info("webhook refused update %s: %s", update.id, problem)
            self.last_error = (self._ticks(), problem)
            backoff = min(2.0**attempt, _LONGEST_PAUSE) if attempt else 0.0
            await asyncio.sleep((pause or backoff) * self.patience)
            attempt += 1
        self._updates.confirm(update.id)

    async def _post(self, update: Update) -> tuple[str | None, float]:
        """One try: the problem if there was one, and the pause the bot asked for."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret} if self.secret else {}
        session = self._session = self._session or aiohttp.ClientSession()
        try:
            async with session.post(self.url, json=update.as_json(), headers=headers) as response:
                body = await response.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            return str(error) or type(error).__name__, 0.0
        if 200 <= response.status < 300:
            self._gone_since = None
            await self._run_reply(response.content_type, body)
            return None, 0.0
        self._note_gone(response.status)
        asked = response.headers.get("Retry-After", "")
        pause = min(float(asked), 3600.0) if asked.isdecimal() else 0.0
        return f"Wrong response from the webhook: {response.status} {response.reason}", pause

    def _note_gone(self, status: int) -> None:
        """410 for 23 hours removes the webhook."""
        if status != 410:
            self._gone_since = None
            return
        now = self._ticks()
        self._gone_since = now if self._gone_since is None else self._gone_since
        if now - self._gone_since >= _GIVE_UP_AFTER:
            self.url = ""
            self._updates.on_add = None

    async def _run_reply(self, content_type: str, body: bytes) -> None:
        """A bot may answer the webhook with one method call; its result is lost."""
        if content_type != "application/json" or self.run is None:
            return
        await self.run(body.decode("utf-8", "replace"))
