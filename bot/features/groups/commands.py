"""In a group the bot answers only what is asked of it; what is set there, its admins set."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from aiogram import BaseMiddleware, Bot, F, Router
from aiogram.filters import Command, MagicData, invert_f
from aiogram.types import CallbackQuery, Message, TelegramObject
from aiogram.utils.callback_answer import CallbackAnswer

from bot.features.groups import forum_topic
from bot.features.groups.callbacks import CloseMessage
from bot.telegram.chats.admins import ChatAdmins, remember_admin
from bot.telegram.chats.command_menu import GROUP_ADMIN_COMMANDS
from bot.telegram.client.reply_target import ReplyTarget, get_reply_target, reply_to
from bot.telegram.filters import SyncFilter
from bot.telegram.middlewares.mention_search import MentionSearchMiddleware
from bot.telegram.responses import send_document
from bot.ui.callbacks import RunCommand
from bot.ui.decoration import Decoration
from bot.ui.document import Button, build_document
from service.i18n.translations import Translator
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


def router(public_router: Router, admin_router: Router) -> Router:
    """``asking`` is for everybody, ``managing`` for the admins: anyone else is told so. Chatter
    goes by unanswered, and so do other bots' commands and what a linked channel posts."""
    group = Router(name="group")
    is_here = MagicData(F.reader.kind.in_({"group", "supergroup"}))
    group.message.outer_middleware(MentionSearchMiddleware())
    group.message.filter(SyncFilter(F.text.startswith("/") & ~F.is_automatic_forward), is_here)
    group.callback_query.filter(is_here)
    admin_router.message.filter(Command(*GROUP_ADMIN_COMMANDS, "start", ignore_case=True), is_admin)
    admin_router.callback_query.filter(is_admin)
    admin_router.message.middleware(MenuMiddleware())
    admin_router.callback_query.middleware(MenuMiddleware())
    admin_router.message.middleware(forum_topic.ThreadChoiceMiddleware())
    group.include_routers(
        _build_guard_router(), public_router, admin_router, _build_refusal_router()
    )
    return group


def _build_guard_router() -> Router:
    """The one button among everybody's that sets something."""
    router = Router(name="guard")
    router.callback_query.register(
        refuse_button, RunCommand.filter(F.command == "quiet"), invert_f(is_admin)
    )
    return router


def _build_refusal_router() -> Router:
    router = Router(name="admins only")
    router.message.register(refuse_command, Command(*GROUP_ADMIN_COMMANDS, ignore_case=True))
    router.callback_query.register(refuse_button)
    return router


class MenuMiddleware(BaseMiddleware):
    """Every menu in a group can be closed, so that none is left lying about: «Done» takes it away,
    where in private it leads back to the settings or leaves a line."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        t: Translator = data["t"]
        chat_id = data["reader"].chat_id
        frame = Decoration(footer=(Button(t("button-done"), CloseMessage().pack()),))
        address = get_reply_target() or ReplyTarget(chat_id, chat_id)
        with reply_to(replace(address, decoration=frame)):
            return await handler(event, data)


async def is_admin(event: Message | CallbackQuery, admins: ChatAdmins, database: Database) -> bool:
    """Whether the group's own admin wrote or pressed, anonymously or not. What is written in the
    name of a channel, a linked one too, is no admin's."""
    message = event.message if isinstance(event, CallbackQuery) else event
    if message is None or event.from_user is None:
        return False
    if isinstance(event, Message) and event.sender_chat is not None:
        return event.sender_chat.id == event.chat.id
    if not await admins.is_admin(message.chat.id, event.from_user.id):
        return False
    await remember_admin(database, message.chat.id, event.from_user.id)
    return True


async def refuse_command(message: Message, bot: Bot, reader: Subscriber, t: Translator) -> None:
    await send_document(bot, reader, build_document(t("admins-only")))


async def refuse_button(
    query: CallbackQuery, callback_answer: CallbackAnswer, t: Translator
) -> None:
    callback_answer.text, callback_answer.show_alert = t("admins-only"), True
