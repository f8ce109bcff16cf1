"""Who is speaking, and in which language to answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import Chat, TelegramObject, Update, User

from bot.telegram.client.rich_fallback import RichFallbackMiddleware
from bot.telegram.context import Context, Runtime
from news.model import InterfaceLanguage
from service.bootstrap import Services
from service.i18n import timezones
from service.subscribers.service import build_default_subscriber
from storage.chats import subscribers
from storage.stats.audit_log import Actor

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class SubscriberMiddleware(BaseMiddleware):
    """Gives handlers ``reader`` (on record, or new: ``is_on_record`` says which), ``t`` (their
    translator), ``is_editor``, ``actor`` (for the audit log) and ``now``. The reader is the chat;
    but who presses a button under a channel's post, or types the bot's name in whatever chat, reads
    for themselves, as in their private chat. While Telegram's server knows no rich messages,
    everybody reads plain ones."""

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
        data["now"] = now = self._services.clock()
        data["actor"] = Actor(user.id, user.full_name) if user is not None else None
        data["is_editor"] = user is not None and user.id in self._settings.admin_ids
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
            async with self._services.database.read_few() as connection:
                known = await subscribers.get(connection, chat_id)
            reader = known or build_default_subscriber(
                self._settings,
                chat_id,
                kind,
                guess.language,
                now,
                self._guess_timezone(user, guess.language) if kind == "private" else None,
            )
            data["reader"] = reader if self._fallback.knows_rich else replace(reader, style="plain")
            data["is_on_record"] = known is not None
            data["t"] = self._translations[reader.language]
            data["ctx"] = Context(
                bot=data["bot"],
                services=self._services,
                runtime=self._runtime,
                subscriber=data["reader"],
                is_on_record=data["is_on_record"],
                is_editor=data["is_editor"],
                actor=data["actor"],
                t=data["t"],
                now=now,
            )
        return await handler(event, data)

    def _guess_timezone(self, user: User | None, language: InterfaceLanguage) -> str:
        code = user.language_code if user is not None else None
        return timezones.guess(code, language, self._settings.default_timezone)


def _is_personal(event: TelegramObject, chat: Chat | None) -> bool:
    if not isinstance(event, Update):
        return False
    pressed_in_channel = chat is not None and chat.type == "channel" and event.callback_query
    return event.inline_query is not None or bool(pressed_in_channel)
