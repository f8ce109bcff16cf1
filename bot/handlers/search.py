"""Search: by /search, and by just writing words."""

from __future__ import annotations

from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.callbacks import SearchPage
from bot.replies import put_here, say, say_here
from bot.searching import Searching
from bot.translations import Translator
from bot.views import search as views
from bot.views import style
from bot.views.document import Document, page, shortened
from bot.views.snippet import snippet
from news.model import Query
from storage import searches
from storage.engine import Database
from storage.search import Page
from storage.subscribers import Subscriber

LONGEST_QUERY = 200
"""Characters of a query that are searched for; nobody's question is longer."""


def router() -> Router:
    router = Router(name="search")
    router.message.register(search, Command("search", ignore_case=True))
    router.message.register(search_text, F.text, ~F.text.startswith("/"))
    router.callback_query.register(turn_page, SearchPage.filter())
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
    if not command.args:
        await say(bot, reader, _ask(t, reader))
        return
    await _answer(bot, database, searching, reader, is_editor, t, command.args, now)


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
    await _answer(bot, database, searching, reader, is_editor, t, message.text or "", now)


async def turn_page(
    query: CallbackQuery,
    callback_data: SearchPage,
    bot: Bot,
    database: Database,
    searching: Searching,
    reader: Subscriber,
    is_editor: bool,
    t: Translator,
    now: datetime,
) -> None:
    async with database.read() as connection:
        text = await searches.query_of(connection, callback_data.search, reader.chat_id)
    if text is None:
        await say_here(bot, query, page(t("search-forgotten")))
        return
    offset = max(0, callback_data.offset)
    asked = await searching.query(text, now=now, timezone=reader.timezone)
    found = await searching.find(asked, now=now, offset=offset, limit=views.PAGE)
    document = _results(
        searching,
        found,
        text,
        asked,
        callback_data.search,
        offset,
        reader=reader,
        is_editor=is_editor,
        t=t,
        now=now,
    )
    (message,) = style.render(document, reader.style)
    await put_here(bot, query, message)


async def _answer(
    bot: Bot,
    database: Database,
    searching: Searching,
    reader: Subscriber,
    is_editor: bool,
    t: Translator,
    text: str,
    now: datetime,
) -> None:
    text = shortened(" ".join(text.split()), LONGEST_QUERY)
    asked = await searching.query(text, now=now, timezone=reader.timezone)
    if asked.is_empty:
        await say(bot, reader, _ask(t, reader))
        return
    found = await searching.find(asked, now=now, offset=0, limit=views.PAGE)
    async with database.write() as connection:
        search_id = await searches.remember(
            connection, chat_id=reader.chat_id, query=text, results=found.total, now=now
        )
    if not found.total:
        await say(bot, reader, views.nothing(t, text))
        return
    results = _results(
        searching,
        found,
        text,
        asked,
        search_id,
        0,
        reader=reader,
        is_editor=is_editor,
        t=t,
        now=now,
    )
    await say(bot, reader, results)


def _ask(t: Translator, reader: Subscriber) -> Document:
    return page(t("search-ask" if reader.kind == "private" else "search-ask-group"))


def _results(
    searching: Searching,
    found: Page,
    text: str,
    asked: Query,
    search_id: int,
    offset: int,
    *,
    reader: Subscriber,
    is_editor: bool,
    t: Translator,
    now: datetime,
) -> Document:
    words = [word.alternatives for word in asked.words]
    snippets = [snippet(hit.article, words, searching.forms) for hit in found.hits]
    return views.results(
        t,
        found,
        snippets,
        query=text,
        search_id=search_id,
        offset=offset,
        timezone=reader.timezone,
        now=now,
        for_editor=is_editor,
    )
