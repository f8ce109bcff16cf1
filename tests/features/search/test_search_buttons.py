"""Test that callback data of searches fits and is decoded as it was."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.features.search.callbacks import SearchMenu, SearchPage
from bot.ui.articles import ArticleView, OpenArticle
from bot.ui.callbacks import nest_callback, unnest_callback
from news.model import INTERFACE_LANGUAGES
from service.search.filters import FilterField, Period, SearchFilters, resolve_hash, short_hash

SEARCHES = st.integers(0, 10**9)
OFFSETS = st.integers(0, 299)
NARROWINGS = st.builds(
    SearchFilters,
    period=st.sampled_from(Period),
    language=st.sampled_from(["", *INTERFACE_LANGUAGES, "und"]),
    topic=st.one_of(st.just(""), st.text(max_size=40).map(short_hash)),
    source=st.one_of(st.just(""), st.text(max_size=200).map(short_hash)),
)


@given(NARROWINGS)
def test_search_filters_round_trip(narrowing: SearchFilters) -> None:
    assert SearchFilters.unpack(narrowing.pack()) == narrowing


@given(st.text())
def test_forged_search_filters_are_valid_or_none(packed: str) -> None:
    assert isinstance(SearchFilters.unpack(packed), SearchFilters)


@given(SEARCHES, OFFSETS, NARROWINGS, st.integers(0, 10**9), st.integers(0, 99))
def test_search_back_button_fits_callback_limit(
    search: int, offset: int, narrowing: SearchFilters, article: int, page: int
) -> None:
    place = SearchPage(search=search, offset=offset, filters=narrowing.pack())
    opened = OpenArticle(
        article=article, view=ArticleView.FULL, page=page, in_place=True, back=nest_callback(place)
    )
    unpacked = OpenArticle.unpack(opened.pack())
    assert unpacked == opened
    assert SearchPage.unpack(unnest_callback(unpacked.back)) == place
    menu = SearchMenu(
        search=search, offset=offset, filters=narrowing.pack(), field=FilterField.TOPIC
    )
    assert SearchMenu.unpack(menu.pack()) == menu


def test_old_search_buttons_still_work() -> None:
    assert SearchPage.unpack("s:5:10") == SearchPage(search=5, offset=10)
    assert OpenArticle.unpack("a:7:f:2:1") == OpenArticle(
        article=7, view=ArticleView.FULL, page=2, in_place=True
    )


def test_resolve_hash_finds_name() -> None:
    names = ["Вестник", "BBC", "Спорт"]
    assert all(resolve_hash(short_hash(name), names) == name for name in names)
    assert resolve_hash("what?", names) == ""
