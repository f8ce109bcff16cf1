"""/channels: the groups and channels that a person administers, in their private chat."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.features.groups import views
from bot.telegram.context import Context
from bot.ui.callbacks import RunCommand
from bot.ui.document import Document
from service.editors.rights import Right
from storage.chats.subscribers import Subscriber

MAX_CHATS = 50
"""Chats in one list: each costs a request to Telegram and a button."""


def router() -> Router:
    router = Router(name="channels")
    router.message.register(on_channels_command, Command("channels", ignore_case=True))
    router.callback_query.register(
        on_channels_requested, RunCommand.filter(F.command == "channels")
    )
    return router


async def on_channels_command(message: Message, ctx: Context) -> None:
    """Send the list of chats that the person administers."""
    await ctx.send(await _build_list(ctx))


async def on_channels_requested(query: CallbackQuery, ctx: Context) -> None:
    """Show that list in the place of the message with the button."""
    await ctx.edit(query, await _build_list(ctx))


async def _build_list(ctx: Context) -> Document:
    """Build the list of the chats that the person administers according to Telegram now."""
    await _load_missing_admins(ctx)
    user_id, admins = ctx.subscriber.chat_id, ctx.runtime.chat_admins
    known = await ctx.services.chats.list_managed_chats(user_id, MAX_CHATS)
    is_admin = await asyncio.gather(*(admins.is_admin(chat.chat_id, user_id) for chat in known))
    managed = [chat for chat, is_managed in zip(known, is_admin, strict=True) if is_managed]
    username = (await ctx.bot.me()).username or ""
    return views.build_chat_list(ctx.t, managed, username, await _list_offered(ctx, managed))


async def _list_offered(ctx: Context, managed: Sequence[Subscriber]) -> frozenset[int]:
    """Return the channels whose posts an editor can take as articles; none for other people."""
    if not ctx.may(Right.SOURCES):
        return frozenset()
    # Telegram says who administers a channel only to a bot that is an administrator too, and sends
    # it the posts, whether it may post itself or not.
    channels = frozenset(chat.chat_id for chat in managed if chat.kind == "channel")
    return channels - await ctx.services.own_channels.list_taken(channels)


async def _load_missing_admins(ctx: Context) -> None:
    """Ask Telegram for the admins of chats that were there before admins were recorded."""
    for chat_id in await ctx.services.chats.list_chats_without_admins(MAX_CHATS):
        people = await ctx.runtime.chat_admins.list_human_admins(chat_id)
        await ctx.services.chats.add_admins(chat_id, people)
