"""The weekly review: the top stories of a week, sent after the first digest of a Sunday.

Only subscribers who chose it get it. Equal reviews are composed and rendered once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from news.clustering.digest import rank_stories
from news.model import Digest, InterfaceLanguage, Preferences, Story
from service.digests.composer import StoryCache
from service.digests.resume import enqueue_payload
from service.rendering import DigestRenderer
from service.subscribers import digest_schedule
from service.subscribers.changes import build_preferences
from storage.archive import desk_choices, story_headers
from storage.archive.desk_choices import DeskChoiceKind
from storage.chats import source_choices, subscribers
from storage.chats.source_choices import SourceChoice
from storage.chats.subscribers import Style, Subscriber
from storage.messaging import outbox

PERIOD = timedelta(days=7)
MAX_STORIES_PER_TOPIC = 25
"""Loaded per topic: enough for a long review without the stories of the digest before it."""


@dataclass(frozen=True, slots=True)
class WeeklyVariant:
    """What a review depends on: subscribers with equal variants share one payload."""

    preferences: Preferences
    language: InterfaceLanguage
    style: Style
    timezone: str
    excluded_story_ids: frozenset[int]


class WeeklyReview:
    """The week up to ``until``; its stories are loaded when the first subscriber needs them."""

    def __init__(
        self, until: datetime, renderers: Mapping[InterfaceLanguage, DigestRenderer]
    ) -> None:
        self._until = until
        self._renderers = renderers
        self._top_stories: list[Story] | None = None
        self._story_cache = StoryCache()

    async def enqueue(
        self,
        connection: AsyncConnection,
        due: Sequence[Subscriber],
        digest_story_ids: Mapping[int, frozenset[int]],
    ) -> None:
        """Enqueue the review for these subscribers and mark it as sent, in one transaction.

        ``digest_story_ids``: by chat, the stories of the digest just before, which are left out.
        """
        if not due:
            return
        sources = await source_choices.list_for_chats(connection, [one.chat_id for one in due])
        groups: dict[WeeklyVariant, list[Subscriber]] = defaultdict(list)
        for subscriber in due:
            excluded = digest_story_ids.get(subscriber.chat_id, frozenset())
            chosen = sources.get(subscriber.chat_id, ())
            groups[_build_variant(subscriber, chosen, excluded)].append(subscriber)
        for variant, group in groups.items():
            digest = await self._compose(connection, variant)
            if digest.stories:
                renderer = self._renderers[variant.language]
                await _enqueue_group(connection, renderer, variant, digest, group)
        await subscribers.set_next_due(
            connection,
            digest_schedule.get_next_due_by_chat(due, self._until),
            weekly_review_sent_at=self._until,
        )

    async def _compose(self, connection: AsyncConnection, variant: WeeklyVariant) -> Digest:
        """Choose the top stories of the preferred topics; languages count as in a digest."""
        since = self._until - PERIOD
        if self._top_stories is None:
            choices = await desk_choices.list_active(connection, self._until)
            top = await story_headers.list_top_stories(
                connection, since, self._until, per_group=MAX_STORIES_PER_TOPIC
            )
            hidden = set(desk_choices.select_ids(choices, DeskChoiceKind.HIDE))
            self._top_stories = [story for story in top if story.id not in hidden]
        remaining = [
            story for story in self._top_stories if story.id not in variant.excluded_story_ids
        ]
        muted = variant.preferences.muted_sources
        ranking = rank_stories(remaining, variant.preferences, since, self._until, with_decay=False)
        digest = await self._story_cache.choose(connection, ranking, muted)
        return replace(digest, remaining_count=0)


async def _enqueue_group(
    connection: AsyncConnection,
    renderer: DigestRenderer,
    variant: WeeklyVariant,
    digest: Digest,
    group: Sequence[Subscriber],
) -> None:
    for message in renderer.render_weekly_review(digest, variant.timezone, variant.style):
        payload_id = await outbox.add_payload(connection, message.to_json(), digest.until)
        await enqueue_payload(connection, payload_id, group, digest.until)


def _build_variant(
    subscriber: Subscriber,
    sources: Sequence[SourceChoice],
    excluded_story_ids: frozenset[int],
) -> WeeklyVariant:
    muted = [choice for choice in sources if choice.kind == "mute"]
    return WeeklyVariant(
        build_preferences(subscriber, sources=muted),
        subscriber.language,
        subscriber.style,
        subscriber.timezone,
        excluded_story_ids,
    )
