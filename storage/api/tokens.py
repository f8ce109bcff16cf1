"""Tokens of the HTTP API. Only the hash of a token is stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.schema.tables import api_tokens


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token: its name, the hash of its secret, and what it may be used for."""

    id: int
    name: str
    secret_hash: bytes
    scopes: frozenset[str]
    created_at: datetime


_SELECT_ALL = select(*(api_tokens.c[field.name] for field in fields(ApiToken))).order_by(
    api_tokens.c.id
)


async def add(
    connection: AsyncConnection,
    name: str,
    secret_hash: bytes,
    scopes: Iterable[str],
    now: datetime,
) -> None:
    """Store a token under a new name."""
    await connection.execute(
        insert(api_tokens).values(
            name=name, secret_hash=secret_hash, scopes=frozenset(scopes), created_at=now
        )
    )


async def list_all(connection: AsyncConnection) -> Sequence[ApiToken]:
    """Return all tokens in the order in which they were added."""
    return [ApiToken(**row._asdict()) for row in await connection.execute(_SELECT_ALL)]


async def remove(connection: AsyncConnection, name: str) -> bool:
    """Delete a token and its stored answers. Return False if there is no such token."""
    result = await connection.execute(delete(api_tokens).where(api_tokens.c.name == name))
    return result.rowcount > 0
