"""Reads what people send besides plain words: numbers in commands, and files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO

from aiogram import Bot
from aiogram.filters import CommandObject
from aiogram.types import Document

from news.errors import UnreadableFileError

_NUMBERED_ARGS = re.compile(
    r"(?P<sign>[№#]\s*)?(?P<number>[1-9]\d{0,8})(?:\s+(?P<text>\S.*))?", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class NumberedArgs:
    """The number of an article or a broadcast, and the text behind it.

    ``words``: how many words stand before the text, with the command.
    """

    number: int
    text: str
    words: int


def parse_numbered_args(command: CommandObject) -> NumberedArgs | None:
    """Parse ``12``, ``№ 12`` or ``#12 text`` after a command; None for anything else."""
    args = _NUMBERED_ARGS.fullmatch((command.args or "").strip())
    if args is None:
        return None
    is_separate = (args["sign"] or "")[1:].isspace()
    return NumberedArgs(int(args["number"]), args["text"] or "", 3 if is_separate else 2)


async def download(bot: Bot, document: Document, max_bytes: int) -> bytes:
    """Return the content of an attached file. Raises UnreadableFileError if it is too large."""
    name = document.file_name or document.file_unique_id
    if (document.file_size or 0) > max_bytes:
        raise UnreadableFileError(f"{name} is too large", path=name, reason="too_large")
    body = BytesIO()
    await bot.download(document, destination=body)
    return body.getvalue()
