"""Webhooks: aiogram's own handler, the secret, retries, rejected settings."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio
from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramBadRequest, TelegramConflictError, TelegramRetryAfter
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from sandbox import Sandbox
from sandbox.testing import Person


class Receiver:
    """A web server that records updates and answers with `answer()`."""

    def __init__(self) -> None:
        self.requests: list[tuple[str | None, dict[str, Any]]] = []
        self.answer: Callable[[], web.Response] = web.Response
        self.came = asyncio.Event()

    async def take(self, request: web.Request) -> web.Response:
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        self.requests.append((secret, await request.json()))
        self.came.set()
        return self.answer()


async def serve(app: web.Application) -> tuple[web.AppRunner, str]:
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}/hook"


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest_asyncio.fixture
async def hook(receiver: Receiver) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    runner, url = await serve(app)
    yield url
    await runner.cleanup()


async def test_aiograms_own_handler_answers_through_it(sandbox: Sandbox, bot: Bot) -> None:
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def echo(message: Message) -> None:
        await message.answer(f"эхо: {message.text}")

    app = web.Application()
    SimpleRequestHandler(dispatcher, bot, secret_token="s3cret").register(app, path="/hook")
    runner, url = await serve(app)
    assert await bot.set_webhook(url, secret_token="s3cret")
    olya = Person(sandbox)
    await olya.send("раз")
    assert (await olya.wait()).text == "эхо: раз"
    await olya.settle()
    assert len(sandbox.telegram.updates) == 0
    await runner.cleanup()


async def test_webhook_delivers_secret_and_pending_updates(
    sandbox: Sandbox, bot: Bot, receiver: Receiver, hook: str
) -> None:
    olya = Person(sandbox)
    await olya.send("раньше")
    await bot.set_webhook(hook, secret_token="abc", allowed_updates=["message"])
    await olya.send("позже")
    await olya.settle()
    assert [(secret, body["message"]["text"]) for secret, body in receiver.requests] == [
        ("abc", "раньше"),
        ("abc", "позже"),
    ]
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count, info.allowed_updates) == (hook, 0, ["message"])


async def test_failures_are_retried_in_order(
    sandbox: Sandbox, bot: Bot, receiver: Receiver, hook: str
) -> None:
    sandbox.telegram.webhook.retry_scale = 0.001
    answers = iter([500, 503, 200, 200])
    receiver.answer = lambda: web.Response(status=next(answers))
    await bot.set_webhook(hook)
    olya = Person(sandbox)
    await olya.send("раз")
    await olya.send("два")
    await olya.settle()
    texts = [body["message"]["text"] for _, body in receiver.requests]
    assert texts == ["раз", "раз", "раз", "два"]
    info = await bot.get_webhook_info()
    assert "503" in (info.last_error_message or "")


async def test_a_bot_that_asks_for_a_pause_gets_it(
    sandbox: Sandbox, bot: Bot, receiver: Receiver, hook: str
) -> None:
    """Without `Retry-After` the first retry has no pause."""
    receiver.answer = lambda: web.Response(status=503, headers={"Retry-After": "3600"})
    await bot.set_webhook(hook)
    await Person(sandbox).send("раз")
    await receiver.came.wait()
    await asyncio.sleep(0.2)
    assert len(receiver.requests) == 1


async def test_a_webhook_that_is_gone_for_a_day_is_removed(receiver: Receiver, hook: str) -> None:
    now = 0.0
    receiver.answer = lambda: web.Response(status=410)
    async with Sandbox(ticks=lambda: now) as sandbox:
        sandbox.telegram.webhook.retry_scale = 0.001
        sandbox.telegram.webhook.set(hook, "", 40, limited=False)
        await Person(sandbox).send("раз")
        await receiver.came.wait()
        await asyncio.sleep(0.05)
        now = 23 * 3600.0
        async with asyncio.timeout(30):
            while sandbox.telegram.webhook.is_active:
                receiver.came.clear()
                await receiver.came.wait()
                await asyncio.sleep(0.01)
        assert not sandbox.telegram.webhook.is_active


async def test_a_reply_may_carry_one_method(
    sandbox: Sandbox, bot: Bot, receiver: Receiver, hook: str
) -> None:
    olya, taras = Person(sandbox), Person(sandbox, "Тарас")
    receiver.answer = lambda: web.json_response(
        {"method": "sendMessage", "chat_id": taras.id, "text": "ответ"}
    )
    await bot.set_webhook(hook)
    await olya.send("раз")
    assert (await taras.wait()).text == "ответ"


async def test_polling_and_webhook_exclude_each_other(
    sandbox: Sandbox, bot: Bot, hook: str
) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    await bot.set_webhook(hook)
    with pytest.raises(TelegramConflictError, match="terminated by setWebhook request"):
        await poll
    with pytest.raises(TelegramConflictError, match="can't use getUpdates method while webhook"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates(offset=1, timeout=0) == []


async def test_drop_pending_updates_empties_the_queue(
    sandbox: Sandbox, bot: Bot, receiver: Receiver, hook: str
) -> None:
    olya = Person(sandbox)
    await olya.send("никто не увидит")
    await bot.set_webhook(hook, drop_pending_updates=True)
    await olya.settle()
    assert receiver.requests == []


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"url": "ftp://a.com"}, "invalid webhook URL specified"),
        ({"url": "http://a.com/x"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        (
            {"url": "https://a.com:81/x"},
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        ({"url": "https://a.com", "secret_token": "x" * 257}, "secret token is too long"),
        (
            {"url": "https://a.com", "secret_token": "пароль"},
            "secret token contains unallowed characters",
        ),
    ],
)
async def test_webhooks_that_are_refused(
    bot: Bot, arguments: dict[str, str], complaint: str
) -> None:
    with pytest.raises(TelegramBadRequest, match=complaint):
        await bot.set_webhook(**arguments)


async def test_frequent_webhook_changes_are_rejected(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.limits.enforced = True
    await bot.set_webhook("https://a.com/1")
    assert await bot.set_webhook("https://a.com/1")
    with pytest.raises(TelegramRetryAfter) as refusal:
        await bot.set_webhook("https://a.com/2")
    assert refusal.value.retry_after == 1
