"""Callback data of the buttons of articles."""

from __future__ import annotations

from bot.ui.callbacks import Callback, Id


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
