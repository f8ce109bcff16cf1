"""Callback data of the buttons of articles."""

from __future__ import annotations

from enum import StrEnum

from bot.ui.callbacks import Id, VersionedCallback


class ArticleView(StrEnum):
    FULL = "f"
    BRIEF = "b"


class OpenArticle(VersionedCallback, prefix="a"):
    """Show an article. ``here``: in the place of the message with the button; ``back`` then leads
    to what stood there: the `carried` data of its button."""

    article: Id
    view: ArticleView
    page: Id = 0
    in_place: bool = False
    back: str = ""
