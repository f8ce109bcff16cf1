"""The news of a moment, read once for all the digests that are made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Digest, Story
from storage.archive import stories, story_headers


class StoryCache:
    """The stories that somebody gets, read once: they are few however many readers there are."""

    def __init__(self) -> None:
        self._stories: dict[int, Story] = {}

    async def __call__(self, connection: AsyncConnection, digest: Digest) -> Digest:
        """A digest with the texts of its stories, without those that are gone."""
        missing = [story.id for story in digest.stories if story.id not in self._stories]
        if missing:
            self._stories |= await stories.get_many(connection, missing)
        chosen = (self._stories.get(story.id) for story in digest.stories)
        return replace(digest, stories=tuple(story for story in chosen if story is not None))


class StoryCandidates:
    """The stories that came in up to a moment: in outline, all from a watermark on, for what is
    chosen from; and what of them somebody gets, `in_full`."""

    def __init__(self, until: datetime) -> None:
        self.story_cache = StoryCache()
        self._since = until
        self._headers: list[Story] = []

    async def load_since(self, connection: AsyncConnection, since: datetime) -> Sequence[Story]:
        """At least those that came in after ``moment``, newest first."""
        if since < self._since:
            pages = story_headers.iter_story_headers(connection, since, self._since)
            self._headers += [story async for page in pages for story in page]
            self._since = since
        return self._headers
