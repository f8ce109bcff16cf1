"""Test `@bot word` in any chat: the results, sending one, and opening it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.app import App
from news.model import RawArticle
from sandbox.testing import Person
from service.bootstrap import Services
from storage.chats import subscribers
from tests.support.articles import BRIDGE, load

People = Callable[..., Person]
PICTURED = RawArticle(
    title="Завод выпустил трамвай",
    text="Завод в Харькове выпустил трамвай. Он поедет по городу уже осенью.",
    source="Харьков сегодня",
    image="https://pictures.example/tram.jpg",
)


@pytest.mark.parametrize(("language", "read"), [("ru", "Читать"), ("uk", "Читати"), ("en", "Read")])
async def test_inline_shares_article_with_link(
    app: App, services: Services, person: People, language: str, read: str
) -> None:
    await load(services, BRIDGE, PICTURED)
    olya = person("Оля", language_code=language)
    (offered,) = await olya.ask_inline("мостами")
    assert offered["title"] == "В Днепре открыли новый мост"
    assert offered["description"].startswith("Днепровский вестник · ")
    assert olya.inline_answer["is_personal"]
    async with services.database.read() as connection:
        assert await subscribers.get(connection, olya.id) is None, (
            "nothing is stored about a stranger"
        )

    sent = await olya.choose(offered["id"])
    assert "В Днепре открыли новый мост" in sent.text
    assert any(entity["type"] == "bold" for entity in sent.entities)
    ((button,),) = sent.keyboard
    assert button.text.endswith(read)
    assert button.url is not None
    await olya.send(f"/start {button.url.partition('?start=')[2]}")
    assert "новый мост через реку" in (await olya.wait()).text


async def test_inline_thumbnails_are_public_urls_only(
    app: App, services: Services, person: People
) -> None:
    hidden = RawArticle(
        text="Трамвай сошёл с рельсов у депо. Никто не пострадал, движение скоро откроют.",
        image="https://127.0.0.1/tram.jpg",
    )
    await load(services, PICTURED, hidden)
    offered = await person().ask_inline("трамвай")
    assert {one.get("thumbnail_url") for one in offered} == {PICTURED.image, None}


async def test_inline_empty_query_offers_top_news(
    app: App, services: Services, person: People
) -> None:
    english = RawArticle(text="The council opened a new library on Tuesday. It has a large hall.")
    await load(services, BRIDGE, english)
    (russian,) = await person("Оля", language_code="ru").ask_inline("")
    assert russian["title"] == "В Днепре открыли новый мост"
    (other,) = await person("Ann", language_code="en").ask_inline("")
    assert "library" in other["title"]


async def test_inline_results_are_paginated(app: App, services: Services, person: People) -> None:
    await load(
        services,
        *(
            RawArticle(
                title=f"Мост {word} открыт",
                text=f"Мост {word} открыт для машин. {word} {number * 977} {word}.",
                source=f"Газета {number}",
                published=services.clock() - timedelta(days=4 * number),
            )
            for number, word in enumerate(
                (
                    "альфа",
                    "бета",
                    "гамма",
                    "дельта",
                    "эпсилон",
                    "дзета",
                    "эта",
                    "тета",
                    "йота",
                    "каппа",
                    "лямбда",
                    "мю",
                )
            )
        ),
    )
    olya = person()
    first = await olya.ask_inline("мост")
    assert len(first) == 10
    rest = await olya.ask_inline("мост", olya.inline_answer["next_offset"])
    assert len(rest) == 2
    assert olya.inline_answer["next_offset"] == ""
    assert len({one["id"] for one in [*first, *rest]}) == 12


async def test_inline_without_results_links_to_bot_search(app: App, person: People) -> None:
    olya = person()
    assert await olya.ask_inline("азербайджан") == []
    button = olya.inline_answer["button"]
    assert "открыть Сводку" in button["text"]
    await olya.send(f"/start {button['start_parameter']}")
    assert "По запросу «азербайджан» ничего не нашлось" in (await olya.wait()).text
