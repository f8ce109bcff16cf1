"""Whose chat an update is about, in which language and in which forum thread to answer."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import Chat, InaccessibleMessage, Message, TelegramObject, Update, User

from bot.telegram.client.middlewares import ReplyTarget, RichFallbackMiddleware, reply_to
from bot.telegram.context import Context, Runtime
from bot.telegram.middlewares import Handler
from news.model import InterfaceLanguage
from service.bootstrap import Services
from service.i18n import timezones
from service.subscribers.service import build_default_subscriber
from storage.chats.subscribers import GENERAL_THREAD_ID, Subscriber
from storage.database.errors import DatabaseAway, DatabaseFailure
from storage.stats.audit_log import Actor

log = logging.getLogger(__name__)


class SubscriberMiddleware(BaseMiddleware):
    """Gives handlers the `Context` as ``ctx``, and the error handler a translator as ``t``.

    The subscriber is the chat, but a person who presses a button under a channel's post, makes an
    inline query, or mentions the bot where it is no member, is the subscriber themselves, as in
    their private chat. As long as the Bot API server does not support rich messages, all messages
    are plain.
    """

    def __init__(
        self, services: Services, runtime: Runtime, fallback: RichFallbackMiddleware
    ) -> None:
        self._services = services
        self._runtime = runtime
        self._settings = services.settings
        self._translations = services.translations
        self._fallback = fallback

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        user: User | None = data.get("event_from_user")
        chat: Chat | None = data.get("event_chat")
        now = self._services.clock()
        guess = self._translations.guess(
            user.language_code if user else None, self._settings.default_language
        )
        data["t"] = guess
        if user is not None and _is_personal(event, chat):
            chat_id, kind = user.id, "private"
        elif chat is not None:
            chat_id, kind = chat.id, chat.type
        else:
            chat_id, kind = 0, ""
        if kind:
            known, role = await self._services.subscribers.get_with_role(
                chat_id, user.id if user is not None else None
            )
            subscriber = known or build_default_subscriber(
                self._settings,
                chat_id,
                kind,
                guess.language,
                now,
                self._guess_timezone(user, guess.language) if kind != "channel" else None,
            )
            # Not of a question from elsewhere: only updates of one chat come one after the other.
            if known is None and role is not None and chat is not None and chat.type == "private":
                known = await self._remember_editor(subscriber)
                subscriber = known or subscriber
            if not self._fallback.knows_rich:
                subscriber = replace(subscriber, style="plain")
            data["t"] = self._translations[subscriber.language]
            data["ctx"] = Context(
                bot=data["bot"],
                services=self._services,
                runtime=self._runtime,
                subscriber=subscriber,
                is_on_record=known is not None,
                role=role,
                actor=Actor(user.id, user.full_name) if user is not None else None,
                t=data["t"],
                now=now,
            )
        return await handler(event, data)

    async def _remember_editor(self, subscriber: Subscriber) -> Subscriber | None:
        """Store an editor, to whom the service writes by itself: in their language and time zone.
        Returns None where that fails, and is tried again with the next update."""
        try:
            return await self._services.subscribers.remember(subscriber)
        except DatabaseAway:
            raise
        except DatabaseFailure as error:
            log.warning("the language of editor %d is not stored: %s", subscriber.chat_id, error)
            return None

    def _guess_timezone(self, user: User | None, language: InterfaceLanguage) -> str | None:
        """Return the probable time zone of a person, which a group that they set up has too."""
        if user is None:
            return None
        return timezones.guess_timezone(
            user.language_code, language, self._settings.default_timezone
        )


def _is_personal(event: TelegramObject, chat: Chat | None) -> bool:
    if not isinstance(event, Update):
        return False
    is_in_channel = chat is not None and chat.type == "channel"
    is_asked_elsewhere = event.inline_query is not None or event.guest_message is not None
    return is_asked_elsewhere or (is_in_channel and event.callback_query is not None)


class ForumTopicMiddleware(BaseMiddleware):
    """Directs the answers to the forum thread of the update."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        assert isinstance(event, Update)
        query = event.callback_query
        message = event.message if query is None else query.message
        thread_id = _find_thread_id(message, data.get("ctx"))
        if message is None or thread_id is None or thread_id == GENERAL_THREAD_ID:
            return await handler(event, data)
        with reply_to(ReplyTarget(message.chat.id, message.chat.id, thread_id)):
            return await handler(event, data)


def _find_thread_id(
    message: Message | InaccessibleMessage | None, ctx: Context | None
) -> int | None:
    """Return the thread of a message; one too old to be accessible is in the digests' thread."""
    if isinstance(message, Message):
        return get_thread_id(message)
    if message is None or ctx is None or ctx.subscriber.chat_id != message.chat.id:
        return None
    return ctx.subscriber.thread_id


def get_thread_id(message: Message) -> int | None:
    """Return the forum thread of a message, None outside of forums.

    In other groups Telegram numbers the threads of replies too, but messages cannot be sent there.
    """
    if not message.chat.is_forum:
        return None
    return message.message_thread_id if message.is_topic_message else GENERAL_THREAD_ID
