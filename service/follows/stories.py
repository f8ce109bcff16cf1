"""Following a story: new reports of it are announced until it is quiet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from service.subscribers.changes import update_subscriber
from storage.archive import coverage
from storage.chats import followed_stories
from storage.chats.followed_stories import FollowedStory
from storage.chats.follows import NotifyMode
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database

QUIET_PERIOD = timedelta(days=3)
"""A follow ends by itself when no report came for so long."""

MAX_FOLLOWED_STORIES = 8
"""Stories that one chat follows at a time: a page of buttons."""


@dataclass(frozen=True, slots=True)
class StoryFollowed:
    """Whether a story is followed now; ``is_full``: the chat follows `MAX_FOLLOWED_STORIES`
    already, and nothing changed."""

    title: str
    is_on: bool
    is_full: bool = False


@dataclass(frozen=True, slots=True)
class StoryFollowService:
    """Use cases of the stories that a chat follows."""

    database: Database

    async def list_stories(self, chat_id: int, now: datetime) -> Sequence[FollowedStory]:
        """Return the stories that a chat follows, the last one first."""
        async with self.database.read() as connection:
            return await followed_stories.list_for_chat(connection, chat_id, now)

    async def follow(
        self, subscriber: Subscriber, article_id: int, now: datetime
    ) -> StoryFollowed | None:
        """Follow the story of an article with instant alerts; None if the article is deleted."""
        chat_id = subscriber.chat_id
        async with self.database.write() as connection:
            place = await coverage.find_place(connection, article_id)
            if place is None:
                return None
            known = await followed_stories.list_for_chat(connection, chat_id, now)
            is_known = any(one.story_id == place.story_id for one in known)
            if not is_known and len(known) >= MAX_FOLLOWED_STORIES:
                return StoryFollowed(place.title, is_on=False, is_full=True)
            await update_subscriber(connection, subscriber)
            story = FollowedStory(place.story_id, place.title, "instant")
            await followed_stories.save(connection, chat_id, story, now, now + QUIET_PERIOD)
        return StoryFollowed(place.title, is_on=True)

    async def unfollow_of_article(self, chat_id: int, article_id: int) -> StoryFollowed | None:
        """Stop following the story of an article; None if the article is deleted."""
        async with self.database.write() as connection:
            place = await coverage.find_place(connection, article_id)
            if place is None:
                return None
            await followed_stories.remove(connection, chat_id, place.story_id)
        return StoryFollowed(place.title, is_on=False)

    async def unfollow(self, chat_id: int, story_id: int) -> bool:
        """Stop following a story; return whether it was followed."""
        async with self.database.write() as connection:
            return await followed_stories.remove(connection, chat_id, story_id)

    async def set_notify(self, chat_id: int, story_id: int, notify: NotifyMode) -> bool:
        """Choose instant alerts or the digest; return False if the story is not followed."""
        async with self.database.write() as connection:
            return await followed_stories.set_notify(connection, chat_id, story_id, notify)
