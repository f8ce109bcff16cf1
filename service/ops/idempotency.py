"""Requests that may be sent again: the same key gets the first answer; nothing is done twice."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakValueDictionary

from sqlalchemy.ext.asyncio import AsyncConnection

from news.errors import SvodkaError
from storage.api import answers
from storage.api.answers import Answer
from storage.database.engine import Database

ANSWER_TTL = timedelta(hours=24)
"""How long a key is remembered."""


class KeyReused(SvodkaError):
    """A key came with another request before."""


class AnsweredElsewhere(SvodkaError):
    """Another process has answered a request with this key; the transaction is to be undone."""


@dataclass(frozen=True, slots=True)
class RequestKey:
    """The key that a client gave to a request, and the hash of the request."""

    token_id: int
    key: str
    request_hash: bytes


class IdempotencyService:
    """Finds the answers to repeated requests, and lets one request of a key run at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._locks: WeakValueDictionary[tuple[int, str], asyncio.Lock] = WeakValueDictionary()

    async def run_once(
        self,
        request: RequestKey | None,
        now: datetime,
        run: Callable[[], Awaitable[dict[str, Any]]],
    ) -> dict[str, Any]:
        """Return the result of the first request with the key, or of ``run`` if this is the first.

        ``run`` stores its result (`store_result`). A later request waits for an earlier one of this
        process; if another process was faster, what ``run`` did is undone. Raises KeyReused if the
        first was another request.
        """
        if request is None:
            return await run()
        lock = self._locks.setdefault((request.token_id, request.key), asyncio.Lock())
        async with lock:
            result = await self._find_result(request, now)
            if result is not None:
                return result
            try:
                return await run()
            except AnsweredElsewhere:
                result = await self._find_result(request, now)
                if result is None:
                    raise
                return result

    async def _find_result(self, request: RequestKey, now: datetime) -> dict[str, Any] | None:
        async with self._database.read(inline=True) as connection:
            answer = await answers.get(connection, request.token_id, request.key)
        if answer is None or answer.created_at <= now - ANSWER_TTL:
            return None
        if answer.request_hash != request.request_hash:
            raise KeyReused("this Idempotency-Key came with another request")
        return answer.result


async def store_result(
    connection: AsyncConnection, request: RequestKey | None, result: dict[str, Any], now: datetime
) -> None:
    """Remember a result in the transaction of what the request does: a kill leaves both or
    neither. Raises AnsweredElsewhere."""
    if request is None:
        return
    answer = Answer(request.request_hash, result, now)
    if not await answers.store(
        connection, request.token_id, request.key, answer, expired_before=now - ANSWER_TTL
    ):
        raise AnsweredElsewhere("another process has answered a request with this key")
