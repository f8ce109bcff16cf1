"""Refusals for people who use commands and buttons of editors without the right."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from bot.features.editorial.callbacks import CALLBACK_RIGHTS, EDITOR_CALLBACKS
from bot.features.editorial.editors_views import format_role
from bot.telegram.chats.command_menu import COMMAND_RIGHTS, EDITOR_COMMANDS
from bot.telegram.context import Context
from service.editors.rights import Right, has_right
from storage.chats.editors import Role


def router() -> Router:
    """Return the router that follows those of editors, which accept only those who may."""
    router = Router(name="editors only")
    router.message.register(refuse_command, Command(*EDITOR_COMMANDS, ignore_case=True))
    for button in EDITOR_CALLBACKS:
        router.callback_query.register(refuse_button, button.filter())
    return router


async def refuse_command(message: Message, command: CommandObject, ctx: Context) -> None:
    """Answer an editors' command of a person without the right."""
    await ctx.send(_format_refusal(ctx, COMMAND_RIGHTS[command.command.lower()]))


async def refuse_button(query: CallbackQuery, callback_data: CallbackData, ctx: Context) -> None:
    """Answer an editors' button that a person without the right pressed, such as a former
    editor."""
    right = CALLBACK_RIGHTS[type(callback_data)]
    ctx.answer_button(_format_refusal(ctx, right), alert=True)


def _format_refusal(ctx: Context, right: Right) -> str:
    if ctx.role is None:
        return ctx.t("editors-only")
    needed = next(role for role in Role if has_right(role, right))
    return ctx.t(
        "role-too-low", needed=format_role(ctx.t, needed), role=format_role(ctx.t, ctx.role)
    )
