"""Search: by /search, or by a message that is just words."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery
from aiogram.types import Message as TelegramMessage

from bot.features.articles.api import to_public_post
from bot.features.search.api import (
    SearchScreenData,
    build_first_page,
    build_screen,
    format_prompt,
)
from bot.features.search.callbacks import (
    SearchFilterScreen,
    SearchMenu,
    SearchPage,
    SearchSuggestion,
)
from bot.telegram.context import Context, edit_or_send
from bot.telegram.filters import SyncFilter
from bot.ui import renderer
from bot.ui.document import Document, build_document
from bot.ui.message import Message

_SCREENS = (SearchPage, SearchFilterScreen, SearchMenu, SearchSuggestion)
_SHARED_PREFIXES = frozenset(data.__prefix__ for data in _SCREENS)


def router() -> Router:
    router = Router(name="search")
    router.message.register(on_search_command, Command("search", ignore_case=True))
    router.message.register(on_search_text, SyncFilter(F.text & ~F.text.startswith("/")))
    for data in _SCREENS:
        router.callback_query.register(show_search_screen, data.filter())
    return router


async def on_search_command(message: TelegramMessage, command: CommandObject, ctx: Context) -> None:
    """Search for the words after /search; without words ask for them."""
    if command.args:
        await _send(ctx, await build_first_page(ctx, command.args))
    else:
        await ctx.send(build_document(format_prompt(ctx)))


async def on_search_text(message: TelegramMessage, ctx: Context) -> None:
    """Search for the text that the person sent."""
    await _send(ctx, await build_first_page(ctx, message.text or ""))


async def show_search_screen(
    query: CallbackQuery, callback_data: SearchScreenData, ctx: Context
) -> None:
    """Show another page, the filters, the choices of one or a suggested search in its place."""
    document = await build_screen(ctx, callback_data)
    document = document or build_document(ctx.t("search-forgotten"))
    (message,) = renderer.render(document, ctx.subscriber.style)
    await edit_or_send(ctx.bot, query, _adapt(ctx, message))


async def _send(ctx: Context, document: Document) -> None:
    for message in renderer.render(document, ctx.subscriber.style):
        await ctx.bot(_adapt(ctx, message).send(ctx.subscriber.chat_id))


def _adapt(ctx: Context, message: Message) -> Message:
    """Return a page for a person, or for a group: all its members may turn the pages."""
    return to_public_post(message, _SHARED_PREFIXES) if ctx.is_public else message
