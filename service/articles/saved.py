"""Saving articles to read later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from news.model import Article, BlockKind
from service.subscribers.changes import update_subscriber
from storage.archive import articles
from storage.chats import saved_articles
from storage.chats.saved_articles import SavedArticle
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database

PAGE_SIZE = 10
"""Saved articles a page."""

MAX_SAVED = 500
"""Saved articles of one chat."""

MAX_SUMMARY_CHARS = 1_000
"""What is kept of a text: a summary has at most 450 characters, a first paragraph any number."""


class SaveResult(StrEnum):
    """What saving an article changed; ``FULL``: the chat has saved `MAX_SAVED`."""

    SAVED = "saved"
    FULL = "full"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page of saved articles, the last saved first; ``number`` from 0."""

    articles: Sequence[SavedArticle]
    number: int
    total: int


@dataclass(frozen=True, slots=True)
class SavedService:
    """Use cases of a chat's saved articles."""

    database: Database

    async def save(self, subscriber: Subscriber, article_id: int, now: datetime) -> SaveResult:
        """Save an article of the archive; saving it again changes nothing.

        The first one stores the subscriber.
        """
        chat_id = subscriber.chat_id
        async with self.database.write() as connection:
            if await saved_articles.get(connection, chat_id, article_id) is not None:
                return SaveResult.SAVED
            article = await articles.get(connection, article_id)
            if article is None:
                return SaveResult.GONE
            if await saved_articles.count(connection, chat_id) >= MAX_SAVED:
                return SaveResult.FULL
            await update_subscriber(connection, subscriber)
            await saved_articles.save(connection, chat_id, _copy(article), now)
        return SaveResult.SAVED

    async def remove(self, chat_id: int, article_id: int) -> None:
        """Remove a saved article; one that is not saved is no error."""
        async with self.database.write() as connection:
            await saved_articles.remove(connection, chat_id, article_id)

    async def get(self, chat_id: int, article_id: int) -> SavedArticle | None:
        """Return an article that a chat saved; None if it did not."""
        async with self.database.read() as connection:
            return await saved_articles.get(connection, chat_id, article_id)

    async def get_page(self, chat_id: int, number: int) -> SavedPage:
        """Return a page; one after the last is the last."""
        async with self.database.read() as connection:
            total = await saved_articles.count(connection, chat_id)
            number = min(number, max(0, total - 1) // PAGE_SIZE)
            listed = await saved_articles.list_page(
                connection, chat_id, offset=number * PAGE_SIZE, limit=PAGE_SIZE
            )
        return SavedPage(listed, number, total)


def _copy(article: Article) -> SavedArticle:
    paragraphs = (b.text for b in article.blocks if b.kind is BlockKind.PARAGRAPH)
    summary = " ".join(article.summary) or next(paragraphs, "")
    return SavedArticle(
        article.id,
        article.title,
        article.url,
        article.source,
        summary[:MAX_SUMMARY_CHARS],
        article.published,
    )
