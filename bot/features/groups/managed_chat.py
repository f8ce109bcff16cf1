"""Setting up a group or a channel from its admin's private chat: buttons and commands that act for
it."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    CallbackQuery,
    Message,
    TelegramObject,
    Update,
    User,
)

from bot.features.groups import views
from bot.telegram.chats.command_menu import GROUP_ADMIN_COMMANDS
from bot.telegram.client.middlewares import ReplyTarget, reply_to
from bot.telegram.context import Context
from bot.telegram.message_input import list_replied_data
from bot.telegram.middlewares import Handler
from bot.ui.callbacks import OpenScreen, ScreenName, unwrap_callback, wrap_callback
from bot.ui.decoration import Decoration
from service.i18n.translations import Translator
from storage.chats.subscribers import Subscriber

_LINK = re.compile(r"/start set-([0-9a-f]{1,13})(?:-([0-9]{1,10}))?", re.IGNORECASE)
_SHOW = "/settings"


@dataclass(frozen=True, slots=True)
class ManagedChat:
    """A chat to act for. ``update``: as it would have come from the chat itself.

    ``post_id``: the message there whose link led here, which is to be deleted.
    """

    chat_id: int
    update: Update
    post_id: int | None = None


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


def build_link_payload(chat_id: int, post_id: int) -> str:
    """Return the payload of the deep link in a post of the chat itself."""
    return f"set-{-chat_id:x}-{post_id}"


def resolve_managed_chat(update: Update, commands: frozenset[str]) -> ManagedChat | None:
    """Return the chat that an update in a private chat acts for, None if it is the person's own.

    It is named by a wrapped button, by a deep link, or by the buttons of the message to which one
    of ``commands`` replies.
    """
    query, message = update.callback_query, update.message
    if query is not None:
        return _from_button(update, query)
    if message is None or message.chat.type != "private" or not message.text:
        return None
    if link := _LINK.fullmatch(message.text):
        post = int(link[2]) if link[2] else None
        return ManagedChat(-int(link[1], 16), _with_text(update, message, _SHOW), post)
    name = message.text.split(maxsplit=1)[0].removeprefix("/").lower()
    if not message.text.startswith("/") or name not in commands:
        return None
    chat_id = _find_replied_chat(message)
    return None if chat_id is None else ManagedChat(chat_id, update)


def _from_button(update: Update, query: CallbackQuery) -> ManagedChat | None:
    if query.message is None or query.message.chat.type != "private":
        return None
    unwrapped = unwrap_callback(query.data or "")
    if unwrapped is None:
        return None
    chat_id, data = unwrapped
    pressed = query.model_copy(update={"data": data})
    return ManagedChat(chat_id, update.model_copy(update={"callback_query": pressed}))


def _find_replied_chat(message: Message) -> int | None:
    """Return the chat of the buttons under the message that this one replies to."""
    found = map(unwrap_callback, list_replied_data(message))
    chat_ids = {unwrapped[0] for unwrapped in found if unwrapped}
    return chat_ids.pop() if len(chat_ids) == 1 else None


def _with_text(update: Update, message: Message, text: str) -> Update:
    changed = message.model_copy(update={"text": text, "entities": None})
    return update.model_copy(update={"message": changed})
