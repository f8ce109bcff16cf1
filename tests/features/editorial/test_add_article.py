"""Test /add: articles that editors add in the chat."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.app import App
from sandbox import Sandbox
from sandbox.testing import Person
from service.bootstrap import Services
from storage.archive import articles
from storage.chats.editors import Role
from storage.schema import tables
from storage.stats import audit_log
from tests.conftest import EDITOR_ID
from tests.support.articles import BRIDGE, load
from tests.support.conversation import ask, get_subscriber, subscribe
from tests.support.editors import appoint, press

People = Callable[..., Person]


async def test_add_command_creates_searchable_article(
    app: App, services: Services, person: People
) -> None:
    editor, olya = person("Анна", id=EDITOR_ID), person("Оля")
    filed = await ask(editor, f"/add {BRIDGE.text}")
    assert filed.text.startswith("В архиве: «В Днепре в среду открыли новый мост через реку», № 1.")
    again = await ask(editor, f"/add {BRIDGE.text}")
    assert again.text.startswith("Эта новость уже есть")
    found = await ask(olya, "мостом")
    assert "Редакция" in found.text
    async with services.database.read() as connection:
        (entry,) = await audit_log.list_page(connection, limit=10)
    assert entry.action == "article added"
    assert entry.text == "№ 1 «В Днепре в среду открыли новый мост через реку»"


async def test_added_article_can_be_read_edited_and_pushed(
    app: App, services: Services, person: People
) -> None:
    editor = person("Анна", id=EDITOR_ID)
    filed = await ask(editor, f"/add {BRIDGE.text}")
    assert filed.labels == ["📖 Читать", "✏️ Изменить", "🔴 Срочно"]
    await editor.click(filed, "Читать")
    assert "двадцать тысяч машин" in (await editor.wait()).text
    await editor.send_document("bridge.txt", BRIDGE.text.encode())
    answer = await editor.wait()
    assert (answer.text, answer.labels) == ("Принято: 0. Уже были: 1.", filed.labels)
    author = await appoint(services, person("Борис"), Role.AUTHOR)
    known = await ask(author, f"/add {BRIDGE.text}")
    assert known.labels == ["📖 Читать", "🔴 Срочно"]


async def test_photo_with_a_caption_is_an_article_with_a_picture(
    app: App, services: Services, person: People, sandbox: Sandbox
) -> None:
    editor, olya = person("Анна", id=EDITOR_ID), person("Оля")
    await subscribe(olya)
    await editor.send_photo(caption=f"/add {BRIDGE.text}")
    filed = await editor.wait()
    assert filed.text.startswith("В архиве: «В Днепре в среду открыли новый мост")
    await editor.click(filed, "Читать")
    picture, text = await editor.wait(), await editor.wait()
    assert picture.raw["photo"]
    assert "двадцать тысяч машин" in text.text
    await editor.click(filed, "Срочно")
    shown = await editor.wait()
    assert shown.raw["photo"]
    assert "В Днепре в среду" in shown.raw["caption"]
    await press(editor, await editor.wait(), "Отправить")
    breaking = await olya.wait()
    assert breaking.raw["photo"][-1]["file_id"] == shown.raw["photo"][-1]["file_id"]
    await services.subscribers.set_style(await get_subscriber(services, olya), "rich")
    await olya.click(breaking, "Читать")
    rich = await olya.wait()
    assert [block["type"] for block in rich.raw["rich_message"]["blocks"]].count("photo") == 1


async def test_article_is_read_without_a_photo_that_is_lost(
    app: App, services: Services, person: People
) -> None:
    await load(services, replace(BRIDGE, image="telegram-photo:of-another-bot"))
    editor = person("Анна", id=EDITOR_ID)
    await editor.send(f"/add {BRIDGE.text}")
    filed = await editor.wait()
    await editor.click(filed, "Читать")
    assert "двадцать тысяч машин" in (await editor.wait()).text


async def test_articles_of_a_file_have_buttons_each(
    app: App, services: Services, person: People
) -> None:
    editor = person("Анна", id=EDITOR_ID)
    texts = [f"Трамвай № {number} в Полтаве пойдёт в мае. Пути чинят." for number in range(10)]
    rows = [json.dumps({"text": text, "title": f"Трамвай {n}"}) for n, text in enumerate(texts, 1)]
    await editor.send_document("news.jsonl", "\n".join(rows[:3]).encode())
    taken = await editor.wait()
    assert taken.text.startswith("Принято: 3. Уже были: 0.")
    assert "2. Трамвай 2" in taken.text
    assert taken.labels[:4] == ["📖 Читать 1", "✏️ Изменить 1", "🔴 Срочно 1", "📖 Читать 2"]
    assert len(taken.labels) == 9
    await editor.click(taken, "✏️ Изменить 2")
    assert "Трамвай 2" in (await editor.wait()).text
    await editor.send_document("news.jsonl", "\n".join(rows).encode())
    taken = await editor.wait()
    assert "и ещё 5: их найдёт поиск" in taken.text
    assert len(taken.labels) == 3 * 5
    author = await appoint(services, person("Борис"), Role.AUTHOR)
    await author.send_document("news.jsonl", "\n".join(rows[:2]).encode())
    assert (await author.wait()).labels == [
        "📖 Читать 1",
        "🔴 Срочно 1",
        "📖 Читать 2",
        "🔴 Срочно 2",
    ]


async def test_added_forward_keeps_source(
    app: App, services: Services, person: People, sandbox: Sandbox
) -> None:
    editor = person("Анна", id=EDITOR_ID)
    origin = {
        "type": "channel",
        "date": 1782907200,
        "chat": {"id": -1001, "type": "channel", "title": "Лиман сегодня", "username": "liman"},
        "message_id": 7,
    }
    post = await editor.send_fields(text=BRIDGE.text, forward_origin=origin)
    await editor.wait()
    await editor.wait()
    await editor.send("/add", reply_to=post)
    assert (await editor.wait()).text.startswith("В архиве")
    async with services.database.read() as connection:
        article = await articles.get(connection, 1)
    assert article is not None
    assert (article.source, article.url) == ("Лиман сегодня", "https://t.me/liman/7")


async def test_add_command_imports_file_and_reports_bad_rows(
    app: App, services: Services, person: People
) -> None:
    editor = person("Анна", id=EDITOR_ID)
    await load(services, BRIDGE)
    rows = [json.dumps({"text": BRIDGE.text, "title": BRIDGE.title}), "{}", "no json"]
    rows.append(json.dumps({"text": "Трамваи в Полтаве пойдут в мае. Пути уже чинят."}))
    await editor.send_document("news.jsonl", "\n".join(rows).encode())
    taken = await editor.wait()
    assert taken.text.startswith("Принято: 1. Уже были: 1.")
    assert "строка 3: это не JSON" in taken.text
    await editor.send_document("court.txt", "Суд отложил дело до мая. Так решил судья.".encode())
    assert (await editor.wait()).text.startswith("Принято: 1.")


async def test_report_of_a_file_counts_what_is_deleted_the_next_night(
    app: App, services: Services, person: People
) -> None:
    editor = person("Анна", id=EDITOR_ID)
    old = {"text": "Трамваи пойдут в мае. Пути уже чинят.", "published": "2020-05-01T00:00:00Z"}
    rows = [json.dumps(old), json.dumps({"text": BRIDGE.text})]
    await editor.send_document("news.jsonl", "\n".join(rows).encode())
    taken = await editor.wait()
    assert taken.text.startswith("Принято: 2. Уже были: 0. Старше срока хранения")
    assert "ночью: 1." in taken.text
    await app.trim()
    async with services.database.read() as connection:
        left = (await connection.execute(select(tables.articles.c.id))).scalars().all()
    assert len(left) == 1


@pytest.mark.parametrize("caption", ["/add", "/ADD", "/add вот она", "вот она"])
async def test_file_may_have_the_command_as_its_caption(
    app: App, services: Services, person: People, caption: str
) -> None:
    """The answer to a file with /add asked to send a file."""
    editor = person("Анна", id=EDITOR_ID)
    await editor.send_document("bridge.txt", BRIDGE.text.encode(), caption)
    assert (await editor.wait()).text.startswith("Принято: 1.")


async def test_command_in_reply_to_a_file_adds_its_articles(
    app: App, services: Services, person: People
) -> None:
    editor = person("Анна", id=EDITOR_ID)
    file = await editor.send_document("bridge.txt", BRIDGE.text.encode(), "вот она")
    await editor.wait()
    await editor.send("/add", reply_to=file)
    assert (await editor.wait()).text.startswith("Принято: 0. Уже были: 1.")


async def test_add_command_is_for_editors_only(
    app: App, services: Services, person: People
) -> None:
    olya = person("Оля")
    assert "редактор" in (await ask(olya, "/add Мост открыт")).text.lower()
    await olya.send_document("bridge.txt", "Мост открыт. Так решил мэр.".encode())
    await olya.settle()
    async with services.database.read() as connection:
        assert await articles.count(connection) == 0
    editor = person("Анна", id=EDITOR_ID)
    assert (await ask(editor, "/add")).text.startswith("Напишите новость после /add")


@pytest.mark.parametrize(
    ("language", "reasons"),
    [
        (
            "ru",
            ["строка 1: нет текста", "строка 2: это не JSON", "строка 3: поле title — не строка"],
        ),
        ("uk", ["рядок 1: немає тексту", "рядок 2: це не JSON", "рядок 3: поле title — не рядок"]),
        ("en", ["line 1: there is no text", "line 2: this is not JSON", "line 3: the field title"]),
    ],
)
async def test_rejected_lines_are_explained_in_the_editors_language(
    app: App, person: People, language: str, reasons: list[str]
) -> None:
    editor = person("Анна", id=EDITOR_ID, language_code=language)
    lines = [
        {"text": ""},
        None,
        {"text": "Мост открыт", "title": 5},
        {"text": "Мост", "published": "x"},
    ]
    body = "\n".join("{" if line is None else json.dumps(line) for line in lines)
    await editor.send_document("news.jsonl", body.encode())
    shown = (await editor.wait()).text
    for reason in reasons:
        assert reason in shown
    await editor.send_document("news.txt", b"date 2026-02-31\n\nA bridge opened.")
    assert "2026-02-31" in (await editor.wait()).text
