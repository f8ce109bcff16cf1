"""View of the weekly review."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.features.articles.callbacks import ArticleView
from bot.features.articles.views import build_open_button
from bot.features.digest.views import BUTTONS_PER_ROW, build_story_item
from bot.ui.callbacks import RunCommand
from bot.ui.document import Button, Document, Heading, build_document, split_rows
from news.model import Digest
from service.i18n.translations import Translator


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
        buttons=(*split_rows(reads, BUTTONS_PER_ROW), (settings,)),
    )
