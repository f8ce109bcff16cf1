"""Digests on request: a preview of the next one, its further pages, stored pages, options."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import Digest
from news.query.followed_terms import TermNormalizer
from service.digests.composer import compose_digest, get_watermark
from service.rendering import DigestPage, DigestRenderer
from service.subscribers.changes import update_subscriber
from service.subscribers.digest_size import get_larger_count, get_smaller_count
from service.topics.service import list_all_topics
from storage.chats.subscribers import Style, Subscriber
from storage.database.engine import Database
from storage.messaging import digests
from storage.messaging.digests import StoredDigest


@dataclass(frozen=True, slots=True)
class SizeChanged:
    """``digest_size``: the new number of stories; ``page``: the digest composed again with it,
    None if there is nothing left to show."""

    digest_size: int
    page: DigestPage | None


@dataclass(frozen=True, slots=True)
class DigestService:
    """Use cases of subscribers with digests.

    Methods that store a page take a renderer, which limits the page to what one message holds.
    """

    database: Database
    terms: TermNormalizer
    normal_size: int

    async def build_preview(self, subscriber: Subscriber, now: datetime) -> DigestPage | None:
        """Compose what the next digest would hold now, without storing it.

        Returns None if there is no news. The page may be too long for one message.
        """
        async with self.database.read() as connection:
            since = get_watermark(subscriber, now)
            digest = await compose_digest(connection, self.terms, subscriber, since, now)
            return await _load_page(connection, StoredDigest(0, digest), subscriber)

    async def create_preview(
        self, subscriber: Subscriber, now: datetime, renderer: DigestRenderer
    ) -> DigestPage | None:
        """Compose and store what the next digest would hold now.

        Returns None if there is no news. The watermark stays: the scheduled digest is complete.
        """
        page = await self.build_preview(subscriber, now)
        if page is None:
            return None
        async with self.database.write(inline=True) as connection:
            return await save_page(connection, page, renderer)

    async def get_page(self, subscriber: Subscriber, digest_id: int) -> DigestPage | None:
        """Return a stored page; None if it or all its articles are deleted."""
        async with self.database.read() as connection:
            stored = await digests.get(connection, digest_id)
            return await _load_page(connection, stored, subscriber)

    async def create_next_page(
        self, subscriber: Subscriber, digest_id: int, renderer: DigestRenderer
    ) -> DigestPage | None:
        """Compose and store the page after a stored one; None if nothing is left for it."""
        async with self.database.read() as connection:
            stored = await digests.get(connection, digest_id)
            if stored is None:
                return None
            shown_ids = stored.story_ids_so_far
            rest = await self._compose_period(connection, subscriber, stored, shown_ids)
            following = StoredDigest(0, rest, shown_ids, stored.id)
            page = await _load_page(connection, following, subscriber)
        if page is None:
            return None
        async with self.database.write() as connection:
            return await save_page(connection, page, renderer)

    async def change_size(
        self, subscriber: Subscriber, digest_id: int, *, longer: bool, renderer: DigestRenderer
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
            page = await _load_page(connection, StoredDigest(0, digest), subscriber)
        async with self.database.write() as connection:
            await update_subscriber(connection, subscriber, digest_size=size)
            return SizeChanged(size, page and await save_page(connection, page, renderer))

    async def set_style(
        self, subscriber: Subscriber, style: Style, digest_id: int
    ) -> DigestPage | None:
        """Save the style; return the stored page to show in it, None if it is deleted."""
        async with self.database.write() as connection:
            subscriber = await update_subscriber(connection, subscriber, style=style)
            stored = await digests.get(connection, digest_id)
            return await _load_page(connection, stored, subscriber)

    async def disable_empty_notice(self, subscriber: Subscriber) -> None:
        """Send no notice any more when there is no news."""
        async with self.database.write() as connection:
            await update_subscriber(connection, subscriber, notify_when_empty=False)

    async def _compose_period(
        self,
        connection: AsyncConnection,
        subscriber: Subscriber,
        stored: StoredDigest,
        exclude: frozenset[int] = frozenset(),
    ) -> Digest:
        """Compose a digest of the same period as a stored one."""
        since, until = stored.digest.since, stored.digest.until
        return await compose_digest(
            connection, self.terms, subscriber, since, until, exclude=exclude
        )


async def save_page(
    connection: AsyncConnection, page: DigestPage, renderer: DigestRenderer
) -> DigestPage:
    """Store a page with as many of its stories as one message holds; return it as stored."""
    fitted = renderer.fit(page)
    stored = await digests.save_digest(
        connection,
        fitted.digest,
        previous_story_ids=fitted.previous_story_ids,
        previous_id=fitted.previous_id,
    )
    return replace(page, stored=stored)


async def _load_page(
    connection: AsyncConnection, stored: StoredDigest | None, subscriber: Subscriber
) -> DigestPage | None:
    """Add what the rendering needs; None without stories."""
    if stored is None or not stored.digest.stories:
        return None
    return DigestPage(stored, await list_all_topics(connection), subscriber.timezone)
