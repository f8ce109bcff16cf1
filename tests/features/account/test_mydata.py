"""Test that /mydata exports everything, and that /stop erases it and says so."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from bot.app import App
from bot.features.account import views as account_views
from bot.ui import rich
from bot.ui.document import Heading, ListItem, Paragraph, Span, build_document, build_paragraph
from news.model import InterfaceLanguage
from sandbox import Sandbox
from sandbox.testing import MessageSnapshot, Person
from service.bootstrap import Services
from service.i18n.translations import Translator
from storage.chats import user_data
from storage.chats.user_data import EXCLUDED_COLUMNS, SECTIONS
from storage.schema.tables import metadata, payloads
from tests.conftest import EDITOR_ID
from tests.support.articles import BRIDGE, load
from tests.support.conversation import ask, subscribe
from tests.support.editors import preview
from tests.support.outbox import enqueue, wait_until_sent, waiting
from tests.support.waiting import wait_until

People = Callable[..., Person]


def test_every_column_with_a_chat_id_is_exported_or_excluded() -> None:
    """A new table about people needs a decision whether it is exported."""
    naming = ("chat_id", "user_id", "editor_id", "_by", "reader_id", "admin_id", "owner_id")
    found = {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if column.name.endswith(naming)
    }
    looked_up = {f"{section.table.name}.{section.column}" for section in SECTIONS}
    assert found <= looked_up | exported() | set(EXCLUDED_COLUMNS)


def test_every_column_of_user_tables_is_decided_on() -> None:
    """A new column needs a decision whether it is exported."""
    tables = {section.table.name: section.table for section in SECTIONS}
    there = {f"{name}.{column.name}" for name, table in tables.items() for column in table.columns}
    assert there == exported() | set(EXCLUDED_COLUMNS)
    assert not exported() & set(EXCLUDED_COLUMNS)


def exported() -> set[str]:
    return {f"{section.table.name}.{name}" for section in SECTIONS for name in section.exported}


def file_of(olya: Person, message: MessageSnapshot) -> dict[str, Any]:
    assert message.document is not None
    stored = olya.sandbox.telegram.files.get(message.document["file_id"])
    assert stored is not None
    read: dict[str, Any] = json.loads(stored.upload.content)
    return read


async def test_mydata_file_is_complete_and_readable(
    app: App, services: Services, person: People
) -> None:
    olya = await subscribe(person(), "Спорт", "Общество")
    await load(services, BRIDGE)
    await ask(olya, "/quiet 23-7")
    await ask(olya, "мост")
    await enqueue(services, "Доброе утро", olya.id)
    await wait_until_sent(services)
    olya.skip()
    data = file_of(olya, await ask(olya, "/mydata"))
    assert data["exported_at"] == "2026-07-01T09:00:00+00:00"
    settings = data["settings"]
    assert settings["topics"] == ["society", "sport"]
    assert (settings["digest_times"], settings["weekdays"]) == (["08:00"], [1, 2, 3, 4, 5, 6, 7])
    assert (settings["quiet_from"], settings["joined_at"]) == ("23:00", "2026-07-01T09:00:00+00:00")
    (search,) = data["searches"]
    assert (search["query"], search["asked_at"]) == ("мост", "2026-07-01T09:00:00+00:00")
    assert "Доброе утро" in [message["text"] for message in data["messages"]]
    assert data["messages"][-1]["state"] == "sent"
    assert data["broadcasts"] == data["editors_log"] == []


async def test_mydata_exports_rich_message_as_text(
    app: App, services: Services, person: People
) -> None:
    olya = person()
    await load(services, BRIDGE)
    await subscribe(olya)
    await olya.click(await ask(olya, "/settings"), "Вид: обычный")
    await olya.settle()
    said = build_document(
        Heading("Заголовок"), build_paragraph("Слова", Span("жирно", bold=True)), ListItem("Первое")
    )
    await enqueue(services, rich.render(said), olya.id)
    await wait_until_sent(services)
    olya.skip()
    data = file_of(olya, await ask(olya, "/mydata"))
    assert data["messages"][-1]["text"] == "Заголовок\nСловажирно\nПервое"


async def test_mydata_exports_broadcasts_of_an_editor(
    app: App, services: Services, person: People
) -> None:
    editor = await subscribe(person("Анна", id=EDITOR_ID))
    await preview(editor, "/breaking Мост закрыт")
    editor.skip()
    data = file_of(editor, await ask(editor, "/mydata"))
    assert [one["text"] for one in data["broadcasts"]] == ["🔴 Мост закрыт"]
    assert [one["action"] for one in data["editors_log"]] == ["drafted"]
    assert data["broadcasts"][0]["ttl"] == 7200
    await editor.click(await ask(editor, "/stop"), "Да, удалить")
    await editor.settle()
    async with services.database.read() as connection:
        left = await user_data.export(connection, EDITOR_ID)
    assert [len(left[name]) for name in ("settings", "broadcasts", "editors_log")] == [0, 1, 1]


async def test_messages_of_an_erased_chat_are_deleted_the_next_night(
    app: App, services: Services, person: People
) -> None:
    """They may contain what the person typed; one that another reader got stays."""
    olya, taras = person(), person("Тарас")
    await subscribe(olya)
    await subscribe(taras)
    await enqueue(services, "Вы следите: Иван Петров", olya.id)
    await enqueue(services, "Доброе утро", olya.id, taras.id)
    await wait_until_sent(services)
    olya.skip()
    await olya.click(await ask(olya, "/stop"), "Да, удалить")
    await olya.settle()
    await app.trim()
    async with services.database.read() as connection:
        left = (await connection.execute(select(payloads.c.message))).scalars().all()
    assert "Доброе утро" in str(left)
    assert "Петров" not in str(left)


async def test_stop_reports_what_it_erased(app: App, services: Services, person: People) -> None:
    olya, taras = person(), person("Тарас")
    await subscribe(olya, "Спорт", "Наука", "Культура")
    await subscribe(taras)
    await ask(olya, "мост")
    await ask(olya, "река")
    await ask(taras, "мост")
    await enqueue(services, "Доброе утро", olya.id, taras.id)
    await wait_until_sent(services)
    olya.skip()
    await olya.click(await ask(olya, "/stop"), "Да, удалить")
    said = (await olya.wait()).text
    assert said.startswith("Удалено: настройки, 3 темы, 2 поиска, 1 запись о доставке.")
    async with services.database.read() as connection:
        gone = await user_data.export(connection, olya.id)
        export = await user_data.export(connection, taras.id)
    assert not any(gone.values())
    assert [len(export[name]) for name in ("settings", "searches", "messages")] == [1, 1, 1]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ru", "Удалено: настройки, 21 тема, 12 поисков, 40 записей о доставке."),
        ("uk", "Видалено: налаштування, 21 тема, 12 пошуків, 40 записів про доставку."),
        ("en", "Erased: settings, 21 topics, 12 searches, 40 delivery records."),
    ],
)
def test_stop_counts_use_plural_forms(language: InterfaceLanguage, said: str) -> None:
    counts = {"settings": 1, "searches": 12, "messages": 40}
    (part,) = account_views.build_erase_report(Translator(language), counts, topics=21).parts
    assert isinstance(part, Paragraph)
    assert part.spans[0].text.startswith(said)


async def test_mydata_and_settings_offer_erasure(
    app: App, services: Services, person: People
) -> None:
    olya = await subscribe(person())
    file = await ask(olya, "/mydata")
    await olya.click(file, "Удалить всё")
    question = await olya.wait()
    assert question.message_id != file.message_id, "the file stays"
    await olya.click(question, "Отмена")
    assert "осталось как было" in (await olya.wait()).text
    settings = await ask(olya, "/settings")
    for label in ("Мои данные", "Удалить всё", "Да, удалить"):
        await olya.click(settings, label)
        settings = await olya.wait()
    assert settings.text.startswith("Удалено: настройки.")
    await olya.click(await ask(olya, "/stop"), "Да, удалить")
    assert "ничего о вас не храню" in (await olya.wait()).text


async def test_stop_cancels_pending_deliveries(
    app: App, services: Services, person: People, sandbox: Sandbox
) -> None:
    """Neither pending deliveries nor those that the worker has leased are sent."""
    olya = await subscribe(person())
    question = await ask(olya, "/stop")
    rule = sandbox.faults.add_delay(1.0, method="sendMessage", chat=olya.id)
    for number in range(4):
        await enqueue(services, f"Письмо {number}", olya.id)
    app.outbox_worker.wake()
    await wait_until(lambda: rule.hits)
    sandbox.faults.clear()
    await olya.click(question, "Да, удалить")
    await asyncio.sleep(1.5)
    await olya.settle()
    letters = [m.text for m in olya.messages if m.text.startswith("Письмо")]
    assert letters in ([], ["Письмо 0"]), "only what was with Telegram already"
    assert await waiting(services) == 0
