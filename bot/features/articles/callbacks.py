"""Callback data of the buttons of articles."""

from __future__ import annotations

from enum import StrEnum

from bot.ui.callbacks import Id, VersionedCallback


class ArticleView(StrEnum):
    FULL = "f"
    BRIEF = "b"


class OpenArticle(VersionedCallback, prefix="a"):
    """Show an article.

    ``in_place``: replace the message with the button; ``back`` is then the nested callback data
    that restores that message.
    """

    article: Id
    view: ArticleView
    page: Id = 0
    in_place: bool = False
    back: str = ""
