"""Builds the screens of search, for this feature and for links to searches."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from bot.features.search import views
from bot.features.search.callbacks import (
    SearchFilterScreen,
    SearchMenu,
    SearchPage,
    SearchSuggestion,
)
from bot.features.search.snippets import FormLookup, build_snippet
from bot.features.search.views import FilterChoice, SearchState
from bot.telegram.context import Context
from bot.ui.document import Document, Inline, build_document, truncate
from service.search.filters import FilterField, SearchFilters, short_hash
from service.search.service import EmptyQuery, FilterOptions, FoundPage

MAX_QUERY_CHARS = 200
"""Characters of a query; the rest is cut off."""

SearchScreenData = SearchPage | SearchFilterScreen | SearchMenu | SearchSuggestion


def clean_query(text: str) -> str:
    """Return a query on one line, cut to `MAX_QUERY_CHARS`."""
    return truncate(" ".join(text.split()), MAX_QUERY_CHARS)


def format_prompt(ctx: Context) -> str:
    """Return the text that asks for a query."""
    return ctx.t("search-ask" if ctx.subscriber.kind == "private" else "search-ask-group")


async def build_first_page(ctx: Context, text: str) -> Document:
    """Run a new search and return its first page."""
    found = await ctx.services.search.search(clean_query(text), ctx.subscriber, ctx.now)
    if isinstance(found, EmptyQuery):
        return build_document(*views.format_faults(ctx.t, found.faults), format_prompt(ctx))
    return await _build_results(ctx, found)


async def build_screen(ctx: Context, data: SearchScreenData) -> Document | None:
    """Return the screen that a button of a search opens; None if the search is not stored."""
    search, subscriber, now = ctx.services.search, ctx.subscriber, ctx.now
    match data:
        case SearchPage():
            filters = SearchFilters.unpack(data.filters)
            found = await search.get_page(
                data.search, subscriber, now, offset=data.offset, filters=filters
            )
        case SearchSuggestion():
            found = await search.search_suggestion(data.search, subscriber, now)
        case SearchMenu():
            filters = SearchFilters.unpack(data.filters).with_value(data.field, "")
            options = await search.get_filter_options(data.search, filters, subscriber, now)
            if options is None:
                return None
            choices = _list_choices(ctx, data.field, options)
            return views.build_filter_menu(ctx.t, options.text, choices, data, filters)
    if found is None:
        return None
    if isinstance(data, SearchFilterScreen):
        return views.build_filters(ctx.t, _describe(ctx, found))
    return await _build_results(ctx, found)


def _list_choices(ctx: Context, field: FilterField, options: FilterOptions) -> list[FilterChoice]:
    match field:
        case FilterField.TOPIC:
            return [
                FilterChoice(ctx.t.get_topic_name(topic), short_hash(topic.id), count)
                for topic, count in options.topics
            ]
        case FilterField.LANGUAGE:
            return [
                FilterChoice(views.format_language_filter(ctx.t, code), code, count)
                for code, count in options.languages
            ]
        case FilterField.SOURCE:
            return [FilterChoice(name, short_hash(name), count) for name, count in options.sources]


async def _build_results(ctx: Context, found: FoundPage) -> Document:
    snippets = await asyncio.to_thread(_build_snippets, ctx, found)
    return views.build_results(
        ctx.t,
        found.results,
        snippets,
        _describe(ctx, found),
        timezone=ctx.subscriber.timezone,
        now=ctx.now,
    )


def _describe(ctx: Context, found: FoundPage) -> SearchState:
    notes = views.format_faults(ctx.t, found.query.faults)
    if found.replaced_text:
        notes.insert(0, ctx.t("search-instead", query=found.replaced_text, instead=found.text))
    return SearchState(
        query=found.text,
        place=SearchPage(search=found.search_id, offset=found.offset, filters=found.filters.pack()),
        filters=found.filters,
        filter_names=_name_filters(ctx, found),
        notes=notes,
        suggestion=found.suggestion,
        can_follow=ctx.subscriber.kind == "private" and found.query.is_words_only,
    )


def _name_filters(ctx: Context, found: FoundPage) -> Mapping[FilterField, str]:
    names = dict[FilterField, str]()
    if found.filters.topic:
        names[FilterField.TOPIC] = ctx.t.get_topic_name(found.topic) if found.topic else "?"
    if found.filters.source:
        names[FilterField.SOURCE] = found.source or "?"
    if found.filters.language:
        names[FilterField.LANGUAGE] = views.format_language_filter(ctx.t, found.filters.language)
    return names


def _build_snippets(ctx: Context, found: FoundPage) -> list[Inline]:
    """Build a snippet for each story; words in no dictionary are too slow for the event loop."""
    query, lookup = found.query, FormLookup(ctx.services.search.get_forms)
    return [
        build_snippet(hit.article, query.words, lookup, query.phrases) for hit in found.results.hits
    ]
