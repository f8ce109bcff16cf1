"""Changes of editors to stored articles: other words, other topics, removal."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Article, TopicScore
from storage.archive import articles, fts_index, stories, tombstones
from storage.archive.articles import ChooseLead
from storage.schema.tables import articles as tables_articles
from storage.schema.tables import broadcasts


class OverridableField(StrEnum):
    """A part of an article that an editor can set; it then outlives changes of the rest."""

    TITLE = "title"
    TEXT = "text"
    TOPICS = "topics"


async def get_overridden_fields(
    connection: AsyncConnection, article_id: int
) -> frozenset[OverridableField]:
    """Return the parts of an article that editors have set."""
    statement = select(tables_articles.c.overridden_fields).where(
        tables_articles.c.id == article_id
    )
    names = (await connection.execute(statement)).scalar_one_or_none() or frozenset()
    return frozenset(OverridableField(name) for name in names)


async def override_article(
    connection: AsyncConnection,
    article: Article,
    fields: Collection[OverridableField],
    *,
    keys: Sequence[str],
    choose_lead: ChooseLead,
    now: datetime,
) -> bool:
    """Replace an article by ``article``, of which an editor has set ``fields``.

    Id, address, date and story stay; the index, the story's lead and its keys are updated.
    Returns False if the article is deleted, or if another one has the same text.
    """
    old = await articles.get(connection, article.id)
    if old is None or await _has_same_text(connection, article):
        return False
    if article.content_hash != old.content_hash:
        await tombstones.add_replacement(connection, old, now)
    was_set = await get_overridden_fields(connection, article.id)
    overridden = was_set | frozenset(fields)
    await articles.write_text(connection, article.id, article, overridden_fields=overridden)
    story_id, moment = await _get_story_and_rowid(connection, article.id)
    await stories.remove_keys(connection, moment)
    await stories.add_keys(connection, keys, moment)
    await _update_headline(connection, story_id, choose_lead)
    return True


async def set_topics(
    connection: AsyncConnection, article_id: int, topics: Sequence[TopicScore]
) -> None:
    """Set an article's topics, whatever its text says."""
    was_set = await get_overridden_fields(connection, article_id)
    await connection.execute(
        update(tables_articles)
        .where(tables_articles.c.id == article_id)
        .values(
            topics=[[topic.id, topic.score] for topic in topics],
            overridden_fields=was_set | {OverridableField.TOPICS},
        )
    )
    await fts_index.update_tags(connection, article_id, [topic.id for topic in topics])


async def remove_article(
    connection: AsyncConnection, article_id: int, *, choose_lead: ChooseLead, now: datetime
) -> Article | None:
    """Delete an article from the archive, its story and the index.

    Returns it as it was, None if it does not exist. Delivered messages stay.
    """
    article = await articles.get(connection, article_id)
    if article is None:
        return None
    await tombstones.add(connection, article, now)
    story_id, moment = await _get_story_and_rowid(connection, article_id)
    await fts_index.remove(connection, [article_id])
    await stories.remove_keys(connection, moment)
    await connection.execute(delete(tables_articles).where(tables_articles.c.id == article_id))
    await stories.remove_article(connection, story_id, article.source)
    await _update_headline(connection, story_id, choose_lead)
    return article


async def list_broadcast_ids(connection: AsyncConnection, article_id: int) -> list[int]:
    """Return the broadcasts of an article that started and were not retracted."""
    rows = await connection.execute(
        select(broadcasts.c.id)
        .where(
            broadcasts.c.article_id == article_id,
            broadcasts.c.started_at.is_not(None),
            broadcasts.c.retracted.is_(False),
        )
        .order_by(broadcasts.c.id)
    )
    return list(rows.scalars())


async def _get_story_and_rowid(connection: AsyncConnection, article_id: int) -> tuple[int, int]:
    """Return its story, and its row in the full-text index."""
    statement = select(tables_articles.c.story_id, tables_articles.c.fts_rowid).where(
        tables_articles.c.id == article_id
    )
    row = (await connection.execute(statement)).one()
    return row.story_id, row.fts_rowid


async def _update_headline(
    connection: AsyncConnection, story_id: int, choose_lead: ChooseLead
) -> None:
    """Choose the lead article, where the reports have changed."""
    members = await stories.list_members(connection, story_id)
    if members:
        history = await stories.get_history(connection, story_id)
        await stories.set_lead(connection, story_id, choose_lead(members, history))


async def _has_same_text(connection: AsyncConnection, article: Article) -> bool:
    same = select(tables_articles.c.id).where(
        tables_articles.c.content_hash == article.content_hash, tables_articles.c.id != article.id
    )
    return (await connection.execute(same.limit(1))).first() is not None
