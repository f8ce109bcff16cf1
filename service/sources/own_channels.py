"""Channels that the bot administers as sources: their posts arrive as updates and are articles."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import RawArticle
from news.sources.formats.channel import parse_post_text
from service.articles.importer import ArticleImporter
from service.config import Settings
from service.editors.rights import Right, require_right
from service.sources.registration import SourceCandidate, register_source
from service.subscribers.changes import update_subscriber
from storage.archive import articles, sources
from storage.archive.articles import ArticleKey
from storage.archive.sources import PauseReason, Source
from storage.chats import subscribers
from storage.database.engine import Database
from storage.stats import audit_log
from storage.stats.audit_log import Actor, AuditAction

log = logging.getLogger(__name__)

_ID_PREFIX = "-100"


@dataclass(frozen=True, slots=True)
class ChannelPost:
    """A post of a channel.

    ``markup``: its text as HTML, with line breaks. ``author``: who wrote it first, of a forwarded
    or signed post. ``image``: as `RawArticle` has it. ``album``: the id that the messages of an
    album share.
    """

    chat_id: int
    message_id: int
    markup: str
    channel: str
    username: str
    published: datetime
    author: str = ""
    image: str = ""
    album: str = ""
    is_edited: bool = False


@dataclass(frozen=True, slots=True)
class OwnChannelService:
    """Takes the posts of channels as articles. No page is fetched for them."""

    database: Database
    settings: Settings
    importer: ArticleImporter

    async def take(self, chat_id: int, title: str, actor: Actor, now: datetime) -> Source:
        """Take the posts of a channel as articles from now on, and send it no digests.

        Its admins can resume the digests. A channel that is a source already is resumed. Raises
        NotAllowedError for an actor without the right.
        """
        async with self.database.write() as connection:
            await require_right(connection, self.settings, actor, Right.SOURCES)
            candidate = SourceCandidate(build_channel_url(chat_id), "own_channel", title)
            is_new = await register_source(connection, candidate, actor, now)
            source = await sources.get_by_url(connection, candidate.url)
            assert source is not None, "registered just now"
            chat = await subscribers.get(connection, chat_id)
            if is_new and chat is not None:
                await update_subscriber(
                    connection, chat, state="paused", paused_until=None, next_digest_at=None
                )
            if source.paused_reason is not None:
                await audit_log.record(
                    connection, AuditAction.SOURCE_RESUMED, actor, now, text=source.url
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

    async def set_reachable(self, chat_id: int, *, is_reachable: bool) -> bool:
        """Save whether posts of a channel arrive, as they do where the bot is an administrator;
        return whether the channel is a source.

        While they do not, the source is paused, so that editors see it and are notified.
        """
        async with self.database.write() as connection:
            source = await sources.get_by_url(connection, build_channel_url(chat_id))
            if source is None:
                return False
            old, new = (
                (PauseReason.NOT_ADMIN, None) if is_reachable else (None, PauseReason.NOT_ADMIN)
            )
            if source.paused_reason == old:
                await sources.change(
                    connection, source.id, paused_reason=new, failure_notified=False
                )
        return True

    async def receive(self, post: ChannelPost, now: datetime) -> None:
        """Store a post as an article, or its edited text; posts of other channels are ignored."""
        async with self.database.read() as connection:
            source = await sources.get_by_url(connection, build_channel_url(post.chat_id))
            if source is None or source.paused_reason is not None:
                return
            if post.is_edited and await _has_text_elsewhere(connection, post, source):
                return
        report = await self.importer.import_articles([_to_article(post, source)])
        for error in report.rejected:
            log.warning("source %d: post %d is rejected: %s", source.id, post.message_id, error)
        title = post.channel or source.title
        async with self.database.write() as connection:
            await sources.change(connection, source.id, last_success_at=now, title=title)


async def _has_text_elsewhere(
    connection: AsyncConnection, post: ChannelPost, source: Source
) -> bool:
    """Return whether another message of the same album has the text of its article: a caption that
    is added to one more picture, such as a credit, does not replace it."""
    if not post.album:
        return False
    key = ArticleKey(source.id, _build_guid(post), "")
    known = (await articles.find_existing(connection, [key])).get(key)
    article = await articles.get(connection, known.article_id) if known else None
    return article is not None and article.url.rpartition("/")[2] != str(post.message_id)


def _build_guid(post: ChannelPost) -> str:
    """Return what identifies the article of a post within its channel."""
    return f"album {post.album}" if post.album else str(post.message_id)


def build_channel_url(chat_id: int) -> str:
    """Return the address of a channel, which stays when its @name changes."""
    return f"https://t.me/c/{str(chat_id).removeprefix(_ID_PREFIX)}"


def _to_article(post: ChannelPost, source: Source) -> RawArticle:
    """Return the article of a post; all messages of an album are one article."""
    place = f"https://t.me/{post.username}" if post.username else source.url
    text = parse_post_text(post.markup.replace("\n", "<br>"))
    return RawArticle(
        html=text.html,
        title=text.title,
        url=f"{place}/{post.message_id}",
        guid=_build_guid(post),
        published=post.published,
        author=post.author,
        categories=text.hashtags,
        image=post.image,
        source=source.own_title or post.channel or source.name,
        source_id=source.id,
        topics=tuple(sorted(source.topics)),
        language=source.language,
        is_edited=post.is_edited,
    )
