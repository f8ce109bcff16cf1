"""Test following and muting a source: what it changes in digests, alerts and lists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.app import App
from sandbox.clock import ManualClock
from sandbox.testing import MessageSnapshot, Person
from service.bootstrap import Services
from service.follows import sources
from storage.chats import source_choices, user_data
from storage.schema.tables import payloads
from tests.features.account.test_mydata import file_of
from tests.features.alerts.test_alerts import follow, list_alerts
from tests.support.articles import AUTUMN, about_autumn, load, load_bridge, tell_bridge
from tests.support.conversation import ask

People = Callable[..., Person]


async def press(olya: Person, message: MessageSnapshot, label: str) -> MessageSnapshot:
    await olya.click(message, label)
    return await olya.wait()


def line_of(message: MessageSnapshot, words: str) -> str:
    return next(line for line in message.text.splitlines() if words in line)


@pytest.mark.parametrize(
    ("language", "more", "mute", "muted", "follow_it", "followed", "screen_name", "listed"),
    [
        ("ru", "Следить…", "Источник: скрыть", "Источник: скрыт", "Источник: следить",
         "Источник: слежу", "Источники", "Газета 1 — слежу"),
        ("uk", "Стежити…", "Джерело: приховати", "Джерело: приховано", "Джерело: стежити",
         "Джерело: стежу", "Джерела", "Газета 1 — стежу"),
        ("en", "Follow…", "Mute source", "Source muted", "Follow source",
         "Following source", "Sources", "Газета 1 — followed"),
    ],
)  # fmt: skip
async def test_a_tap_under_an_article_and_the_list_in_the_settings(
    app: App,
    services: Services,
    person: People,
    language: str,
    more: str,
    mute: str,
    muted: str,
    follow_it: str,
    followed: str,
    screen_name: str,
    listed: str,
) -> None:
    await load_bridge(services, 1)
    olya = person("Оля", language_code=language)
    article = await press(olya, await press(olya, await ask(olya, "мост"), "1️⃣"), more)
    answer = await olya.click(article, mute)
    assert "Газета 1" in answer.text
    changed = await olya.wait()
    assert changed.text == article.text
    assert any(label.endswith(muted) for label in changed.labels)
    changed = await press(olya, changed, follow_it)
    assert any(label.endswith(followed) for label in changed.labels)
    assert any(label.endswith(mute) for label in changed.labels), "one or the other"

    screen = await press(olya, await ask(olya, "/settings"), screen_name)
    assert listed in screen.text
    emptied = await press(olya, screen, "Газета 1")
    assert "Газета 1" not in emptied.text
    again = await press(olya, await press(olya, await ask(olya, "мост"), "1️⃣"), more)
    assert any(label.endswith(follow_it) for label in again.labels)
    assert any(label.endswith(mute) for label in again.labels)


async def test_a_muted_source_heads_nothing_and_others_take_its_place(
    app: App, services: Services, person: People
) -> None:
    await load_bridge(services, 2)
    await load(services, replace(about_autumn(AUTUMN[0]), source="Газета 1"))
    olya, taras = person(), person("Тарас")
    everything = (await ask(taras, "/digest")).text
    assert "репортаж 1" in everything
    assert "Театр покажет осенью" in everything
    answer = await ask(olya, "/mute source:Газета 1")
    assert "Скрываю: «Газета 1»" in answer.text
    digest = await ask(olya, "/digest")
    assert "репортаж 2" in digest.text
    assert "репортаж 1" not in digest.text
    assert "Театр" not in digest.text, "nobody else reports it"
    results = await ask(olya, "театр")
    assert "Театр покажет осенью" in results.text, "a search finds everything"


async def test_readers_of_one_run_get_different_leads_and_share_where_nothing_differs(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    await load_bridge(services, 2)
    names = ("Оля", "Тарас", "Анна", "Иван")
    olya, taras, anna, ivan = readers = [person(name) for name in names]
    for reader, muted in zip(
        readers, ((), ("Газета 1",), ("Газета 7",), ("Газета 1", "Газета 2")), strict=True
    ):
        await follow(services, reader.id, "нигде", next_digest_at=services.clock())
        for source in muted:
            async with services.database.write() as connection:
                await source_choices.save(connection, reader.id, source, "mute", services.clock())
    sandbox_clock.advance(minutes=1)
    await app.send_due_digests()
    said = {}
    for reader in (olya, taras, anna):
        said[reader.id] = (await reader.wait()).text
    assert "репортаж 1" in said[olya.id]
    assert said[anna.id] == said[olya.id]
    assert "репортаж 2" in said[taras.id]
    assert "репортаж 1" not in said[taras.id]
    async with services.database.read() as connection:
        made = (await connection.execute(select(payloads.c.id))).all()
    assert len(made) == 3, "two readers share one, and the last is the notice of no news"
    await ivan.settle()
    assert not any("репортаж" in message.text for message in ivan.messages)


async def test_a_followed_source_comes_first_and_says_why(
    app: App, services: Services, person: People
) -> None:
    await load_bridge(services, 3)
    await load(services, replace(about_autumn(AUTUMN[1]), source="Метро"))
    olya = person()
    assert (await ask(olya, "/follow source:метро")).text.startswith("Слежу: «Метро».")
    digest = await ask(olya, "/digest")
    assert digest.text.index("Осенью подорожает") < digest.text.index("открыли новый мост")
    assert "вы следите: Метро" in digest.text


async def test_an_alert_comes_from_a_source_that_is_not_muted(
    app: App, services: Services, person: People
) -> None:
    olya = person()
    await follow(services, olya.id, "мост")
    now = services.clock()
    first, second = (replace(tell_bridge(n, services), published=now) for n in (1, 2))
    await load(services, first)
    await ask(olya, "/mute source:Газета 1")
    assert await list_alerts(app, services, olya) == []
    await load(services, second)
    (alert,) = await list_alerts(app, services, olya)
    assert "репортаж 2" in alert


async def test_typed_names_that_match_nothing_too_many_or_do_not_fit(
    app: App, services: Services, person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    await load_bridge(services, 5)
    olya = person()
    assert "Источника «Вестник» в архиве нет" in (await ask(olya, "/mute source:Вестник")).text
    assert "это несколько источников" in (await ask(olya, "/mute источник:газета")).text
    monkeypatch.setattr(sources, "MAX_SOURCES", 1)
    await ask(olya, "/mute source:Газета 1")
    assert "не запомню" in (await ask(olya, "/mute source:Газета 2")).text
    both = await ask(olya, "/mute джерело:Газета 1, гороскоп")
    assert "Газета 1" in both.text
    assert "гороскоп" in (await olya.wait()).text


async def test_sources_are_exported_and_erased(
    app: App, services: Services, person: People
) -> None:
    await load_bridge(services, 1)
    olya = person()
    await ask(olya, "/mute source:Газета 1")
    (kept,) = file_of(olya, await ask(olya, "/mydata"))["sources"]
    assert (kept["source"], kept["kind"]) == ("Газета 1", "mute")
    assert "1 источник" in (await press(olya, await ask(olya, "/stop"), "Да, удалить")).text
    async with services.database.read() as connection:
        assert not any((await user_data.export(connection, olya.id)).values())
