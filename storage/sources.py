"""Sources and their health."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import sources


@dataclass(frozen=True, slots=True)
class Source:
    """Where articles come from. ``failures`` counts those in a row; ``paused_reason`` is None
    while it is fetched. ``topics`` are what an editor says that its articles are about."""

    id: int
    kind: str
    url: str
    title: str
    etag: str
    last_modified: str
    added_at: datetime
    next_fetch_at: datetime
    last_success_at: datetime | None
    failures: int
    failure_reason: str
    paused_reason: str | None
    topics: frozenset[str] = frozenset()


_COLUMNS = [sources.c[field.name] for field in fields(Source)]


async def add(
    connection: AsyncConnection,
    *,
    url: str,
    title: str,
    now: datetime,
    kind: str = "feed",
    topics: Iterable[str] = (),
) -> Source | None:
    """A new source, due at once. None if the address is known already."""
    known = (await connection.execute(select(sources.c.id).where(sources.c.url == url))).first()
    if known is not None:
        return None
    await connection.execute(
        insert(sources).values(
            kind=kind,
            url=url,
            title=title,
            etag="",
            last_modified="",
            added_at=now,
            next_fetch_at=now,
            failures=0,
            failure_reason="",
            topics=frozenset(topics),
        )
    )
    return await by_url(connection, url)


async def set_topics(connection: AsyncConnection, url: str, topics: Iterable[str]) -> bool:
    """Say what a source's articles are about, from the next one on. False if there is no such
    source."""
    result = await connection.execute(
        update(sources).where(sources.c.url == url).values(topics=frozenset(topics))
    )
    return result.rowcount > 0


async def by_url(connection: AsyncConnection, url: str) -> Source | None:
    row = (await connection.execute(select(*_COLUMNS).where(sources.c.url == url))).one_or_none()
    return None if row is None else Source(**row._asdict())


async def every(connection: AsyncConnection) -> list[Source]:
    rows = await connection.execute(select(*_COLUMNS).order_by(sources.c.id))
    return [Source(**row._asdict()) for row in rows]


async def due(connection: AsyncConnection, now: datetime, limit: int) -> list[Source]:
    """Sources to fetch now, the longest waiting first."""
    rows = await connection.execute(
        select(*_COLUMNS)
        .where(sources.c.paused_reason.is_(None), sources.c.next_fetch_at <= now)
        .order_by(sources.c.next_fetch_at)
        .limit(limit)
    )
    return [Source(**row._asdict()) for row in rows]


async def remove(connection: AsyncConnection, url: str) -> bool:
    """Forget a source; its articles stay."""
    result = await connection.execute(delete(sources).where(sources.c.url == url))
    return result.rowcount > 0


async def succeeded(
    connection: AsyncConnection,
    source_id: int,
    *,
    now: datetime,
    next_fetch_at: datetime,
    **learned: Any,
) -> None:
    """A fetch went well. ``learned``: title, etag, last_modified where the server said them."""
    await connection.execute(
        update(sources)
        .where(sources.c.id == source_id)
        .values(
            last_success_at=now,
            next_fetch_at=next_fetch_at,
            failures=0,
            failure_reason="",
            **learned,
        )
    )


async def failed(
    connection: AsyncConnection, source: Source, *, now: datetime, reason: str, wait: timedelta
) -> None:
    """A fetch went wrong; try again after ``wait``."""
    await connection.execute(
        update(sources)
        .where(sources.c.id == source.id)
        .values(failures=sources.c.failures + 1, failure_reason=reason, next_fetch_at=now + wait)
    )
