"""Digests on request: what a subscriber has not seen, further pages, stored pages, options."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Digest
from news.query.followed_terms import TermNormalizer
from service.digests.composer import (
    StoryCandidates,
    compose_digest,
    get_known_story_ids,
    get_watermark,
)
from service.rendering import DigestPage, DigestRenderer, RenderedMessage
from service.subscribers.changes import update_subscriber
from service.subscribers.digest_size import get_larger_count, get_smaller_count
from service.topics.service import list_all_topics
from storage.archive import cutoff
from storage.chats import subscribers
from storage.chats.subscribers import Style, Subscriber
from storage.database.engine import Database
from storage.messaging import delivered_stories, digests
from storage.messaging.digests import StoredDigest

REQUEST_PERIOD = timedelta(days=1)
"""The period of a digest on request."""


@dataclass(frozen=True, slots=True)
class SizeChanged:
    """``digest_size``: the new number of stories; ``page``: the digest composed again with it,
    None if there is nothing left to show."""

    digest_size: int
    page: DigestPage | None


@dataclass(frozen=True, slots=True)
class NothingUnread:
    """The subscriber has seen all the news; ``last``: the last digest, unless it is deleted.

    ``has_overview``: the last day brought news on some topic, read or not.
    """

    last: StoredDigest | None
    has_overview: bool


@dataclass(frozen=True, slots=True)
class DigestService:
    """Use cases of subscribers with digests.

    Methods that store a page take a renderer, which limits the page to what one message holds.
    """

    database: Database
    terms: TermNormalizer
    normal_size: int

    async def render_preview(
        self, subscriber: Subscriber, now: datetime, renderer: DigestRenderer
    ) -> RenderedMessage:
        """Return the next digest as it would be now, plain, without storing it."""
        async with self.database.read() as connection:
            page = await self._compose_unread(
                connection, subscriber, now, get_watermark(subscriber, now)
            )
        if page is None:
            return renderer.render_empty("plain")
        return renderer.render(replace(page, stored=renderer.fit(page)), "plain")

    async def create_on_request(
        self, subscriber: Subscriber, now: datetime, renderer: DigestRenderer
    ) -> DigestPage | NothingUnread:
        """Compose and store what the subscriber has not seen of the last day.

        What it shows counts as delivered, so the scheduled digest omits it; the watermark stays.
        """
        async with self.database.read() as connection:
            page = await self._compose_unread(
                connection, subscriber, now, now - REQUEST_PERIOD, with_digests=True
            )
            if page is None:
                last_id = subscriber.last_digest_id
                last = None if last_id is None else await digests.get(connection, last_id)
                overview = await self._compose_overview(connection, subscriber, now)
                return NothingUnread(last, has_overview=overview is not None)
        return await self._save_shown(page, subscriber, now, renderer, is_last_digest=True)

    async def create_overview(
        self, subscriber: Subscriber, now: datetime, renderer: DigestRenderer
    ) -> DigestPage | None:
        """Compose and store the main news of the last day on all topics, read or not.

        Returns None if there is no news.
        """
        async with self.database.read() as connection:
            page = await self._compose_overview(connection, subscriber, now)
        if page is None:
            return None
        return await self._save_shown(page, subscriber, now, renderer)

    async def get_page(self, subscriber: Subscriber, digest_id: int) -> DigestPage | None:
        """Return a stored page; None if it or all its articles are deleted."""
        async with self.database.read() as connection:
            stored = await digests.get(connection, digest_id)
            return await _load_page(connection, stored, subscriber)

    async def create_next_page(
        self, subscriber: Subscriber, digest_id: int, now: datetime, renderer: DigestRenderer
    ) -> DigestPage | None:
        """Compose and store the page after a stored one; None if nothing is left for it."""
        async with self.database.read() as connection:
            stored = await digests.get(connection, digest_id)
            if stored is None:
                return None
            shown_ids = stored.story_ids_so_far
            rest = await self._compose_period(connection, subscriber, stored, shown_ids)
            following = StoredDigest(0, rest, shown_ids, stored.id, stored.excluded_story_ids)
            page = await _load_page(connection, following, subscriber)
        if page is None:
            return None
        return await self._save_shown(page, subscriber, now, renderer)

    async def change_size(
        self,
        subscriber: Subscriber,
        digest_id: int,
        now: datetime,
        *,
        longer: bool,
        renderer: DigestRenderer,
    ) -> SizeChanged | None:
        """Save the next larger or smaller digest size and compose a stored digest again with it.

        The step starts from the size of the stored digest, so that a double tap is one step.
        Returns None if that digest is deleted.
        """
        async with self.database.read() as connection:
            stored = await digests.get(connection, digest_id)
            if stored is None:
                return None
            get_count = get_larger_count if longer else get_smaller_count
            size = get_count(stored.digest.preferences.digest_size, self.normal_size)
            subscriber = replace(subscriber, digest_size=size)
            digest = await self._compose_period(connection, subscriber, stored)
            resized = StoredDigest(0, digest, excluded_story_ids=stored.excluded_story_ids)
            page = await _load_page(connection, resized, subscriber)
        async with self.database.write() as connection:
            await update_subscriber(connection, subscriber, digest_size=size)
        if page is not None:
            page = await self._save_shown(page, subscriber, now, renderer)
        return SizeChanged(size, page)

    async def set_style(
        self, subscriber: Subscriber, style: Style, digest_id: int
    ) -> DigestPage | None:
        """Save the style; return the stored page to show in it, None if it is deleted."""
        async with self.database.write() as connection:
            subscriber = await update_subscriber(connection, subscriber, style=style)
            stored = await digests.get(connection, digest_id)
            return await _load_page(connection, stored, subscriber)

    async def disable_empty_notice(self, subscriber: Subscriber) -> None:
        """Turn off the notice that there is no news."""
        async with self.database.write() as connection:
            await update_subscriber(connection, subscriber, notify_when_empty=False)

    async def _compose_overview(
        self, connection: AsyncConnection, subscriber: Subscriber, now: datetime
    ) -> DigestPage | None:
        """Compose the main news of the last day on all topics; None if there is none."""
        everything = replace(subscriber, topics=frozenset())
        candidates = StoryCandidates(await cutoff.get_arrival_time(connection, now))
        digest = await compose_digest(
            connection, self.terms, everything, candidates, now - REQUEST_PERIOD
        )
        return await _load_page(connection, StoredDigest(0, digest), subscriber)

    async def _compose_period(
        self,
        connection: AsyncConnection,
        subscriber: Subscriber,
        stored: StoredDigest,
        shown_ids: frozenset[int] = frozenset(),
    ) -> Digest:
        """Compose a digest of the same period and topics as a stored one."""
        candidates = StoryCandidates(stored.digest.until)
        subscriber = replace(subscriber, topics=stored.digest.preferences.topics)
        exclude = stored.excluded_story_ids | shown_ids
        return await compose_digest(
            connection, self.terms, subscriber, candidates, stored.digest.since, exclude
        )

    async def _compose_unread(
        self,
        connection: AsyncConnection,
        subscriber: Subscriber,
        now: datetime,
        since: datetime,
        *,
        with_digests: bool = False,
    ) -> DigestPage | None:
        """Compose what the subscriber does not know yet; None if there is nothing."""
        candidates = StoryCandidates(await cutoff.get_arrival_time(connection, now))
        chat_id = subscriber.chat_id
        headers = await candidates.load_since(connection, since)
        known = await get_known_story_ids(
            connection, [chat_id], headers, since, with_digests=with_digests
        )
        exclude = known.get(chat_id, frozenset())
        digest = await compose_digest(
            connection, self.terms, subscriber, candidates, since, exclude
        )
        unread = StoredDigest(0, digest, excluded_story_ids=exclude)
        return await _load_page(connection, unread, subscriber)

    async def _save_shown(
        self,
        page: DigestPage,
        subscriber: Subscriber,
        now: datetime,
        renderer: DigestRenderer,
        *,
        is_last_digest: bool = False,
    ) -> DigestPage:
        """Store a page, and that the subscriber has seen its stories."""
        chat_id = subscriber.chat_id
        async with self.database.write(inline=True) as connection:
            page = await save_page(connection, page, renderer)
            story_ids = [story.id for story in page.stored.digest.stories]
            await delivered_stories.mark_shown(connection, chat_id, story_ids, now)
            if is_last_digest:
                await subscribers.change(connection, chat_id, last_digest_id=page.stored.id)
        return page


async def save_page(
    connection: AsyncConnection, page: DigestPage, renderer: DigestRenderer
) -> DigestPage:
    """Store a page with as many of its stories as one message holds; return it as stored."""
    return replace(page, stored=await digests.save_digest(connection, renderer.fit(page)))


async def _load_page(
    connection: AsyncConnection, stored: StoredDigest | None, subscriber: Subscriber
) -> DigestPage | None:
    """Add what the rendering needs; None without stories."""
    if stored is None or not stored.digest.stories:
        return None
    return DigestPage(stored, await list_all_topics(connection), subscriber.timezone)
