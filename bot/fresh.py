"""The news of a moment, read once for all the digests that are made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Digest, Story
from storage import outlines, stories


class InFull:
    """The stories that somebody gets, read once: they are few however many readers there are."""

    def __init__(self) -> None:
        self._stories: dict[int, Story] = {}

    async def __call__(self, connection: AsyncConnection, outline: Digest) -> Digest:
        """A digest with the texts of its stories, without those that are gone."""
        missing = [story.id for story in outline.stories if story.id not in self._stories]
        if missing:
            self._stories |= await stories.of_ids(connection, missing)
        chosen = (self._stories.get(story.id) for story in outline.stories)
        return replace(outline, stories=tuple(story for story in chosen if story is not None))


class Fresh:
    """The stories that came in up to a moment: in outline, all from a watermark on, for what is
    chosen from; and what of them somebody gets, `in_full`."""

    def __init__(self, until: datetime) -> None:
        self.in_full = InFull()
        self._since = until
        self._outlines: list[Story] = []

    async def since(self, connection: AsyncConnection, moment: datetime) -> Sequence[Story]:
        """At least those that came in after ``moment``, newest first."""
        if moment < self._since:
            pages = outlines.opened(connection, moment, self._since)
            self._outlines += [story async for page in pages for story in page]
            self._since = moment
        return self._outlines
