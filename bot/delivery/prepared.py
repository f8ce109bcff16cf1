"""One payload for many chats: built, checked and encoded once, and of the answer only the message's
id is read. It is the real Bot and its session, spared doing one thing a thousand times a second.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import MessageId
from aiohttp import BytesPayload, FormData

from bot.views.message import Message


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message without its chat: the method that sends it, and the encoded rest. ``instead`` is
    what to try where a rich message is refused, ``pictures`` are the addresses of its photos."""

    api_method: str
    fields: str
    pictures: tuple[str, ...] = ()
    instead: tuple[Prepared, ...] = ()


def prepare(bot: Bot, message: Message, *, silent: bool = False) -> Prepared:
    method = message.send(0, silent=silent)
    files: dict[str, Any] = {}
    fields = {
        name: bot.session.prepare_value(value, bot=bot, files=files)
        for name, value in method.model_dump(warnings=False, exclude={"chat_id"}).items()
    }
    return Prepared(
        method.__api_method__,
        urlencode({name: value for name, value in fields.items() if value}),
        message.pictures,
        tuple(prepare(bot, other, silent=silent) for other in message.instead()),
    )


_ANSWER = Response[Any]


class SendPrepared(TelegramMethod[MessageId]):
    """Brings a prepared message to a chat, or to one of its threads."""

    __returning__ = MessageId

    chat_id: int
    prepared: Prepared
    message_thread_id: int | None = None
    allow_paid_broadcast: bool = False

    @property
    def __api_method__(self) -> str:  # type: ignore[override]
        return self.prepared.api_method

    @property
    def pictures(self) -> tuple[str, ...]:
        return self.prepared.pictures

    @property
    def instead(self) -> tuple[SendPrepared, ...]:
        return tuple(
            SendPrepared(chat_id=self.chat_id, prepared=other) for other in self.prepared.instead
        )

    def encoded(self) -> bytes:
        paid = "&allow_paid_broadcast=true" if self.allow_paid_broadcast else ""
        thread = f"&message_thread_id={self.message_thread_id}" if self.message_thread_id else ""
        return f"chat_id={self.chat_id}{thread}{paid}&{self.prepared.fields}".encode()


class LeanSession(AiohttpSession):
    """aiogram's session, which takes what is encoded already as it is, and of the answer to that
    only the id. Refusals, and whatever is no answer, are aiogram's to read."""

    def build_form_data(self, bot: Bot, method: TelegramMethod[TelegramType]) -> FormData:
        if isinstance(method, SendPrepared):
            return _Encoded(method.encoded())
        return super().build_form_data(bot, method)

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        if isinstance(method, SendPrepared) and status_code == HTTPStatus.OK:
            with contextlib.suppress(ValueError, TypeError, KeyError):
                message_id = int(json.loads(content)["result"]["message_id"])
                sent = MessageId.model_construct(message_id=message_id)
                return _ANSWER.model_construct(ok=True, result=sent)
        return super().check_response(bot, method, status_code, content)


class _Encoded(FormData):
    def __init__(self, body: bytes) -> None:
        super().__init__()
        self._body = body

    def __call__(self) -> BytesPayload:
        return BytesPayload(self._body, content_type="application/x-www-form-urlencoded")
