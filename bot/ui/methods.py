"""Methods of the Bot API that are encoded early.

A message is already plain JSON in the shape of the Bot API, and of the response only the message id
is used. aiogram's own methods build and validate an object for each button of the request, and
again for the response.
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
    """A message without its chat: the API method, and its fields as the inside of a JSON object.
    ``fallbacks`` are tried if a rich message is rejected, ``pictures`` are the URLs of its
    photos."""

    api_method: str
    fields: str
    is_rich: bool = False
    pictures: tuple[str, ...] = ()
    fallbacks: tuple[EncodedMessage, ...] = ()


def encode_fields(fields: JSON) -> str:
    """Encode the fields as JSON without braces. Empty ones are left out."""
    filled = {name: value for name, value in fields.items() if value}
    return json.dumps(filled, ensure_ascii=False, separators=(",", ":"))[1:-1]


class EncodedMethod(TelegramMethod[MessageId]):
    """A method with an encoded message, for one chat."""

    __returning__ = MessageId

    chat_id: int
    message: EncodedMessage

    @property
    def __api_method__(self) -> str:  # type: ignore[override]
        return self.message.api_method

    @property
    def pictures(self) -> tuple[str, ...]:
        """The addresses of the pictures in the message."""
        return self.message.pictures

    @property
    def fallbacks(self) -> tuple[Self, ...]:
        """The methods to try if this one is rejected."""
        others = self.message.fallbacks
        return tuple(self.model_copy(update={"message": other}) for other in others)

    def to_aiogram(self) -> TelegramMethod[Any]:
        """Return the equivalent aiogram method, whose fields can be changed."""
        method = _AIOGRAM_METHODS[self.__api_method__]
        return method.model_validate({"parse_mode": None, **json.loads(self.encode_body())})

    def encode_body(self) -> bytes:
        """Return the body of the request, JSON."""
        return f'{{"chat_id":{self.chat_id}{self._extra_fields()},{self.message.fields}}}'.encode(
            errors="replace"
        )

    def _extra_fields(self) -> str:
        raise NotImplementedError


class SendEncodedMessage(EncodedMethod):
    """Sends a message to a chat."""

    message_thread_id: int | None = None
    allow_paid_broadcast: bool = False

    def _extra_fields(self) -> str:
        paid = ',"allow_paid_broadcast":true' if self.allow_paid_broadcast else ""
        thread = self.message_thread_id
        return paid if thread is None else f'{paid},"message_thread_id":{thread}'


class EditEncodedMessage(EncodedMethod):
    """Replaces a message."""

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
