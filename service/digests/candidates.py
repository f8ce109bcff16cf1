"""Stories to choose digests from, loaded once for all digests of one run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Digest, Story
from storage.archive import stories, story_headers


class StoryCache:
    """Cache complete stories: the chosen ones are few, however many subscribers there are."""

    def __init__(self) -> None:
        self._stories: dict[int, Story] = {}

    async def fill(self, connection: AsyncConnection, digest: Digest) -> Digest:
        """Return the digest with complete stories, without those deleted since it was composed."""
        missing = [story.id for story in digest.stories if story.id not in self._stories]
        if missing:
            self._stories |= await stories.get_many(connection, missing)
        found = (self._stories.get(story.id) for story in digest.stories)
        return replace(digest, stories=tuple(story for story in found if story is not None))


class StoryCandidates:
    """The stories up to one moment: headers of all, and the complete texts of the chosen ones."""

    def __init__(self, until: datetime) -> None:
        self.story_cache = StoryCache()
        self._since = until
        self._headers: list[Story] = []

    async def load_since(self, connection: AsyncConnection, since: datetime) -> Sequence[Story]:
        """Return at least the headers of all stories after `since`, newest first."""
        if since < self._since:
            pages = story_headers.iter_story_headers(connection, since, self._since)
            self._headers += [story async for page in pages for story in page]
            self._since = since
        return self._headers
