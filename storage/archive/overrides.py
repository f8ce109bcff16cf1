"""Changes of editors to stored articles and stories: other words, other topics, removal; reports
that are split off, stories that are joined."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Article, TopicScore
from storage.archive import articles, cutoff, fts_index, stories, tombstones
from storage.archive.articles import ChooseLead
from storage.database import bulk
from storage.schema.tables import articles as tables_articles
from storage.schema.tables import (
    broadcasts,
    followed_stories,
    payload_stories,
    pending_alerts,
    shown_stories,
)
from storage.schema.tables import stories as tables_stories

_ABOUT_STORIES = (followed_stories, payload_stories, pending_alerts, shown_stories)
"""Tables that name stories besides the archive's."""


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


async def split_report(
    connection: AsyncConnection, article_id: int, *, choose_lead: ChooseLead, now: datetime
) -> int | None:
    """Take an article out of its story, and return the id of the new one; None if the story has no
    other article.

    The lead article keeps its story, which readers were shown with it: where it is split off, the
    other articles form the new one.
    """
    story_id, _ = await _get_story_and_rowid(connection, article_id)
    rows = (
        await connection.execute(
            select(
                tables_articles.c.id,
                tables_articles.c.source,
                tables_stories.c.headline_id,
                tables_stories.c.sources,
            )
            .join(tables_stories, tables_stories.c.id == tables_articles.c.story_id)
            .where(tables_stories.c.id == story_id)
            .order_by(tables_articles.c.id)
        )
    ).all()
    if len(rows) < 2:
        return None
    is_lead = rows[0].headline_id == article_id
    moved = [row for row in rows if (row.id == article_id) is not is_lead]
    kept = [row for row in rows if row not in moved]
    ids = [row.id for row in moved]
    opened = await connection.execute(
        insert(tables_stories).values(
            headline_id=ids[0],
            opened_at=await cutoff.get_arrival_time(connection, now),
            article_count=len(ids),
            sources=stories.unique_names(row.source for row in moved),
        )
    )
    (new_id,) = opened.inserted_primary_key or (0,)
    await connection.execute(
        update(tables_articles)
        .where(tables_articles.c.id.in_(ids))
        .values(story_id=new_id, is_follow_up=False)
    )
    lost = {row.source for row in moved} - {row.source for row in kept}
    await connection.execute(
        update(tables_stories)
        .where(tables_stories.c.id == story_id)
        .values(
            article_count=len(kept), sources=[one for one in rows[0].sources if one not in lost]
        )
    )
    for changed in (story_id, new_id):
        await _update_headline(connection, changed, choose_lead)
    return int(new_id)


async def join_stories(
    connection: AsyncConnection, story_id: int, other_id: int, *, choose_lead: ChooseLead
) -> bool:
    """Move all articles of another story to a story; return False if one of them does not exist.

    Chats that got or follow the other story then count as having got or following the joined one.
    """
    pair = tables_stories.c.id.in_([story_id, other_id])
    found = (await connection.execute(select(tables_stories).where(pair))).all()
    if len(found) < 2:
        return False
    sources = {row.id: row.sources for row in found}
    await connection.execute(
        update(tables_articles)
        .where(tables_articles.c.story_id == other_id)
        .values(story_id=story_id)
    )
    await connection.execute(
        update(tables_stories)
        .where(tables_stories.c.id == story_id)
        .values(
            article_count=sum(row.article_count for row in found),
            sources=list(dict.fromkeys([*sources[story_id], *sources[other_id]])),
            opened_at=min(row.opened_at for row in found),
        )
    )
    for table in _ABOUT_STORIES:
        await bulk.move_rows(connection, table, "story_id", other_id, story_id)
    await connection.execute(delete(tables_stories).where(tables_stories.c.id == other_id))
    await _update_headline(connection, story_id, choose_lead)
    return True


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
