"""Test searches in the chat: results, filters, reading in place, typing errors, operators."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.app import App
from news.model import RawArticle
from sandbox.clock import ManualClock
from sandbox.testing import MessageSnapshot, Person
from service.bootstrap import Services
from tests.support.articles import BRIDGE, load
from tests.support.conversation import ask

People = Callable[..., Person]

BRIDGES = {
    "ru": ("мост", "Мост через реку {} открыли для машин. Его строили в городе много лет.",
           ("Неделя", "Источник", "Фильтр", "Назад", "Ещё"),
           ("7 сюжетов", "Только: Неделя")),
    "uk": ("міст", "Міст через річку {} відкрили для машин. Його будували в місті багато років.",
           ("Тиждень", "Джерело", "Фільтри", "Назад", "Ще"),
           ("7 сюжетів", "Лише: Тиждень")),
    "en": ("bridge", "The bridge across the river {} opened to cars. It took the city many years.",
           ("Week", "Source", "Filters", "Back", "More"),
           ("7 stories", "Only: Week")),
}  # fmt: skip
RIVERS = ("Днепр", "Десна", "Прут", "Тиса", "Буг", "Рось", "Сож")


def bridges(text_template: str, services: Services) -> list[RawArticle]:
    """Add articles too far apart for one story, each from another source."""
    return [
        RawArticle(
            title=text_template.format(river).split(". ", maxsplit=1)[0],
            text=f"{text_template.format(river)}\n\n{river} — {number * 137} {river.lower()}.",
            source=f"Вестник {number}",
            published=services.clock() - timedelta(days=4 * number),
        )
        for number, river in enumerate(RIVERS)
    ]


async def press(olya: Person, message: MessageSnapshot, label: str) -> MessageSnapshot:
    await olya.click(message, label)
    return await olya.wait()


def cards(message: MessageSnapshot) -> list[str]:
    return [line for line in message.text.splitlines() if line[:1].isdigit() and ". " in line]


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
async def test_search_filters_sorts_and_reads_in_place(
    app: App, services: Services, person: People, language: str
) -> None:
    word, text_template, (week, source, filters, back, more), (count, only) = BRIDGES[language]
    await load(services, *bridges(text_template, services))
    olya = person("Оля", language_code=language)
    await olya.send(word)
    first = await olya.wait()
    assert count in first.text
    assert len(cards(first)) == 5
    assert any(entity["type"] == "bold" for entity in first.entities)

    await olya.click(first, more)
    second = await olya.wait()
    assert len(cards(second)) == 2
    assert [len(row) for row in second.keyboard] == [2, 2], "numbers and actions"
    await olya.click(second, "6️⃣")
    article = await olya.wait()
    assert article.message_id == first.message_id
    await olya.click(article, back)
    assert (await olya.wait()).text == second.text, "the same page"

    narrow = await press(olya, await press(olya, second, filters), week)
    assert only in narrow.text
    assert len(cards(narrow)) == 2
    choices = await press(olya, narrow, filters)
    assert f"✅ {week}" in choices.labels
    menu = await press(olya, choices, source)
    assert "Вестник 0 · 1" in menu.labels
    assert not any("Вестник 5" in label for label in menu.labels), "not within a week"
    assert (await press(olya, menu, back)).text == choices.text
    assert (await press(olya, choices, back)).text == narrow.text


async def test_search_filter_is_removed_with_one_tap(
    app: App, services: Services, person: People
) -> None:
    word, text_template, *_ = BRIDGES["ru"]
    await load(services, *bridges(text_template, services))
    olya = person()
    await olya.send(word)
    first = await olya.wait()
    sources = await press(olya, await press(olya, first, "Фильтр"), "Источник")
    one = await press(olya, sources, "Вестник 3 · 1")
    assert "1 сюжет, 1 статья" in one.text
    assert "Только: Вестник 3" in one.text
    filters = await press(olya, one, "Фильтр")
    assert (await press(olya, filters, "✖️ Снять: Вестник 3")).text == first.text
    today = await press(olya, await press(olya, first, "Фильтр"), "Сегодня")
    assert "Только: Сегодня" in today.text
    await olya.click(await press(olya, today, "Фильтр"), "Язык")
    assert "Русский · 1" in (await olya.wait()).labels


async def test_search_without_filtered_results_offers_removal(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    word, text_template, *_ = BRIDGES["ru"]
    await load(services, *bridges(text_template, services))
    olya = person()
    await olya.send(word)
    first = await olya.wait()
    sandbox_clock.advance(days=2)
    none = await press(olya, await press(olya, first, "Фильтр"), "Сегодня")
    assert "в этих рамках ничего не нашлось" in none.text
    await olya.click(none, "Всё время")
    assert "7 сюжетов" in (await olya.wait()).text


@pytest.mark.parametrize(
    ("language", "typed", "meant", "said"),
    [
        ("ru", "обсирватория", "обсерватория", "ничего не нашлось, вот что есть"),
        ("ru", "обсерватрои", "обсерватория", "ничего не нашлось, вот что есть"),
        ("ru", "j,cthdfnjhbz", "обсерватория", "ничего не нашлось, вот что есть"),
        ("ru", "галактекку", "галактику", "ничего не нашлось, вот что есть"),
        ("uk", "пидтрымка", "підтримка", "нічого не знайшлося, ось що є"),
        ("en", "ыекшлуы", "strikes", "Here is what there is"),
        ("en", "galaxsy", "galaxy", "Here is what there is"),
    ],
)
async def test_search_corrects_typo(
    app: App, services: Services, person: People, language: str, typed: str, meant: str, said: str
) -> None:
    await load(
        services,
        RawArticle(text="В горах обсерватория увидела далёкую галактику. Астрономы рады снимкам."),
        RawArticle(text="У країні підтримка громадян зросла. Уряд повідомив про це у вівторок."),
        RawArticle(text="The strikes in the port hit a distant galaxy of small firms on Tuesday."),
    )
    olya = person("Оля", language_code=language)
    await olya.send(typed)
    found = await olya.wait()
    assert said in found.text
    assert meant in found.text
    assert len(cards(found)) == 1


async def test_search_suggests_likelier_word(app: App, services: Services, person: People) -> None:
    await load(
        services,
        *(
            RawArticle(
                title=f"Через реку строят мост номер {n}",
                text=f"В области через реку строят мост номер {n}, длиной в {n * 31} метров.",
                published=services.clock() - timedelta(days=4 * n),
            )
            for n in range(12)
        ),
        RawArticle(title="Что такое мастт", text="У берега стоит мастт. Больше о нём неизвестно."),
    )
    olya = person()
    await olya.send("мастт")
    rare = await olya.wait()
    assert "1 сюжет, 1 статья" in rare.text
    assert "Может быть, «мост»?" in rare.text
    likelier = await press(olya, rare, "Да, это")
    assert likelier.message_id == rare.message_id
    assert "«мост»" in likelier.text


async def test_search_operators_and_unknown_syntax(
    app: App, services: Services, person: People
) -> None:
    _, text_template, *_ = BRIDGES["ru"]
    await load(services, *bridges(text_template, services))
    olya = person()

    async def count(text: str) -> int:
        await olya.send(text)
        return len(cards(await olya.wait()))

    assert await count('мост источник:"вестник 3"') == 1
    assert await count("мост -Днепр -Десна -Прут") == 4
    assert await count('"мост через реку Тиса"') == 1
    assert await count("мост after:2026-06-27") == 2
    await olya.send("мост after:вторник source:УНН topic:чепуха language:эльфийский")
    said = (await olya.wait()).text
    assert "Не понял дату: «after:вторник»" in said
    assert "Источника «УНН» нет" in said
    assert "Темы «чепуха» нет" in said
    assert "Не знаю языка «эльфийский»" in said
    assert "7 сюжетов" in said, "the rest is searched"


async def test_search_finds_listed_name_across_languages(
    app: App, services: Services, person: People
) -> None:
    """«US» is not a normal form in English, and «Илон» not in Russian."""
    await load(
        services,
        RawArticle(text="The US imposes new tariffs on steel from Monday, the ministry said."),
        RawArticle(text="Инженер Илон Кравец представил в Днепре новый мост из стекла."),
    )
    olya = person()
    for typed, expected in (("США", "tariffs"), ("Elon", "Кравец")):
        await olya.send(typed)
        found = await olya.wait()
        assert expected in found.text
        assert len(cards(found)) == 1


async def test_search_ranks_word_family_below_word(
    app: App, services: Services, person: People
) -> None:
    texts = (
        "Волейболистки из Одессы выиграли кубок страны. Город встретил команду на вокзале.",
        "Волейбол вернётся на пляжи Херсона летом. Площадки построят у набережной.",
        "Пекарня в Полтаве отметила столетие. Хлеб раздавали весь день.",
    )
    published = services.clock()
    await load(
        services,
        *(
            RawArticle(
                title=text.partition(".")[0], text=text, published=published - timedelta(hours=age)
            )
            for age, text in enumerate(texts)
        ),
    )
    olya = person("Оля", language_code="ru")
    await olya.send("волейбол")
    found = cards(await olya.wait())
    assert [line for line in found if "Волейбол вернётся" in line] == found[:1]
    assert "Волейболистки" in found[1]
    assert len(found) == 2


@pytest.mark.parametrize(
    "query",
    [
        "кое-что про мост",
        "м'яч і мост",
        "мост 3.14",
        'мост" OR "река',
        "мост AND NOT",
        "NEAR(мост река, 2)",
        "title:мост {a b}: ^мост*",
        "'; DROP TABLE articles; --",
        'мост """',
        "мост\0река (",
    ],
)
async def test_syntax_of_the_index_is_only_words(
    app: App, services: Services, person: People, caplog: pytest.LogCaptureFixture, query: str
) -> None:
    await load(services, BRIDGE)
    olya = person()
    answer = await ask(olya, f"/search {query}")
    assert "Что-то пошло не так" not in answer.text
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
    assert "мост" in (await ask(olya, "/search мост")).text.lower()


@pytest.mark.parametrize(
    ("language", "word", "follow"),
    [("ru", "жирафы", "Следить"), ("uk", "жирафи", "Стежити"), ("en", "giraffes", "Follow")],
)
async def test_a_search_that_finds_nothing_can_be_followed(
    app: App, services: Services, person: People, language: str, word: str, follow: str
) -> None:
    olya = person("Оля", language_code=language)
    await ask(olya, "/start")
    nothing = await ask(olya, word)
    assert [label.split()[-1] for label in nothing.labels][:1] == [follow]
    answer = await olya.click(nothing, follow)
    assert word in answer.text
    assert word in (await ask(olya, "/follow")).text
