from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.features.search import inline_views, views
from bot.features.search.callbacks import SearchMenu, SearchPage
from bot.features.search.views import FilterChoice, SearchState
from bot.ui.document import Document, Span, build_document
from news.model import QueryFault, QueryFaultKind
from service.i18n.translations import Translator
from service.search.filters import FilterField, Period, SearchFilters, short_hash
from storage.search.ranking import SearchHit, SearchResults
from tests.golden.registry import screen
from tests.golden.samples import NOW, ZONE, bridge, rate, story

_WORD = {"ru": "мост", "uk": "міст", "en": "bridge"}
_TYPED = {"ru": "мсот", "uk": "міт", "en": "brigde"}
_NARROW = SearchFilters(Period.WEEK, "uk", short_hash("society"), short_hash("Reuters"))


@screen("search-results")
def results(t: Translator) -> Document:
    """The second page of several."""
    return _results(t, total=17, offset=5)


@screen("search-few")
def few(t: Translator) -> Document:
    return _results(t, total=1)


@screen("search-first-page")
def first_page(t: Translator) -> Document:
    return _results(t, total=17)


@screen("search-filters")
def filters(t: Translator) -> list[Document]:
    """Without a filter, and with all of them."""
    place = SearchPage(search=5)
    states = [
        SearchState(**{"query": _WORD[t.language], "place": place, **values})
        for values in ({}, _bounds(t))
    ]
    return [views.build_filters(t, state) for state in states]


@screen("search-narrowed")
def narrowed(t: Translator) -> Document:
    return _results(t, total=2, **_bounds(t))


@screen("search-nothing")
def nothing(t: Translator) -> Document:
    return _results(t, total=0, can_follow=True)


@screen("search-nothing-so-narrow")
def nothing_so_narrow(t: Translator) -> Document:
    return _results(t, total=0, **_bounds(t))


@screen("search-instead")
def instead(t: Translator) -> Document:
    note = t("search-instead", query=_TYPED[t.language], instead=_WORD[t.language])
    return _results(t, total=2, notes=[note])


@screen("search-perhaps")
def perhaps(t: Translator) -> Document:
    return _results(t, total=1, query=_TYPED[t.language], suggestion=_WORD[t.language])


@screen("search-faults")
def faults(t: Translator) -> Document:
    texts = ("after:31.02", "sprot", "fr", "BBBC")
    found = [QueryFault(kind, said) for kind, said in zip(QueryFaultKind, texts, strict=True)]
    return _results(t, total=2, notes=views.format_faults(t, found))


@screen("search-menu")
def menu(t: Translator) -> Document:
    choices = [FilterChoice(t(f"topic-{topic}"), short_hash(topic), 9 - number)
               for number, topic in enumerate(("society", "economy", "sport"))]  # fmt: skip
    chosen = SearchMenu(search=5, offset=5, filters="d", field=FilterField.TOPIC)
    return views.build_filter_menu(
        t, _WORD[t.language], choices, chosen, SearchFilters(Period.TODAY)
    )


@screen("search-menu-sources")
def menu_sources(t: Translator) -> Document:
    choices = [
        FilterChoice("Reuters", short_hash("Reuters"), 12),
        FilterChoice("long " * 30, short_hash("long"), 1),
    ]
    chosen = SearchMenu(search=5, offset=0, filters="", field=FilterField.SOURCE)
    return views.build_filter_menu(t, _WORD[t.language], choices, chosen, SearchFilters())


@screen("search-menu-languages")
def menu_languages(t: Translator) -> Document:
    choices = [
        FilterChoice(views.format_language_filter(t, code), code, 3)
        for code in ("ru", "uk", "en", "und")
    ]
    chosen = SearchMenu(search=5, offset=0, filters="", field=FilterField.LANGUAGE)
    return views.build_filter_menu(t, _WORD[t.language], choices, chosen, SearchFilters())


@screen("inline-shared")
def shared(t: Translator) -> list[Document]:
    return [
        inline_views.build_shared_article(t, SearchHit(story(article, "Reuters"), article), ZONE)
        for article in (bridge(t.language), rate(t.language))
    ]


@screen("inline-offered")
def offered(t: Translator) -> list[Document]:
    """The list above the input field: a title and two lines below it."""
    articles = [replace(bridge(t.language), image="https://example.org/bridge.jpg"),
                rate(t.language)]  # fmt: skip
    hits = [SearchHit(story(article), article) for article in articles]
    made = [one.model_dump() for one in inline_views.build_results(t, hits, ZONE, "svodka_bot")]
    return [
        build_document(
            one["title"],
            one["description"],
            f"({one['thumbnail_url']})",
            one["reply_markup"]["inline_keyboard"][0][0]["url"],
        )
        for one in made
    ]


@screen("inline-guest")
def guest(t: Translator) -> list[Document]:
    """The answer to a mention where the bot is no member: a list, one article, nothing."""
    articles = bridge(t.language), rate(t.language)
    hits = [SearchHit(story(article), article) for article in articles]
    answers = [
        inline_views.build_guest_answer(t, query, found, ZONE, "svodka_bot").model_dump()
        for query, found in (("", hits), ("мост", hits[:1]), ("жираф", []))
    ]
    return [
        build_document(
            one["input_message_content"]["message_text"],
            *(
                f"[{button['text']} → {button['url']}]"
                for button in one["reply_markup"]["inline_keyboard"][0]
            ),
        )
        for one in answers
    ]


def _bounds(t: Translator) -> dict[str, Any]:
    return {
        "place": SearchPage(search=5, filters=_NARROW.pack()),
        "filters": _NARROW,
        "filter_names": {
            FilterField.TOPIC: t("topic-society"),
            FilterField.LANGUAGE: views.format_language_filter(t, "uk"),
            FilterField.SOURCE: "Reuters",
        },
    }


def _results(t: Translator, *, total: int, offset: int = 0, **values: Any) -> Document:
    found = [bridge(t.language), rate(t.language)][:total]
    word = _WORD[t.language]
    hits = tuple(SearchHit(story(article, "Reuters"), article) for article in found)
    place = SearchPage(search=5, offset=offset)
    return views.build_results(
        t,
        SearchResults(hits, total=total, article_total=4 * total),
        [(Span("… "), Span(word, bold=True), Span(" …"))] * len(hits),
        SearchState(**{"query": word, "place": place, **values}),
        timezone=ZONE,
        now=NOW,
    )
