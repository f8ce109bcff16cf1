"""Refusals for people who use commands and buttons of editors without the right."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.telegram.chats.command_menu import COMMAND_RIGHTS, EDITOR_COMMANDS
from bot.telegram.context import Context
from bot.ui.callbacks import EditorCallback
from service.editors.rights import Right, has_right
from storage.chats.editors import Role


def router() -> Router:
    """Return the router that follows those of editors, which accept only those who may."""
    router = Router(name="editors only")
    router.message.register(refuse_command, Command(*EDITOR_COMMANDS, ignore_case=True))
    for button in EditorCallback.__subclasses__():
        router.callback_query.register(refuse_button, button.filter())
    return router


async def refuse_command(message: Message, command: CommandObject, ctx: Context) -> None:
    """Answer an editors' command of a person without the right."""
    await ctx.send(_format_refusal(ctx, COMMAND_RIGHTS[command.command.lower()]))


async def refuse_button(query: CallbackQuery, callback_data: EditorCallback, ctx: Context) -> None:
    """Answer an editors' button that a person without the right pressed, such as a former
    editor."""
    ctx.answer_button(_format_refusal(ctx, callback_data.get_right()), alert=True)


def _format_refusal(ctx: Context, right: Right) -> str:
    if ctx.role is None:
        return ctx.t("editors-only")
    needed = next(role for role in Role if has_right(role, right))
    names = {role: ctx.t(f"role-{role.value}") for role in Role}
    return ctx.t("role-too-low", needed=names[needed], role=names[ctx.role])
