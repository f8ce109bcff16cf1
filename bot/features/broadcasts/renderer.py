"""Messages that the service sends to editors about broadcasts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.features.broadcasts import preview_views
from bot.ui import plain
from bot.ui.message import Message
from news.model import InterfaceLanguage
from service.broadcasts.estimate import Preview
from service.i18n.translations import Translations
from storage.messaging.broadcasts import Broadcast


class BroadcastMessages:
    """Implements `service.rendering.BroadcastRenderer` and
    `service.broadcasts.notices.ReviewRenderer`."""

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

    def render_preview(self, message: dict[str, Any], language: InterfaceLanguage) -> Message:
        return Message.from_json(message)

    def render_submitted(
        self, preview: Preview, author: str, language: InterfaceLanguage
    ) -> Message:
        t = self._translations[language]
        return plain.render(preview_views.build_submitted(t, preview, author))
