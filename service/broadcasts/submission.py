"""Drafts of breaking news that a content system suggests; an editor decides about each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from news.errors import SvodkaError
from news.model import Article
from service.broadcasts import drafts
from service.broadcasts.estimate import Preview, estimate_audience
from service.config import Settings
from service.editors.rights import Right
from service.i18n.translations import Translations, Translator
from service.ops.editor_notices import enqueue_editor_notice
from service.ops.idempotency import RequestKey, store_result
from service.rendering import RenderedMessage
from storage.archive import articles
from storage.database.engine import Database
from storage.messaging.broadcasts import NO_EDITOR
from storage.stats.audit_log import Actor


class DraftRenderer(Protocol):
    """Renders the drafts that content systems suggest."""

    def render_text(self, text: str) -> RenderedMessage:
        """Render a text. Raises SvodkaError if it does not fit into a message."""
        ...

    def render_article(self, t: Translator, article: Article) -> RenderedMessage:
        """Render an article of the archive."""
        ...

    def render_question(self, t: Translator, preview: Preview, sender: str) -> RenderedMessage:
        """Render who suggests a draft, and the question whether to send it."""
        ...


class NoSuchArticle(SvodkaError):
    """The article to make a draft of does not exist."""


@dataclass(frozen=True, slots=True)
class SuggestedNews:
    """Breaking news from a content system: a text, or an article of the archive."""

    text: str = ""
    article_id: int | None = None


@dataclass(frozen=True, slots=True)
class DraftSubmission:
    """Stores suggested drafts and shows them to all editors."""

    database: Database
    settings: Settings
    translations: Translations
    renderer: DraftRenderer

    async def submit(
        self,
        suggested: SuggestedNews,
        sender: str,
        actor: Actor,
        now: datetime,
        request: RequestKey | None,
    ) -> dict[str, Any]:
        """Store a draft and ask the editors about it; return its id.

        ``sender``: the name of the content system, for the editors. The editor who decides becomes
        the editor of the broadcast. Raises NoSuchArticle, or another SvodkaError if the text does
        not fit into a message.
        """
        t = self.translations[self.settings.default_language]
        async with self.database.write() as connection:
            if suggested.article_id is None:
                message = self.renderer.render_text(suggested.text)
            else:
                article = await articles.get(connection, suggested.article_id)
                if article is None:
                    raise NoSuchArticle(f"there is no article {suggested.article_id}")
                message = self.renderer.render_article(t, article)
            draft = await drafts.create_draft(
                connection, message, actor, NO_EDITOR, now, suggested.article_id
            )
            preview = Preview(draft, await estimate_audience(connection, draft, self.settings))
            await enqueue_editor_notice(
                connection,
                self.translations,
                self.settings,
                now,
                Right.SEND,
                lambda t, _: (message, self.renderer.render_question(t, preview, sender)),
            )
            result = {"id": draft.id}
            await store_result(connection, request, result, now)
        return result
