"""Test onboarding: from /start to the first digest, in three taps and three languages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time

import pytest

from bot.app import App
from news.model import RawArticle
from sandbox.clock import ManualClock
from sandbox.testing import Person
from service.bootstrap import Services
from tests.support.articles import BRIDGE, LONG, load
from tests.support.conversation import ask, get_subscriber
from tests.support.outbox import wait_until_sent

People = Callable[..., Person]


@dataclass(frozen=True)
class Words:
    code: str
    greeting: str
    done: str
    ask: str
    typed: str
    follows: str
    comes: str
    next: str
    zone: str
    article: RawArticle


UKRAINIAN = RawArticle(
    title="У Дніпрі відкрили новий міст",
    source="Дніпровський вісник",
    text="У Дніпрі в середу відкрили новий міст через річку. Його будували чотири роки, і він "
    "з’єднав два береги міста.\n\nМостом щодня зможуть проїжджати двадцять тисяч машин.",
)
ENGLISH = RawArticle(
    title="A new bridge opens in Dnipro",
    source="Dnipro Herald",
    text="The city opened a new bridge over the river on Wednesday after four years of work. "
    "Twenty thousand cars will cross it every day, the mayor said at the ceremony.",
)

RU = Words(
    "ru", "Здравствуйте! Это Сводка.", "Готово", "Во сколько присылать сводку?", "9 вечера",
    "А вот первая", "Первая сводка придёт", "сегодня в 21:00", "Киев, сейчас 12:00", BRIDGE,
)  # fmt: skip
UK = Words(
    "uk", "Вітаю! Це Svodka.", "Готово", "О котрій надсилати зведення?", "о дев’ятій вечора",
    "А ось перше", "Перше зведення надійде", "сьогодні о 21:00", "Київ, зараз 12:00", UKRAINIAN,
)  # fmt: skip
EN = Words(
    "en", "Hello! This is Svodka.", "Done", "What time should your digest arrive?", "9 pm",
    "Here’s your first one", "Your first digest comes", "today at 21:00",
    "London, where it is 10:00", ENGLISH,
)  # fmt: skip
EACH = pytest.mark.parametrize("words", [RU, UK, EN], ids=lambda words: words.code)


@EACH
async def test_onboarding_takes_three_taps(
    app: App, services: Services, person: People, words: Words
) -> None:
    await load(services, words.article)
    olya = person("Оля", language_code=words.code)
    await olya.send("/start")  # one
    grid = await olya.wait()
    assert grid.text.startswith(words.greeting)
    await olya.click(grid, words.done)  # two
    hour = await olya.wait()
    assert hour.message_id == grid.message_id
    assert words.ask in hour.text
    assert words.zone in hour.text
    await olya.click(hour, "21:00")  # three
    done = await olya.wait()
    assert done.message_id == grid.message_id
    assert words.follows in done.text
    assert words.next in done.text
    assert words.article.title in (await olya.wait()).text
    known = await get_subscriber(services, olya)
    assert (known.state, known.digest_times, known.pending_prompt) == ("active", (time(21),), "")


@EACH
async def test_onboarding_with_typed_time_and_no_news(
    app: App, services: Services, person: People, words: Words
) -> None:
    olya = person("Оля", language_code=words.code)
    await olya.click(await ask(olya, "/start"), words.done)
    await olya.wait()
    said = (await ask(olya, words.typed)).text
    assert words.comes in said
    assert words.next in said
    await olya.settle()
    assert len([m for m in olya.messages if m.outgoing]) == 2, "nothing else came"


async def test_first_digest_stories_are_not_repeated(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    await load(services, BRIDGE)
    olya = person()
    await olya.click(await ask(olya, "/start"), "Готово")
    await olya.click(await olya.wait(), "20:00")
    await olya.wait()
    assert BRIDGE.title in (await olya.wait()).text
    sandbox_clock.advance(hours=1)
    await load(services, LONG)
    sandbox_clock.now = datetime(2026, 7, 1, 17, tzinfo=UTC)
    assert await app.send_due_digests() == 1
    evening = (await olya.wait()).text
    assert LONG.title in evening
    assert BRIDGE.title not in evening


async def test_empty_first_digest_keeps_stories_for_next(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya = person()
    await olya.click(await ask(olya, "/start"), "Готово")
    await olya.click(await olya.wait(), "20:00")
    await olya.wait()
    known = await get_subscriber(services, olya)
    assert known.watermark == datetime(2026, 6, 30, 9, tzinfo=UTC)
    assert not known.empty_notice_sent
    sandbox_clock.now = datetime(2026, 7, 1, 17, tzinfo=UTC)
    await app.send_due_digests()
    assert "ничего не вышло" in (await olya.wait()).text


async def test_greeting_changes_language(app: App, services: Services, person: People) -> None:
    olya = person("Оля", language_code="ru")
    grid = await ask(olya, "/start")
    await olya.click(grid, "Спорт")
    grid = await olya.wait()
    await olya.click(grid, "English")
    english = await olya.wait()
    assert english.message_id == grid.message_id
    assert english.text.startswith("Hello! This is Svodka.")
    assert "✅ Sport" in english.labels
    await olya.click(english, "Done")
    assert "London" in (await olya.wait()).text
    known = await get_subscriber(services, olya)
    assert (known.language, known.timezone) == ("en", "Europe/London")


async def test_onboarding_time_zone_is_asked_once(
    app: App, services: Services, person: People
) -> None:
    olya = person("Оля", language_code="pt-br")
    await olya.click(await ask(olya, "/start"), "Готово")
    hour = await olya.wait()
    assert "Сан-Паулу" in hour.text, "the country in the code of the language"
    await olya.click(hour, "Другой город")
    regions = await olya.wait()
    await olya.click(regions, "Азия")
    page = await olya.wait()
    assert page.message_id == hour.message_id
    await olya.click(page, "2 ➡️")
    await olya.click(await olya.wait(), "Назад")
    assert (await olya.wait()).labels == regions.labels
    named = await ask(olya, "Тбилиси")
    assert "✅ Тбилиси, 13:00" in named.labels
    await olya.click(named, "20:00")
    assert "сегодня в 20:00" in (await olya.wait()).text
    known = await get_subscriber(services, olya)
    assert (known.timezone, known.next_digest_at) == (
        "Asia/Tbilisi",
        datetime(2026, 7, 1, 16, tzinfo=UTC),
    )
    again = await ask(olya, "/start")
    assert "Ближайшая сводка — сегодня в 20:00." in again.text
    assert [label for label in again.labels if ":" in label or "Тбилиси" in label] == []


async def test_start_resumes_onboarding(app: App, services: Services, person: People) -> None:
    olya = person()
    await olya.click(await ask(olya, "/start"), "Спорт")
    await olya.wait()
    assert "✅ Спорт" in (await ask(olya, "/start")).labels
    await olya.click(olya.last, "Готово")
    assert "Во сколько" in (await olya.wait()).text
    await olya.click(olya.last, "Другой город")
    await olya.wait()
    hour = await ask(olya, "/start")
    assert "Ваши темы: Спорт." in hour.text
    assert (await get_subscriber(services, olya)).pending_prompt == "digest_time"
    await olya.click(hour, "Назад")
    assert "✅ Спорт" in (await olya.wait()).labels
    assert (await get_subscriber(services, olya)).setup_step == "topics"


async def test_text_is_a_search_during_onboarding(
    app: App, services: Services, person: People
) -> None:
    await load(services, BRIDGE)
    olya = person()
    grid = await ask(olya, "/start")
    assert BRIDGE.title in (await ask(olya, "мост")).text
    assert "ничего не нашлось" in (await ask(olya, "восьмого марта")).text
    await olya.click(grid, "Готово")
    await olya.wait()
    assert BRIDGE.title in (await ask(olya, "мост")).text
    assert "Готово!" in (await ask(olya, "в восемь")).text


async def test_old_time_button_changes_time_without_sending(
    app: App, services: Services, person: People
) -> None:
    await load(services, BRIDGE)
    olya = person()
    await olya.click(await ask(olya, "/start"), "Готово")
    await olya.wait()
    question = olya.last
    await ask(olya, "8")
    await wait_until_sent(services)
    count = len(olya.messages)
    await olya.click(question, "21:00")
    await olya.settle()
    await wait_until_sent(services)
    assert len(olya.messages) == count
    assert (await get_subscriber(services, olya)).digest_times == (time(21),)
