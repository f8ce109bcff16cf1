"""What editors do with articles that are filed: put them into other words, take them out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Article, TopicScore
from storage import articles, index, stories, withdrawn
from storage.articles import FEW, Central
from storage.tables import articles as table
from storage.tables import broadcasts


class Part(StrEnum):
    """What of an article an editor has set; it then outlives a change of the rest."""

    TITLE = "title"
    TEXT = "text"
    TOPICS = "topics"


async def parts_set(connection: AsyncConnection, article_id: int) -> frozenset[Part]:
    """What of an article editors have set."""
    asked = select(table.c.by_editors).where(table.c.id == article_id)
    names = (await connection.execute(asked)).scalar_one_or_none() or frozenset()
    return frozenset(Part(name) for name in names)


async def replace(
    connection: AsyncConnection,
    article: Article,
    part: Part,
    *,
    keys: Sequence[str],
    central: Central,
    now: datetime,
) -> bool:
    """Put ``article`` in the place of the one with its id, of which an editor has set ``part``. Id,
    address, date and story stay; the index, the story's headline and what it is found under follow.
    False if it is gone, or if another article says the same."""
    old = await articles.get(connection, article.id)
    if old is None or await _says_another(connection, article):
        return False
    if article.content_hash != old.content_hash:
        await withdrawn.replace(connection, old, now)
    was_set = await parts_set(connection, article.id)
    await articles.put_text(connection, article.id, article, by_editors=was_set | {part})
    story_id, moment = await _place(connection, article.id)
    await stories.take_off(connection, moment)
    await stories.file_under(connection, keys, moment)
    await _choose_headline(connection, story_id, central)
    return True


async def set_topics(
    connection: AsyncConnection, article_id: int, topics: Sequence[TopicScore]
) -> None:
    """Say what an article is about, whatever its text says."""
    was_set = await parts_set(connection, article_id)
    await connection.execute(
        update(table)
        .where(table.c.id == article_id)
        .values(
            topics=[[topic.id, topic.score] for topic in topics],
            by_editors=was_set | {Part.TOPICS},
        )
    )
    await index.retag(connection, article_id, [topic.id for topic in topics])


async def take_out(
    connection: AsyncConnection, article_id: int, *, central: Central, now: datetime
) -> Article | None:
    """Take an article out of the archive, its story and the index for good; return it as it was,
    None if it is gone already. What was sent of it stays where it is."""
    article = await articles.get(connection, article_id)
    if article is None:
        return None
    await withdrawn.take_out(connection, article, now)
    story_id, moment = await _place(connection, article_id)
    await index.take_out(connection, [article_id])
    await stories.take_off(connection, moment)
    await connection.execute(delete(table).where(table.c.id == article_id))
    await stories.left_by(connection, story_id, article.source)
    await _choose_headline(connection, story_id, central)
    return article


async def pushed(connection: AsyncConnection, article_id: int) -> list[int]:
    """The broadcasts that brought an article to readers and were not taken back."""
    rows = await connection.execute(
        select(broadcasts.c.id)
        .where(
            broadcasts.c.article_id == article_id,
            broadcasts.c.confirmed_at.is_not(None),
            broadcasts.c.retracted.is_(False),
        )
        .order_by(broadcasts.c.id)
    )
    return list(rows.scalars())


async def _place(connection: AsyncConnection, article_id: int) -> tuple[int, int]:
    """Its story, and where in the index it is."""
    asked = select(table.c.story_id, table.c.moment).where(table.c.id == article_id)
    row = (await connection.execute(asked)).one()
    return row.story_id, row.moment


async def _choose_headline(connection: AsyncConnection, story_id: int, central: Central) -> None:
    """The most central article; of a few, the one that came first."""
    members = await stories.members(connection, story_id)
    if members:
        headline = central(members) if len(members) >= FEW else members[0]
        await stories.set_headline(connection, story_id, headline.article_id)


async def _says_another(connection: AsyncConnection, article: Article) -> bool:
    same = select(table.c.id).where(
        table.c.content_hash == article.content_hash, table.c.id != article.id
    )
    return (await connection.execute(same.limit(1))).first() is not None
