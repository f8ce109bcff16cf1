"""Compose digests: which stories a subscriber gets, and from when on."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from news.clustering.digest import choose_version, compose, has_language
from news.model import Article, Digest, Preferences, Story
from news.query.followed_terms import TermNormalizer
from service.follows.term_matcher import TermMatcher
from service.subscribers.changes import FIRST_DIGEST_PERIOD, build_preferences
from storage.archive import articles, stories, story_headers
from storage.archive.stories import put_first
from storage.chats import follows as chats_follows
from storage.chats.subscribers import Subscriber
from storage.messaging import delivered_stories
from storage.messaging.outbox import Priority


def get_watermark(subscriber: Subscriber, now: datetime) -> datetime:
    """Return the moment after which stories are new to the subscriber."""
    return subscriber.watermark or now - FIRST_DIGEST_PERIOD


def select_stories(
    candidates: Sequence[Story],
    preferences: Preferences,
    since: datetime,
    until: datetime,
    mentions: Mapping[str, Container[int]] | None = None,
) -> Digest:
    """Choose the best stories in the preferred languages.

    Without any candidate in these, all languages count, unless the languages are strict.
    ``mentions``: for each followed or muted term, the ids of the stories that mention it.
    """
    is_any_readable = any(has_language(story, preferences.languages) for story in candidates)
    if not is_any_readable and not preferences.strict_languages:
        preferences = replace(preferences, languages=frozenset())
    return compose(candidates, preferences, since, until, mentions=mentions)


async def get_known_story_ids(
    connection: AsyncConnection,
    chat_ids: Sequence[int],
    candidates: Sequence[Story],
    since: datetime,
    *,
    with_digests: bool = False,
) -> dict[int, frozenset[int]]:
    """Return, by chat, the stories that it got as breaking news, as alerts or on request.

    ``with_digests``: in digests too. A scheduled digest covers only what came after the last one,
    and need not look them up. Chats that know none are omitted.
    """
    ids = [story.id for story in candidates]
    priority = None if with_digests else Priority.ALERT
    known = await delivered_stories.get_delivered_story_ids(
        connection, chat_ids, ids, broadcasts_since=since, priority=priority
    )
    for chat_id, shown in (
        await delivered_stories.get_shown_story_ids(connection, chat_ids, since)
    ).items():
        known[chat_id] = known.get(chat_id, frozenset()) | shown
    return known


def exclude_known(candidates: Sequence[Story], known_ids: Container[int]) -> list[Story]:
    """Return the candidates that the subscriber does not know yet."""
    return [story for story in candidates if story.id not in known_ids]


async def compose_digest(
    connection: AsyncConnection,
    terms: TermNormalizer,
    subscriber: Subscriber,
    candidates: StoryCandidates,
    since: datetime,
    exclude: Container[int] = frozenset(),
) -> Digest:
    """Compose one subscriber's digest of the candidates since a moment, without some stories."""
    headers = await candidates.load_since(connection, since)
    follows = await chats_follows.list_for_chat(connection, subscriber.chat_id)
    matcher = TermMatcher(terms)
    await matcher.load(connection, follows, since)
    digest = select_stories(
        exclude_known(headers, exclude),
        build_preferences(subscriber, follows),
        since,
        candidates.until,
        matcher.get_stories(follows),
    )
    return await candidates.story_cache.fill(connection, digest)


class StoryCache:
    """Cache complete stories: the chosen ones are few, however many subscribers there are."""

    def __init__(self) -> None:
        self._stories: dict[int, Story] = {}
        self._versions: dict[int, Article] = {}

    async def fill(self, connection: AsyncConnection, digest: Digest) -> Digest:
        """Return the digest with complete stories, each with the report in a language that the
        subscribers read, without those deleted since it was composed."""
        missing = [story.id for story in digest.stories if story.id not in self._stories]
        if missing:
            self._stories |= await stories.get_many(connection, missing)
        versions = {story.id: choose_version(story, digest.preferences) for story in digest.stories}
        unread = [one for one in versions.values() if one and one not in self._versions]
        if unread:
            self._versions |= await articles.get_many(connection, unread)
        found = (self._build_story(story.id, versions[story.id]) for story in digest.stories)
        return replace(digest, stories=tuple(story for story in found if story is not None))

    def _build_story(self, story_id: int, version: int | None) -> Story | None:
        story = self._stories.get(story_id)
        article = self._versions.get(version or 0)
        if story is None or article is None:
            return story
        sources = put_first(article.source, story.sources)
        return replace(story, lead_article=article, sources=sources)


class StoryCandidates:
    """The stories up to one moment: headers of all, and the complete texts of the chosen ones."""

    def __init__(self, until: datetime) -> None:
        self.until = until
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
