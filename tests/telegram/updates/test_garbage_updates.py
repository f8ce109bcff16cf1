"""Test that answers to getUpdates that no server of Telegram would give end nothing."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from sqlalchemy import select

from bot.telegram.client.rate_limiter import RateLimiter
from bot.telegram.client.session import open_bot
from bot.telegram.updates.inbox import Inbox, clean_text, read_updates
from bot.telegram.updates.polling import poll
from service.bootstrap import Services
from storage.schema.tables import inbox as inbox_table
from tests.telegram.updates.test_incoming import Counting

VALID = {"ok": True, "result": [{"update_id": 7}]}
GARBAGE = {
    "no id": {"ok": True, "result": [{"foo": 1}]},
    "id is text": {"ok": True, "result": [{"update_id": "x"}]},
    "id is a float": {"ok": True, "result": [{"update_id": 1.5}]},
    "id is a boolean": {"ok": True, "result": [{"update_id": True}]},
    "id that is none of Telegram's": {"ok": True, "result": [{"update_id": 2**31}]},
    "huge id": {"ok": True, "result": [{"update_id": 2**70}]},
    "negative id": {"ok": True, "result": [{"update_id": -1}]},
    "not an object": {"ok": True, "result": [None, 1, "x", []]},
    "not a list": {"ok": True, "result": {}},
    "no list": {"ok": True, "result": None},
    "not JSON": "<html>",
    "too deep": '{"ok":true,"result":' + "[" * 200_000,
    "deep update": '{"ok":true,"result":[{"update_id":6,"a":' + "[" * 900 + "]" * 900 + "}]}",
    "long rest": {"ok": False, "error_code": 429, "parameters": {"retry_after": 86_400}},
}


@asynccontextmanager
async def serve(answers: list[object]) -> AsyncIterator[str]:
    """Yield the URL of a server that gives these answers in turn, then no updates."""

    async def answer(request: web.Request) -> web.Response:
        if not answers:
            await asyncio.sleep(0.05)
        body = answers.pop(0) if answers else {"ok": True, "result": []}
        text = body if isinstance(body, str) else json.dumps(body)
        return web.Response(text=text, content_type="application/json")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@pytest.mark.parametrize("name", GARBAGE)
async def test_garbage_is_skipped_with_a_line_and_polling_goes_on(
    name: str,
    services: Services,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.telegram.updates.polling.MAX_RETRY_AFTER_SECONDS", 0.05)
    caplog.set_level(logging.WARNING)
    counting = Counting()
    inbox = Inbox(counting, None, services.database, services.clock)  # type: ignore[arg-type]
    async with serve([GARBAGE[name], VALID]) as url:
        bot = open_bot("1:x", url, RateLimiter(30))
        polling = asyncio.create_task(poll(bot, inbox, [], first_wait=0.01))
        async with asyncio.timeout(20):
            while not counting.handled[7]:
                assert not polling.done(), polling
                await asyncio.sleep(0.01)
        polling.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await polling
        await inbox.finish(5)
        await bot.session.close()
    assert caplog.messages or name == "deep update"  # that one is an update of an unknown kind


async def test_a_lone_surrogate_is_replaced_before_an_update_is_stored(services: Services) -> None:
    raw = json.loads('{"update_id": 5, "message": {"text": "мост \\ud800 😀", "n": [1, null]}}')
    (cleaned,) = read_updates([raw])
    assert cleaned == {"update_id": 5, "message": {"text": "мост � 😀", "n": [1, None]}}
    inbox = Inbox(Counting(), None, services.database, services.clock)  # type: ignore[arg-type]
    await inbox.accept([cleaned])
    await inbox.finish(5)
    async with services.database.read() as connection:
        assert (await connection.execute(select(inbox_table.c.update_id))).scalars().all() == [5]


def test_an_update_without_surrogates_is_not_copied() -> None:
    raw = {"update_id": 1, "message": {"text": "мост 😀"}}
    assert clean_text(raw) is raw
