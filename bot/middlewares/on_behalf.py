"""Whoever sets up a group or a channel from afar."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import TelegramObject, Update, User

from bot.admins import Admins, note
from bot.callbacks import Screen, ScreenName
from bot.delivery.address import Address, answering
from bot.menus import GROUP_ADMINS
from bot.on_behalf import Target, target_of, wrap
from bot.translations import Translator
from bot.views import channels as views
from bot.views.frame import Frame
from storage import subscribers
from storage.engine import Database
from storage.subscribers import Subscriber

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class OnBehalfMiddleware(BaseMiddleware):
    """Whoever uses a button in a chat's name, and is its admin this minute, acts as that chat:
    ``reader`` is the chat, ``on_behalf`` is true, ``t`` stays the person's. What is answered is
    shown to the person alone, with the chat's name above and its mark on each button. Anybody else
    is told that they may not."""

    def __init__(self, database: Database, admins: Admins) -> None:
        self._database = database
        self._admins = admins
        self._commands = frozenset(GROUP_ADMINS)

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        data["on_behalf"] = False
        user: User | None = data.get("event_from_user")
        assert isinstance(event, Update)
        target = target_of(event, self._commands)
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
        await note(self._database, chat.chat_id, user.id)
        await _clear(bot, target)
        data["reader"], data["is_on_record"], data["on_behalf"] = chat, True, True
        with answering(Address(chat.chat_id, user.id, frame=frame(t, chat))):
            return await handler(target.update, data)


def frame(t: Translator, chat: Subscriber) -> Frame:
    """Around everything that is shown of a chat's settings."""
    back = views.back(t)
    again = views.settings_of(t, wrap(chat.chat_id, Screen(name=ScreenName.MAIN).pack()))
    return Frame(
        headline=views.headline(t, chat),
        wrap=partial(wrap, chat.chat_id),
        foot=(back,),
        foot_alone=(again, back),
    )


async def _refuse(bot: Bot, target: Target, user: User, said: str) -> None:
    query = target.update.callback_query
    if query is not None:
        await bot.answer_callback_query(query.id, said, show_alert=True)
    else:
        await bot.send_message(user.id, said)


async def _clear(bot: Bot, target: Target) -> None:
    """Take away the channel's post with the link to here. Telegram lets the bot edit nobody's posts
    but its own, so a forged number deletes nobody else's."""
    if target.post is not None:
        with contextlib.suppress(TelegramBadRequest):  # gone already, or no post of ours
            await bot.edit_message_reply_markup(chat_id=target.chat_id, message_id=target.post)
            await bot.delete_message(target.chat_id, target.post)
