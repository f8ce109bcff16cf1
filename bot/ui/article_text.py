"""Texts about an article that many screens show: its summary, source and time."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.ui.document import format_line
from news.model import Article, BlockKind, Story
from service.i18n.translations import Translator
from storage.archive.coverage import Report

MAX_TITLE_CHARS = 200
"""Characters of a title in a list or an alert: a page must fit into one message."""

MAX_SOURCE_CHARS = 60
"""Characters of a source's name."""

MAX_NAMED_SOURCES = 2


def get_summary_text(article: Article) -> str:
    """Return the summary, or else the first paragraph, or else an empty string."""
    return " ".join(article.summary) or find_first_paragraph(article)


def find_first_paragraph(article: Article) -> str:
    """Return the first paragraph that does not repeat the title; else an empty string."""
    paragraphs = (b.text for b in article.blocks if b.kind is BlockKind.PARAGRAPH)
    return next((text for text in paragraphs if text != article.title), "")


def format_published(t: Translator, article: Article | Report, timezone: str, now: datetime) -> str:
    """Return an article's publication time in words (`format_moment`), or that of its arrival,
    called so."""
    if article.published_is_estimated:
        return t("moment-received", moment=t.format_datetime(article.published, timezone, now))
    return format_moment(t, article.published, timezone, now)


def format_moment(t: Translator, published: datetime, timezone: str, now: datetime) -> str:
    """Return a publication time in words; only the day where the source gave only the day."""
    if published.time() == time():
        day = published.astimezone(ZoneInfo("UTC")).date()
        return (
            t.format_date(day) if day.year == now.year else t.format_datetime(published, "UTC", now)
        )
    return t.format_datetime(published, timezone, now)


def format_byline(t: Translator, article: Article, timezone: str, now: datetime) -> str:
    """Return source and time, such as «Вестник · сегодня в 14:05», and whether the article is a
    follow-up of its story."""
    source = format_line(article.source, MAX_SOURCE_CHARS)
    parts = (
        source,
        format_published(t, article, timezone, now),
        t("article-follow-up") if article.is_follow_up else "",
    )
    return " · ".join(filter(None, parts))


def format_sources(t: Translator, story: Story) -> str:
    """Format the sources of a story: «Reuters · УНН · ещё 3»."""
    named = [format_line(name, MAX_SOURCE_CHARS) for name in story.sources[:MAX_NAMED_SOURCES]]
    rest = len(story.sources) - len(named)
    return " · ".join([*named, t("sources-more", count=rest)] if rest else named)
