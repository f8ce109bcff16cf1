from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.callbacks import SearchMenu, SearchPage
from bot.narrowing import NarrowBy, Narrowing, Period, mark
from bot.translations import Translator
from bot.views import search as views
from bot.views import sharing
from bot.views.document import Document, Span, page
from bot.views.search import Choice, Shown
from news.model import FaultKind, QueryFault
from storage.search import Hit, Page
from tests.golden.registry import screen
from tests.golden.samples import NOW, ZONE, bridge, rate, story

_WORD = {"ru": "мост", "uk": "міст", "en": "bridge"}
_TYPED = {"ru": "мсот", "uk": "міт", "en": "brigde"}
_NARROW = Narrowing(Period.WEEK, "uk", mark("society"), mark("Reuters"))


@screen("search-results")
def results(t: Translator) -> Document:
    """The second page of several."""
    return _results(t, total=17, offset=5)


@screen("search-few")
def few(t: Translator) -> Document:
    return _results(t, total=1)


@screen("search-results-for-editor")
def results_for_editor(t: Translator) -> Document:
    return _results(t, total=17, offset=5, for_editor=True)


@screen("search-narrowed")
def narrowed(t: Translator) -> Document:
    return _results(t, total=2, **_bounds(t))


@screen("search-nothing")
def nothing(t: Translator) -> Document:
    return _results(t, total=0)


@screen("search-nothing-so-narrow")
def nothing_so_narrow(t: Translator) -> Document:
    return _results(t, total=0, **_bounds(t))


@screen("search-instead")
def instead(t: Translator) -> Document:
    note = t("search-instead", query=_TYPED[t.language], instead=_WORD[t.language])
    return _results(t, total=2, notes=[note])


@screen("search-perhaps")
def perhaps(t: Translator) -> Document:
    return _results(t, total=1, query=_TYPED[t.language], perhaps=_WORD[t.language])


@screen("search-faults")
def faults(t: Translator) -> Document:
    texts = ("after:31.02", "sprot", "fr", "BBBC")
    found = [QueryFault(kind, said) for kind, said in zip(FaultKind, texts, strict=True)]
    return _results(t, total=2, notes=views.faults(t, found))


@screen("search-menu")
def menu(t: Translator) -> Document:
    choices = [Choice(t(f"topic-{topic}"), mark(topic), 9 - number)
               for number, topic in enumerate(("society", "economy", "sport"))]  # fmt: skip
    chosen = SearchMenu(search=5, offset=5, narrowed="d", by=NarrowBy.TOPIC)
    return views.menu(t, _WORD[t.language], choices, chosen, Narrowing(Period.TODAY))


@screen("search-menu-sources")
def menu_sources(t: Translator) -> Document:
    choices = [Choice("Reuters", mark("Reuters"), 12), Choice("long " * 30, mark("long"), 1)]
    chosen = SearchMenu(search=5, offset=0, narrowed="", by=NarrowBy.SOURCE)
    return views.menu(t, _WORD[t.language], choices, chosen, Narrowing())


@screen("search-menu-languages")
def menu_languages(t: Translator) -> Document:
    choices = [Choice(views.language(t, code), code, 3) for code in ("ru", "uk", "en", "und")]
    chosen = SearchMenu(search=5, offset=0, narrowed="", by=NarrowBy.LANGUAGE)
    return views.menu(t, _WORD[t.language], choices, chosen, Narrowing())


@screen("inline-shared")
def shared(t: Translator) -> list[Document]:
    return [
        sharing.shared(t, Hit(story(article, "Reuters"), article), ZONE)
        for article in (bridge(t.language), rate(t.language))
    ]


@screen("inline-offered")
def offered(t: Translator) -> list[Document]:
    """The list above the line where one types: a title and two lines below it."""
    articles = [replace(bridge(t.language), image="https://example.org/bridge.jpg"),
                rate(t.language)]  # fmt: skip
    hits = [Hit(story(article), article) for article in articles]
    made = [one.model_dump() for one in sharing.results(t, hits, ZONE, "svodka_bot")]
    return [
        page(
            one["title"],
            one["description"],
            f"({one['thumbnail_url']})",
            one["reply_markup"]["inline_keyboard"][0][0]["url"],
        )
        for one in made
    ]


def _bounds(t: Translator) -> dict[str, Any]:
    return {
        "place": SearchPage(search=5, narrowed=_NARROW.pack()),
        "narrowing": _NARROW,
        "names": {
            NarrowBy.TOPIC: t("topic-society"),
            NarrowBy.LANGUAGE: views.language(t, "uk"),
            NarrowBy.SOURCE: "Reuters",
        },
    }


def _results(
    t: Translator, *, total: int, offset: int = 0, for_editor: bool = False, **values: Any
) -> Document:
    found = [bridge(t.language), rate(t.language)][:total]
    word = _WORD[t.language]
    hits = tuple(Hit(story(article, "Reuters"), article) for article in found)
    place = SearchPage(search=5, offset=offset)
    return views.results(
        t,
        Page(hits, total=total),
        [(Span("… "), Span(word, bold=True), Span(" …"))] * len(hits),
        Shown(**{"query": word, "place": place, **values}),
        timezone=ZONE,
        now=NOW,
        for_editor=for_editor,
    )
