"""Render digests, the weekly review and the notices around them, in one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.features.digest import views
from bot.features.digest.callbacks import build_option_buttons
from bot.features.digest.views import build_story_item
from bot.ui import plain, renderer, rich
from bot.ui.articles import ArticleView, build_number_button, split_numbers
from bot.ui.callbacks import RunCommand
from bot.ui.document import (
    Button,
    Document,
    Heading,
    Span,
    build_document,
    build_paragraph,
)
from bot.ui.message import Message
from news.model import INTERFACE_LANGUAGES, Digest, InterfaceLanguage
from service.i18n.translations import Translations, Translator
from service.rendering import DigestPage
from storage.chats.subscribers import Style
from storage.messaging.digests import StoredDigest


@dataclass(frozen=True, slots=True)
class DigestMessages:
    """Implements `service.rendering.DigestRenderer`."""

    t: Translator

    def fit(self, page: DigestPage) -> StoredDigest:
        """Drop the stories from the end of the page that one message has no room for."""
        return views.fit_digest(self.t, page.stored, page.topics, page.timezone)

    def render(self, page: DigestPage, style: Style) -> Message:
        """Render a page; a rich one includes a plain one, which says why it is plain."""
        t, stored = self.t, page.stored
        document = views.build_digest(t, stored, page.topics, page.timezone)
        if style == "plain":
            return plain.render(document)
        reason = build_paragraph(Span(t("digest-plain-instead"), italic=True))
        fallback = plain.render(replace(document, parts=(*document.parts, reason)))
        return replace(rich.render(document), plain=fallback)

    def render_options(self, page: DigestPage, style: Style) -> Message:
        """Render a page with its options in place of its other buttons."""
        rows = build_option_buttons(self.t, page.stored, style)
        message = self.render(page, style)
        plain_message = message.plain and renderer.with_buttons(message.plain, rows)
        return replace(renderer.with_buttons(message, rows), plain=plain_message)

    def render_empty(self, style: Style) -> Message:
        """Render the notice that there is no news."""
        (message,) = renderer.render(views.build_empty_digest(self.t), style)
        return message

    def render_all_known(self, style: Style) -> Message:
        """Render the notice that the subscriber has read all the news already."""
        (message,) = renderer.render(build_document(self.t("digest-all-read")), style)
        return message

    def render_weekly_review(
        self, digest: Digest, timezone: str, style: Style
    ) -> Sequence[Message]:
        """Render the top stories of a week."""
        return renderer.render(build_weekly_review(self.t, digest, timezone), style)

    def render_resumed(self) -> Message:
        """Render the notice that a pause is over."""
        return plain.render(build_document(self.t("pause-over")))


def build_renderers(translations: Translations) -> Mapping[InterfaceLanguage, DigestMessages]:
    """Return a renderer for each language of the interface."""
    return {language: DigestMessages(translations[language]) for language in INTERFACE_LANGUAGES}


def build_weekly_review(t: Translator, digest: Digest, timezone: str) -> Document:
    """List the top stories of a week, with a button to read each."""
    last = digest.until.astimezone(ZoneInfo(timezone)).date()
    days = t.format_date_range(last - timedelta(days=6), last)
    numbered = list(enumerate(digest.stories, start=1))
    items = [build_story_item(t, place, story, timezone, digest.until) for place, story in numbered]
    numbers = [
        build_number_button(place, story.lead_article, ArticleView.FULL)
        for place, story in numbered
    ]
    settings = Button(f"⚙️ {t('button-settings')}", RunCommand(command="settings").pack())
    return build_document(
        Heading(t("weekly-review-title", days=days)),
        t("weekly-review-hint"),
        *items,
        buttons=(*split_numbers(numbers), (settings,)),
    )
