"""Callback data of the buttons of search."""

from __future__ import annotations

from bot.ui.callbacks import Callback, Id, VersionedCallback
from service.search.filters import FilterField


class SearchPage(VersionedCallback, prefix="s"):
    """Show results of a stored search from ``offset`` on; ``filters``: packed `SearchFilters`."""

    search: Id
    offset: Id = 0
    filters: str = ""


class SearchFilterScreen(SearchPage, prefix="sn"):
    """Show the filters of the results of the `SearchPage` with these fields."""


class SearchMenu(Callback, prefix="sm"):
    """Show the choices of one filter for the results of the same `SearchPage`."""

    search: Id
    offset: Id
    filters: str
    field: FilterField


class SearchSuggestion(Callback, prefix="si"):
    """Run the search that the spelling of a stored search suggests."""

    search: Id
