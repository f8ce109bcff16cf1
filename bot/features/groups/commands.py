"""Commands, questions and buttons in groups: some are for all members, settings for the admins."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from aiogram import BaseMiddleware, Bot, F, Router
from aiogram.filters import Command, MagicData, invert_f
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.features.groups import forum_topic
from bot.features.groups.callbacks import CloseMessage
from bot.telegram.chats.command_menu import GROUP_ADMIN_COMMANDS
from bot.telegram.client.middlewares import ReplyTarget, get_reply_target, reply_to
from bot.telegram.context import Context
from bot.telegram.filters import SyncFilter, get_question
from bot.telegram.middlewares import Handler
from bot.ui.callbacks import RunCommand
from bot.ui.decoration import Decoration
from bot.ui.document import Button, ButtonStyle
from news.query.chat_words import find_chat_intent


def router(public_router: Router, admin_router: Router) -> Router:
    """Build the router of groups from what all members may do and what only admins may.

    A member who tries the latter gets a refusal. Conversation, commands to other bots and posts of
    a linked channel are ignored.
    """
    group = Router(name="group")
    is_here = MagicData(F.ctx.subscriber.kind.in_({"group", "supergroup"}))
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
    """Refuse members the one button of the public router that changes a setting."""
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


class MentionSearchMiddleware(BaseMiddleware):
    """Turns «@bot слово», or a reply to one of the bot's messages, into ``/search слово``; an
    everyday word into its command, so that the rights of commands hold for it."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        if isinstance(event, Message):
            bot: Bot = data["bot"]
            question = get_question(event, bot.id, (await bot.me()).username or "")
            if question is not None:
                text = _build_command(question, data["ctx"])
                event = event.model_copy(update={"text": text, "entities": None})
        return await handler(event, data)


def _build_command(question: str, ctx: Context) -> str:
    intent = find_chat_intent(question, ctx.services.search.get_forms)
    return f"/search {question}".rstrip() if intent is None else f"/{intent}"


class MenuMiddleware(BaseMiddleware):
    """Adds a "Done" button to every settings message in a group, which deletes the message."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        ctx: Context = data["ctx"]
        chat_id = ctx.subscriber.chat_id
        decoration = Decoration(
            footer=(Button(ctx.t("button-done"), CloseMessage().pack(), style=ButtonStyle.SUCCESS),)
        )
        target = get_reply_target() or ReplyTarget(chat_id, chat_id)
        with reply_to(replace(target, decoration=decoration)):
            return await handler(event, data)


async def is_admin(event: Message | CallbackQuery, ctx: Context) -> bool:
    """Return whether an admin of the group wrote or pressed, anonymously or not; remember them.

    Messages in the name of a channel, also of the linked one, are not from an admin.
    """
    message = event.message if isinstance(event, CallbackQuery) else event
    if message is None or event.from_user is None:
        return False
    if isinstance(event, Message) and event.sender_chat is not None:
        return event.sender_chat.id == event.chat.id
    chat_id, user_id = message.chat.id, event.from_user.id
    if not await ctx.runtime.chat_admins.is_admin(chat_id, user_id):
        return False
    await ctx.services.chats.remember_admin(chat_id, user_id)
    return True


async def refuse_command(message: Message, ctx: Context) -> None:
    """Answer an admins' command of another group member."""
    await ctx.send(ctx.t("admins-only"))


async def refuse_button(query: CallbackQuery, ctx: Context) -> None:
    """Answer an admins' button that another group member pressed."""
    ctx.answer_button(ctx.t("admins-only"), alert=True)
