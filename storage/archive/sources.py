"""Sources and their health."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import and_, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import SourceKind
from storage.schema.tables import articles, sources


class PauseReason(StrEnum):
    """Why a source is not fetched until an editor says so."""

    EDITOR = "editor"
    GONE = "gone"
    """Its server says that it is gone for good."""
    MOVED = "moved"
    """It has moved to an address that is here already."""


AUTOMATIC_PAUSE_REASONS = (PauseReason.GONE, PauseReason.MOVED)
"""What nobody of ours decided."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where articles come from.

    ``failures`` counts those in a row, ``failing_since`` is when the first of them was, ``told``
    whether editors know. ``paused_reason`` is None while it is fetched. ``ttl`` (minutes) and
    ``skip_hours`` (UTC) are what its publisher asks for. ``topics`` and ``language`` (empty: as the
    text says) are what an editor says of its articles.
    """

    id: int
    kind: SourceKind
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
    host: str = ""
    language: str = ""
    ttl: int = 0
    skip_hours: frozenset[str] = frozenset()
    failing_since: datetime | None = None
    told: bool = False

    @property
    def name(self) -> str:
        return self.title or self.url


WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class SourceActivity:
    """``last`` is when a source's newest article was published, ``in_week`` how many were in the
    last seven days. An article that another source brought first is that one's."""

    last_published_at: datetime | None = None
    articles_in_week: int = 0

    @property
    def per_day(self) -> float:
        return self.articles_in_week / WEEK.days


_COLUMNS = [sources.c[field.name] for field in fields(Source)]


async def add(
    connection: AsyncConnection,
    *,
    url: str,
    title: str,
    now: datetime,
    kind: SourceKind = "feed",
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
            host=_get_host(url),
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
    return await get_by_url(connection, url)


async def set_topics(connection: AsyncConnection, url: str, topics: Iterable[str]) -> bool:
    """Say what a source's articles are about, from the next one on. False if there is no such
    source."""
    result = await connection.execute(
        update(sources).where(sources.c.url == url).values(topics=frozenset(topics))
    )
    return result.rowcount > 0


async def change(connection: AsyncConnection, source_id: int, **values: Any) -> Source | None:
    """Change columns of a source; give it as it is then. None if it is no more."""
    await connection.execute(update(sources).where(sources.c.id == source_id).values(**values))
    return await get(connection, source_id)


async def get(connection: AsyncConnection, source_id: int) -> Source | None:
    row = (
        await connection.execute(select(*_COLUMNS).where(sources.c.id == source_id))
    ).one_or_none()
    return None if row is None else Source(**row._asdict())


async def get_by_url(connection: AsyncConnection, url: str) -> Source | None:
    row = (await connection.execute(select(*_COLUMNS).where(sources.c.url == url))).one_or_none()
    return None if row is None else Source(**row._asdict())


async def list_all(connection: AsyncConnection) -> list[Source]:
    rows = await connection.execute(select(*_COLUMNS).order_by(sources.c.id))
    return [Source(**row._asdict()) for row in rows]


async def list_page(connection: AsyncConnection, offset: int, limit: int) -> list[Source]:
    """Some sources, those in trouble first, then in the order in which they were added."""
    trouble = or_(sources.c.failures > 0, sources.c.paused_reason.in_(AUTOMATIC_PAUSE_REASONS))
    rows = await connection.execute(
        select(*_COLUMNS).order_by(trouble.desc(), sources.c.id).offset(offset).limit(limit)
    )
    return [Source(**row._asdict()) for row in rows]


async def count(connection: AsyncConnection) -> int:
    return (await connection.execute(select(func.count()).select_from(sources))).scalar_one()


async def list_due(
    connection: AsyncConnection, now: datetime, limit: int, max_per_host: int
) -> list[Source]:
    """Sources to fetch now, the longest waiting first; of one host no more than ``per_host``, so
    that those of a slow one do not crowd the others out."""
    waiting = (
        select(
            sources.c.id,
            func.row_number()
            .over(partition_by=sources.c.host, order_by=sources.c.next_fetch_at)
            .label("place"),
        )
        .where(sources.c.paused_reason.is_(None), sources.c.next_fetch_at <= now)
        .subquery()
    )
    rows = await connection.execute(
        select(*_COLUMNS)
        .join(waiting, waiting.c.id == sources.c.id)
        .where(waiting.c.place <= max_per_host)
        .order_by(sources.c.next_fetch_at)
        .limit(limit)
    )
    return [Source(**row._asdict()) for row in rows]


async def remove(connection: AsyncConnection, url: str) -> bool:
    """Forget a source; its articles stay."""
    result = await connection.execute(delete(sources).where(sources.c.url == url))
    return result.rowcount > 0


async def record_success(
    connection: AsyncConnection,
    source_id: int,
    *,
    now: datetime,
    next_fetch_at: datetime,
    **metadata: Any,
) -> None:
    """A fetch went well. ``learned``: what the server said (title, etag, ttl, ...)."""
    await change(
        connection,
        source_id,
        last_success_at=now,
        next_fetch_at=next_fetch_at,
        failures=0,
        failure_reason="",
        failing_since=None,
        told=False,
        **metadata,
    )


async def record_failure(
    connection: AsyncConnection, source: Source, *, now: datetime, reason: str, wait: timedelta
) -> None:
    """A fetch went wrong; try again after ``wait``."""
    await change(
        connection,
        source.id,
        failures=sources.c.failures + 1,
        failure_reason=reason,
        failing_since=source.failing_since or now,
        next_fetch_at=now + wait,
    )


async def change_url(connection: AsyncConnection, source: Source, url: str) -> bool:
    """A source has a new address for good. False if another one has it already: this one then
    stops, as nothing would come of it twice."""
    if await get_by_url(connection, url) is not None:
        await change(connection, source.id, paused_reason=PauseReason.MOVED)
        return False
    await change(connection, source.id, url=url, host=_get_host(url))
    return True


async def list_unnotified_failures(
    connection: AsyncConnection, failing_before: datetime
) -> list[Source]:
    """Sources that have failed since before then, or have stopped, of which editors do not know."""
    rows = await connection.execute(
        select(*_COLUMNS)
        .where(
            sources.c.told.is_(False),
            or_(
                sources.c.paused_reason.in_(AUTOMATIC_PAUSE_REASONS),
                and_(sources.c.paused_reason.is_(None), sources.c.failing_since <= failing_before),
            ),
        )
        .order_by(sources.c.id)
    )
    return [Source(**row._asdict()) for row in rows]


async def list_publication_times(
    connection: AsyncConnection, source_id: int, limit: int
) -> list[datetime]:
    """When a source's newest articles were published, the newest first."""
    rows = await connection.execute(
        select(articles.c.published_at)
        .where(articles.c.source_id == source_id)
        .order_by(articles.c.published_at.desc())
        .limit(limit)
    )
    return list(rows.scalars())


async def get_activity(
    connection: AsyncConnection, source_ids: Collection[int], now: datetime
) -> dict[int, SourceActivity]:
    """The pulse of each of some sources."""
    found = {}
    for source_id in source_ids:
        last = await list_publication_times(connection, source_id, 1)
        in_week = await connection.execute(
            select(func.count())
            .select_from(articles)
            .where(articles.c.source_id == source_id, articles.c.published_at > now - WEEK)
        )
        found[source_id] = SourceActivity(last[0] if last else None, in_week.scalar_one())
    return found


def _get_host(url: str) -> str:
    return urlsplit(url).hostname or ""
