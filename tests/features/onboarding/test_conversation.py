"""Test conversations with the real bot over real HTTP."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from bot.app import App
from sandbox.clock import ManualClock
from sandbox.testing import Person
from service.bootstrap import Services
from storage.chats import subscribers
from storage.schema.tables import daily_counters
from storage.stats.daily_counters import DailyCounter
from tests.support.articles import AUTUMN, BRIDGE, LONG, about_autumn, load
from tests.support.conversation import ask, list_numbers, open_first, subscribe

pytestmark = pytest.mark.both_engines

People = Callable[..., Person]


async def test_start_leads_to_first_digest(app: App, person: People) -> None:
    olya = person("Оля", language_code="ru")
    await olya.send("/start")
    grid = await olya.wait()
    assert grid.text.startswith("Здравствуйте! Это Сводка.")
    assert sum("Спорт" in label for label in grid.labels) == 1

    await olya.click(grid, "Спорт")
    ticked = await olya.wait()
    assert ticked.edited
    assert "✅ Спорт" in ticked.labels
    await olya.click(ticked, "Спорт")
    unticked = await olya.wait()
    assert "✅ Спорт" not in unticked.labels
    await olya.click(unticked, "Наука")
    await olya.click(await olya.wait(), "Готово")
    hours = await olya.wait()
    assert hours.text.startswith("Ваши темы: Наука.")
    assert "08:00" in hours.labels
    await olya.click(hours, "08:00")
    # It is 12:00 in Kyiv, so the first digest comes the next morning.
    assert "Первая сводка придёт завтра в 08:00" in (await olya.wait()).text


async def test_double_tap_applies_change_once(app: App, person: People) -> None:
    olya = person()
    await olya.send("/start")
    grid = await olya.wait()
    data = next(b.callback_data for row in grid.keyboard for b in row if "Спорт" in b.text)
    assert data is not None
    await olya.click_data(grid, data)
    await olya.click_data(grid, data)
    await olya.settle()
    assert "✅ Спорт" in olya.last.labels


async def test_digest_time_can_be_typed(app: App, person: People) -> None:
    olya = person()
    await olya.send("/start")
    await olya.click(await olya.wait(), "Готово")
    await olya.wait()
    await olya.send("9 вечера")
    assert "сегодня в 21:00" in (await olya.wait()).text


@pytest.mark.parametrize(
    ("language", "greeting", "done"),
    [("ru", "Здравствуйте", "Готово"), ("uk", "Вітаю", "Готово"), ("en", "Hello", "Done")],
)
async def test_bot_uses_language_of_the_person(
    app: App, person: People, language: str, greeting: str, done: str
) -> None:
    olya = person("Оля", language_code=language)
    await olya.send("/start")
    grid = await olya.wait()
    assert grid.text.startswith(greeting)
    assert done in grid.labels


async def test_search_finds_inflected_forms_and_opens_article(
    app: App, services: Services, person: People
) -> None:
    await load(services, BRIDGE)
    olya = person()
    await olya.send("мостом")
    results = await olya.wait()
    assert "«мостом»: 1 сюжет, 1 статья" in results.text
    assert any(entity["type"] == "bold" for entity in results.entities)

    await olya.click(results, "1️⃣")
    brief = await olya.wait()
    assert "В Днепре открыли новый мост" in brief.text
    await olya.click(brief, "Читать")
    full = await olya.wait()
    assert not full.edited
    assert full.message_id > brief.message_id, "below the summary"
    for paragraph in BRIDGE.text.split("\n\n")[1:]:
        assert paragraph in full.text
    assert "📷 Фото: Пресс-служба" in full.text


async def test_long_text_is_paginated_without_loss(
    app: App, services: Services, person: People
) -> None:
    await load(services, LONG)
    olya = person()
    await olya.send("/search обсерватория")
    pages = [await open_first(olya, await olya.wait(), "Читать")]
    while any(label.endswith("Ещё") for label in pages[-1].labels):
        await olya.click(pages[-1], "Ещё")
        pages.append(await olya.wait())
    assert len(pages) > 1
    assert all(len(page.text) <= 4096 for page in pages)
    shown = " ".join(page.text for page in pages).split()
    expected = LONG.text.split()
    assert shown[-len(expected) :] == expected
    await olya.click(pages[-1], "Назад")
    assert (await olya.wait()).text == pages[-2].text


async def test_search_results_are_paginated(app: App, services: Services, person: People) -> None:
    await load(services, *map(about_autumn, AUTUMN))
    olya = person()
    await olya.send("осень")
    first = await olya.wait()
    assert "7 сюжетов" in first.text
    assert len(list_numbers(first)) == 5
    await olya.click(first, "Ещё")
    second = await olya.wait()
    assert len(list_numbers(second)) == 2
    await olya.click(second, "Назад")
    assert (await olya.wait()).text == first.text


async def test_search_without_results_replies(app: App, person: People) -> None:
    olya = person()
    await olya.send("азербайджану")
    assert "ничего не нашлось" in (await olya.wait()).text


async def test_digest_command_sends_digest(app: App, services: Services, person: People) -> None:
    olya = person()
    await olya.send("/digest")
    assert "новостей для вас не было" in (await olya.wait()).text
    await load(services, BRIDGE)
    await olya.send("/digest")
    digest = await olya.wait()
    assert digest.text.startswith("Добрый день! Среда, 1 июля")
    assert "В Днепре открыли новый мост" in digest.text
    await olya.click(digest, "1️⃣")
    assert "📷 Фото: Пресс-служба" in (await olya.wait()).text


async def test_pause_resume_and_time_commands(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya = await subscribe(person())
    await olya.click(await ask(olya, "/pause"), "Пока не вернусь")
    assert "на паузе" in (await olya.wait()).text
    sandbox_clock.advance(days=2)
    assert await app.send_due_digests() == 0
    await olya.send("/resume")
    assert "Ближайшая сводка — завтра в 08:00" in (await olya.wait()).text
    await olya.send("/time 13:30")
    assert "сегодня в 13:30" in (await olya.wait()).text
    await olya.send("/time когда-нибудь")
    assert "/time 07:30" in (await olya.wait()).text


async def test_timezone_command_moves_digest(app: App, person: People) -> None:
    olya = await subscribe(person(), hour="20:00")
    await olya.send("/timezone Asia/Tokyo")
    said = (await olya.wait()).text
    # 09:00 UTC is 18:00 in Tokyo.
    assert "18:00" in said
    assert "сегодня в 20:00" in said
    await olya.send("/timezone Средиземье")
    assert "Не знаю часового пояса «Средиземье»" in (await olya.wait()).text


async def test_stop_erases_user_data(app: App, services: Services, person: People) -> None:
    olya = await subscribe(person())
    await olya.send("мост")
    await olya.wait()
    await olya.send("/stop")
    await olya.click(await olya.wait(), "Да, удалить")
    assert (await olya.wait()).text.startswith("Удалено")
    async with services.database.read() as connection:
        assert await subscribers.get(connection, olya.id) is None


async def test_mydata_exports_user_data(app: App, person: People) -> None:
    olya = await subscribe(person(), "Спорт")
    await olya.send("мост")
    await olya.wait()
    await olya.send("/mydata")
    handed = await olya.wait()
    assert handed.document is not None
    stored = olya.sandbox.telegram.files.get(handed.document["file_id"])
    assert stored is not None
    content = stored.upload.content.decode()
    assert '"topics": [\n      "sport"\n    ]' in content
    assert '"query": "мост"' in content


async def test_any_message_type_is_handled(
    app: App, person: People, caplog: pytest.LogCaptureFixture
) -> None:
    olya = person()
    await olya.send("/fly")
    assert "Такой команды нет" in (await olya.wait()).text
    await olya.send_sticker()
    assert "Я понимаю только текст" in (await olya.wait()).text
    await olya.send_photo(caption="посмотри")
    assert "Я понимаю только текст" in (await olya.wait()).text
    sent = await olya.send("что-нибудь")
    await olya.wait()
    await olya.edit(sent, "что-нибудь другое")
    await olya.settle()
    before = len(olya.messages)
    help_message = await ask(olya, "/help")
    answer = await olya.click_data(help_message, "nonsense")
    assert "устарела" in answer.text
    assert len(olya.messages) == before + 2
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_search_pages_reject_other_users(
    app: App, services: Services, person: People
) -> None:
    olya, taras = person("Оля"), person("Тарас")
    await load(services, BRIDGE)
    await ask(olya, "мост")
    own = await ask(taras, "/help")
    await taras.click_data(own, "s:1:0")
    assert "забыт" in (await taras.wait()).text


async def test_handler_error_is_reported_and_bot_continues(
    app: App, services: Services, person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("a mistake of ours")

    olya = person()
    with monkeypatch.context() as patch:
        patch.setattr("service.search.service.ranking.find", fail)
        assert "Что-то пошло не так" in (await ask(olya, "мост")).text
    assert "ничего не нашлось" in (await ask(olya, "мост")).text


async def test_blocking_bot_deactivates_subscriber_until_start(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya = await subscribe(person())
    await load(services, BRIDGE)
    await olya.block()
    await olya.settle()
    async with services.database.read() as connection:
        gone = await subscribers.get(connection, olya.id)
        left = await connection.scalar(
            select(func.sum(daily_counters.c.value)).where(
                daily_counters.c.counter == DailyCounter.LEFT
            )
        )
    assert gone is not None
    assert gone.state == "unreachable"
    assert left == 1
    sandbox_clock.advance(hours=20)
    assert await app.send_due_digests() == 0
    await olya.unblock()
    await olya.settle()
    async with services.database.read() as connection:
        assert await subscribers.get(connection, olya.id) == gone
    await olya.send("/start")
    assert "С возвращением" in (await olya.wait()).text


@pytest.mark.parametrize(
    "data",
    [
        "a:99999999999999999999:f:0:0",
        "a:1:f:-1:0",
        "a:9223372036854775808:b:0:1",
        "s:99999999999999999999:0",
        "s:1:-5",
        "b:-1:1",
        "t:fishing:1:f",
        "h:9999:f",
        "z:Middle-earth",
        "l:tlh",
        "q:fly",
        "m:9007199254740990:9007199254740990:9007199254740990",
        "m:0:1:5",
    ],
)
async def test_forged_buttons_are_ignored(
    app: App, person: People, caplog: pytest.LogCaptureFixture, data: str
) -> None:
    olya = person()
    await olya.click_data(await ask(olya, "/help"), data)
    await olya.settle()
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
    assert not any("Что-то пошло не так" in m.text for m in olya.messages)


async def test_commands_ignore_case(app: App, person: People) -> None:
    assert "Что я умею" in (await ask(person(), "/Help")).text


async def test_long_prompt_answer_is_truncated(app: App, person: People) -> None:
    said = (await ask(person(), "/timezone " + "x" * 3900)).text
    assert said.startswith("Не знаю часового пояса «xxx")


async def test_number_without_prompt_is_a_search(
    app: App, services: Services, person: People
) -> None:
    olya = person()
    assert "ничего не нашлось" in (await ask(olya, "12")).text
    async with services.database.read() as connection:
        assert await subscribers.get(connection, olya.id) is None


@pytest.mark.parametrize("text", ["??", "🙂", "…"])
async def test_search_without_words_asks_for_words(app: App, person: People, text: str) -> None:
    assert "Напишите слово" in (await ask(person(), text)).text


async def test_stop_mentions_search_history_alone(app: App, person: People) -> None:
    olya = person()
    await ask(olya, "мост")
    await olya.click(await ask(olya, "/stop"), "Да, удалить")
    assert (await olya.wait()).text.startswith("Удалено")


async def test_markup_in_a_text_is_shown_as_it_is(app: App, person: Callable[..., Person]) -> None:
    olya = person()
    text = "<b>Мост</b> & *река* [сюда](tg://user?id=1)"
    await app.bot.send_message(olya.id, text)
    shown = await olya.wait()
    assert (shown.text, shown.entities) == (text, [])
