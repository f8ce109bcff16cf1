"""Render the drafts that content systems suggest: implements `DraftRenderer`."""

from __future__ import annotations

from bot.features.broadcasts import draft_views, preview_views
from bot.ui import plain
from bot.ui.document import build_document
from bot.ui.message import Message
from news.model import Article
from service.broadcasts.draft_service import Preview
from service.i18n.sanitize import sanitize_line
from service.i18n.translations import Translator


class DraftMessages:
    """Renders a suggested draft as readers will see it, and the question to the editors."""

    def render_text(self, text: str) -> Message:
        """Render a text. Raises MessageTooLongError."""
        return draft_views.build_from_text(text)

    def render_article(self, t: Translator, article: Article) -> Message:
        """Render an article of the archive."""
        return draft_views.build_from_article(t, article)

    def render_question(self, t: Translator, preview: Preview, sender: str) -> Message:
        """Render who suggests the draft, and the question whether to send it."""
        question = preview_views.build_question(t, preview)
        origin = t("breaking-suggested", name=sanitize_line(sender))
        return plain.render(build_document(origin, *question.parts, buttons=question.buttons))
