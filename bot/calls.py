"""Calls to Telegram that are encoded at once: a message is plain JSON in the Bot API's shape
already, and of the answer only the message's id is wanted. aiogram's own methods build and check an
object for each button on the way there, and for each button of the answer.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from aiogram.methods import TelegramMethod
from aiogram.types import MessageId

JSON = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message without its chat: the method that sends it, and the rest as the inside of a JSON
    object."""

    api_method: str
    fields: str


def prepared(api_method: str, fields: JSON) -> Prepared:
    """What is empty is left out, as Telegram has it."""
    said = {name: value for name, value in fields.items() if value}
    return Prepared(api_method, json.dumps(said, ensure_ascii=False, separators=(",", ":"))[1:-1])


class PreparedCall(TelegramMethod[MessageId]):
    """Carries out a prepared call for a chat."""

    __returning__ = MessageId

    chat_id: int
    prepared: Prepared

    @property
    def __api_method__(self) -> str:  # type: ignore[override]
        return self.prepared.api_method

    def encoded(self) -> bytes:
        """The body of the request, JSON."""
        return f'{{"chat_id":{self.chat_id}{self._more()},{self.prepared.fields}}}'.encode(
            errors="replace"
        )

    def _more(self) -> str:
        raise NotImplementedError


class SendPrepared(PreparedCall):
    """Brings a message to a chat."""

    allow_paid_broadcast: bool = False

    def _more(self) -> str:
        return ',"allow_paid_broadcast":true' if self.allow_paid_broadcast else ""


class EditPrepared(PreparedCall):
    """Puts a message in the place of another."""

    message_id: int

    def _more(self) -> str:
        return f',"message_id":{self.message_id}'
