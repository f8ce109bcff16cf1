"""Callback data of the buttons of articles."""

from __future__ import annotations

from enum import StrEnum

from bot.ui.callbacks import Callback, Id, VersionedCallback


class ArticleView(StrEnum):
    """The full text or the summary."""

    FULL = "f"
    BRIEF = "b"


class ArticleButtons(StrEnum):
    """The buttons under an article: to read and keep it, or to follow and mute what it names."""

    READING = ""
    CHOICES = "c"


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


class SaveArticle(Callback, prefix="v"):
    """Save an article, or remove it from the saved ones."""

    article: Id
    on: bool


class SavedList(Callback, prefix="vl"):
    """Show a page of the saved articles, counted from 0."""

    page: Id


class OpenSaved(Callback, prefix="vo"):
    """Show a saved article, with the way back to this page of the list."""

    article: Id
    page: Id


class BroadcastArticle(Callback, prefix="p"):
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


class ArticleCallback(Callback, prefix="ae"):
    """Edit an article. ``value``: the chosen topic; for `SHOW` under a question, the action that a
    reply completes: ``h`` or ``b``."""

    article: Id
    action: ArticleAction
    value: str = ""
