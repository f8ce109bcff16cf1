"""One chat's updates one after the other, in the order in which they came."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.types import Chat, TelegramObject, Update, User
from aiogram.types.update import UpdateTypeLookupError

from bot.telegram.updates.addressing import is_asked, is_chatter
from bot.telegram.updates.chat_queues import ChatQueues
from service.ops.metrics import Metrics

log = logging.getLogger(__name__)

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]

UNKNOWN = "unknown"


class ChatLockMiddleware(BaseMiddleware):
    """Updates of different chats are handled side by side; those of one chat wait for each other.
    In a channel everybody is by themselves: a thousand readers press the same post's buttons.

    What asks for an answer is dropped where too many wait already, but for an editor's: whole
    albums and files are forwarded. What says how a chat stands (a new id, a new title, who is in
    it) never is. Chatter in a group waits for nothing, as nothing comes of it. An update of a kind
    that aiogram does not know is counted and dropped.
    """

    def __init__(
        self, metrics: Metrics, queues: ChatQueues, editor_ids: frozenset[int] = frozenset()
    ) -> None:
        self._metrics = metrics
        self._queues = queues
        self._editor_ids = editor_ids

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        assert isinstance(event, Update)
        try:
            kind = event.event_type
        except UpdateTypeLookupError:
            self._metrics.updates.labels(UNKNOWN).inc()
            log.warning("update %d is of a kind that is not known, and dropped", event.update_id)
            return None
        self._metrics.updates.labels(kind).inc()
        with self._metrics.update_seconds.time():
            return await self._handle_locked(handler, event, data)

    async def _handle_locked(self, handler: Handler, event: Update, data: dict[str, Any]) -> Any:
        chat: Chat | None = data.get("event_chat")
        if chat is None:
            return await handler(event, data)
        user: User | None = data.get("event_from_user")
        bot: Bot = data["bot"]
        asked = await is_asked(event, bot)
        if not asked and is_chatter(event):
            return await handler(event, data)
        key = user.id if user is not None and chat.type == "channel" else chat.id
        may_drop = asked and (user is None or user.id not in self._editor_ids)
        async with self._queues.turn(key, may_drop=may_drop) as is_ours:
            return await handler(event, data) if is_ours else None
