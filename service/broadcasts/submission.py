"""Drafts that an author or a content system suggests; those who may send them decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from news.errors import SvodkaError
from news.model import Article, InterfaceLanguage
from service.broadcasts import drafts
from service.broadcasts.estimate import Preview, build_preview
from service.config import Settings
from service.editors.notices import enqueue_notice, get_locale
from service.editors.rights import Right, list_with_right
from service.ops.api_tokens import Client
from service.ops.idempotency import RequestKey, store_result
from service.rendering import RenderedMessage
from storage.archive import articles
from storage.database.engine import Database
from storage.messaging import broadcasts
from storage.messaging.broadcasts import NO_EDITOR
from storage.stats.audit_log import Actor


class ReviewRenderer(Protocol):
    """Renders what editors are shown of a draft."""

    def render_preview(
        self, message: dict[str, Any], language: InterfaceLanguage
    ) -> RenderedMessage:
        """Return a stored message as readers will see it, labelled as a preview."""

    def render_test(self, message: dict[str, Any], language: InterfaceLanguage) -> RenderedMessage:
        """Return a stored message, labelled as a test."""

    def render_submitted(
        self, preview: Preview, author: str, language: InterfaceLanguage
    ) -> RenderedMessage:
        """Ask whether to send the draft that an author suggests."""


class DraftRenderer(ReviewRenderer, Protocol):
    """Renders the drafts that content systems suggest, too."""

    def render_text(self, text: str) -> RenderedMessage:
        """Render a text. Raises SvodkaError if it does not fit into a message."""

    def render_article(self, article: Article, language: InterfaceLanguage) -> RenderedMessage:
        """Render an article of the archive."""


class NoSuchArticle(SvodkaError):
    """The article to make a draft of does not exist."""


@dataclass(frozen=True, slots=True)
class SuggestedNews:
    """Breaking news from a content system: a text, or an article of the archive."""

    text: str = ""
    article_id: int | None = None


async def ask_editors(
    connection: AsyncConnection,
    settings: Settings,
    preview: Preview,
    author: Actor,
    renderer: ReviewRenderer,
    now: datetime,
) -> None:
    """Show a draft, as readers will see it, to all others who may send it, and ask whether to."""
    message = await broadcasts.get_message(connection, preview.broadcast)
    for editor_id in await list_with_right(connection, settings, Right.SEND):
        if editor_id == author.id:
            continue
        language, _ = await get_locale(connection, settings, editor_id)
        shown = renderer.render_preview(message, language)
        await enqueue_notice(connection, editor_id, shown, now)
        question = renderer.render_submitted(preview, author.name, language)
        await enqueue_notice(connection, editor_id, question, now)


@dataclass(frozen=True, slots=True)
class DraftSubmission:
    """Stores the drafts of content systems and shows them to the editors."""

    database: Database
    settings: Settings
    renderer: DraftRenderer

    async def submit(
        self,
        suggested: SuggestedNews,
        client: Client,
        now: datetime,
        request: RequestKey | None,
    ) -> dict[str, Any]:
        """Store a draft and ask the editors about it; return its id.

        The editor who decides becomes the editor of the broadcast. Raises NoSuchArticle, or another
        SvodkaError if the text does not fit into a message.
        """
        async with self.database.write() as connection:
            message = await self._render(connection, suggested)
            draft = await drafts.create_draft(
                connection, message, client.actor, NO_EDITOR, now, suggested.article_id
            )
            preview = await build_preview(connection, draft, self.settings)
            sender = Actor(None, client.name)
            await ask_editors(connection, self.settings, preview, sender, self.renderer, now)
            result = {"id": draft.id}
            await store_result(connection, request, result, now)
        return result

    async def _render(
        self, connection: AsyncConnection, suggested: SuggestedNews
    ) -> RenderedMessage:
        if suggested.article_id is None:
            return self.renderer.render_text(suggested.text)
        article = await articles.get(connection, suggested.article_id)
        if article is None:
            raise NoSuchArticle(f"there is no article {suggested.article_id}")
        return self.renderer.render_article(article, self.settings.default_language)
