"""Test /digest: it shows what is unread, and never is a dead end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.app import App
from news.model import RawArticle
from sandbox.clock import ManualClock
from sandbox.testing import Person
from service.bootstrap import Services
from storage.chats import user_data
from tests.support.articles import AUTUMN, BRIDGE, LONG, about_autumn, load
from tests.support.conversation import ask, subscribe
from tests.support.outbox import wait_until_sent

People = Callable[..., Person]

MATCH = RawArticle(
    title="Сборная выиграла матч в Загребе",
    source="Спорт сегодня",
    text="Сборная по футболу выиграла матч в Загребе со счётом два один. Победный гол забил защитник "
    "на последней минуте. Тренер похвалил команду и назвал состав на чемпионат.",
    topics=("sport",),
)
GALLERY = RawArticle(
    title="В галерее открылась выставка пейзажей",
    source="Афиша",
    text="В городской галерее открылась выставка пейзажей. Художники привезли картины из семи стран, "
    "а зрители увидят их бесплатно до конца июля.",
    topics=("culture",),
)


async def test_requested_stories_are_not_in_the_scheduled_digest(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    """The digest at the hour repeated what had been read an hour before."""
    olya = await subscribe(person(), hour="20:00")
    await load(services, BRIDGE)
    sandbox_clock.advance(hours=1)
    assert BRIDGE.title in (await ask(olya, "/digest")).text
    await load(services, LONG)
    sandbox_clock.advance(hours=7)
    assert await app.send_due_digests() == 1
    evening = (await olya.wait()).text
    assert LONG.title in evening
    assert BRIDGE.title not in evening


async def test_scheduled_digest_says_once_that_all_was_read(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya = await subscribe(person(), hour="20:00")
    await load(services, BRIDGE)
    await ask(olya, "/digest")
    for day in (1, 2):
        sandbox_clock.now = datetime(2026, 7, day, 17, tzinfo=UTC)
        assert await app.send_due_digests() == 1
        await wait_until_sent(services)
    await olya.settle()
    notices = [m for m in olya.messages if "вы уже прочитали" in m.text]
    assert [notice.text for notice in notices] == ["Всё новое по вашим темам вы уже прочитали."]
    assert not any("ничего не вышло" in m.text for m in olya.messages)


async def test_nothing_unread_names_the_last_digest_and_offers_more(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya = await subscribe(person(), "Спорт", hour="20:00")
    await load(services, MATCH, GALLERY)
    sandbox_clock.now = datetime(2026, 7, 1, 17, tzinfo=UTC)
    await app.send_due_digests()
    assert MATCH.title in (await olya.wait()).text
    sandbox_clock.advance(hours=1)
    nothing = await ask(olya, "/digest")
    assert "Прошлая сводка была сегодня в 20:00" in nothing.text
    assert [label.split(maxsplit=1)[1] for label in nothing.labels] == [
        "Прошлая сводка", "Главное обо всём", "Темы",
    ]  # fmt: skip
    await olya.click(nothing, "Главное обо всём")
    overview = (await olya.wait()).text
    assert MATCH.title in overview
    assert GALLERY.title in overview
    await olya.click(nothing, "Темы")
    assert "✅ Спорт" in (await olya.wait()).labels
    await olya.click(nothing, "Прошлая сводка")
    again = await olya.wait()
    assert again.message_id == nothing.message_id
    assert MATCH.title in again.text


@pytest.mark.parametrize(
    ("language", "text", "topics"),
    [
        ("ru", "За последние сутки новостей для вас не было.", "Темы"),
        ("uk", "За останню добу новин для вас не було.", "Теми"),
        ("en", "There was no news for you in the past day.", "Topics"),
    ],
)
async def test_empty_archive_offers_no_main_news(
    app: App, person: People, language: str, text: str, topics: str
) -> None:
    olya = person(language_code=language)
    await ask(olya, "/start")
    for _ in range(2):
        nothing = await ask(olya, "/digest")
        assert nothing.text == text
        assert nothing.labels[0].endswith(topics)
    await olya.click(nothing, topics)
    assert (await olya.wait()).labels


async def test_day_without_news_after_a_digest_offers_only_that_digest(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya = await subscribe(person())
    await load(services, BRIDGE)
    await ask(olya, "/digest")
    sandbox_clock.advance(days=5)
    nothing = await ask(olya, "/digest")
    assert nothing.text.startswith("Прошлая сводка была")
    assert nothing.text.endswith("с тех пор новостей для вас не было.")
    assert [label.split(maxsplit=1)[1] for label in nothing.labels] == ["Прошлая сводка", "Темы"]


async def test_requested_digest_is_the_last_digest(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya = await subscribe(person())
    await load(services, BRIDGE)
    await ask(olya, "/digest")
    sandbox_clock.advance(minutes=5)
    assert "Прошлая сводка была сегодня в 12:00" in (await ask(olya, "/digest")).text


async def test_requested_digest_uses_the_current_topics(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    """After the digest of the morning a new topic brought nothing until the next day."""
    olya = await subscribe(person(), "Спорт", hour="20:00")
    await load(services, MATCH, GALLERY)
    sandbox_clock.now = datetime(2026, 7, 1, 17, tzinfo=UTC)
    await app.send_due_digests()
    await olya.wait()
    await olya.click(await ask(olya, "/topics"), "Культура")
    await olya.wait()
    shown = (await ask(olya, "/digest")).text
    assert GALLERY.title in shown
    assert MATCH.title not in shown


async def test_further_pages_count_as_shown_and_stay_the_same(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    await load(services, *map(about_autumn, AUTUMN), BRIDGE, LONG, GALLERY)
    olya = person()
    first = await ask(olya, "/digest")
    await olya.click(first, "Ещё")
    second = await olya.wait()
    await olya.click(second, "Назад")
    await olya.click(await olya.wait(), "Ещё")
    assert (await olya.wait()).text == second.text
    sandbox_clock.advance(minutes=1)
    assert "Показать" in (await ask(olya, "/digest")).text


async def test_requested_digest_covers_one_day(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya = await subscribe(person())
    await load(services, BRIDGE)
    sandbox_clock.advance(days=1, hours=1)
    nothing = await ask(olya, "/digest")
    assert nothing.text == "За последние сутки новостей для вас не было."
    answer = await olya.click_data(nothing, "q:overview")
    assert answer.text == "За последние сутки новостей для вас не было."


async def test_shown_stories_are_erased_and_not_exported(
    app: App, services: Services, person: People
) -> None:
    olya = person()
    await load(services, BRIDGE)
    await ask(olya, "/digest")
    async with services.database.write() as connection:
        assert "stories_shown" not in await user_data.export(connection, olya.id)
        assert (await user_data.delete_all(connection, olya.id))["stories_shown"] == 1
