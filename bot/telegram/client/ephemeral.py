"""Ephemeral messages (Bot API 10.2): an answer in a group that only the person who asked sees."""

from __future__ import annotations

import contextlib
import logging

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramNotFound
from aiogram.methods import DeleteEphemeralMessage
from aiogram.types import CallbackQuery, EphemeralMessageParameters

from bot.ui.message import Message

log = logging.getLogger(__name__)


class EphemeralMessages:
    """Sends ephemeral messages as long as the Bot API server is known to have them.

    A server that does not know the parameters would show the message to the whole group, so the
    first use asks for a method that only a server with ephemeral messages has.
    """

    def __init__(self) -> None:
        self._is_supported: bool | None = None

    async def send(self, bot: Bot, query: CallbackQuery, message: Message) -> bool:
        """Answer a pressed button of a group with a plain message; return whether it was sent."""
        assert query.message is not None, "a button of a message in a group"
        chat_id = query.message.chat.id
        if not await self._check_support(bot, chat_id, query.from_user.id):
            return False
        # 10.2 reads the receiver from two fields, 10.3 from an object.
        parameters = {"receiver_user_id": query.from_user.id, "callback_query_id": query.id}
        nested = EphemeralMessageParameters.model_validate(parameters)
        method = message.send(chat_id).to_aiogram()
        method = method.model_copy(update={**parameters, "ephemeral_message_parameters": nested})
        try:
            sent = await bot(method)
        except TelegramBadRequest as error:
            log.info("no ephemeral message in chat %d: %s", chat_id, error)
            return False
        if sent.ephemeral_message_id is None:
            log.warning("the server shows ephemeral messages to all; links are used instead")
            self._is_supported = False
            await bot.delete_message(chat_id, sent.message_id)
            return False
        return True

    async def _check_support(self, bot: Bot, chat_id: int, user_id: int) -> bool:
        if self._is_supported is None:
            # No message has the number 0: a server that has the method refuses it.
            probe = DeleteEphemeralMessage(
                chat_id=chat_id, receiver_user_id=user_id, ephemeral_message_id=0
            )
            try:
                with contextlib.suppress(TelegramBadRequest):
                    await bot(probe)
            except TelegramNotFound:
                log.info("the server has no ephemeral messages; links are used instead")
                self._is_supported = False
            else:
                self._is_supported = True
        return self._is_supported
