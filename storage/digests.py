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
from storage import articles
from storage.tables import digests
from storage.types import UtcTime


@dataclass(frozen=True, slots=True)
class Kept:
    """A page of a digest. ``before`` are the ids of the stories on the pages before it,
    ``previous`` is the id under which the last of these is kept."""

    id: int
    digest: Digest
    before: frozenset[int] = frozenset()
    previous: int | None = None

    @property
    def told(self) -> frozenset[int]:
        """All the stories up to the end of this page."""
        return self.before.union(story.id for story in self.digest.stories)


_KEEP = insert(digests)


async def keep(
    connection: AsyncConnection,
    digest: Digest,
    *,
    before: Iterable[int] = (),
    previous: int | None = None,
) -> Kept:
    """Put a page of a digest on record."""
    told = frozenset(before)
    row = {
        "since": digest.since,
        "until": digest.until,
        "topics": digest.preferences.topics,
        "items": digest.preferences.items,
        "more": digest.more,
        "stories": [_to_row(s, digest.followed.get(s.id, ())) for s in digest.stories],
        "before": sorted(told),
        "previous": previous,
    }
    result = await connection.execute(_KEEP, row)
    (digest_id,) = result.inserted_primary_key or (0,)
    return Kept(int(digest_id), digest, told, previous)


async def get(connection: AsyncConnection, digest_id: int) -> Kept | None:
    """The digest as it was shown, without the articles that are gone since; None if all are, or if
    there never was such a digest."""
    row = (await connection.execute(select(digests).where(digests.c.id == digest_id))).one_or_none()
    if row is None:
        return None
    headlines = await articles.of_ids(connection, [story[1] for story in row.stories])
    told = tuple(_to_story(story, headlines) for story in row.stories if story[1] in headlines)
    if not told:
        return None
    wanted = Preferences(topics=row.topics, items=row.items)
    followed = {story[0]: tuple(terms) for *story, terms in row.stories if terms}
    digest = Digest(wanted, told, row.since, row.until, row.more, followed)
    return Kept(row.id, digest, frozenset(row.before), row.previous)


def _to_row(story: Story, followed: Sequence[str]) -> list[Any]:
    """What may change later: whose article heads the story, who tells it, and for which followed
    terms it is there."""
    opened = round(story.opened.timestamp() * 1000)
    told_by = list(story.sources)
    return [story.id, story.headline.id, told_by, story.article_count, opened, list(followed)]


def _to_story(row: list[Any], headlines: dict[int, Article]) -> Story:
    story_id, article_id, sources, article_count, opened, _ = row
    headline = headlines[article_id]
    return Story(
        id=story_id,
        headline=headline,
        sources=tuple(sources),
        article_count=article_count,
        topics=tuple(topic.id for topic in headline.topics),
        opened=UtcTime.from_number(opened),
    )
