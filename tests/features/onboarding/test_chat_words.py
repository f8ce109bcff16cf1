"""Test everyday words in the chat: they are understood before they are searched for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from bot.app import App
from news.model import RawArticle
from sandbox import Sandbox
from sandbox.testing import Person
from service.bootstrap import Services
from storage.schema.tables import searches
from tests.support.articles import BRIDGE, load
from tests.support.conversation import ask, subscribe
from tests.support.groups import said

People = Callable[..., Person]

COMMANDS = {
    "ru": {"Стоп": "/stop", "помощь!": "/help", "новости": "/digest", "настройки": "/settings"},
    "uk": {"зупинити": "/stop", "допомога": "/help", "зведення": "/digest",
           "налаштування": "/settings", "почати": "/start"},
    "en": {"Unsubscribe": "/stop", "help": "/help", "today": "/digest", "settings": "/settings",
           "start": "/start"},
}  # fmt: skip
COURTESIES = {
    "ru": (("привет", "Здравствуйте"), ("Спасибо!", "Пожалуйста")),
    "uk": (("Добрий день", "Вітаю"), ("дякую", "Будь ласка")),
    "en": (("hello", "Hello"), ("thanks", "welcome")),
}


async def count_searches(services: Services) -> int:
    async with services.database.read() as connection:
        return (await connection.execute(select(func.count()).select_from(searches))).scalar_one()


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
async def test_a_word_does_what_its_command_does(
    app: App, services: Services, person: People, language: str
) -> None:
    olya = person("Оля", language_code=language)
    for word, command in COMMANDS[language].items():
        by_command = await ask(olya, command)
        await olya.settle()
        olya.skip()
        by_word = await ask(olya, word)
        await olya.settle()
        olya.skip()
        assert (by_word.text, by_word.labels) == (by_command.text, by_command.labels)
    assert await count_searches(services) == 0


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
async def test_a_greeting_is_answered_in_a_line(
    app: App, services: Services, person: People, language: str
) -> None:
    await load(services, RawArticle(text="Приват и дяка. Приветов дал интервью.", source="Вестник"))
    olya = person("Оля", language_code=language)
    for word, answer in COURTESIES[language]:
        assert answer in (await ask(olya, word)).text
    assert await count_searches(services) == 0, "no greeting is corrected to another word"


@pytest.mark.parametrize(
    ("language", "wish", "command"),
    [
        ("ru", "Отпиши меня, пожалуйста", "/stop"),
        ("ru", "покажи последние новости", "/digest"),
        ("uk", "Хочу відписатися", "/stop"),
        ("uk", "дай головні новини, будь ласка", "/digest"),
        ("en", "How do I unsubscribe?", "/stop"),
        ("en", "Show me the news", "/digest"),
    ],
)
async def test_a_wish_in_a_few_words_is_no_search(
    app: App, services: Services, person: People, language: str, wish: str, command: str
) -> None:
    olya = person("Оля", language_code=language)
    by_command = await ask(olya, command)
    await olya.settle()
    olya.skip()
    by_wish = await ask(olya, wish)
    assert (by_wish.text, by_wish.labels) == (by_command.text, by_command.labels)
    assert await count_searches(services) == 0


async def test_a_subscriber_is_told_how_to_search(app: App, person: People) -> None:
    olya = await subscribe(person("Оля"))
    greeting = await ask(olya, "Здравствуйте")
    assert "/digest" in greeting.text
    assert "/start" not in greeting.text


async def test_what_is_clearly_a_search_stays_one(
    app: App, services: Services, person: People
) -> None:
    await load(services, BRIDGE)
    olya = person("Оля")
    searched = ('"новости"', "новости спорта", "стоп кран", "-привет мост", "/search помощь")
    for number, text in enumerate(searched, start=1):
        await ask(olya, text)
        assert await count_searches(services) == number, text


async def test_words_to_the_bot_in_a_group_keep_the_rights_of_commands(
    app: App, services: Services, sandbox: Sandbox, person: People
) -> None:
    anna, olya = person("Анна"), person("Оля")
    group = sandbox.add_group("Двор", anna.user, olya.user)
    here, bot = olya.within(group), f"@{sandbox.telegram.bot.username}"
    assert "Здравствуйте" in (await ask(here, f"{bot} привет")).text
    assert (await ask(here, f"{bot} помощь")).text == (await ask(here, "/help")).text
    refusal = await ask(here, f"{bot} стоп")
    assert "админ" in refusal.text.lower()
    assert "Удалить" in (await ask(anna.within(group), f"{bot} стоп")).text
    assert await count_searches(services) == 0
    written = len(said(group))
    await here.send("спасибо")
    await here.settle()
    assert len(said(group)) == written, "not addressed to the bot"
