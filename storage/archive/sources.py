"""Sources, their health and their activity."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import and_, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import UNFETCHED_KINDS, SourceKind
from storage.schema.tables import articles, sources


class PauseReason(StrEnum):
    """Why a source is not fetched until an editor resumes it."""

    EDITOR = "editor"
    GONE = "gone"
    """The server answers that it is removed for good (HTTP 410)."""
    MOVED = "moved"
    """It moved to the address of another source."""
    NOT_ADMIN = "not_admin"
    """The bot is no longer an administrator of the channel, so no posts arrive."""


AUTOMATIC_PAUSE_REASONS = (PauseReason.GONE, PauseReason.MOVED, PauseReason.NOT_ADMIN)
"""Reasons that no editor chose."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where articles come from.

    ``failures`` counts consecutive ones, ``failing_since`` is the time of the first,
    ``failure_notified`` is whether editors were notified. ``paused_reason`` is None while it is
    fetched. ``ttl`` (minutes) and ``skip_hours`` (UTC) are the publisher's requests.
    ``topics`` and ``language`` (empty: detect them) are what an editor set for its
    articles; ``own_title`` is the editor's name for it, ``headers`` are sent with each
    request, and their values may be secret.
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
    failure_notified: bool = False
    own_title: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        """The editor's title, the source's own, or the URL of a source without one."""
        return self.own_title or self.title or self.url

    @property
    def is_fetched(self) -> bool:
        """Whether it is read from its address, unless it is paused."""
        return self.kind not in UNFETCHED_KINDS


WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class SourceActivity:
    """When a source last published, and how many articles in the last seven days.

    An article that another source published first counts for that one.
    """

    last_published_at: datetime | None = None
    articles_in_week: int = 0

    @property
    def per_day(self) -> float:
        """Articles a day in the last week."""
        return self.articles_in_week / WEEK.days


_COLUMNS = [sources.c[column.name] for column in fields(Source)]


async def add(
    connection: AsyncConnection,
    *,
    url: str,
    title: str,
    now: datetime,
    kind: SourceKind = "feed",
    topics: Iterable[str] = (),
    headers: Mapping[str, str] | None = None,
) -> Source | None:
    """Add a source, due now. Return None if the address is known already."""
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
            headers=dict(headers or {}),
        )
    )
    return await get_by_url(connection, url)


async def change(connection: AsyncConnection, source_id: int, **values: Any) -> Source | None:
    """Set columns of a source. Return it as it is then, None if it does not exist."""
    await connection.execute(update(sources).where(sources.c.id == source_id).values(**values))
    return await get(connection, source_id)


async def get(connection: AsyncConnection, source_id: int) -> Source | None:
    """Return a source, None if it does not exist."""
    row = (
        await connection.execute(select(*_COLUMNS).where(sources.c.id == source_id))
    ).one_or_none()
    return None if row is None else Source(**row._asdict())


async def get_by_url(connection: AsyncConnection, url: str) -> Source | None:
    """Return the source with this URL, None if there is none."""
    row = (await connection.execute(select(*_COLUMNS).where(sources.c.url == url))).one_or_none()
    return None if row is None else Source(**row._asdict())


async def list_all(connection: AsyncConnection) -> list[Source]:
    """Return all sources in the order in which they were added."""
    rows = await connection.execute(select(*_COLUMNS).order_by(sources.c.id))
    return [Source(**row._asdict()) for row in rows]


async def list_page(connection: AsyncConnection, offset: int, limit: int) -> list[Source]:
    """Return a page of sources, failing ones first, then in the order in which they were
    added."""
    trouble = or_(sources.c.failures > 0, sources.c.paused_reason.in_(AUTOMATIC_PAUSE_REASONS))
    ordered = select(*_COLUMNS).order_by(trouble.desc().nulls_last(), sources.c.id)
    rows = await connection.execute(ordered.offset(offset).limit(limit))
    return [Source(**row._asdict()) for row in rows]


async def count(connection: AsyncConnection) -> int:
    """Return the number of sources."""
    return (await connection.execute(select(func.count()).select_from(sources))).scalar_one()


async def list_due(
    connection: AsyncConnection,
    now: datetime,
    limit: int,
    max_per_host: int,
    without_hosts: Iterable[str] = (),
) -> list[Source]:
    """Return sources to fetch now, longest overdue first, but none of some hosts.

    At most ``max_per_host`` of one host, so that the sources of a slow host do not delay the
    others.
    """
    waiting = (
        select(
            sources.c.id,
            func.row_number()
            .over(partition_by=sources.c.host, order_by=sources.c.next_fetch_at)
            .label("place"),
        )
        .where(
            sources.c.paused_reason.is_(None),
            sources.c.next_fetch_at <= now,
            sources.c.kind.not_in(UNFETCHED_KINDS),
            sources.c.host.not_in(list(without_hosts)),
        )
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
    """Delete a source; its articles stay."""
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
    """Record a successful fetch. ``metadata``: what the server sent (title, etag, ttl,
    …)."""
    await change(
        connection,
        source_id,
        last_success_at=now,
        next_fetch_at=next_fetch_at,
        failures=0,
        failure_reason="",
        failing_since=None,
        failure_notified=False,
        **metadata,
    )


async def record_failure(
    connection: AsyncConnection, source: Source, *, now: datetime, reason: str, wait: timedelta
) -> None:
    """Record a failed fetch; the next one is due after ``wait``."""
    await change(
        connection,
        source.id,
        failures=sources.c.failures + 1,
        failure_reason=reason,
        failing_since=source.failing_since or now,
        next_fetch_at=now + wait,
    )


async def change_url(connection: AsyncConnection, source: Source, url: str) -> bool:
    """Set a source's new permanent address.

    Returns False and pauses the source if another source has that address.
    """
    if await get_by_url(connection, url) is not None:
        await change(connection, source.id, paused_reason=PauseReason.MOVED)
        return False
    await change(connection, source.id, url=url, host=_get_host(url))
    return True


async def list_unnotified_failures(
    connection: AsyncConnection, failing_before: datetime
) -> list[Source]:
    """Return sources that stopped or have failed since before then, and that editors were
    not notified of."""
    rows = await connection.execute(
        select(*_COLUMNS)
        .where(
            sources.c.failure_notified.is_(False),
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
    """Return when a source's newest articles were published, newest first."""
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
    """Return the activity of each of these sources."""
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
