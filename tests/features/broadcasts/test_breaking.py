"""Test that editors send breaking news, and that other people cannot."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Callable

import pytest
from sqlalchemy.exc import OperationalError

from bot.app import App
from sandbox.clock import ManualClock
from sandbox.testing import Person
from service.bootstrap import Services
from storage.messaging import audience, broadcasts, outbox
from storage.messaging.audience import QuietHours
from tests.conftest import EDITOR_ID
from tests.support.conversation import ask, subscribe
from tests.support.outbox import wait_until_sent

People = Callable[..., Person]


async def test_broadcast_reaches_its_audience(app: App, services: Services, person: People) -> None:
    readers = [person(f"Читатель {number}") for number in range(3)]
    for reader in readers:
        await subscribe(reader)
    paused = await subscribe(person("На паузе"))
    await ask(paused, "/pause неделя")
    editor = person("Анна", id=EDITOR_ID)

    preview = await ask(editor, "/breaking Мост через Днепр закрыт до утра")
    question = await editor.wait()
    assert preview.text == "🔴 Мост через Днепр закрыт до утра"
    assert question.text.startswith("№ 1. Так это увидят 3 читателя. Отправить?")
    await editor.click(question, "Отправить")
    for reader in readers:
        assert (await reader.wait()).text == preview.text
    await paused.settle()
    assert not [m for m in paused.messages if m.text == preview.text]

    await wait_until_sent(services)
    await app.broadcasts.run()
    assert editor.last.text == "№ 1. Готово: доставлено 3."


async def test_cancelled_broadcast_is_not_sent(app: App, person: People) -> None:
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    await ask(editor, "/breaking Мост закрыт")
    question = await editor.wait()
    await editor.click(question, "Отмена")
    assert "Отменено" in (await editor.wait()).text
    await editor.click_data(question, "b:1:1")
    await olya.settle()
    assert not [m for m in olya.messages if "Мост закрыт" in m.text]


async def test_double_confirm_sends_once(
    app: App, person: People, sandbox_clock: ManualClock
) -> None:
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    await ask(editor, "/breaking Мост закрыт")
    question = await editor.wait()
    await editor.click(question, "Отправить")
    await editor.click_data(question, "b:1:1")  # a double tap
    sandbox_clock.advance(seconds=3)
    again = await editor.click_data(question, "b:1:1")
    assert "уже всё решено" in again.text
    await olya.wait()
    await olya.settle()
    assert len([m for m in olya.messages if "Мост закрыт" in m.text]) == 1


async def test_broadcast_confirm_rejects_non_editors(app: App, person: People) -> None:
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    assert "для редакторов" in (await ask(olya, "/breaking Я тоже хочу")).text
    assert "для редакторов" in (await ask(olya, "/stats")).text
    assert "для редакторов" in (await ask(olya, "/sources")).text
    await ask(editor, "/breaking Мост закрыт")
    await editor.wait()
    own = await ask(olya, "/help")
    answer = await olya.click_data(own, "b:1:1")
    assert answer.show_alert
    assert "для редакторов" in answer.text
    await olya.settle()
    assert not [m for m in olya.messages if "Мост закрыт" in m.text]


async def test_broadcast_keeps_formatting(app: App, person: People) -> None:
    editor = person("Анна", id=EDITOR_ID)
    text = "/breaking Мост 🌉 закрыт до утра"
    start = len("/breaking Мост 🌉 ") + 1  # the emoji is two UTF-16 units
    await editor.send_fields(
        text=text,
        entities=[
            {"type": "bot_command", "offset": 0, "length": 9},
            {"type": "bold", "offset": start, "length": 6},
        ],
    )
    preview = await editor.wait()
    assert preview.text == "🔴 Мост 🌉 закрыт до утра"
    (bold,) = preview.entities
    assert (bold["type"], bold["offset"], bold["length"]) == ("bold", 11, 6)


async def test_breaking_without_text_explains_usage(app: App, person: People) -> None:
    editor = person("Анна", id=EDITOR_ID)
    assert "/breaking Текст" in (await ask(editor, "/breaking")).text


async def test_broadcast_of_maximum_length(app: App, person: People) -> None:
    editor = person("Анна", id=EDITOR_ID)
    news = "🌉" * (4096 - len("/breaking "))
    assert (await ask(editor, f"/breaking {news}")).text == f"🔴 {news}"


@pytest.mark.parametrize("is_kill", [False, True])
async def test_broadcast_is_enqueued_completely_or_not_at_all(
    app: App,
    services: Services,
    person: People,
    monkeypatch: pytest.MonkeyPatch,
    is_kill: bool,
) -> None:
    """Readers with quiet hours are enqueued last; the start ends before them."""
    readers = [person(f"Читатель {number}") for number in range(3)]
    for reader in readers:
        await subscribe(reader)
    editor = person("Анна", id=EDITOR_ID)
    await ask(editor, "/breaking Мост закрыт")
    question = await editor.wait()

    async def fail(*given: object) -> AsyncIterator[list[QuietHours]]:
        if is_kill:
            raise asyncio.CancelledError
        cause = sqlite3.OperationalError("database or disk is full")
        raise OperationalError("INSERT", {}, cause)
        yield []

    with monkeypatch.context() as patched:
        patched.setattr(audience, "iter_with_quiet_hours", fail)
        with contextlib.suppress(TimeoutError, AssertionError):
            await editor.click(question, "Отправить", timeout=2)
        for reader in readers:
            await reader.settle()
        async with services.database.read() as connection:
            assert await outbox.count_unfinished(connection) == 0
            broadcast = await broadcasts.get(connection, 1)
        assert broadcast is not None
        assert broadcast.state != "sending"
    await app.broadcasts.run()
    if broadcast.state == "draft":
        await editor.click_data(question, "b:1:1")
    for reader in readers:
        assert (await reader.wait()).text == "🔴 Мост закрыт"
        await reader.settle()
        assert sum(one.text == "🔴 Мост закрыт" for one in reader.messages) == 1
