"""Test that the plain message is sent where Telegram does not accept a rich one."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest

from bot.telegram.client.middlewares import RichFallbackMiddleware
from bot.telegram.client.rate_limiter import RateLimiter
from bot.telegram.client.session import open_bot
from bot.telegram.outbox.worker import OutboxWorker
from bot.ui import plain, rich
from bot.ui.document import Document, Picture, build_document, get_picture_url, is_public_url
from bot.ui.message import Message
from bot.ui.methods import SendEncodedMessage
from sandbox import Sandbox
from sandbox.api.faults import Rule
from sandbox.errors import ApiError
from sandbox.testing import PIXEL, Person
from service.bootstrap import Services
from tests.support.factories import article
from tests.support.outbox import enqueue, waiting

URL = "https://example.org/bridge.png"
NEWS: Document = build_document(Picture(URL, "Мост"), "Мост открыт.")


def message() -> Message:
    return replace(rich.render(NEWS), plain=plain.render(NEWS))


@pytest.fixture
def fallback() -> RichFallbackMiddleware:
    return RichFallbackMiddleware()


@pytest.fixture
async def bot(sandbox: Sandbox, fallback: RichFallbackMiddleware) -> AsyncIterator[Bot]:
    bot = open_bot(sandbox.token, sandbox.url, RateLimiter(1000), fallback)
    yield bot
    await bot.session.close()


def kinds(person: Person) -> list[list[str]]:
    """Return the blocks of each message; none for a plain one."""
    return [[block["type"] for block in m.rich or []] for m in person.messages if m.outgoing]


async def test_reachable_image_is_sent(sandbox: Sandbox, bot: Bot) -> None:
    olya = Person(sandbox)
    sandbox.add_picture(URL, PIXEL)
    await bot(message().send(olya.id))
    await bot(plain.render(NEWS).send(olya.id))
    assert kinds(olya) == [["photo", "paragraph"], []]
    assert olya.last.raw["link_preview_options"] == {
        "url": URL,
        "prefer_large_media": True,
        "show_above_text": True,
    }
    assert "preview" in olya.last.raw


async def test_unreachable_image_falls_back_and_is_logged_once(
    sandbox: Sandbox, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    olya = Person(sandbox)
    with caplog.at_level(logging.WARNING, "bot.telegram.client.middlewares"):
        sent = await bot.send_message(olya.id, "было")
        await bot(message().edit(olya.id, sent.message_id))
        await bot(message().send(olya.id))
        await bot(SendEncodedMessage(chat_id=olya.id, message=message().encode()))
    assert kinds(olya) == [["paragraph"]] * 3
    assert [URL in record.message for record in caplog.records] == [True]


@pytest.mark.parametrize("prepared", [False, True])
async def test_a_server_without_rich_messages_gets_plain_ones_after_one_try(
    sandbox: Sandbox,
    bot: Bot,
    fallback: RichFallbackMiddleware,
    caplog: pytest.LogCaptureFixture,
    prepared: bool,
) -> None:
    olya = Person(sandbox)
    rule = sandbox.faults.add_server_error(404, method="sendRichMessage")
    for _ in range(3):
        if prepared:
            await bot(SendEncodedMessage(chat_id=olya.id, message=message().encode()))
        else:
            await bot(message().send(olya.id))
    assert kinds(olya) == [[], [], []]
    assert olya.last.text == "🖼 Мост\n\nМост открыт."
    assert rule.hits == 1
    assert not fallback.knows_rich
    assert len([r for r in caplog.records if "no rich messages here" in r.message]) == 1

    sandbox.faults.clear()
    await bot(rich.render(build_document("проба")).send(olya.id))  # a person tries it
    assert fallback.knows_rich


@pytest.mark.parametrize("said", ["unknown method", "can't parse blocks", "BLOCK_TYPE_INVALID"])
async def test_any_refusal_of_a_rich_message_is_followed_by_a_plain_one(
    sandbox: Sandbox, bot: Bot, said: str
) -> None:
    olya = Person(sandbox)
    refusal = ApiError(400, f"Bad Request: {said}")
    sandbox.faults.add(Rule("refusal", error=refusal, method="sendRichMessage"))
    await bot(message().send(olya.id))
    assert kinds(olya) == [[]]


async def test_an_edit_falls_back_too(sandbox: Sandbox, bot: Bot) -> None:
    olya = Person(sandbox)
    sent = await bot.send_message(olya.id, "было")
    unknown = ApiError(400, "Bad Request: message text is empty")  # it supports no other content
    sandbox.faults.add(Rule("old server", error=unknown, method="editMessageText", times=1))
    await bot(message().edit(olya.id, sent.message_id))
    assert olya.last.text == "🖼 Мост\n\nМост открыт."


async def test_unrelated_api_error_is_raised(sandbox: Sandbox, bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot(message().send(404))
    sent = [entry for entry in sandbox.journal.entries if "send" in entry.method.lower()]
    assert len(sent) == 1


async def test_the_outbox_falls_back_too(
    worker: OutboxWorker, services: Services, sandbox: Sandbox
) -> None:
    olya, taras = Person(sandbox), Person(sandbox, "Тарас")
    await enqueue(services, message(), olya.id, taras.id)
    await worker.drain_once()
    assert kinds(olya) == kinds(taras) == [["paragraph"]]
    sandbox.faults.add_server_error(404, method="sendRichMessage")
    await enqueue(services, message(), olya.id, taras.id)
    await worker.drain_once()
    assert kinds(olya) == kinds(taras) == [["paragraph"], []]
    assert not await waiting(services)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://example.org/a.jpg", True),
        ("http://93.184.216.34/a.jpg", True),
        ("", False),
        ("ftp://example.org/a.jpg", False),
        ("javascript:alert(1)", False),
        ("data:image/png;base64,AAAA", False),
        ("/a.jpg", False),
        ("https://localhost/a.jpg", False),
        ("https://router/a.jpg", False),
        ("https://nas.local/a.jpg", False),
        ("https://db.internal./a.jpg", False),
        ("https://127.0.0.1/a.jpg", False),
        ("https://2130706433/a.jpg", False),
        ("https://10.1.2.3/a.jpg", False),
        ("https://[::1]/a.jpg", False),
        ("https://user:secret@example.org/a.jpg", False),
        ("https://example.org/" + "a" * 1000, False),
        ("https://новости.укр/a.jpg", True),
        ("https://нас.local/a.jpg", False),
        ("https://xn--zzzzzzz99.org/a.jpg", False),
        ("https://xn--.org/a.jpg", False),
    ],
)
def test_which_pictures_may_be_shown(url: str, shown: bool) -> None:
    assert is_public_url(url) is shown


@pytest.mark.parametrize(
    ("image", "url"),
    [
        ("https://example.org/фото 1.jpg", "https://example.org/%D1%84%D0%BE%D1%82%D0%BE%201.jpg"),
        ("https://example.org/100%.jpg", "https://example.org/100%25.jpg"),
        ("https://example.org/a%20b.jpg", "https://example.org/a%20b.jpg"),
        ("https://новости.укр/a.jpg", "https://xn--b1amnebsh.xn--j1amh/a.jpg"),
        ("about:blank", ""),
    ],
)
def test_the_address_of_a_picture_is_encoded(image: str, url: str) -> None:
    assert get_picture_url(article(image=image)) == url


def test_both_renderings_survive_storage() -> None:
    assert Message.from_json(message().to_json()) == message()
