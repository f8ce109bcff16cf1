"""Search: by /search, and by just writing words."""

from __future__ import annotations

from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.callbacks import SearchInstead, SearchMenu, SearchPage
from bot.filters import Fits
from bot.finder import Finder
from bot.replies import put_here, say
from bot.searching import Searching
from bot.translations import Translator
from bot.views import style
from bot.views.document import page
from storage.engine import Database
from storage.subscribers import Subscriber


def router() -> Router:
    router = Router(name="search")
    router.message.register(search, Command("search", ignore_case=True))
    router.message.register(search_text, Fits(F.text & ~F.text.startswith("/")))
    router.callback_query.register(show_here, SearchPage.filter())
    router.callback_query.register(show_here, SearchMenu.filter())
    router.callback_query.register(show_here, SearchInstead.filter())
    return router


async def search(
    message: Message,
    command: CommandObject,
    bot: Bot,
    database: Database,
    searching: Searching,
    reader: Subscriber,
    is_editor: bool,
    t: Translator,
    now: datetime,
) -> None:
    finder = Finder(database, searching, reader, is_editor, t, now)
    answer = await finder.answer(command.args) if command.args else page(finder.ask())
    await say(bot, reader, answer)


async def search_text(
    message: Message,
    bot: Bot,
    database: Database,
    searching: Searching,
    reader: Subscriber,
    is_editor: bool,
    t: Translator,
    now: datetime,
) -> None:
    finder = Finder(database, searching, reader, is_editor, t, now)
    await say(bot, reader, await finder.answer(message.text or ""))


async def show_here(
    query: CallbackQuery,
    callback_data: SearchPage | SearchMenu | SearchInstead,
    bot: Bot,
    database: Database,
    searching: Searching,
    reader: Subscriber,
    is_editor: bool,
    t: Translator,
    now: datetime,
) -> None:
    """Another page, other bounds, a choice of them, or another search: in the same message."""
    finder = Finder(database, searching, reader, is_editor, t, now)
    match callback_data:
        case SearchPage():
            document = await finder.turn(callback_data)
        case SearchMenu():
            document = await finder.menu(callback_data)
        case SearchInstead():
            document = await finder.instead(callback_data.search)
    (message,) = style.render(document or page(t("search-forgotten")), reader.style)
    await put_here(bot, query, message)
