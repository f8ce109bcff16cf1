"""The Bot's session: prepared calls go out as they are, and of their answer only the message's id
is read. Refusals, and whatever is no answer, are aiogram's to read.
"""

from __future__ import annotations

import contextlib
import json
from http import HTTPStatus
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import MessageId
from aiohttp import BytesPayload, FormData

from bot.calls import PreparedCall

_ANSWER = Response[Any]


class LeanSession(AiohttpSession):
    """aiogram's session, spared what is done again and again to no end."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._kinds: dict[Any, type[Response[Any]]] = {}

    async def close(self) -> None:
        """aiogram waits a quarter of a second for TLS to say goodbye; plain HTTP says nothing."""
        if self._session is None or self.api.base.startswith("https:"):
            await super().close()
        else:
            await self._session.close()

    def build_form_data(self, bot: Bot, method: TelegramMethod[TelegramType]) -> FormData:
        if isinstance(method, PreparedCall):
            return _Encoded(method.encoded())
        return super().build_form_data(bot, method)

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        if status_code == HTTPStatus.OK:
            with contextlib.suppress(ValueError, TypeError, KeyError):
                if isinstance(method, PreparedCall):
                    message_id = int(json.loads(content)["result"]["message_id"])
                    sent = MessageId.model_construct(message_id=message_id)
                    return _ANSWER.model_construct(ok=True, result=sent)
                if method.__returning__ is bool and json.loads(content)["result"] is True:
                    return _ANSWER.model_construct(ok=True, result=True)
        # pydantic makes a class for each kind of answer, and again whenever nobody held on to it:
        # milliseconds each time, half of all that a busy bot did.
        self._kinds[method.__returning__] = Response[method.__returning__]  # type: ignore[name-defined]
        return super().check_response(bot, method, status_code, content)


class _Encoded(FormData):
    def __init__(self, body: bytes) -> None:
        super().__init__()
        self._body = body

    def __call__(self) -> BytesPayload:
        return BytesPayload(self._body, content_type="application/json")
