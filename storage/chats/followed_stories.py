"""Stories that a chat follows: until they are quiet, each new report is announced.

``active_until`` moves with each report; after it the row counts as absent, and retention deletes
it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.chats.follows import NotifyMode
from storage.database.dialect import insert_or_update
from storage.schema.tables import articles, followed_stories, subscribers


@dataclass(frozen=True, slots=True)
class FollowedStory:
    """``title``: of the article under which it was followed."""

    story_id: int
    title: str
    notify: NotifyMode


async def save(
    connection: AsyncConnection,
    chat_id: int,
    story: FollowedStory,
    now: datetime,
    active_until: datetime,
) -> None:
    """Follow a story from its newest report on; one that is followed stays as it is."""
    newest = select(func.coalesce(func.max(articles.c.id), 0)).where(
        articles.c.story_id == story.story_id
    )
    values = {
        "chat_id": chat_id,
        "story_id": story.story_id,
        "title": story.title,
        "notify": story.notify,
        "last_article_id": newest.scalar_subquery(),
        "created_at": now,
        "active_until": active_until,
    }
    ended = followed_stories.c.active_until <= now
    statement = insert_or_update(followed_stories, names=tuple(values), where=ended)
    await connection.execute(statement.values(values))


async def remove(connection: AsyncConnection, chat_id: int, story_id: int) -> bool:
    """Stop following a story; return whether it was followed."""
    theirs = followed_stories.c.chat_id == chat_id, followed_stories.c.story_id == story_id
    return (await connection.execute(delete(followed_stories).where(*theirs))).rowcount == 1


async def set_notify(
    connection: AsyncConnection, chat_id: int, story_id: int, notify: NotifyMode
) -> bool:
    """Change when new reports are announced; return False if the story is not followed."""
    theirs = followed_stories.c.chat_id == chat_id, followed_stories.c.story_id == story_id
    changed = update(followed_stories).where(*theirs).values(notify=notify)
    return (await connection.execute(changed)).rowcount == 1


async def list_for_chat(
    connection: AsyncConnection, chat_id: int, now: datetime
) -> list[FollowedStory]:
    """Return the stories that a chat follows, the last one first."""
    rows = await connection.execute(
        select(followed_stories.c.story_id, followed_stories.c.title, followed_stories.c.notify)
        .where(followed_stories.c.chat_id == chat_id, followed_stories.c.active_until > now)
        .order_by(followed_stories.c.created_at.desc(), followed_stories.c.story_id.desc())
    )
    return [FollowedStory(*row) for row in rows]


async def list_instant_followers(
    connection: AsyncConnection,
    story_id: int,
    article_id: int,
    now: datetime,
    *,
    after: int | None,
    limit: int,
) -> list[int]:
    """Return a page of active chats that a report of a story is announced to at once, in order,
    after ``after``."""
    later = [] if after is None else [followed_stories.c.chat_id > after]
    rows = await connection.execute(
        select(followed_stories.c.chat_id)
        .where(
            followed_stories.c.story_id == story_id,
            followed_stories.c.notify == "instant",
            followed_stories.c.last_article_id < article_id,
            followed_stories.c.active_until > now,
            exists().where(
                subscribers.c.chat_id == followed_stories.c.chat_id,
                subscribers.c.state == "active",
            ),
            *later,
        )
        .order_by(followed_stories.c.chat_id)
        .limit(limit)
    )
    return list(rows.scalars())


async def list_instant_for_chats(
    connection: AsyncConnection, chat_ids: Collection[int], now: datetime
) -> dict[int, set[int]]:
    """Return the stories that these chats follow with instant alerts, by chat."""
    rows = await connection.execute(
        select(followed_stories.c.chat_id, followed_stories.c.story_id).where(
            followed_stories.c.chat_id.in_(chat_ids),
            followed_stories.c.notify == "instant",
            followed_stories.c.active_until > now,
        )
    )
    found: dict[int, set[int]] = defaultdict(set)
    for chat_id, story_id in rows:
        found[chat_id].add(story_id)
    return dict(found)


async def list_updated(
    connection: AsyncConnection, since: Mapping[int, datetime], now: datetime
) -> dict[int, frozenset[int]]:
    """Return, by chat, the stories followed in the digest with reports that came after the chat's
    moment. Chats without any are omitted."""
    rows = await connection.execute(
        select(
            followed_stories.c.chat_id,
            followed_stories.c.story_id,
            func.max(articles.c.added_at, type_=articles.c.added_at.type).label("newest"),
        )
        .join(articles, articles.c.story_id == followed_stories.c.story_id)
        .where(
            followed_stories.c.chat_id.in_(since),
            followed_stories.c.notify == "digest",
            followed_stories.c.active_until > now,
            articles.c.id > followed_stories.c.last_article_id,
        )
        .group_by(followed_stories.c.chat_id, followed_stories.c.story_id)
    )
    found: dict[int, set[int]] = defaultdict(set)
    for chat_id, story_id, newest in rows:
        if newest > since[chat_id]:
            found[chat_id].add(story_id)
    return {chat_id: frozenset(stories) for chat_id, stories in found.items()}


async def prolong(
    connection: AsyncConnection, story_id: int, now: datetime, active_until: datetime
) -> bool:
    """Keep the chats that follow a story a while longer; return whether there are any."""
    running = followed_stories.c.story_id == story_id, followed_stories.c.active_until > now
    prolonged = update(followed_stories).where(*running).values(active_until=active_until)
    return (await connection.execute(prolonged)).rowcount > 0
