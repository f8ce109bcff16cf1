"""Digests as they were shown: for the way back from an article, the next page and the other style.

One row serves all chats that got the same digest; nothing in it identifies them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Article, Digest, Preferences, Story
from storage.archive import articles
from storage.archive.stories import put_first
from storage.schema.tables import deliveries, digests
from storage.schema.types import UtcTime


@dataclass(frozen=True, slots=True)
class StoredDigest:
    """A page of a digest. The previous story ids are those of the pages before it, the previous id
    is the stored page before it. The excluded stories were known to its readers when it was made:
    they are on none of its pages."""

    id: int
    digest: Digest
    previous_story_ids: frozenset[int] = frozenset()
    previous_id: int | None = None
    excluded_story_ids: frozenset[int] = frozenset()

    @property
    def story_ids_so_far(self) -> frozenset[int]:
        """Return the ids of all stories up to the end of this page."""
        return self.previous_story_ids.union(story.id for story in self.digest.stories)


_INSERT = insert(digests).returning(digests.c.id, sort_by_parameter_order=True)


async def save_digest(connection: AsyncConnection, page: StoredDigest) -> StoredDigest:
    """Store a page of a digest; return it with its id."""
    (saved,) = await save_all(connection, [page])
    return saved


async def save_all(
    connection: AsyncConnection, pages: Sequence[StoredDigest]
) -> list[StoredDigest]:
    """Store pages of digests; return them with their ids."""
    if not pages:
        return []
    ids = (await connection.execute(_INSERT, list(map(_build_row, pages)))).scalars()
    return [replace(page, id=digest_id) for page, digest_id in zip(pages, ids, strict=True)]


def _build_row(page: StoredDigest) -> dict[str, Any]:
    digest = page.digest
    return {
        "since": digest.since,
        "until": digest.until,
        "topics": digest.preferences.topics,
        "items": digest.preferences.digest_size,
        "more": digest.remaining_count,
        "stories": [_to_row(s, digest.followed_terms.get(s.id, ())) for s in digest.stories],
        "previous_story_ids": sorted(page.previous_story_ids),
        "previous_id": page.previous_id,
        "excluded_story_ids": sorted(page.excluded_story_ids),
    }


async def get_ends(connection: AsyncConnection, digest_ids: Collection[int]) -> dict[int, datetime]:
    """Return up to when digests cover the news, by id. Ids that are not stored are omitted."""
    query = select(digests.c.id, digests.c.until).where(digests.c.id.in_(digest_ids))
    return {row.id: row.until for row in await connection.execute(query)}


async def get(connection: AsyncConnection, digest_id: int) -> StoredDigest | None:
    """Return the digest as it was shown, without articles deleted since.

    Returns None if all are deleted, or if there is no such digest.
    """
    row = (await connection.execute(select(digests).where(digests.c.id == digest_id))).one_or_none()
    if row is None:
        return None
    headlines = await articles.get_many(connection, [story[1] for story in row.stories])
    found = tuple(_to_story(story, headlines) for story in row.stories if story[1] in headlines)
    if not found:
        return None
    preferences = Preferences(topics=row.topics, digest_size=row.items)
    followed = {story[0]: tuple(terms) for *story, terms in row.stories if terms}
    digest = Digest(preferences, found, row.since, row.until, row.more, followed)
    return StoredDigest(
        row.id,
        digest,
        frozenset(row.previous_story_ids),
        row.previous_id,
        frozenset(row.excluded_story_ids),
    )


async def list_message_ids(connection: AsyncConnection, chat_id: int) -> set[int]:
    """Return the ids of the messages that brought a chat its digests."""
    rows = await connection.execute(
        select(deliveries.c.message_id).where(
            deliveries.c.chat_id == chat_id,
            deliveries.c.state == "sent",
            deliveries.c.covers_since.is_not(None),
        )
    )
    return set(rows.scalars())


def _to_row(story: Story, followed: Sequence[str]) -> list[Any]:
    """Encode what may change later: the headline article, its sources, and the followed terms that
    matched."""
    opened = round(story.opened_at.timestamp() * 1000)
    told_by = list(story.sources)
    return [story.id, story.lead_article.id, told_by, story.article_count, opened, list(followed)]


def _to_story(row: list[Any], headlines: dict[int, Article]) -> Story:
    story_id, article_id, sources, article_count, opened, _ = row
    headline = headlines[article_id]
    return Story(
        id=story_id,
        lead_article=headline,
        sources=put_first(headline.source, sources),
        article_count=article_count,
        topics=tuple(topic.id for topic in headline.topics),
        opened_at=UtcTime.from_millis(opened),
    )
