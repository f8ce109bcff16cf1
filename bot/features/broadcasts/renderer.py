"""Renders the messages that the service sends to editors by itself."""

from __future__ import annotations

from datetime import datetime

from bot.features.broadcasts import preview_views
from bot.ui import plain
from bot.ui.message import Message
from news.model import InterfaceLanguage
from service.i18n.translations import Translations
from storage.messaging.broadcasts import Broadcast


class EditorNoticeRenderer:
    """Implements `service.rendering.BroadcastRenderer`."""

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
