"""The look back on Sundays: the week's biggest stories, after the first digest of the day, for who
asked for it. Composed once for all who want the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.features.digest import weekly_view
from bot.features.digest.enqueue import enqueue_payload
from bot.ui import renderer
from news.digest import compose
from news.model import Digest, InterfaceLanguage, Preferences, Story
from service.digests.candidates import StoryCache
from service.i18n.translations import Translations
from service.subscribers import digest_schedule
from service.subscribers.service import build_preferences
from storage.archive import story_headers
from storage.chats import subscribers
from storage.chats.subscribers import Style, Subscriber
from storage.messaging import outbox

WEEK = timedelta(days=7)
MAX_STORIES_PER_TOPIC = 25
"""Enough for a long look back without what the digest before it tells."""

StoryIdsByChat = Mapping[int, frozenset[int]]
"""The stories that each chat gets in the digest just before."""


@dataclass(frozen=True, slots=True)
class WeeklyVariant:
    """Equal renderings are one payload."""

    preferences: Preferences
    language: InterfaceLanguage
    style: Style
    timezone: str
    excluded_story_ids: frozenset[int]


@dataclass
class WeeklyReview:
    """The week up to ``until``, read when the first reader wants it and then kept."""

    until: datetime
    _top_stories: list[Story] | None = None
    _story_cache: StoryCache = field(default_factory=StoryCache)

    async def build_digest(self, connection: AsyncConnection, variant: WeeklyVariant) -> Digest:
        """The heaviest stories on these topics; languages count as in a digest."""
        since = self.until - WEEK
        if self._top_stories is None:
            self._top_stories = await story_headers.list_top_stories(
                connection, since, self.until, per_group=MAX_STORIES_PER_TOPIC
            )
        left = [story for story in self._top_stories if story.id not in variant.excluded_story_ids]
        chosen = compose(left, variant.preferences, since, self.until, with_decay=False)
        return await self._story_cache(connection, replace(chosen, remaining_count=0))


async def enqueue(
    connection: AsyncConnection,
    translations: Translations,
    readers: Sequence[Subscriber],
    excluded_story_ids: StoryIdsByChat,
    review: WeeklyReview,
) -> None:
    """Payloads, deliveries and the mark that they had it, in the caller's one transaction."""
    if not readers:
        return
    now = review.until
    groups: dict[WeeklyVariant, list[Subscriber]] = defaultdict(list)
    for reader in readers:
        groups[_build_variant(reader, excluded_story_ids.get(reader.chat_id, frozenset()))].append(
            reader
        )
    for rendering, group in groups.items():
        composed = await review.build_digest(connection, rendering)
        if composed.stories:
            await _enqueue_group(connection, translations, rendering, composed, group)
    await subscribers.set_next_due(
        connection, digest_schedule.get_next_due_by_chat(readers, now), looked_back_at=now
    )


async def _enqueue_group(
    connection: AsyncConnection,
    translations: Translations,
    variant: WeeklyVariant,
    digest: Digest,
    group: Sequence[Subscriber],
) -> None:
    document = weekly_view.build_weekly_review(
        translations[variant.language], digest, variant.timezone
    )
    for message in renderer.render(document, variant.style):
        payload_id = await outbox.add_payload(connection, message.to_json(), digest.until)
        await enqueue_payload(connection, payload_id, group, digest.until)


def _build_variant(reader: Subscriber, excluded_story_ids: frozenset[int]) -> WeeklyVariant:
    return WeeklyVariant(
        build_preferences(reader),
        reader.language,
        reader.style,
        reader.timezone,
        excluded_story_ids,
    )
