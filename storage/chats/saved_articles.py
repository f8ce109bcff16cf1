"""Articles that a chat saved: copies, which stay when retention deletes the articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.schema.tables import saved_articles


@dataclass(frozen=True, slots=True)
class SavedArticle:
    """What is kept of a saved article; ``summary`` as text."""

    article_id: int
    title: str
    url: str
    source: str
    summary: str
    published_at: datetime


_SELECT = select(
    saved_articles.c.article_id,
    saved_articles.c.title,
    saved_articles.c.url,
    saved_articles.c.source,
    saved_articles.c.summary,
    saved_articles.c.published_at,
)


async def save(
    connection: AsyncConnection, chat_id: int, article: SavedArticle, now: datetime
) -> None:
    """Store an article that the chat has not saved yet."""
    await connection.execute(
        insert(saved_articles).values(
            chat_id=chat_id,
            article_id=article.article_id,
            title=article.title,
            url=article.url,
            source=article.source,
            summary=article.summary,
            published_at=article.published_at,
            saved_at=now,
        )
    )


async def remove(connection: AsyncConnection, chat_id: int, article_id: int) -> None:
    """Delete a saved article of a chat, if it is saved."""
    await connection.execute(
        delete(saved_articles).where(
            saved_articles.c.chat_id == chat_id, saved_articles.c.article_id == article_id
        )
    )


async def get(connection: AsyncConnection, chat_id: int, article_id: int) -> SavedArticle | None:
    """Return a saved article; None if the chat has not saved it."""
    theirs = saved_articles.c.chat_id == chat_id, saved_articles.c.article_id == article_id
    row = (await connection.execute(_SELECT.where(*theirs))).one_or_none()
    return None if row is None else SavedArticle(*row)


async def count(connection: AsyncConnection, chat_id: int) -> int:
    """Return how many articles a chat saved."""
    theirs = saved_articles.c.chat_id == chat_id
    counted = select(func.count()).select_from(saved_articles).where(theirs)
    return (await connection.execute(counted)).scalar_one()


async def list_page(
    connection: AsyncConnection, chat_id: int, *, offset: int, limit: int
) -> Sequence[SavedArticle]:
    """Return a page of what a chat saved, the last saved first."""
    rows = await connection.execute(
        _SELECT.where(saved_articles.c.chat_id == chat_id)
        .order_by(saved_articles.c.saved_at.desc(), saved_articles.c.article_id.desc())
        .offset(offset)
        .limit(limit)
    )
    return [SavedArticle(*row) for row in rows]
