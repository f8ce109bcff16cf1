"""Results of a search, and the filters for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.features.follows.api import build_search_button
from bot.features.search.callbacks import (
    SearchFilterScreen,
    SearchMenu,
    SearchPage,
    SearchSuggestion,
)
from bot.ui.articles import MAX_TITLE_CHARS, ArticleView, build_number_button, format_byline
from bot.ui.callbacks import nest_callback
from bot.ui.document import (
    Button,
    Document,
    DocumentPart,
    Heading,
    Inline,
    Paragraph,
    Rows,
    Span,
    build_document,
    build_paragraph,
    format_line,
    split_rows,
    truncate,
)
from bot.ui.widgets import LANGUAGE_NAMES, TICK, build_paging_buttons
from news.model import QueryFault, QueryFaultKind
from service.i18n.translations import Translator
from service.search.filters import FilterField, Period, SearchFilters
from service.search.service import PAGE_SIZE
from storage.search.ranking import SearchHit, SearchResults

MAX_CHOICES = 24
_MAX_NAME_CHARS = 28
_FAULT_KEYS = {
    QueryFaultKind.DATE: "search-fault-date",
    QueryFaultKind.TOPIC: "search-fault-topic",
    QueryFaultKind.LANGUAGE: "search-fault-language",
    QueryFaultKind.SOURCE: "search-fault-source",
}
_PERIOD_KEYS = {
    Period.TODAY: "search-today",
    Period.WEEK: "search-week",
    Period.ANY: "search-any-time",
}
_FILTER_KEYS = {
    FilterField.TOPIC: "search-by-topic",
    FilterField.LANGUAGE: "search-by-language",
    FilterField.SOURCE: "search-by-source",
}
_FILTER_TITLE_KEYS = {
    FilterField.TOPIC: "search-which-topic",
    FilterField.LANGUAGE: "search-which-language",
    FilterField.SOURCE: "search-which-source",
}


@dataclass(frozen=True, slots=True)
class SearchState:
    """Which page of which search to show.

    ``filter_names``: display names of the active filters; ``notes``: lines above the stories;
    ``suggestion``: another search that may be meant; ``can_follow``: the query is only words, in a
    private chat.
    """

    query: str
    place: SearchPage
    filters: SearchFilters = field(default_factory=SearchFilters)
    filter_names: Mapping[FilterField, str] = field(default_factory=dict)
    notes: Sequence[str] = ()
    suggestion: str = ""
    can_follow: bool = False


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """A choice in a menu of filters; ``value`` as in `SearchFilters`."""

    label: str
    value: str
    count: int


def build_results(
    t: Translator,
    found: SearchResults,
    snippets: Sequence[Inline],
    state: SearchState,
    *,
    timezone: str,
    now: datetime,
) -> Document:
    """Return stories as cards, with a row of numbers to open them and one of actions."""
    cards = [
        _build_card(t, state.place.offset + number, hit, snippet, timezone, now)
        for number, (hit, snippet) in enumerate(zip(found.hits, snippets, strict=True), start=1)
    ]
    return build_document(
        *state.notes,
        *_build_title(t, found, state),
        *cards,
        *([t("search-perhaps", instead=state.suggestion)] if state.suggestion else []),
        buttons=tuple(_build_buttons(t, found, state)),
    )


def build_filters(t: Translator, state: SearchState) -> Document:
    """Return the screen with the filters of a search; each press leads to what it leaves."""
    back = Button(f"◀️ {t('button-back')}", state.place.pack())
    return build_document(
        Heading(t("search-filters-title", query=state.query)),
        *_build_bounds(t, state),
        buttons=(*_build_filter_buttons(t, state), (back,)),
    )


def build_filter_menu(
    t: Translator,
    query: str,
    choices: Sequence[FilterChoice],
    request: SearchMenu,
    filters: SearchFilters,
) -> Document:
    """Return the choices of one filter, with the number of stories for each."""
    buttons = [
        Button(
            f"{truncate(choice.label, _MAX_NAME_CHARS)} · {choice.count}",
            SearchPage(
                search=request.search,
                filters=filters.with_value(request.field, choice.value).pack(),
            ).pack(),
        )
        for choice in choices[:MAX_CHOICES]
    ]
    back = SearchFilterScreen(search=request.search, offset=request.offset, filters=request.filters)
    rows = split_rows(buttons, 2)
    return build_document(
        Heading(t(_FILTER_TITLE_KEYS[request.field], query=query)),
        buttons=(*rows, (Button(f"◀️ {t('button-back')}", back.pack()),)),
    )


def format_faults(t: Translator, found: Iterable[QueryFault]) -> list[str]:
    """Return a sentence for each part of a query that was not understood."""
    return [t(_FAULT_KEYS[fault.kind], text=fault.text) for fault in found]


def format_language_filter(t: Translator, code: str) -> str:
    """Return the name of a language in that language."""
    return LANGUAGE_NAMES.get(code) or t("search-other-language")


def _build_title(t: Translator, found: SearchResults, state: SearchState) -> Iterator[DocumentPart]:
    if found.total:
        stories = t("search-stories", count=found.total)
        articles = t("search-articles", count=found.article_total)
        yield Heading(t("search-found", query=state.query, stories=stories, articles=articles))
    elif state.place.filters:
        yield build_paragraph(t("search-nothing-so-narrow", query=state.query))
    else:
        yield build_paragraph(t("search-nothing", query=state.query))
    yield from _build_bounds(t, state)


def _build_bounds(t: Translator, state: SearchState) -> Iterator[DocumentPart]:
    bounds = [*state.filter_names.values()]
    if state.filters.period is not Period.ANY:
        bounds.insert(0, t(_PERIOD_KEYS[state.filters.period]))
    if bounds:
        yield build_paragraph(Span(t("search-only", bounds=" · ".join(bounds)), italic=True))


def _build_card(
    t: Translator, number: int, hit: SearchHit, snippet: Inline, timezone: str, now: datetime
) -> Paragraph:
    others = hit.story.article_count - 1
    more = t("search-more-articles", count=others) if others > 0 else ""
    byline = " · ".join(filter(None, (format_byline(t, hit.article, timezone, now), more)))
    body = (*snippet, Span("\n")) if snippet else ()
    return Paragraph(
        (
            Span(
                f"{number}. {format_line(hit.article.title, MAX_TITLE_CHARS)}\n",
                bold=True,
            ),
            *body,
            Span(byline, italic=True),
        )
    )


def _build_buttons(
    t: Translator, found: SearchResults, state: SearchState
) -> Iterator[tuple[Button, ...]]:
    """Yield a row of numbers and a row of actions; without stories the filters to remove, or the
    button to follow the words."""
    place = state.place
    if not found.hits:
        if place.filters:
            yield from _build_filter_buttons(t, state)
        elif state.can_follow:
            yield (build_search_button(t, place.search),)
        return
    back = nest_callback(place)
    yield tuple(
        build_number_button(number, hit.article, ArticleView.BRIEF, back)
        for number, hit in enumerate(found.hits, start=place.offset + 1)
    )
    actions = tuple(_build_actions(t, found, state))
    if actions:
        yield actions


def _build_actions(t: Translator, found: SearchResults, state: SearchState) -> Iterator[Button]:
    """Yield three buttons at most: more of them do not fit beside each other."""
    place = state.place
    before, after = max(0, place.offset - PAGE_SIZE), place.offset + PAGE_SIZE
    yield from build_paging_buttons(
        t,
        place.model_copy(update={"offset": before}) if place.offset else None,
        place.model_copy(update={"offset": after}) if after < found.total else None,
    )
    if state.suggestion:
        meant = SearchSuggestion(search=place.search).pack()
        yield Button(f"🔎 {t('button-search-suggestion')}", meant)
    elif found.total > 1 or place.filters:
        shown = SearchFilterScreen(search=place.search, offset=place.offset, filters=place.filters)
        yield Button(f"🎛 {t('button-search-filters')}", shown.pack())
    if state.can_follow and place.offset == 0:
        yield build_search_button(t, place.search)


def _build_filter_buttons(t: Translator, state: SearchState) -> Rows:
    periods = []
    for period, key in _PERIOD_KEYS.items():
        tick = f"{TICK} " if period is state.filters.period else ""
        within = replace(state.filters, period=period)
        periods.append(_build_filter_button(f"{tick}{t(key)}", state, within))
    by = []
    for kind, key in _FILTER_KEYS.items():
        if kind in state.filter_names:
            name = truncate(state.filter_names[kind], _MAX_NAME_CHARS)
            off = t("search-take-off", name=name)
            by.append(_build_filter_button(f"✖️ {off}", state, state.filters.with_value(kind, "")))
        else:
            place = state.place
            choosing = SearchMenu(
                search=place.search, offset=place.offset, filters=place.filters, field=kind
            )
            by.append(Button(t(key), choosing.pack()))
    return tuple(periods), tuple(by)


def _build_filter_button(label: str, state: SearchState, filters: SearchFilters) -> Button:
    return Button(label, SearchPage(search=state.place.search, filters=filters.pack()).pack())
