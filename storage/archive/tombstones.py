"""Articles that editors removed or rewrote, so that they are recognised when their source sends
them again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Table, and_, bindparam, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from news.errors import NewsError
from news.model import Article
from storage.schema.tables import article_tombstones


class ArticleTombstoned(NewsError):
    """An editor removed this article from the archive."""

    key = "error-article-withdrawn"


async def add(connection: AsyncConnection, article: Article, now: datetime) -> None:
    """Record the keys of a removed article, and the texts that it had before."""
    await connection.execute(
        update(article_tombstones)
        .where(article_tombstones.c.article_id == article.id)
        .values(article_id=None)
    )
    await _insert(
        connection,
        now,
        content_hash=article.content_hash,
        canonical_url=article.canonical_url or None,
        source_id=article.source_id if article.guid else None,
        guid=article.guid or None,
    )


async def add_replacement(connection: AsyncConnection, article: Article, now: datetime) -> None:
    """Record the former text of an article that an editor rewrote."""
    await _insert(connection, now, content_hash=article.content_hash, article_id=article.id)


async def find_replacement(
    connection: AsyncConnection, article: Article, *, ignore_tombstone: bool = False
) -> int | None:
    """Return the article that replaces this one; None if this one is new.

    Raises ArticleTombstoned if it was removed; with ``ignore_tombstone`` the record is deleted
    instead.
    """
    rows = (await connection.execute(_SELECT_SAME, get_identity(article))).all()
    replacement = next((row.article_id for row in rows if row.article_id is not None), None)
    if replacement is not None or not rows:
        return replacement
    if not ignore_tombstone:
        raise ArticleTombstoned("an editor took this article out", url=article.url)
    await connection.execute(
        delete(article_tombstones).where(article_tombstones.c.id.in_([row.id for row in rows]))
    )
    return None


async def find_tombstoned(
    connection: AsyncConnection, urls: Collection[str], guids: Collection[tuple[int, str]]
) -> tuple[set[str], set[tuple[int, str]]]:
    """Return which of these addresses, and of these guids of sources, editors removed."""
    by_source: dict[int, list[str]] = {}
    for source_id, guid in guids:
        by_source.setdefault(source_id, []).append(guid)
    rows = await connection.execute(
        select(
            article_tombstones.c.canonical_url,
            article_tombstones.c.source_id,
            article_tombstones.c.guid,
        ).where(
            article_tombstones.c.article_id.is_(None),
            or_(
                article_tombstones.c.canonical_url.in_(urls),
                *(_matches_guids(source_id, of_it) for source_id, of_it in by_source.items()),
            ),
        )
    )
    found = rows.all()
    return (
        {row.canonical_url for row in found if row.canonical_url},
        {(row.source_id, row.guid) for row in found if row.guid},
    )


def is_same_article(table: Table) -> ColumnElement[bool]:
    """Build the condition that a row of a table with these four columns is the same article as the
    one whose `get_identity` is passed."""
    return or_(
        table.c.content_hash == bindparam("same_hash"),
        table.c.canonical_url == bindparam("same_url"),
        and_(table.c.source_id == bindparam("same_source"), table.c.guid == bindparam("same_guid")),
    )


def get_identity(article: Article) -> dict[str, object]:
    """Return the parameters of `is_same_article`. What an article lacks is NULL, which equals
    nothing."""
    has_guid = bool(article.guid) and article.source_id is not None
    return {
        "same_hash": article.content_hash,
        "same_url": article.canonical_url or None,
        "same_source": article.source_id if has_guid else None,
        "same_guid": article.guid if has_guid else None,
    }


_SELECT_SAME = select(article_tombstones.c.id, article_tombstones.c.article_id).where(
    is_same_article(article_tombstones)
)


def _matches_guids(source_id: int, guids: Sequence[str]) -> ColumnElement[bool]:
    return and_(article_tombstones.c.source_id == source_id, article_tombstones.c.guid.in_(guids))


async def _insert(connection: AsyncConnection, now: datetime, **values: object) -> None:
    await connection.execute(insert(article_tombstones).values(created_at=now, **values))
