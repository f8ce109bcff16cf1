from __future__ import annotations

from bot.translations import Translator
from bot.views import search as views
from bot.views.document import Document, Span
from storage.search import Hit, Page
from tests.golden.registry import screen
from tests.golden.samples import NOW, ZONE, bridge, rate, story

_WORD = {"ru": "мост", "uk": "міст", "en": "bridge"}


@screen("search-results")
def results(t: Translator) -> Document:
    return _results(t, for_editor=False)


@screen("search-results-for-editor")
def results_for_editor(t: Translator) -> Document:
    return _results(t, for_editor=True)


@screen("search-nothing")
def nothing(t: Translator) -> Document:
    return views.nothing(t, "азербайджн")


def _results(t: Translator, *, for_editor: bool) -> Document:
    """The second page of several."""
    found = [bridge(t.language), rate(t.language)]
    word = _WORD[t.language]
    hits = tuple(Hit(story(article, "Reuters"), article) for article in found)
    return views.results(
        t,
        Page(hits, total=17),
        [(Span("… "), Span(word, bold=True), Span(" …"))] * len(hits),
        query=word,
        search_id=5,
        offset=5,
        timezone=ZONE,
        now=NOW,
        for_editor=for_editor,
    )
