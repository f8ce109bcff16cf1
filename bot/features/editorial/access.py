"""Refusals for people who use commands and buttons of editors."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.telegram.chats.command_menu import EDITOR_COMMANDS
from bot.telegram.context import Context
from bot.ui.callbacks import EditorCallback


def router() -> Router:
    """Return the router that follows those of editors, which accept only editors."""
    router = Router(name="editors only")
    router.message.register(refuse_command, Command(*EDITOR_COMMANDS, ignore_case=True))
    for button in EditorCallback.__subclasses__():
        router.callback_query.register(refuse_button, button.filter())
    return router


async def refuse_command(message: Message, ctx: Context) -> None:
    """Answer an editors' command of another person."""
    await ctx.send(ctx.t("editors-only"))


async def refuse_button(query: CallbackQuery, ctx: Context) -> None:
    """Answer an editors' button that another person pressed."""
    ctx.answer_button(ctx.t("editors-only"), alert=True)
