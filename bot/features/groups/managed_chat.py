"""Whoever sets up a group or a channel from afar."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import TelegramObject, Update, User

from bot.features.groups import views
from bot.telegram.chats.admins import ChatAdmins, remember_admin
from bot.telegram.chats.command_menu import GROUP_ADMIN_COMMANDS
from bot.telegram.chats.managed_chat import ManagedChat, resolve_managed_chat, wrap_callback
from bot.telegram.client.reply_target import ReplyTarget, reply_to
from bot.ui.callbacks import OpenScreen, ScreenName
from bot.ui.decoration import Decoration
from service.i18n.translations import Translator
from storage.chats import subscribers
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class ManagedChatMiddleware(BaseMiddleware):
    """Whoever uses a button in a chat's name, and is its admin this minute, acts as that chat:
    ``reader`` is the chat, ``on_behalf`` is true, ``t`` stays the person's. What is answered is
    shown to the person alone, with the chat's name above and its mark on each button. Anybody else
    is told that they may not."""

    def __init__(self, database: Database, admins: ChatAdmins) -> None:
        self._database = database
        self._admins = admins
        self._commands = frozenset(GROUP_ADMIN_COMMANDS)

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        data["on_behalf"] = False
        user: User | None = data.get("event_from_user")
        assert isinstance(event, Update)
        target = resolve_managed_chat(event, self._commands)
        if target is None or user is None:
            return await handler(event, data)
        bot: Bot = data["bot"]
        t: Translator = data["t"]
        if not await self._admins.is_admin(target.chat_id, user.id):
            return await _refuse(bot, target, user, t("channels-not-admin"))
        async with self._database.read() as connection:
            chat = await subscribers.get(connection, target.chat_id)
        if chat is None:
            return await _refuse(bot, target, user, t("channels-gone"))
        await remember_admin(self._database, chat.chat_id, user.id)
        await _delete_link_post(bot, target)
        data["reader"], data["is_on_record"], data["on_behalf"] = chat, True, True
        data["ctx"] = replace(data["ctx"], subscriber=chat, is_on_record=True, is_managed=True)
        with reply_to(ReplyTarget(chat.chat_id, user.id, decoration=build_decoration(t, chat))):
            return await handler(target.update, data)


def build_decoration(t: Translator, chat: Subscriber) -> Decoration:
    """Around everything that is shown of a chat's settings."""
    back = views.build_back_button(t)
    again = views.build_settings_button(
        t, wrap_callback(chat.chat_id, OpenScreen(name=ScreenName.MAIN).pack())
    )
    return Decoration(
        headline=views.format_headline(t, chat),
        wrap=partial(wrap_callback, chat.chat_id),
        footer=(back,),
        footer_alone=(again, back),
    )


async def _refuse(bot: Bot, target: ManagedChat, user: User, said: str) -> None:
    query = target.update.callback_query
    if query is not None:
        await bot.answer_callback_query(query.id, said, show_alert=True)
    else:
        await bot.send_message(user.id, said)


async def _delete_link_post(bot: Bot, target: ManagedChat) -> None:
    """Take away the channel's post with the link to here. Telegram lets the bot edit nobody's posts
    but its own, so a forged number deletes nobody else's."""
    if target.post_id is not None:
        with contextlib.suppress(TelegramBadRequest):  # gone already, or no post of ours
            await bot.edit_message_reply_markup(chat_id=target.chat_id, message_id=target.post_id)
            await bot.delete_message(target.chat_id, target.post_id)
