"""The webhook: its URL and the delivery of updates to it."""

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
_MAX_RETRY_PAUSE = 60.0
_REMOVE_AFTER = 23 * 3600.0

Run = Callable[[str], Awaitable[None]]


def check_url(url: str) -> str:
    """Return `url` if it may be a webhook. HTTP and any port are allowed on loopback only.

    Raises :class:`~sandbox.errors.ApiError` 400 for any other URL.
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


def check_secret(secret: str) -> str:
    """Return the secret token. Raises ApiError 400 if it is too long or has other characters."""
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    return secret


class Webhook:
    """Delivers the updates of each lane in order, up to `max_connections` lanes in parallel.

    Any 2xx confirms an update. A failure is retried without a pause, then after 2, 4, 8... seconds
    until the update expires; `Retry-After` is respected. Tests lower `retry_scale`, which
    multiplies the pauses. `run` gets the JSON body of an answer that may name a method to call.
    """

    def __init__(self, updates: UpdateQueue, ticks: Ticks) -> None:
        self._updates = updates
        self._ticks = ticks
        self.url = ""
        self.secret = ""
        self.max_connections = 40
        self.retry_scale = 1.0
        self.run: Run | None = None
        self.last_error: tuple[float, str] | None = None
        self._lanes: dict[int, deque[Update]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._free = asyncio.Semaphore(40)
        self._gone_since: float | None = None
        self._changed_at = float("-inf")
        self._session: aiohttp.ClientSession | None = None

    @property
    def is_active(self) -> bool:
        """Whether updates go to an address, and not to a poll."""
        return bool(self.url)

    @property
    def is_busy(self) -> bool:
        """Whether updates wait for delivery."""
        return any(self._lanes.values())

    def set(self, url: str, secret: str, max_connections: int, *, limited: bool) -> str:
        """Set the webhook, or delete it with an empty `url`. Return Telegram's description.

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
        self._updates.end_poll_for_webhook()
        self._updates.on_add = self._enqueue
        for update in self._updates.list_pending():
            self._enqueue(update)
        return "Webhook was set"

    def drop_pending(self) -> None:
        """Drop the updates that wait for delivery: `drop_pending_updates`."""
        self._lanes.clear()

    async def close(self) -> None:
        """Stop the deliveries and close the connections."""
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
            task = asyncio.ensure_future(self._deliver_lane(update.lane, lane))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _deliver_lane(self, key: int, lane: deque[Update]) -> None:
        while lane:
            await self._deliver(lane[0])
            if lane:
                lane.popleft()
        if self._lanes.get(key) is lane:
            del self._lanes[key]

    async def _deliver(self, update: Update) -> None:
        attempt = 0
        while self._ticks() < update.expires and self.is_active:
            async with self._free:
                problem, pause = await self._try_post(update)
            if problem is None:
                self._updates.confirm(update.id)
                return
            log.info("webhook refused update %s: %s", update.id, problem)
            self.last_error = (self._ticks(), problem)
            backoff = min(2.0**attempt, _MAX_RETRY_PAUSE) if attempt else 0.0
            await asyncio.sleep((pause or backoff) * self.retry_scale)
            attempt += 1
        self._updates.confirm(update.id)

    async def _try_post(self, update: Update) -> tuple[str | None, float]:
        """Post an update once. Return the problem, if any, and the `Retry-After` in seconds."""
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
        self._count_gone(response.status)
        asked = response.headers.get("Retry-After", "")
        pause = min(float(asked), 3600.0) if asked.isdecimal() else 0.0
        return f"Wrong response from the webhook: {response.status} {response.reason}", pause

    def _count_gone(self, status: int) -> None:
        """Remove the webhook after 23 hours of 410 answers."""
        if status != 410:
            self._gone_since = None
            return
        now = self._ticks()
        self._gone_since = now if self._gone_since is None else self._gone_since
        if now - self._gone_since >= _REMOVE_AFTER:
            self.url = ""
            self._updates.on_add = None

    async def _run_reply(self, content_type: str, body: bytes) -> None:
        """Call the method that a JSON answer to the webhook may name."""
        if content_type != "application/json" or self.run is None:
            return
        await self.run(body.decode("utf-8", "replace"))
