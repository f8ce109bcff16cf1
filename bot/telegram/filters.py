"""Filters for the handlers' routers."""

from __future__ import annotations

from typing import Any

from aiogram.filters import Filter
from aiogram.types import Message, TelegramObject
from aiogram.utils.magic_filter import MagicFilter

from bot.telegram.context import Context
from service.editors.rights import Right
from service.subscribers.changes import is_awaiting_input
from storage.chats.subscribers import PendingPrompt


class SyncFilter(Filter):
    """Evaluates an `F` on the event without a thread.

    aiogram runs a bare `F` in a thread, which takes fifty times as long as the evaluation.
    """

    def __init__(self, magic: MagicFilter) -> None:
        self._magic = magic

    async def __call__(self, event: TelegramObject, *_: Any) -> bool:
        return bool(self._magic.resolve(event))


class May(Filter):
    """Accepts the updates of people who have a right of editors, by `ctx.role`."""

    def __init__(self, right: Right) -> None:
        self._right = right

    async def __call__(self, _: TelegramObject, ctx: Context) -> bool:
        return ctx.may(self._right)


class PromptAnswer(Filter):
    """Lets a text pass that may answer a prompt which the chat was sent."""

    def __init__(self, prompt: PendingPrompt) -> None:
        self._prompt = prompt

    async def __call__(self, message: Message, ctx: Context) -> bool:
        is_awaited = is_awaiting_input(ctx.subscriber, self._prompt, ctx.now)
        return bool(message.text) and ctx.is_on_record and is_awaited
