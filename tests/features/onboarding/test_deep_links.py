"""Test links to the bot, opened by a new subscriber and by a known one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.app import App
from bot.telegram.chats.deep_links import SearchLink, build_payload
from sandbox.testing import Person
from service.bootstrap import Services
from storage.chats import subscribers
from storage.stats import daily_counters
from tests.features.follows.test_following import BAKU
from tests.support.articles import BRIDGE, load

People = Callable[..., Person]


@pytest.mark.parametrize(
    ("language", "ticked", "greeting"),
    [("ru", "✅ Спорт", "Здравствуйте"), ("uk", "✅ Спорт", "Вітаю"), ("en", "✅ Sport", "Hello")],
)
async def test_topic_link_selects_topic_and_continues_onboarding(
    app: App, services: Services, person: People, language: str, ticked: str, greeting: str
) -> None:
    olya = person("Оля", language_code=language)
    await olya.send("/start topic_sport")
    grid = await olya.wait()
    assert grid.text.startswith(greeting)
    assert ticked in grid.labels


async def test_topic_link_shows_subscriber_current_topics(
    app: App, services: Services, person: People
) -> None:
    olya = person()
    await olya.send("/start topic_sport")
    await olya.wait()
    async with services.database.write() as connection:
        await subscribers.change(connection, olya.id, setup_step="")
    await olya.send("/start topic_science")
    assert "Тема «Наука» теперь в вашей сводке" in (await olya.wait()).text
    assert {"✅ Наука", "✅ Спорт"} <= set((await olya.wait()).labels)
    await olya.send("/start topic_science")
    assert "уже есть" in (await olya.wait()).text
    await olya.wait()
    async with services.database.write() as connection:
        await subscribers.change(connection, olya.id, topics=frozenset())
    await olya.send("/start topic_sport")
    assert "и так получаете главное обо всём" in (await olya.wait()).text
    assert not any(label.startswith("✅") for label in (await olya.wait()).labels)


async def test_article_link_opens_article_and_explains_start(
    app: App, services: Services, person: People
) -> None:
    await load(services, BRIDGE)
    olya = person()
    await olya.send("/start article_1")
    assert "В Днепре открыли новый мост" in (await olya.wait()).text
    assert "/start" in (await olya.wait()).text
    await olya.send("/start article_999")
    assert "больше нет" in (await olya.wait()).text


async def test_linked_article_has_same_buttons_as_listed_one(
    app: App, services: Services, person: People
) -> None:
    """Its names can be followed, and the opening is counted."""
    await load(services, BAKU)
    olya = person()
    await olya.send("/start article_1")
    assert "➕ Ильхам Алиев" in (await olya.wait()).labels
    await app.stats_buffer.flush()
    async with services.database.read() as connection:
        today = services.clock().date()
        assert (await daily_counters.get_days(connection, today, today))[today][
            daily_counters.DailyCounter.OPENED
        ] == 1


async def test_search_link_runs_search(app: App, services: Services, person: People) -> None:
    await load(services, BRIDGE)
    olya = person()
    await olya.send(f"/start {build_payload(SearchLink('мостами'))}")
    assert "«мостами»: 1 сюжет, 1 статья" in (await olya.wait()).text
    assert "/start" in (await olya.wait()).text


@pytest.mark.parametrize("bad", ["nonsense", "topic_nosuch", "search_%%%", "article_0"])
async def test_bad_link_is_explained_and_start_continues(
    app: App, person: People, bad: str
) -> None:
    olya = person()
    await olya.send(f"/start {bad}")
    assert "Эта ссылка устарела" in (await olya.wait()).text
    assert (await olya.wait()).text.startswith("Здравствуйте")
