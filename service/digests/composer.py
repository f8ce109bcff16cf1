"""Compose one reader's digest."""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from news.digest import compose
from news.model import Digest, Preferences, Story
from news.query.followed_terms import TermNormalizer
from service.digests.candidates import StoryCandidates
from service.follows.term_matcher import TermMatcher
from service.subscribers.service import build_preferences
from storage.chats import follows
from storage.chats.subscribers import Subscriber
from storage.messaging import delivered_stories
from storage.messaging.outbox import Priority


def select_stories(
    candidates: Sequence[Story],
    preferences: Preferences,
    since: datetime,
    until: datetime,
    mentions: Mapping[str, Container[int]] | None = None,
) -> Digest:
    """The best stories in the reader's languages; in any, where no news came in theirs at all.
    ``mentions``: by term, the stories that mention what is followed or muted."""
    spoken = any(story.lead_article.language in preferences.languages for story in candidates)
    if not spoken and not preferences.strict_languages:
        preferences = replace(preferences, languages=frozenset())
    return compose(candidates, preferences, since, until, mentions=mentions)


async def get_pushed_story_ids(
    connection: AsyncConnection,
    chat_ids: Sequence[int],
    candidates: Sequence[Story],
    since: datetime,
) -> dict[int, frozenset[int]]:
    """For each of these chats, the stories that it got as breaking news or as alerts; chats that
    got none are left out."""
    ids = [story.id for story in candidates]
    return await delivered_stories.get_delivered_story_ids(
        connection, chat_ids, ids, broadcasts_since=since, priority=Priority.ALERT
    )


def exclude_delivered(candidates: Sequence[Story], delivered_ids: Container[int]) -> list[Story]:
    """Without what the reader knows already."""
    return [story for story in candidates if story.id not in delivered_ids]


async def compose_digest(
    connection: AsyncConnection,
    terms: TermNormalizer,
    subscriber: Subscriber,
    since: datetime,
    until: datetime,
    *,
    exclude: Collection[int] = (),
) -> Digest:
    """The digest that a reader would get of a time, ``without`` the stories of its first pages."""
    fresh = StoryCandidates(until)
    news = await fresh.load_since(connection, since)
    known = await get_pushed_story_ids(connection, [subscriber.chat_id], news, since)
    wishes = await follows.list_for_chat(connection, subscriber.chat_id)
    mentions = TermMatcher(terms)
    await mentions.load(connection, wishes, since)
    left = exclude_delivered(news, known.get(subscriber.chat_id, frozenset()).union(exclude))
    outline = select_stories(
        left, build_preferences(subscriber, wishes), since, until, mentions.get_stories(wishes)
    )
    return await fresh.story_cache(connection, outline)
