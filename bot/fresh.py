"""The news of a moment, read once for all the digests that are made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Digest, Story
from storage import stories


class Fresh:
    """The stories that came in up to a moment: in outline, all from a watermark on, for what is
    chosen from; in full those that somebody gets, which are few however many readers there are."""

    def __init__(self, until: datetime) -> None:
        self._until = until
        self._since = until
        self._outlines: list[Story] = []
        self._in_full: dict[int, Story] = {}

    async def since(self, connection: AsyncConnection, moment: datetime) -> Sequence[Story]:
        """At least those that came in after ``moment``, newest first."""
        if moment < self._since:
            pages = stories.outlines(connection, moment, self._since)
            self._outlines += [story async for page in pages for story in page]
            self._since = moment
        return self._outlines

    async def in_full(self, connection: AsyncConnection, outline: Digest) -> Digest:
        """A digest with the texts of its stories."""
        missing = [story.id for story in outline.stories if story.id not in self._in_full]
        if missing:
            self._in_full |= await stories.of_ids(connection, missing)
        chosen = (self._in_full.get(story.id) for story in outline.stories)
        return replace(outline, stories=tuple(story for story in chosen if story is not None))
