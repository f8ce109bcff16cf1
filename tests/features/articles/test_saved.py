"""Test saving an article and sharing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app import App
from news.model import RawArticle
from sandbox.clock import ManualClock
from sandbox.testing import MessageSnapshot, Person
from service.articles import saved
from service.bootstrap import Services
from storage import retention
from storage.chats import user_data
from tests.features.account.test_mydata import file_of
from tests.support.articles import AUTUMN, BRIDGE, about_autumn, load
from tests.support.conversation import ask

People = Callable[..., Person]
LINKED = replace(BRIDGE, url="https://vestnik.example/most")


async def press(olya: Person, message: MessageSnapshot, label: str) -> MessageSnapshot:
    await olya.click(message, label)
    return await olya.wait()


async def save(olya: Person, word: str) -> MessageSnapshot:
    """Search for a word, open the first article and save it."""
    article = await press(olya, await ask(olya, word), "1️⃣")
    return await press(olya, article, "Сохранить")


@pytest.mark.parametrize(
    ("language", "button", "kept", "toast", "title", "back"),
    [
        ("ru", "Сохранить", "Сохранено", "Все сохранённые — /saved", "Сохранённое", "Назад"),
        ("uk", "Зберегти", "Збережено", "Усі збережені — /saved", "Збережене", "Назад"),
        ("en", "Save", "Saved", "All you saved: /saved", "Saved articles", "Back"),
    ],
)  # fmt: skip
async def test_a_saved_article_is_in_the_list_and_opens_in_its_place(
    app: App,
    services: Services,
    person: People,
    language: str,
    button: str,
    kept: str,
    toast: str,
    title: str,
    back: str,
) -> None:
    await load(services, LINKED)
    olya = person("Оля", language_code=language)
    article = await press(olya, await ask(olya, "мост"), "1️⃣")
    answer = await olya.click(article, button)
    assert toast in answer.text
    changed = await olya.wait()
    assert changed.text == article.text
    assert any(label.endswith(kept) for label in changed.labels)

    listed = await ask(olya, "/saved")
    assert title in listed.text
    assert BRIDGE.title in listed.text
    assert [e["url"] for e in listed.entities if e["type"] == "text_link"] == [LINKED.url]
    opened = await press(olya, listed, "1️⃣")
    assert opened.message_id == listed.message_id
    assert any(label.endswith(kept) for label in opened.labels)
    assert (await press(olya, opened, back)).text == listed.text
    await olya.click(await press(olya, listed, "1️⃣"), kept)
    await olya.settle()
    olya.skip()
    assert BRIDGE.title not in (await ask(olya, "/saved")).text


async def test_the_last_saved_is_first_and_ten_are_a_page(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    first_reports = [about_autumn(text) for text in AUTUMN]
    again = [RawArticle(title=f"Новость {word}", text=f"{word} {n * 911}: {word} удивили {word} знатоков.")
             for n, word in enumerate(("Астрономы", "Кулинары", "Шахматисты", "Моряки"), 1)]  # fmt: skip
    await load(services, *first_reports, *again)
    olya = person()
    for number in range(1, 12):
        await olya.click_data(await ask(olya, "/help"), f"v:{number}:1")
        sandbox_clock.advance(minutes=1)
    await olya.settle()
    olya.skip()
    first = await ask(olya, "/saved")
    numbered = [line for line in first.text.splitlines() if line[:1].isdigit() and ". " in line]
    assert len(numbered) == 10
    assert "Моряки" in numbered[0]
    second = await press(olya, first, "Ещё")
    assert AUTUMN[0].partition(".")[0] in second.text
    opened = await press(olya, second, "1️⃣1️⃣")
    assert (await press(olya, opened, "Назад")).text == second.text
    assert (await press(olya, second, "Назад")).text == first.text


async def test_what_is_saved_survives_the_archive_is_exported_and_erased(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    await load(services, LINKED)
    olya = person()
    await save(olya, "мост")
    async with services.database.write() as connection:
        await retention.trim_articles(connection, services.clock() + timedelta(days=1))
    listed = await ask(olya, "/saved")
    assert BRIDGE.title in listed.text
    copy = await press(olya, listed, "1️⃣")
    assert copy.message_id == listed.message_id
    assert "открыли новый мост" in copy.text
    assert "Статьи в архиве уже нет" in copy.text
    assert LINKED.url in [button.url for row in copy.keyboard for button in row]
    assert (await press(olya, copy, "Назад")).text == listed.text

    (kept,) = file_of(olya, await ask(olya, "/mydata"))["saved_articles"]
    assert (kept["title"], kept["url"], kept["source"]) == (BRIDGE.title, LINKED.url, BRIDGE.source)
    assert "мост" in kept["summary"]
    erased = await press(olya, await ask(olya, "/stop"), "Да, удалить")
    assert "1 сохранённая статья" in erased.text
    async with services.database.read() as connection:
        assert not any((await user_data.export(connection, olya.id)).values())
    assert "Пока пусто" in (await ask(olya, "/saved")).text


async def test_no_more_are_saved_than_fit_and_a_deleted_one_is_not(
    app: App, services: Services, person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saved, "MAX_SAVED", 1)
    await load(services, LINKED, about_autumn(AUTUMN[0]))
    olya = person()
    await save(olya, "мост")
    article = await press(olya, await ask(olya, "театр"), "1️⃣")
    answer = await olya.click(article, "Сохранить")
    assert answer.show_alert
    assert "не поместится" in answer.text
    assert "Этой статьи больше нет" in (await olya.click_data(article, "v:99:1")).text


async def test_an_article_is_shared_in_a_chosen_chat_and_its_card_opens_the_bot_at_it(
    app: App, services: Services, person: People
) -> None:
    await load(services, LINKED, about_autumn(AUTUMN[0]))
    olya, taras = person(), person("Тарас")
    article = await press(olya, await ask(olya, "мост"), "1️⃣")
    (query,) = [
        b.shared_query for row in article.keyboard for b in row if b.text.endswith("Поделиться")
    ]
    assert query
    (offered,) = await olya.ask_inline(query)
    assert offered["title"] == BRIDGE.title
    card = await olya.choose(offered["id"])
    ((read,),) = card.keyboard
    assert read.url
    await taras.send(f"/start {read.url.partition('?start=')[2]}")
    assert "открыли новый мост" in (await taras.wait()).text


async def test_a_deleted_article_is_not_shared(app: App, person: People) -> None:
    assert await person().ask_inline("article_99") == []
