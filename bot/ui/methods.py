"""Calls to Telegram that are encoded at once: a message is plain JSON in the Bot API's shape
already, and of the answer only the message's id is wanted. aiogram's own methods build and check an
object for each button on the way there, and for each button of the answer.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Self

from aiogram.methods import (
    EditMessageCaption,
    EditMessageText,
    SendAnimation,
    SendDocument,
    SendMessage,
    SendPhoto,
    SendRichMessage,
    SendVideo,
    TelegramMethod,
)
from aiogram.types import MessageId

JSON = dict[str, Any]


@dataclass(frozen=True, slots=True)
class EncodedMessage:
    """A message without its chat: the method that sends it, and the rest as the inside of a JSON
    object. ``instead`` is what to try where a rich message is refused, ``pictures`` are the
    addresses of its photos."""

    api_method: str
    fields: str
    is_rich: bool = False
    pictures: tuple[str, ...] = ()
    fallbacks: tuple[EncodedMessage, ...] = ()


def encode_fields(fields: JSON) -> str:
    """What is empty is left out, as Telegram has it."""
    said = {name: value for name, value in fields.items() if value}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))[1:-1]


class EncodedMethod(TelegramMethod[MessageId]):
    """Carries out a prepared call for a chat."""

    __returning__ = MessageId

    chat_id: int
    message: EncodedMessage

    @property
    def __api_method__(self) -> str:  # type: ignore[override]
        return self.message.api_method

    @property
    def pictures(self) -> tuple[str, ...]:
        return self.message.pictures

    @property
    def fallbacks(self) -> tuple[Self, ...]:
        """What to try where this is refused."""
        others = self.message.fallbacks
        return tuple(self.model_copy(update={"message": other}) for other in others)

    def to_aiogram(self) -> TelegramMethod[Any]:
        """The same as aiogram's own method, for who has to change something in it."""
        method = _AIOGRAM_METHODS[self.__api_method__]
        return method.model_validate({"parse_mode": None, **json.loads(self.encode_body())})

    def encode_body(self) -> bytes:
        """The body of the request, JSON."""
        return f'{{"chat_id":{self.chat_id}{self._extra_fields()},{self.message.fields}}}'.encode(
            errors="replace"
        )

    def _extra_fields(self) -> str:
        raise NotImplementedError


class SendEncodedMessage(EncodedMethod):
    """Brings a message to a chat."""

    message_thread_id: int | None = None
    allow_paid_broadcast: bool = False

    def _extra_fields(self) -> str:
        paid = ',"allow_paid_broadcast":true' if self.allow_paid_broadcast else ""
        thread = self.message_thread_id
        return paid if thread is None else f'{paid},"message_thread_id":{thread}'


class EditEncodedMessage(EncodedMethod):
    """Puts a message in the place of another."""

    message_id: int

    def _extra_fields(self) -> str:
        return f',"message_id":{self.message_id}'


_AIOGRAM_METHODS: dict[str, type[TelegramMethod[Any]]] = {
    method.__api_method__: method
    for method in (
        SendMessage,
        SendRichMessage,
        SendPhoto,
        SendVideo,
        SendAnimation,
        SendDocument,
        EditMessageText,
        EditMessageCaption,
    )
}
