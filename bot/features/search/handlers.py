"""Search: by /search, and by just writing words."""

from __future__ import annotations

from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.features.search.callbacks import SearchMenu, SearchPage, SearchSuggestion
from bot.features.search.presenter import SearchPresenter
from bot.telegram.filters import SyncFilter
from bot.telegram.responses import edit_or_send, send_document
from bot.ui import renderer
from bot.ui.document import build_document
from service.i18n.translations import Translator
from service.search.service import SearchService
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database


def router() -> Router:
    router = Router(name="search")
    router.message.register(on_search_command, Command("search", ignore_case=True))
    router.message.register(on_search_text, SyncFilter(F.text & ~F.text.startswith("/")))
    router.callback_query.register(show_search_screen, SearchPage.filter())
    router.callback_query.register(show_search_screen, SearchMenu.filter())
    router.callback_query.register(show_search_screen, SearchSuggestion.filter())
    return router


async def on_search_command(
    message: Message,
    command: CommandObject,
    bot: Bot,
    database: Database,
    searching: SearchService,
    reader: Subscriber,
    is_editor: bool,
    t: Translator,
    now: datetime,
) -> None:
    finder = SearchPresenter(database, searching, reader, is_editor, t, now)
    answer = (
        await finder.build_first_page(command.args)
        if command.args
        else build_document(finder.format_prompt())
    )
    await send_document(bot, reader, answer)


async def on_search_text(
    message: Message,
    bot: Bot,
    database: Database,
    searching: SearchService,
    reader: Subscriber,
    is_editor: bool,
    t: Translator,
    now: datetime,
) -> None:
    finder = SearchPresenter(database, searching, reader, is_editor, t, now)
    await send_document(bot, reader, await finder.build_first_page(message.text or ""))


async def show_search_screen(
    query: CallbackQuery,
    callback_data: SearchPage | SearchMenu | SearchSuggestion,
    bot: Bot,
    database: Database,
    searching: SearchService,
    reader: Subscriber,
    is_editor: bool,
    t: Translator,
    now: datetime,
) -> None:
    """Another page, other bounds, a choice of them, or another search: in the same message."""
    finder = SearchPresenter(database, searching, reader, is_editor, t, now)
    match callback_data:
        case SearchPage():
            document = await finder.build_page(callback_data)
        case SearchMenu():
            document = await finder.build_filter_menu(callback_data)
        case SearchSuggestion():
            document = await finder.build_suggested_search(callback_data.search)
    (message,) = renderer.render(document or build_document(t("search-forgotten")), reader.style)
    await edit_or_send(bot, query, message)
