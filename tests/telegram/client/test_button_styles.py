"""Test the colours of buttons, and that a server which refuses them is asked once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest
from aiogram import Bot

from bot.app import App
from bot.telegram.client.rate_limiter import RateLimiter
from bot.telegram.client.session import open_bot
from bot.ui import plain, rich
from bot.ui.document import Button, ButtonStyle, build_document
from sandbox import Sandbox
from sandbox.testing import MessageSnapshot, Person
from service.bootstrap import Services
from tests.conftest import EDITOR_ID
from tests.support.conversation import ask, subscribe
from tests.support.editors import got, press, preview
from tests.support.outbox import wait_until_sent

People = Callable[..., Person]

QUESTION = build_document(
    "Удалить «style»?",
    buttons=((Button("Да", "x:1", style=ButtonStyle.DANGER), Button("Нет", "x:0")),),
)


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    bot = open_bot(sandbox.token, sandbox.url, RateLimiter(1000))
    yield bot
    await bot.session.close()


def get_styles(message: MessageSnapshot) -> dict[str, str | None]:
    rows = message.raw.get("reply_markup", {}).get("inline_keyboard", [])
    return {button["text"]: button.get("style") for row in rows for button in row}


async def test_styles_are_sent_in_both_message_kinds(sandbox: Sandbox, bot: Bot) -> None:
    olya = Person(sandbox)
    for message in (plain.render(QUESTION), rich.render(QUESTION)):
        await bot(message.send(olya.id))
        assert get_styles(olya.last) == {"Да": "danger", "Нет": None}


async def test_server_refusing_styles_gets_buttons_without_them(
    sandbox: Sandbox, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    olya = Person(sandbox)
    sandbox.telegram.knows_styles = False
    message = replace(rich.render(QUESTION), plain=plain.render(QUESTION))
    for _ in range(3):
        await bot(message.send(olya.id))
        assert olya.last.rich is not None
        assert olya.last.text == "Удалить «style»?"
        assert get_styles(olya.last) == {"Да": None, "Нет": None}
    await bot(
        message.edit(olya.id, olya.last.message_id)
        .to_aiogram()
        .model_copy(update={"text": "Всё", "rich_message": None})
    )
    assert olya.last.text == "Всё"
    refused = [r for r in caplog.records if "no styles of buttons" in r.message]
    assert len(refused) == 1
    assert refused[0].levelno == logging.WARNING


async def test_messages_in_flight_at_the_refusal_arrive_without_styles_too(
    sandbox: Sandbox, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    people = [Person(sandbox) for _ in range(8)]
    sandbox.telegram.knows_styles = False
    await asyncio.gather(*(bot(plain.render(QUESTION).send(one.id)) for one in people))
    for one in people:
        assert [message.text for message in one.messages] == ["Удалить «style»?"]
        assert get_styles(one.last) == {"Да": None, "Нет": None}
    assert len([r for r in caplog.records if "no styles of buttons" in r.message]) == 1


async def test_refusal_while_breaking_news_goes_out_stops_neither(
    app: App,
    services: Services,
    person: People,
    sandbox: Sandbox,
    caplog: pytest.LogCaptureFixture,
) -> None:
    editor = person("Анна", id=EDITOR_ID)
    readers = [person(f"Читатель {number}") for number in range(12)]
    for reader in readers:
        await subscribe(reader)
    question = await preview(editor, "/breaking Мост закрыт")
    assert "success" in get_styles(question).values()
    sandbox.telegram.knows_styles = False
    asked_before = len(sandbox.journal.entries)
    running = await press(editor, question, "Отправить")
    assert set(get_styles(running).values()) == {None}
    await wait_until_sent(services)
    await app.broadcasts.run()
    await editor.settle()
    for reader in readers:
        await reader.settle()
        assert len(got(reader, "Мост закрыт")) == 1
    report = next(m for m in editor.messages if m.message_id == running.message_id)
    assert "доставлено 12" in report.text
    readers[0].skip()
    assert set(get_styles(await ask(readers[0], "/stop")).values()) == {None}
    asked = [
        one
        for one in list(sandbox.journal.entries)[asked_before:]
        if one.arguments.get("reply_markup")
    ]
    assert len([one for one in asked if "style" in str(one.arguments["reply_markup"])]) == 1
    assert len([r for r in caplog.records if "no styles of buttons" in r.message]) == 1


@pytest.mark.parametrize(
    ("language", "done", "erase"),
    [
        ("ru", "Готово", "🗑 Да, удалить"),
        ("uk", "Готово", "🗑 Так, видалити"),
        ("en", "Done", "🗑 Yes, erase"),
    ],
)
async def test_buttons_that_complete_or_destroy_have_colours(
    app: App, person: People, language: str, done: str, erase: str
) -> None:
    olya = person(language_code=language)
    if language == "ru":
        await subscribe(olya)
    assert get_styles(await ask(olya, "/topics"))[done] == "success"
    styles = get_styles(await ask(olya, "/stop"))
    assert styles[erase] == "danger"
    assert list(styles.values()).count(None) == 1, "the way out has no colour"
