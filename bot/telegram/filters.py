"""Filters for the handlers' routers."""

from __future__ import annotations

from typing import Any

from aiogram.filters import Filter
from aiogram.types import TelegramObject
from aiogram.utils.magic_filter import MagicFilter


class SyncFilter(Filter):
    """Evaluates an `F` on the event without a thread.

    aiogram runs a bare `F` in a thread, which takes fifty times as long as the evaluation.
    """

    def __init__(self, magic: MagicFilter) -> None:
        self._magic = magic

    async def __call__(self, event: TelegramObject, *_: Any) -> bool:
        return bool(self._magic.resolve(event))
