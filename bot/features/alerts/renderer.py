"""Render alerts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.features.alerts import views
from bot.ui import renderer
from bot.ui.message import Message
from news.model import Article
from service.i18n.translations import Translations
from service.rendering import AlertVariant


@dataclass(frozen=True, slots=True)
class AlertMessages:
    """Implements `service.rendering.AlertRenderer`."""

    translations: Translations

    def render(
        self,
        variant: AlertVariant,
        articles: Sequence[Article],
        omitted_count: int,
        now: datetime,
    ) -> Message:
        """Render one article as an alert, several as a list."""
        t, timezone = self.translations[variant.language], variant.timezone
        if len(articles) == 1 and not omitted_count:
            document = views.build_alert(t, articles[0], variant.terms, timezone, now)
        else:
            document = views.build_alert_batch(t, articles, omitted_count, timezone, now)
        (message,) = renderer.render(document, variant.style)
        return message
