"""Test links to the bot, opened by a new subscriber and by a known one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.app import App
from bot.telegram.chats.deep_links import SearchLink, build_payload
from sandbox.clock import ManualClock
from sandbox.testing import Person
from service.bootstrap import Services
from storage.chats import subscribers
from storage.stats import daily_counters
from tests.features.follows.test_following import BAKU
from tests.support.articles import BRIDGE, load
from tests.support.conversation import ask, get_subscriber, subscribe

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


@pytest.mark.parametrize(
    ("language", "subscribed", "setup", "question"),
    [
        ("ru", "Вы уже подписаны: главное придёт в 08:00", "Продолжить настройку", "Хотите точнее?"),
        ("uk", "Ви вже підписані: головне надійде о 08:00", "Продовжити налаштування", "Хочете точніше?"),
        ("en", "You’re subscribed: the top stories arrive at 08:00", "Continue setup", "Want to fine-tune"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("payload", "opened"),
    [
        ("article_1", "В Днепре открыли новый мост"),
        (build_payload(SearchLink("мостами")), "мостами"),
        ("article_999", ""),
    ],
    ids=["article", "search", "an article that is gone"],
)
async def test_a_link_opens_what_it_names_and_subscribes_as_start_does(
    app: App,
    services: Services,
    person: People,
    payload: str,
    opened: str,
    language: str,
    subscribed: str,
    setup: str,
    question: str,
) -> None:
    """Who came by a shared article had to send /start again to be subscribed."""
    await load(services, BRIDGE)
    olya = person("Оля", language_code=language)
    assert opened in (await ask(olya, f"/start {payload}")).text
    greeting = await olya.wait()
    assert subscribed in greeting.text
    assert "/stop" in greeting.text
    stored = await get_subscriber(services, olya)
    assert (stored.state, stored.breaking) == ("active", "on")
    assert stored.next_digest_at is not None
    await olya.click(greeting, setup)
    assert question in (await olya.wait()).text


async def test_a_link_asks_a_known_reader_nothing(
    app: App, services: Services, person: People
) -> None:
    await load(services, BRIDGE)
    olya = await subscribe(person())
    for _ in range(2):
        assert "В Днепре открыли новый мост" in (await ask(olya, "/start article_1")).text
        await olya.settle()
    assert not any("подписаны" in message.text for message in olya.messages[-2:])


async def test_a_link_to_an_article_that_is_gone_leads_to_the_digest(
    app: App, services: Services, person: People
) -> None:
    olya = await subscribe(person())
    await load(services, BRIDGE)
    gone = await ask(olya, "/start article_999")
    assert "больше нет" in gone.text
    await olya.click(gone, "Сводка сейчас")
    assert BRIDGE.title in (await olya.wait()).text


async def test_who_came_by_a_link_gets_the_morning_digest(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    await load(services, BRIDGE)
    olya = person()
    await ask(olya, "/start article_1")
    await olya.wait()
    sandbox_clock.advance(hours=20)
    assert await app.send_due_digests() == 1
    assert "Доброе утро" in (await olya.wait()).text


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


@pytest.mark.parametrize("bad", ["nonsense", "topic_nosuch", "search_%%%", "article_0"])
async def test_bad_link_is_explained_and_start_continues(
    app: App, person: People, bad: str
) -> None:
    olya = person()
    await olya.send(f"/start {bad}")
    assert "Эта ссылка устарела" in (await olya.wait()).text
    assert (await olya.wait()).text.startswith("Здравствуйте")
