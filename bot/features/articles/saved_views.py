"""Saved articles: the list, and what is kept of one that the archive does not hold any more."""

from __future__ import annotations

from datetime import datetime

from bot.features.articles.callbacks import OpenSaved, SaveArticle, SavedList
from bot.ui.articles import format_keycap, format_moment
from bot.ui.document import (
    Button,
    Document,
    Heading,
    Paragraph,
    Rows,
    Span,
    build_document,
    build_paragraph,
    format_line,
    get_button_url,
    split_rows,
)
from bot.ui.widgets import TICK, build_paging_buttons
from service.articles.saved import PAGE_SIZE, SavedPage
from service.i18n.translations import Translator, sanitize_line
from storage.chats.saved_articles import SavedArticle

MAX_TITLE_CHARS, MAX_SUMMARY_CHARS, MAX_SOURCE_CHARS = 120, 150, 40
"""Characters of an article in the list: ten must fit into one message."""

NUMBERS_PER_ROW = 5


def build_saved_list(t: Translator, page: SavedPage, timezone: str, now: datetime) -> Document:
    """Return a page of the saved articles, each with a button to open it."""
    if not page.articles:
        return build_document(Heading(t("saved-title")), t("saved-none"))
    numbered = list(enumerate(page.articles, page.number * PAGE_SIZE + 1))
    numbers = [
        Button(format_keycap(number), OpenSaved(article=one.article_id, page=page.number).pack())
        for number, one in numbered
    ]
    return build_document(
        Heading(t("saved-title")),
        build_paragraph(Span(t("saved-count", count=page.total), italic=True)),
        *(_build_item(t, number, one, timezone, now) for number, one in numbered),
        buttons=(*split_rows(numbers, NUMBERS_PER_ROW), *_build_paging(t, page)),
    )


def build_saved_copy(
    t: Translator, article: SavedArticle, page: int, timezone: str, now: datetime
) -> Document:
    """Return what is kept of an article; ``page``: the one of the list that it was opened from."""
    back = Button(f"◀️ {t('button-back')}", SavedList(page=page).pack())
    original = get_button_url(article.url)
    links = [Button(f"🔗 {t('button-original')}", url=original)] if original else []
    return build_document(
        Heading(sanitize_line(article.title)),
        build_paragraph(Span(_format_byline(t, article, timezone, now), italic=True)),
        *((article.summary,) if article.summary else ()),
        build_paragraph(Span(t("saved-copy"), italic=True)),
        buttons=((back, *links), (build_save_button(t, article.article_id, is_saved=True),)),
    )


def build_save_button(t: Translator, article_id: int, *, is_saved: bool) -> Button:
    """Return the button that saves an article, or removes it from the saved ones."""
    data = SaveArticle(article=article_id, on=not is_saved).pack()
    if is_saved:
        return Button(f"{TICK} {t('button-saved')}", data)
    return Button(f"🔖 {t('button-save')}", data)


def _build_item(
    t: Translator, number: int, article: SavedArticle, timezone: str, now: datetime
) -> Paragraph:
    title = format_line(article.title, MAX_TITLE_CHARS)
    summary = format_line(article.summary, MAX_SUMMARY_CHARS)
    return Paragraph(
        (
            Span(f"{number}. ", bold=True),
            Span(title, bold=True, url=get_button_url(article.url)),
            Span("\n"),
            *((Span(f"{summary}\n"),) if summary else ()),
            Span(_format_byline(t, article, timezone, now), italic=True),
        )
    )


def _format_byline(t: Translator, article: SavedArticle, timezone: str, now: datetime) -> str:
    source = format_line(article.source, MAX_SOURCE_CHARS)
    moment = format_moment(t, article.published_at, timezone, now)
    return " · ".join(filter(None, (source, moment)))


def _build_paging(t: Translator, page: SavedPage) -> Rows:
    has_more = (page.number + 1) * PAGE_SIZE < page.total
    row = build_paging_buttons(
        t,
        SavedList(page=page.number - 1) if page.number else None,
        SavedList(page=page.number + 1) if has_more else None,
    )
    return (row,) if row else ()
