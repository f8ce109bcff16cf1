"""Digests as they were shown: the way back from an article, to the next page, to the other style.

A digest is kept once for all who got the same; nothing in it says who they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Article, Digest, Preferences, Story
from storage.archive import articles
from storage.schema.tables import digests
from storage.schema.types import UtcTime


@dataclass(frozen=True, slots=True)
class StoredDigest:
    """A page of a digest. ``before`` are the ids of the stories on the pages before it,
    ``previous`` is the id under which the last of these is kept."""

    id: int
    digest: Digest
    previous_story_ids: frozenset[int] = frozenset()
    previous_id: int | None = None

    @property
    def story_ids_so_far(self) -> frozenset[int]:
        """All the stories up to the end of this page."""
        return self.previous_story_ids.union(story.id for story in self.digest.stories)


_INSERT = insert(digests)


async def save_digest(
    connection: AsyncConnection,
    digest: Digest,
    *,
    previous_story_ids: Iterable[int] = (),
    previous_id: int | None = None,
) -> StoredDigest:
    """Put a page of a digest on record."""
    told = frozenset(previous_story_ids)
    row = {
        "since": digest.since,
        "until": digest.until,
        "topics": digest.preferences.topics,
        "items": digest.preferences.digest_size,
        "more": digest.remaining_count,
        "stories": [_to_row(s, digest.followed_terms.get(s.id, ())) for s in digest.stories],
        "before": sorted(told),
        "previous": previous_id,
    }
    result = await connection.execute(_INSERT, row)
    (digest_id,) = result.inserted_primary_key or (0,)
    return StoredDigest(int(digest_id), digest, told, previous_id)


async def get(connection: AsyncConnection, digest_id: int) -> StoredDigest | None:
    """The digest as it was shown, without the articles that are gone since; None if all are, or if
    there never was such a digest."""
    row = (await connection.execute(select(digests).where(digests.c.id == digest_id))).one_or_none()
    if row is None:
        return None
    headlines = await articles.get_many(connection, [story[1] for story in row.stories])
    told = tuple(_to_story(story, headlines) for story in row.stories if story[1] in headlines)
    if not told:
        return None
    wanted = Preferences(topics=row.topics, digest_size=row.items)
    followed = {story[0]: tuple(terms) for *story, terms in row.stories if terms}
    digest = Digest(wanted, told, row.since, row.until, row.more, followed)
    return StoredDigest(row.id, digest, frozenset(row.before), row.previous)


def _to_row(story: Story, followed: Sequence[str]) -> list[Any]:
    """What may change later: whose article heads the story, who tells it, and for which followed
    terms it is there."""
    opened = round(story.opened_at.timestamp() * 1000)
    told_by = list(story.sources)
    return [story.id, story.lead_article.id, told_by, story.article_count, opened, list(followed)]


def _to_story(row: list[Any], headlines: dict[int, Article]) -> Story:
    story_id, article_id, sources, article_count, opened, _ = row
    headline = headlines[article_id]
    return Story(
        id=story_id,
        lead_article=headline,
        sources=tuple(sources),
        article_count=article_count,
        topics=tuple(topic.id for topic in headline.topics),
        opened_at=UtcTime.from_millis(opened),
    )
