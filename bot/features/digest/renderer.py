"""Render digests, the weekly review and the notices around them, in one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.features.articles.callbacks import ArticleView
from bot.features.articles.views import build_open_button
from bot.features.digest import views
from bot.features.digest.views import BUTTONS_PER_ROW, build_story_item
from bot.ui import plain, renderer, rich
from bot.ui.callbacks import RunCommand
from bot.ui.document import (
    Button,
    Document,
    Heading,
    Span,
    build_document,
    build_paragraph,
    split_rows,
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
        document = views.build_digest(t, stored, page.topics, page.timezone, "plain")
        if style == "plain":
            return plain.render(document)
        rich_document = views.add_style_buttons(t, document, stored, page.topics, "rich")
        reason = build_paragraph(Span(t("digest-plain-instead"), italic=True))
        fallback = plain.render(replace(document, parts=(*document.parts, reason)))
        return replace(rich.render(rich_document), plain=fallback)

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
    reads = [
        build_open_button(t, place, story.lead_article, ArticleView.FULL)
        for place, story in numbered
    ]
    settings = Button(f"⚙️ {t('button-settings')}", RunCommand(command="settings").pack())
    return build_document(
        Heading(t("look-back-title", days=days)),
        t("look-back-hint"),
        *items,
        buttons=(
            *split_rows(reads, BUTTONS_PER_ROW),
            *views.build_story_coverage_rows(t, numbered),
            (settings,),
        ),
    )
