"""The look back on Sundays."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.callbacks import Ask, View
from bot.translations import Translator
from bot.views.article import open_button
from bot.views.digest import BUTTONS_A_ROW, story_item
from bot.views.document import Button, Document, Heading, in_rows, page
from news.model import Digest


def look_back(t: Translator, digest: Digest, timezone: str) -> Document:
    """The week's stories, biggest first, with a button to read each."""
    last = digest.until.astimezone(ZoneInfo(timezone)).date()
    days = t.days(last - timedelta(days=6), last)
    numbered = list(enumerate(digest.stories, start=1))
    items = [story_item(t, place, story, timezone, digest.until) for place, story in numbered]
    reads = [open_button(t, place, story.headline, View.FULL) for place, story in numbered]
    settings = Button(f"⚙️ {t('button-settings')}", Ask(what="settings").pack())
    return page(
        Heading(t("look-back-title", days=days)),
        t("look-back-hint"),
        *items,
        buttons=(*in_rows(reads, BUTTONS_A_ROW), (settings,)),
    )
