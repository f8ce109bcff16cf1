"""Reads what people send besides plain words: numbers in commands, and files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import TypeVar

from aiogram import Bot
from aiogram.filters import CommandObject
from aiogram.types import Document, Message

from bot.ui.callbacks import EditorCallback
from bot.ui.document import PHOTO_SCHEME
from news.errors import UnreadableFileError

_NUMBERED_ARGS = re.compile(
    r"(?P<sign>(?:№|#|N[o°º]?\.?)\s*)?(?P<number>[1-9]\d{0,8})[.:,;]?(?:\s+(?P<text>\S.*))?",
    re.DOTALL | re.IGNORECASE,
)
"""The number as people write it, and as the bot's messages begin with it: «№ 12. Готово»."""


Question = TypeVar("Question", bound=EditorCallback)


@dataclass(frozen=True, slots=True)
class NumberedArgs:
    """The number of an article or a broadcast, and the text behind it.

    ``words``: how many words stand before the text, with the command.
    """

    number: int
    text: str
    words: int


def parse_numbered_args(command: CommandObject) -> NumberedArgs | None:
    """Parse ``12``, ``№ 12.``, ``N 12`` or ``#12 text`` after a command; None for anything else."""
    args = _NUMBERED_ARGS.fullmatch((command.args or "").strip())
    if args is None:
        return None
    is_separate = (args["sign"] or "")[-1:].isspace()
    return NumberedArgs(int(args["number"]), args["text"] or "", 3 if is_separate else 2)


def list_asked(message: Message, kind: type[Question]) -> Iterator[Question]:
    """Yield the data of the buttons of a kind under the message that this one replies to.

    A question for a text says with its button what it asks, so nothing is stored until the reply.
    """
    for data in list_replied_data(message):
        if data.startswith(f"{kind.__prefix__}:"):
            yield kind.unpack(data)


def list_replied_data(message: Message) -> Iterator[str]:
    """Yield the data of the buttons under the message that this one replies to."""
    question = message.reply_to_message
    markup = question.reply_markup if question is not None else None
    for row in markup.inline_keyboard if markup is not None else ():
        for button in row:
            yield button.callback_data or ""


def get_image(message: Message) -> str:
    """Return the photo of a message as the picture of an article; empty without a photo."""
    return f"{PHOTO_SCHEME}{message.photo[-1].file_id}" if message.photo else ""


async def download(bot: Bot, document: Document, max_bytes: int) -> bytes:
    """Return the content of an attached file. Raises UnreadableFileError if it is too large."""
    name = document.file_name or document.file_unique_id
    if (document.file_size or 0) > max_bytes:
        raise UnreadableFileError(f"{name} is too large", path=name, reason="too_large")
    body = BytesIO()
    await bot.download(document, destination=body)
    return body.getvalue()
