"""Callback data of the buttons of search."""

from __future__ import annotations

from bot.ui.callbacks import Callback, Id, VersionedCallback
from service.search.filters import FilterField


class SearchPage(VersionedCallback, prefix="s"):
    """Results of a remembered search from ``offset`` on; ``narrowed``: a packed Narrowing."""

    search: Id
    offset: Id = 0
    filters: str = ""


class SearchMenu(Callback, prefix="sm"):
    """What the results that `SearchPage` would show can be narrowed by."""

    search: Id
    offset: Id
    filters: str
    field: FilterField


class SearchSuggestion(Callback, prefix="si"):
    """Search for what was likely meant by the words of a remembered search."""

    search: Id
