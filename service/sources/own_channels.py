"""Channels that the bot administers as sources: their posts arrive as updates and are articles."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from news.model import RawArticle
from news.sources.formats.entries import plain_to_html
from service.articles.importer import ArticleImporter
from service.sources.registration import SourceCandidate, register_source
from service.subscribers.changes import update_subscriber
from storage.archive import sources
from storage.archive.sources import Source
from storage.chats import subscribers
from storage.database.engine import Database
from storage.stats.audit_log import Actor

_ID_PREFIX = "-100"


@dataclass(frozen=True, slots=True)
class ChannelPost:
    """A post of a channel. ``album``: the id that the messages of an album share."""

    chat_id: int
    message_id: int
    text: str
    channel: str
    username: str
    published: datetime
    album: str = ""
    is_edited: bool = False


@dataclass(frozen=True, slots=True)
class OwnChannelService:
    """Takes the posts of channels as articles. No page is fetched for them."""

    database: Database
    importer: ArticleImporter

    async def take(self, chat_id: int, title: str, actor: Actor, now: datetime) -> Source:
        """Take the posts of a channel as articles from now on, and stop its digests.

        Its admins can resume the digests. A channel that is a source already is resumed.
        """
        async with self.database.write() as connection:
            candidate = SourceCandidate(build_channel_url(chat_id), "own_channel", title)
            is_new = await register_source(connection, candidate, actor, now)
            source = await sources.get_by_url(connection, candidate.url)
            assert source is not None, "registered just now"
            chat = await subscribers.get(connection, chat_id)
            if is_new and chat is not None and chat.state == "active":
                await update_subscriber(
                    connection, chat, state="paused", paused_until=None, next_digest_at=None
                )
            return await sources.change(connection, source.id, paused_reason=None) or source

    async def list_taken(self, chat_ids: Collection[int]) -> frozenset[int]:
        """Return which of these channels are sources."""
        async with self.database.read() as connection:
            found = [
                chat_id
                for chat_id in chat_ids
                if await sources.get_by_url(connection, build_channel_url(chat_id)) is not None
            ]
        return frozenset(found)

    async def receive(self, post: ChannelPost, now: datetime) -> None:
        """Store a post as an article, or its edited text; posts of other channels are ignored."""
        async with self.database.read() as connection:
            source = await sources.get_by_url(connection, build_channel_url(post.chat_id))
        if source is None or source.paused_reason is not None or not post.text.strip():
            return
        await self.importer.import_articles([_to_article(post, source)])
        async with self.database.write() as connection:
            await sources.change(connection, source.id, last_success_at=now)


def build_channel_url(chat_id: int) -> str:
    """Return the address of a channel, which stays when its @name changes."""
    return f"https://t.me/c/{str(chat_id).removeprefix(_ID_PREFIX)}"


def _to_article(post: ChannelPost, source: Source) -> RawArticle:
    """Return the article of a post. Only one message of an album has the text."""
    place = f"https://t.me/{post.username}" if post.username else source.url
    return RawArticle(
        html=plain_to_html(post.text),
        url=f"{place}/{post.message_id}",
        guid=f"album {post.album}" if post.album else str(post.message_id),
        published=post.published,
        source=source.own_title or post.channel or source.name,
        source_id=source.id,
        topics=tuple(sorted(source.topics)),
        language=source.language,
        is_edited=post.is_edited,
    )
