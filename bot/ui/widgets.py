"""Buttons and labels that the screens of several features share."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache

from bot.ui.callbacks import Callback, OpenScreen, ScreenName
from bot.ui.document import Button, ButtonStyle, Document, ListItem, build_document, truncate
from news.model import Topic
from service.i18n.translations import Translator

TICK = "✅"

LANGUAGE_NAMES: dict[str, str] = {"ru": "Русский", "uk": "Українська", "en": "English"}


_MAX_REASONS = 10
_MAX_REASON_CHARS = 200


def build_screen_button(label: str, name: ScreenName, style: ButtonStyle | None = None) -> Button:
    """Return a button that opens a settings screen in place of the current one."""
    return Button(label, _pack_screen(name), style=style)


@cache
def _pack_screen(name: ScreenName) -> str:
    return OpenScreen(name=name).pack()


def build_back_button(t: Translator) -> Button:
    """Build the «Назад» button of a settings screen."""
    return build_screen_button(f"◀️ {t('button-back')}", ScreenName.MAIN)


def build_done_button(t: Translator) -> Button:
    """Build the «Готово» button of a settings screen."""
    return build_screen_button(t("button-done"), ScreenName.MAIN, ButtonStyle.SUCCESS)


def build_paging_buttons(
    t: Translator, back: Callback | None, more: Callback | None
) -> tuple[Button, ...]:
    """Build «Назад» and «Ещё» below a page of a list; None: there is no page on that side."""
    pages = ((f"◀️ {t('button-back')}", back), (f"▶️ {t('button-more')}", more))
    return tuple(Button(label, data.pack()) for label, data in pages if data is not None)


def format_topic_names(t: Translator, ids: Collection[str], topics: Sequence[Topic]) -> str:
    """Return the names of the topics with these ids, in the order of ``topics``."""
    return ", ".join(t.get_topic_name(topic) for topic in topics if topic.id in ids)


def build_import_report(t: Translator, summary: str, rejected: Sequence[str]) -> Document:
    """Build the report on an import: its summary, then why entries were rejected."""
    reasons = [ListItem(truncate(reason, _MAX_REASON_CHARS)) for reason in rejected[:_MAX_REASONS]]
    heading = [t("sources-refused", count=len(rejected))] if rejected else []
    return build_document(summary, *heading, *reasons)
