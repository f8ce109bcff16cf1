"""Buttons that open, edit or broadcast an article from any screen, and their callback data."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum

from bot.ui.callbacks import EditorCallback, Id, VersionedCallback
from bot.ui.document import Button, Rows, split_evenly
from bot.ui.phone_width import MAX_PER_ROW
from news.model import Article
from service.editors.rights import Right
from service.i18n.translations import Translator


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
