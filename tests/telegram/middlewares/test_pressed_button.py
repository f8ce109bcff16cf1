"""Test double taps, and buttons without a handler: always an answer, never twice, no error."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app import App
from bot.ui.articles import ArticleView, OpenArticle
from sandbox.clock import ManualClock
from sandbox.testing import Person
from service.bootstrap import Services
from tests.conftest import EDITOR_ID
from tests.support.articles import BRIDGE, LONG, load
from tests.support.conversation import ask
from tests.support.crawler import CLASSES

People = Callable[..., Person]


async def test_an_article_comes_once_for_two_taps_and_again_for_a_later_one(
    app: App, services: Services, person: People, clock: ManualClock
) -> None:
    await load(services, BRIDGE, LONG)
    olya = person("Оля")
    shown = await ask(olya, "/help")
    read, brief = (
        OpenArticle(article=1, view=view).pack() for view in (ArticleView.FULL, ArticleView.BRIEF)
    )
    before = len(olya.messages)
    await olya.click_data(shown, read)
    await olya.click_data(shown, read)
    assert len(olya.messages) == before + 1
    clock.advance(seconds=3)
    await olya.click_data(shown, read)
    assert len(olya.messages) == before + 2
    await olya.click_data(shown, brief)
    await olya.click_data(shown, read)
    assert len(olya.messages) == before + 4


async def test_second_tap_gets_the_same_answer(
    app: App, services: Services, person: People
) -> None:
    olya = person("Оля")
    shown = await ask(olya, "/settings")
    first = await olya.click_data(shown, "a:77:f:0:0")
    second = await olya.click_data(shown, "a:77:f:0:0")
    assert (first.text, first.show_alert) == ("Этой статьи больше нет.", True)
    assert second == first


async def test_failed_tap_can_be_repeated_immediately(
    app: App, services: Services, person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    await load(services, BRIDGE)
    olya = person("Оля")
    found = await ask(olya, "мостом")
    with monkeypatch.context() as broken:
        broken.setattr("bot.features.articles.handlers.build_opened_article", None)
        await olya.click(found, "1️⃣")
        assert "Что-то пошло не так" in (await olya.wait()).text
    await olya.click(found, "1️⃣")
    assert "двадцать тысяч" in (await olya.wait()).text


_FIELDS = st.lists(
    st.one_of(
        st.sampled_from(["", "0", "1", "-1", "f", "l", "x", "xx", "sport", "0800", "9999", "∞"]),
        st.integers(-5, 2**70).map(str),
        st.text(max_size=8),
    ),
    max_size=6,
)
FORGED = st.one_of(
    st.builds(lambda prefix, fields: ":".join([prefix, *fields]), st.sampled_from(sorted(CLASSES)), _FIELDS),
    st.text(min_size=1, max_size=20),
).filter(lambda data: 0 < len(data.encode("utf-8", "replace")) <= 64 and data.isprintable())  # fmt: skip


@pytest.mark.parametrize("is_editor", [False, True])
async def test_forged_buttons_are_answered_and_break_nothing(
    app: App,
    services: Services,
    person: People,
    clock: ManualClock,
    caplog: pytest.LogCaptureFixture,
    is_editor: bool,
) -> None:
    caplog.set_level(logging.WARNING)
    forger = person("Кот", id=EDITOR_ID) if is_editor else person("Кот")
    shown = await ask(forger, "/settings")
    forged: list[str] = []

    @settings(
        max_examples=120, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(FORGED)
    def gather(data: str) -> None:
        forged.append(data)

    gather()
    for data in dict.fromkeys(forged):
        await forger.click_data(shown, data)
        clock.advance(seconds=2)  # below the rate limit
    errors = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert errors == []


async def test_a_button_of_another_bot_or_another_year_is_answered_kindly(
    app: App, person: People
) -> None:
    for language, words in (("ru", "устарела"), ("uk", "застаріла"), ("en", "out of date")):
        olya = person("Оля", language_code=language)
        shown = await ask(olya, "/settings")
        for data in ("vote_yes", "t:sport", "a:1:f:0:0:0:0", "zz:1", ":::"):
            assert words in (await olya.click_data(shown, data)).text
