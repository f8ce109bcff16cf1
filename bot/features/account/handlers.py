"""/mydata exports the data of a chat, /stop erases it; a person who blocks the bot."""

from __future__ import annotations

import asyncio
import logging

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    ChatMemberUpdated,
    InlineKeyboardMarkup,
    Message,
)

from bot.features.account import views
from bot.features.account.callbacks import EraseData
from bot.telegram.chats.membership import MembershipChange, detect_membership_change
from bot.telegram.context import Context
from bot.telegram.filters import SyncFilter
from bot.ui.callbacks import OpenScreen, RunCommand, ScreenName
from bot.ui.message import build_keyboard

log = logging.getLogger(__name__)

FILE_NAME = "svodka.json"


def router() -> Router:
    router = Router(name="mydata")
    router.message.register(on_mydata, Command("mydata", ignore_case=True))
    router.callback_query.register(on_mydata, RunCommand.filter(F.command == "mydata"))
    router.callback_query.register(
        show_mydata_screen, OpenScreen.filter(F.name == ScreenName.MYDATA)
    )
    router.message.register(on_stop, Command("stop", ignore_case=True))
    router.callback_query.register(on_stop, RunCommand.filter(F.command == "erase"))
    router.callback_query.register(show_erase_screen, OpenScreen.filter(F.name == ScreenName.ERASE))
    router.callback_query.register(on_erase_chosen, EraseData.filter())
    return router


async def on_mydata(event: Message | CallbackQuery, ctx: Context) -> None:
    """Send everything kept about the chat as a file."""
    chat_id = ctx.subscriber.chat_id
    sections = await ctx.services.chats.export_data(chat_id)
    # In a thread: years of deliveries take longer to encode than the event loop may be blocked.
    body = await asyncio.to_thread(views.build_export_file, sections, chat_id, ctx.now)
    buttons = build_keyboard(views.build_file_buttons(ctx.t))
    await ctx.bot.send_document(
        chat_id,
        BufferedInputFile(body, FILE_NAME),
        caption=views.format_caption(ctx.t, sections),
        reply_markup=InlineKeyboardMarkup.model_validate({"inline_keyboard": buttons}),
    )


async def show_mydata_screen(query: CallbackQuery, ctx: Context) -> None:
    """Show what /mydata exports, in the settings message."""
    await ctx.edit(query, views.build_mydata_screen(ctx.t))


async def on_stop(event: Message | CallbackQuery, ctx: Context) -> None:
    """Ask whether to erase everything."""
    await ctx.send(views.build_erase_question(ctx.t))


async def show_erase_screen(query: CallbackQuery, ctx: Context) -> None:
    """Ask in the settings message whether to erase everything."""
    await ctx.edit(query, views.build_erase_question(ctx.t))


async def on_erase_chosen(query: CallbackQuery, callback_data: EraseData, ctx: Context) -> None:
    """Erase everything, also what waits in the outbox and is not at Telegram yet."""
    if not callback_data.confirmed:
        await ctx.edit(query, views.build_erase_cancelled(ctx.t))
        return
    erased = await ctx.services.chats.erase_data(ctx.subscriber, ctx.now)
    ctx.runtime.outbox.forget_chat(ctx.subscriber.chat_id)
    await ctx.edit(query, views.build_erase_report(ctx.t, erased.counts, erased.topics))


def blocked_router() -> Router:
    """Return the router of private chats whose person blocked or unblocked the bot."""
    router = Router(name="blocked")
    router.my_chat_member.filter(SyncFilter(F.chat.type == "private"))
    router.my_chat_member.register(on_private_membership_changed)
    return router


async def on_private_membership_changed(event: ChatMemberUpdated, ctx: Context) -> None:
    """Mark a person who blocked the bot as unreachable before a delivery to them fails.

    Unblocking changes nothing: Telegram's own button for it sends /start, which activates them.
    """
    change = detect_membership_change("private", event.old_chat_member, event.new_chat_member)
    if change is MembershipChange.REMOVED and await ctx.services.chats.mark_blocked(
        event.chat.id, ctx.now
    ):
        log.info("chat %d is unreachable: the bot was blocked", event.chat.id)
