"""Who may use the API, and how often: bearer tokens with scopes, and limits on requests."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from math import ceil

from aiohttp import web

from bot.api.problems import Problem, not_found
from bot.telegram.client.rate_limiter import TokenBucket
from service.ops.api_tokens import ApiTokenService, Client, Scope
from service.ops.clock import Monotonic

REQUEST_RATE, REQUEST_BURST = 50.0, 100.0
"""Requests a second of one token, and how many at once. Articles are analyzed slower than that."""

DRAFT_RATE, DRAFT_BURST = 1 / 10, 10.0
"""Drafts a second of one token: each is two messages to every editor, which go out before digests
and beside breaking news."""

FAILURE_RATE, FAILURE_BURST = 1 / 6, 20.0
"""Wrong tokens of one address; beyond that the answer is 429. Right ones are not affected."""

MAX_OPEN_REQUESTS = 16
"""Requests of one token at a time, those included whose body is on its way: the server has a
hundred connections."""

MAX_HANDLED_REQUESTS = 2
"""Of these, how many are handled at a time; the others wait. The analysis and the readers of the
database are the same as for people."""

MAX_BUCKETS = 1000

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="svodka"'}


class RateLimits:
    """A limit of its own for each key, of the keys that were used last."""

    def __init__(self, rate: float, burst: float, monotonic: Monotonic) -> None:
        self._rate, self._burst, self._monotonic = rate, burst, monotonic
        self._buckets: OrderedDict[Hashable, TokenBucket] = OrderedDict()

    def take(self, key: Hashable) -> None:
        """Count a request. Raises Problem if there are too many."""
        now = self._monotonic()
        bucket = self._buckets.pop(key, None)
        bucket = bucket or TokenBucket(self._rate, self._burst, self._burst, now)
        self._buckets[key] = bucket
        if len(self._buckets) > MAX_BUCKETS:
            self._buckets.popitem(last=False)
        ready_at = bucket.ready_at(now)
        if ready_at > now:
            wait = {"Retry-After": str(ceil(ready_at - now))}
            raise Problem(HTTPStatus.TOO_MANY_REQUESTS, "too many requests", headers=wait)
        bucket.take()


@dataclass(slots=True)
class _Share:
    """The open requests of a token, and the places of those that are handled."""

    open: int = 0
    places: asyncio.Semaphore = field(
        default_factory=lambda: asyncio.Semaphore(MAX_HANDLED_REQUESTS)
    )


class Gate:
    """Admits requests with the right token. It reads no body."""

    def __init__(self, tokens: ApiTokenService, monotonic: Monotonic) -> None:
        self._tokens = tokens
        self._requests = RateLimits(REQUEST_RATE, REQUEST_BURST, monotonic)
        self._drafts = RateLimits(DRAFT_RATE, DRAFT_BURST, monotonic)
        self._failures = RateLimits(FAILURE_RATE, FAILURE_BURST, monotonic)
        self._shares: dict[int, _Share] = {}

    async def require_open(self) -> None:
        """Raise Problem (404) while there is no token at all: then there is no API."""
        if not await self._tokens.has_any():
            raise not_found("such page")

    async def admit(self, request: web.Request, scope: Scope) -> Client:
        """Return who sends a request. Raises Problem: 404, 401, 403 or 429."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        is_bearer = scheme.lower() == "bearer"
        client = await self._tokens.find_client(token.strip() if is_bearer else "")
        if client is None:
            self._failures.take(request.remote)
            detail = "a known token is needed: Authorization: Bearer …"
            raise Problem(HTTPStatus.UNAUTHORIZED, detail, headers=CHALLENGE)
        self._requests.take(client.token_id)
        if scope not in client.scopes:
            raise Problem(HTTPStatus.FORBIDDEN, f"the token has no scope {scope.value!r}")
        if scope is Scope.DRAFTS:
            self._drafts.take(client.token_id)
        return client

    @asynccontextmanager
    async def open(self, client: Client) -> AsyncIterator[asyncio.Semaphore]:
        """Count a request of a client as open during the block, and yield the places of which it
        needs one to be handled. Raises Problem if the client has too many open."""
        share = self._shares.setdefault(client.token_id, _Share())
        if share.open >= MAX_OPEN_REQUESTS:
            wait = {"Retry-After": "1"}
            raise Problem(HTTPStatus.TOO_MANY_REQUESTS, "too many requests at once", headers=wait)
        share.open += 1
        try:
            yield share.places
        finally:
            share.open -= 1
            if not share.open:
                del self._shares[client.token_id]
