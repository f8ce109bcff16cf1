"""Test what becomes of a delivery, by what the server answers over HTTP."""

from __future__ import annotations

import json
from datetime import timedelta
from unittest.mock import ANY

import pytest
from aiogram.exceptions import TelegramAPIError
from aiohttp import web

from bot.telegram.client.api_errors import (
    ChatMigrated,
    ChatUnreachable,
    DeliveryOutcome,
    MessageRejected,
    RetryAfter,
    classify_error,
)
from bot.telegram.client.rate_limiter import RateLimiter, send_priority
from bot.telegram.client.session import DEFAULT_RETRY_AFTER, MAX_RETRY_AFTER, open_bot
from storage.messaging.outbox import Priority


def refusal(code: object, description: object = "x", **parameters: object) -> dict[str, object]:
    body = {"ok": False, "error_code": code, "description": description}
    return body | ({"parameters": parameters} if parameters else {})


def after(seconds: float) -> RetryAfter:
    return RetryAfter(timedelta(seconds=seconds), ANY)


RETRY = RetryAfter(ANY, ANY)
TOO_MANY = "Too Many Requests"


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (429, refusal(429, f"{TOO_MANY}: retry after 5"), after(5)),
        (429, refusal(429, f"{TOO_MANY}: retry after 5", retry_after=0), after(5)),
        (429, refusal(429, TOO_MANY), after(DEFAULT_RETRY_AFTER)),
        (429, refusal(429, TOO_MANY, retry_after=-5), after(0)),
        (429, refusal(429, TOO_MANY, retry_after=86_400), after(86_400)),
        (429, refusal(429, TOO_MANY, retry_after=10**18), after(MAX_RETRY_AFTER)),
        (200, refusal(429, TOO_MANY, retry_after=7), after(7)),
        (420, refusal(420, "FLOOD_WAIT_30"), after(30)),
        (429, refusal(429, TOO_MANY, retry_after="abc"), RETRY),
        (408, refusal(408, "Request Timeout"), RETRY),
        (418, refusal(418, "I'm a teapot"), RETRY),
        (502, refusal(502, "Bad Gateway"), RETRY),
        (400, refusal(500, "Internal Server Error"), RETRY),
        (200, refusal(200, "fine"), RETRY),
        (200, {"ok": False}, RETRY),
        (400, {"ok": False}, RETRY),
        (400, {"ok": False, "error_code": 400}, RETRY),
        (200, {"ok": False, "result": {"message_id": 5}}, RETRY),
        (400, {"ok": False, "error_code": "400", "description": "Bad Request: x"}, RETRY),
        (200, "[" * 100_000, RETRY),
        (200, "\0\0\0", RETRY),
        (200, {"ok": True}, RETRY),
        (500, {"ok": True, "result": {"message_id": 12}}, RETRY),
        (400, {"ok": True, "result": {"message_id": 12}}, RETRY),
        (400, {"ok": "false"}, RETRY),
        (400, refusal(400, "Bad Request: x", migrate_to_chat_id=10**22), RETRY),
        (400, refusal(400, "Bad Request: x", migrate_to_chat_id=5), RETRY),
        (200, {"ok": True, "result": {"message_id": "12"}}, RETRY),
        (400, refusal(400, "Bad Request: have no rights to send a message"), ChatUnreachable(ANY)),
        (400, refusal(400, "Bad Request: CHAT_WRITE_FORBIDDEN"), ChatUnreachable(ANY)),
        (400, refusal(400, "Bad Request: CHAT_RESTRICTED"), ChatUnreachable(ANY)),
        (400, refusal(400, "Bad Request: CHAT_SEND_PLAIN_FORBIDDEN"), ChatUnreachable(ANY)),
        (400, refusal(400, "Bad Request: group chat was deactivated"), ChatUnreachable(ANY)),
        (400, refusal(400, "Bad Request: USER_IS_BLOCKED"), ChatUnreachable(ANY)),
        (400, refusal(400, "Bad Request: INPUT_USER_DEACTIVATED"), ChatUnreachable(ANY)),
        (403, refusal(403, "Forbidden: bot was kicked"), ChatUnreachable(ANY)),
        (200, refusal(403, "Forbidden: bot was blocked by the user"), ChatUnreachable(ANY)),
        (200, refusal(400, "Bad Request: chat not found"), ChatUnreachable(ANY)),
        (400, refusal(400, "upgraded", migrate_to_chat_id=-1001), ChatMigrated(-1001)),
        (400, refusal(400, "Bad Request: BUTTON_URL_INVALID"), MessageRejected(ANY)),
        (200, refusal(400, "Bad Request: message is too long"), MessageRejected(ANY)),
        (413, refusal(413, "Request Entity Too Large"), MessageRejected(ANY)),
    ],
)
async def test_outcome_of_a_refusal(
    status: int, body: dict[str, object] | str, outcome: DeliveryOutcome
) -> None:
    async def answer(request: web.Request) -> web.Response:
        text = body if isinstance(body, str) else json.dumps(body)
        return web.Response(status=status, text=text, content_type="application/json")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    bot = open_bot("1:x", f"http://127.0.0.1:{runner.addresses[0][1]}", RateLimiter(30))
    try:
        with pytest.raises(TelegramAPIError) as raised, send_priority(Priority.DIGEST):
            await bot.send_message(1, "мост")
    finally:
        await bot.session.close()
        await runner.cleanup()
    assert classify_error(raised.value, 1) == outcome
