"""Messages that the service sends to editors about broadcasts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.features.broadcasts import draft_views, preview_views, proposal_views
from bot.ui import plain
from bot.ui.message import Message
from news.model import Article, InterfaceLanguage
from service.broadcasts.estimate import Preview
from service.broadcasts.proposals import ProposalDetails
from service.i18n.translations import Translations
from storage.messaging.broadcasts import Broadcast


class BroadcastMessages:
    """Implements the renderers of `service.broadcasts` and `service.rendering`."""

    def __init__(self, translations: Translations) -> None:
        self._translations = translations

    def render_held(
        self, broadcast: Broadcast, language: InterfaceLanguage, timezone: str, now: datetime
    ) -> Message:
        t = self._translations[language]
        return plain.render(preview_views.build_held(t, broadcast, timezone, now))

    def render_missed(
        self, broadcast: Broadcast, language: InterfaceLanguage, timezone: str, now: datetime
    ) -> Message:
        t = self._translations[language]
        return plain.render(preview_views.build_missed(t, broadcast, timezone, now))

    def render_text(self, text: str) -> Message:
        return draft_views.build_from_text(text)

    def render_article(self, article: Article, language: InterfaceLanguage) -> Message:
        return draft_views.build_from_article(self._translations[language], article)

    def render_preview(self, message: dict[str, Any], language: InterfaceLanguage) -> Message:
        return draft_views.label_preview(self._translations[language], Message.from_json(message))

    def render_test(self, message: dict[str, Any], language: InterfaceLanguage) -> Message:
        return draft_views.label_test(self._translations[language], Message.from_json(message))

    def label_own(self, message: Message, language: InterfaceLanguage) -> Message:
        """Return what its editor gets of a broadcast as a reader."""
        return draft_views.label_own(self._translations[language], message)

    def render_approval(
        self, details: ProposalDetails, language: InterfaceLanguage, timezone: str, now: datetime
    ) -> Message:
        t = self._translations[language]
        return plain.render(proposal_views.build_approval_question(t, details, timezone, now))

    def render_verdict(
        self, details: ProposalDetails, by: str, language: InterfaceLanguage
    ) -> Message:
        return plain.render(proposal_views.build_verdict(self._translations[language], details, by))

    def render_unapproved(self, broadcast: Broadcast, language: InterfaceLanguage) -> Message:
        t = self._translations[language]
        return plain.render(preview_views.build_unapproved(t, broadcast))

    def render_submitted(
        self, preview: Preview, author: str, language: InterfaceLanguage
    ) -> Message:
        t = self._translations[language]
        return plain.render(preview_views.build_submitted(t, preview, author))
