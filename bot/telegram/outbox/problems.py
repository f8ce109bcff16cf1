"""Notify editors and groups of messages that cannot be delivered as intended."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError

from bot.ui import plain
from bot.ui.document import build_document
from news.model import InterfaceLanguage
from service.broadcasts.service import BroadcastService
from service.editors.rights import Right
from service.editors.service import EditorService
from service.i18n.translations import Translations
from service.ops.logs import bind_log_context
from service.subscribers.service import SubscriberService

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BroadcastPaused:
    """A broadcast was paused: its first hundred deliveries failed, and none succeeded."""

    broadcast_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class PayloadRejected:
    """Telegram rejected a payload: our mistake."""

    payload_id: int
    broadcast_id: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class TopicLost:
    """The forum topic of a group is deleted or closed; messages now go to the general one."""

    chat_id: int


DeliveryProblem = BroadcastPaused | PayloadRejected | TopicLost


class ProblemNotifier:
    """Notifies the editor of a broadcast, or all who may send, of each rejected payload once.

    A group is notified of its lost topic.
    """

    def __init__(
        self,
        bot: Bot,
        subscribers: SubscriberService,
        broadcasts: BroadcastService,
        translations: Translations,
        editors: EditorService,
        default_language: InterfaceLanguage,
    ) -> None:
        self._bot = bot
        self._subscribers = subscribers
        self._broadcasts = broadcasts
        self._translations = translations
        self._editors = editors
        self._default = default_language
        self._notified_payloads: set[int] = set()

    async def __call__(self, problem: DeliveryProblem) -> None:
        if isinstance(problem, BroadcastPaused):
            with bind_log_context(broadcast=problem.broadcast_id):
                log.warning("paused, no delivery succeeded: %s", problem.reason)
            return  # shown in the report, with buttons: `bot.features.broadcasts.job`
        if isinstance(problem, TopicLost):
            await self._send(problem.chat_id, "thread-lost")
            return
        if problem.payload_id in self._notified_payloads:
            return
        self._notified_payloads.add(problem.payload_id)
        for editor in await self._get_recipients(problem):
            await self._notify(editor, problem)

    async def _get_recipients(self, problem: PayloadRejected) -> Sequence[int]:
        if problem.broadcast_id is not None:
            broadcast = await self._broadcasts.get(problem.broadcast_id)
            if broadcast is not None:
                return (await self._broadcasts.find_responsible(broadcast),)
        return await self._editors.list_ids(Right.SEND)

    async def _notify(self, editor: int, rejected: PayloadRejected) -> None:
        if rejected.broadcast_id is None:
            payload = str(rejected.payload_id)
            await self._send(editor, "delivery-rejected", payload=payload, reason=rejected.reason)
            return
        number = str(rejected.broadcast_id)
        await self._send(editor, "delivery-rejected-broadcast", id=number, reason=rejected.reason)

    async def _send(self, chat_id: int, key: str, **arguments: str) -> None:
        subscriber = await self._subscribers.get(chat_id)
        t = self._translations[subscriber.language if subscriber else self._default]
        try:
            await self._bot(plain.render(build_document(t(key, **arguments))).send(chat_id))
        except (TelegramAPIError, ClientDecodeError) as error:
            log.warning("chat %d could not be notified (%s): %s", chat_id, key, error)
