"""What buttons carry: it fits, and comes back as it was."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.callbacks import Open, SearchMenu, SearchPage, View, as_data, carried
from bot.narrowing import NarrowBy, Narrowing, Period, mark, marked
from news.model import READER_LANGUAGES

SEARCHES = st.integers(0, 10**9)
OFFSETS = st.integers(0, 299)
NARROWINGS = st.builds(
    Narrowing,
    period=st.sampled_from(Period),
    language=st.sampled_from(["", *READER_LANGUAGES, "und"]),
    topic=st.one_of(st.just(""), st.text(max_size=40).map(mark)),
    source=st.one_of(st.just(""), st.text(max_size=200).map(mark)),
)


@given(NARROWINGS)
def test_bounds_come_back_as_they_were(narrowing: Narrowing) -> None:
    assert Narrowing.unpack(narrowing.pack()) == narrowing


@given(st.text())
def test_forged_bounds_are_some_bounds_or_none(packed: str) -> None:
    assert isinstance(Narrowing.unpack(packed), Narrowing)


@given(SEARCHES, OFFSETS, NARROWINGS, st.integers(0, 10**9), st.integers(0, 99))
def test_the_way_back_fits_beside_an_article(
    search: int, offset: int, narrowing: Narrowing, article: int, page: int
) -> None:
    place = SearchPage(search=search, offset=offset, narrowed=narrowing.pack())
    opened = Open(article=article, view=View.FULL, page=page, here=True, back=carried(place))
    unpacked = Open.unpack(opened.pack())
    assert unpacked == opened
    assert SearchPage.unpack(as_data(unpacked.back)) == place
    menu = SearchMenu(search=search, offset=offset, narrowed=narrowing.pack(), by=NarrowBy.TOPIC)
    assert SearchMenu.unpack(menu.pack()) == menu


def test_buttons_of_before_still_work() -> None:
    assert SearchPage.unpack("s:5:10") == SearchPage(search=5, offset=10)
    assert Open.unpack("a:7:f:2:1") == Open(article=7, view=View.FULL, page=2, here=True)


def test_a_name_is_found_by_its_mark() -> None:
    names = ["Вестник", "BBC", "Спорт"]
    assert all(marked(mark(name), names) == name for name in names)
    assert marked("what?", names) == ""
