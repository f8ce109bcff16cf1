"""What many screens show of an article: its summary, source and time, and buttons that open, edit
or broadcast it, with their callback data."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.ui.callbacks import EditorCallback, Id, VersionedCallback
from bot.ui.document import Button, Rows, format_line, split_evenly
from bot.ui.message import MAX_PER_ROW
from news.model import Article, BlockKind, Story
from service.editors.rights import Right
from service.i18n.translations import Translator
from storage.archive.coverage import Report

MAX_TITLE_CHARS = 200
"""Characters of a title in a list or an alert: a page must fit into one message."""

MAX_SOURCE_CHARS = 60
"""Characters of a source's name."""

MAX_NAMED_SOURCES = 2


class ArticleView(StrEnum):
    """The full text or the summary."""

    FULL = "f"
    BRIEF = "b"


class ArticleButtons(StrEnum):
    """The buttons under an article: to read and keep it, or to follow and mute what it names."""

    READING = ""
    CHOICES = "c"


class ArticleOrigin(StrEnum):
    """The message that an article is opened from, where that is counted."""

    ANY = ""
    BROADCAST = "b"


class OpenArticle(VersionedCallback, prefix="a"):
    """Show an article.

    ``in_place``: replace the message with the button, else send a new one; ``back``: the nested
    callback data of the list that the article was opened from.
    """

    article: Id
    view: ArticleView
    page: Id = 0
    in_place: bool = False
    back: str = ""
    buttons: ArticleButtons = ArticleButtons.READING
    origin: ArticleOrigin = ArticleOrigin.ANY


class CoverageOrder(StrEnum):
    """The list of all reports, newest first, or how the story developed, oldest first."""

    REPORTS = "n"
    DEVELOPMENTS = "o"


class CoverageOrigin(StrEnum):
    """Where the list of a story's reports was opened, and so where it leads back to.

    ``ELSEWHERE``: below a message that stays, so the list is a new one; ``ITSELF``: on the list;
    ``LIST``: the message that ``back`` restores; ``BRIEF`` and ``FULL``: a page of the article.
    """

    ELSEWHERE = "e"
    ITSELF = "m"
    LIST = "l"
    BRIEF = "b"
    FULL = "f"


class OpenCoverage(VersionedCallback, prefix="c"):
    """Show all reports of the story of an article; ``back``: as in `OpenArticle`."""

    article: Id
    order: CoverageOrder
    page: Id = 0
    origin: CoverageOrigin = CoverageOrigin.ELSEWHERE
    back: str = ""


class BroadcastArticle(EditorCallback, prefix="p", right=Right.DRAFT):
    """Make a draft of an article."""

    article: Id


class ArticleAction(StrEnum):
    """What an editor does with an article."""

    SHOW = "s"
    TITLE = "h"
    TEXT = "b"
    TOPICS = "t"
    TICK = "+"
    UNTICK = "-"
    REMOVE = "x"
    CONFIRM_REMOVE = "xx"


class ArticleCallback(EditorCallback, prefix="ae", right=Right.EDIT_ARTICLE):
    """Edit an article. ``value``: the chosen topic; for `SHOW` under a question, the action that a
    reply completes: ``h`` or ``b``."""

    article: Id
    action: ArticleAction
    value: str = ""


VIEW_EMOJI = {ArticleView.FULL: "📖", ArticleView.BRIEF: "📝"}


def build_number_button(number: int, article: Article, view: ArticleView, back: str = "") -> Button:
    """Return a button under a list that opens item ``number``.

    A full text is a new message. A summary is one too, or with ``back`` (`OpenArticle.back`)
    replaces the list.
    """
    in_place = bool(back) and view is ArticleView.BRIEF
    opened = OpenArticle(article=article.id, view=view, in_place=in_place, back=back)
    return Button(format_keycap(number), opened.pack())


def split_numbers(numbers: Sequence[Button]) -> Rows:
    """Return the numbers below a list in as few even rows as possible."""
    return split_evenly(numbers, math.ceil(len(numbers) / MAX_PER_ROW))


def build_read_button(t: Translator, article: Article, view: ArticleView) -> Button:
    """Return a button under a message about one article that opens the article."""
    opened = OpenArticle(article=article.id, view=view, in_place=False)
    return Button(f"{VIEW_EMOJI[view]} {format_view(t, view)}", opened.pack())


def build_broadcast_button(t: Translator, article_id: int) -> Button:
    """Return a button that drafts a broadcast of an article."""
    return Button(f"🔴 {t('button-breaking')}", BroadcastArticle(article=article_id).pack())


def build_edit_button(t: Translator, article_id: int) -> Button:
    """Return a button that opens an article to be edited."""
    data = ArticleCallback(article=article_id, action=ArticleAction.SHOW)
    return Button(f"✏️ {t('button-edit')}", data.pack())


def build_coverage_button(t: Translator, other_reports: int, place: OpenCoverage) -> Button:
    """Return a button to the other reports of a story."""
    return Button(f"📰 {t('button-coverage', count=other_reports)}", place.pack())


def format_view(t: Translator, view: ArticleView) -> str:
    """Return the label of the button that shows this view."""
    return t("button-read" if view is ArticleView.FULL else "button-brief")


def format_keycap(number: int) -> str:
    """Return a number as emoji: 1️⃣2️⃣ for 12."""
    return "".join(f"{digit}\ufe0f\u20e3" for digit in str(number))


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
