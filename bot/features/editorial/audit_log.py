"""/log: what editors did, page by page."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.features.editorial import views
from bot.features.editorial.callbacks import LogPage
from bot.telegram.context import Context
from bot.telegram.filters import May
from bot.telegram.message_input import parse_numbered_args
from bot.ui.document import Document
from service.editors.rights import Right


def router() -> Router:
    router = Router(name="audit log")
    router.message.filter(May(Right.FIGURES))
    router.callback_query.filter(May(Right.FIGURES))
    router.message.register(on_log_command, Command("log", ignore_case=True))
    router.callback_query.register(show_log_page, LogPage.filter())
    return router


async def on_log_command(message: Message, command: CommandObject, ctx: Context) -> None:
    """Show the first page: ``/log``, or ``/log 12`` for the entries of one broadcast."""
    args = parse_numbered_args(command)
    if command.args and (args is None or args.text):
        await ctx.send(ctx.t("log-usage"))
        return
    page = LogPage(offset=0, broadcast=args.number if args else 0)
    await ctx.send(await _build_page(ctx, page))


async def show_log_page(query: CallbackQuery, callback_data: LogPage, ctx: Context) -> None:
    """Show another page of the audit log in place."""
    await ctx.edit(query, await _build_page(ctx, callback_data))


async def _build_page(ctx: Context, page: LogPage) -> Document:
    found = await ctx.services.stats.get_audit_page(
        views.LOG_PAGE_SIZE, page.offset, page.broadcast or None
    )
    return views.build_log(ctx.t, found, page, ctx.subscriber.timezone, ctx.now)
