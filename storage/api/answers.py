"""Answers to requests with an idempotency key: a repeated request gets the first answer again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.dialect import insert_or_update
from storage.schema.tables import api_answers
from storage.schema.types import UtcTime


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a request, and the hash of its content."""

    request_hash: bytes
    result: dict[str, Any]
    created_at: datetime


# Built once: both run with each request.
_NAMES = ("request_hash", "result", "created_at")
_GET = select(*(api_answers.c[name] for name in _NAMES)).where(
    api_answers.c.token_id == bindparam("of_token"), api_answers.c.key == bindparam("of_key")
)
_STORE = insert_or_update(
    api_answers,
    names=_NAMES,
    where=api_answers.c.created_at <= bindparam("expired_before", type_=UtcTime),
)


async def get(connection: AsyncConnection, token_id: int, key: str) -> Answer | None:
    """Return the stored answer to a request of a token, None if there is none."""
    row = (await connection.execute(_GET, {"of_token": token_id, "of_key": key})).one_or_none()
    return None if row is None else Answer(*row)


async def store(
    connection: AsyncConnection,
    token_id: int,
    key: str,
    answer: Answer,
    *,
    expired_before: datetime,
) -> bool:
    """Store an answer, in the transaction of what the request did; it replaces an expired one.

    Return False if another process has stored one since.
    """
    values = {
        "token_id": token_id,
        "key": key,
        "request_hash": answer.request_hash,
        "result": answer.result,
        "created_at": answer.created_at,
        "expired_before": expired_before,
    }
    stored = await connection.execute(_STORE, values)
    return bool(stored.rowcount)


async def trim(connection: AsyncConnection, before: datetime, limit: int) -> int:
    """Delete up to ``limit`` answers stored before then; return how many."""
    row = api_answers.c.token_id, api_answers.c.key
    old = select(*row).where(api_answers.c.created_at < before).limit(limit)
    gone = await connection.execute(delete(api_answers).where(tuple_(*row).in_(old)))
    return gone.rowcount
