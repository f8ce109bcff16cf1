"""Setting up a group or a channel from its admin's private chat."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from functools import partial
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import TelegramObject, Update, User

from bot.features.groups import views
from bot.telegram.chats.command_menu import GROUP_ADMIN_COMMANDS
from bot.telegram.chats.managed_chat import ManagedChat, resolve_managed_chat, wrap_callback
from bot.telegram.client.middlewares import ReplyTarget, reply_to
from bot.telegram.context import Context
from bot.telegram.middlewares import Handler
from bot.ui.callbacks import OpenScreen, ScreenName
from bot.ui.decoration import Decoration
from service.i18n.translations import Translator
from storage.chats.subscribers import Subscriber


class ManagedChatMiddleware(BaseMiddleware):
    """Lets an admin act for a chat: ``ctx.subscriber`` is that chat and ``ctx.is_managed`` is set.

    Answers go to the person, in their language, with the chat's name above and its id in each
    button. A person who is not an admin of the chat at the moment is refused.
    """

    def __init__(self) -> None:
        self._commands = frozenset(GROUP_ADMIN_COMMANDS)

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        user: User | None = data.get("event_from_user")
        assert isinstance(event, Update)
        target = resolve_managed_chat(event, self._commands)
        if target is None or user is None:
            return await handler(event, data)
        ctx: Context = data["ctx"]
        if not await ctx.runtime.chat_admins.is_admin(target.chat_id, user.id):
            return await _refuse(ctx.bot, target, user, ctx.t("channels-not-admin"))
        chat = await ctx.services.subscribers.get(target.chat_id)
        if chat is None:
            return await _refuse(ctx.bot, target, user, ctx.t("channels-gone"))
        await ctx.services.chats.remember_admin(chat.chat_id, user.id)
        await _delete_link_post(ctx.bot, target)
        data["ctx"] = replace(ctx, subscriber=chat, is_on_record=True, is_managed=True)
        decoration = build_decoration(ctx.t, chat)
        with reply_to(ReplyTarget(chat.chat_id, user.id, decoration=decoration)):
            return await handler(target.update, data)


def build_decoration(t: Translator, chat: Subscriber) -> Decoration:
    """Build what surrounds every screen of a managed chat: its name and the way back."""
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


async def _refuse(bot: Bot, target: ManagedChat, user: User, text: str) -> None:
    query = target.update.callback_query
    if query is not None:
        await bot.answer_callback_query(query.id, text, show_alert=True)
    else:
        await bot.send_message(user.id, text)


async def _delete_link_post(bot: Bot, target: ManagedChat) -> None:
    """Delete the channel's post whose link led here.

    The edit comes first because Telegram lets the bot edit only its own posts: a forged number in
    a link cannot delete another post.
    """
    if target.post_id is not None:
        with contextlib.suppress(TelegramBadRequest):  # deleted already, or not a post of the bot
            await bot.edit_message_reply_markup(chat_id=target.chat_id, message_id=target.post_id)
            await bot.delete_message(target.chat_id, target.post_id)
