"""Reading: a summary, or the full text page by page."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from aiogram import Bot, Router
from aiogram.types import CallbackQuery

from bot.callbacks import FromDigest, Open, View
from bot.replies import put_here, say
from bot.translations import Translator
from bot.views import article as views
from bot.views import style
from bot.views.document import page
from bot.views.message import Message
from news.model import Article
from storage import articles
from storage.engine import Database
from storage.subscribers import Subscriber


def router() -> Router:
    router = Router(name="read")
    router.callback_query.register(open_article, Open.filter())
    router.callback_query.register(open_from_digest, FromDigest.filter())
    return router


async def open_article(
    query: CallbackQuery,
    callback_data: Open,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    is_editor: bool,
    t: Translator,
    now: datetime,
) -> None:
    article = await _article(database, callback_data.article)
    if article is None:
        await say(bot, reader, page(t("article-gone")))
        return
    message = article_page(
        t, article, reader, callback_data.view, callback_data.page, now, for_editor=is_editor
    )
    if callback_data.here:
        await put_here(bot, query, message)
    else:
        await bot(message.send(reader.chat_id))


async def open_from_digest(
    query: CallbackQuery,
    callback_data: FromDigest,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    is_editor: bool,
    t: Translator,
    now: datetime,
) -> None:
    """In the digest's place, with the way back. A group reads its digest together: there it stays,
    and the article is a message of its own; and so it is under a channel's post."""
    article = await _article(database, callback_data.article)
    if article is None:
        await say(bot, reader, page(t("article-gone")))
        return
    is_here = query.message is not None and query.message.chat.type == "private"
    message = article_page(
        t,
        article,
        reader,
        callback_data.view,
        callback_data.page,
        now,
        for_editor=is_editor,
        digest=callback_data.digest if is_here else 0,
    )
    if is_here:
        await put_here(bot, query, message)
    else:
        await bot(message.send(reader.chat_id))


async def _article(database: Database, article_id: int) -> Article | None:
    async with database.read() as connection:
        return await articles.get(connection, article_id)


def article_page(
    t: Translator,
    article: Article,
    reader: Subscriber,
    view: View,
    number: int,
    now: datetime,
    *,
    for_editor: bool,
    digest: int = 0,
) -> Message:
    """One page of an article with the buttons to go on from there, and back to the ``digest`` that
    it was opened from."""
    show = views.full_text if view is View.FULL else views.brief
    pages = style.render(show(t, article, reader.timezone, now), reader.style)
    number = min(max(number, 0), len(pages) - 1)
    buttons = views.buttons(
        t, article, view, number, len(pages), for_editor=for_editor, digest=digest
    )
    message = style.with_buttons(pages[number], buttons)
    if not message.blocks:
        return message
    instead = article_page(
        t,
        article,
        replace(reader, style="plain"),
        view,
        0,
        now,
        for_editor=for_editor,
        digest=digest,
    )
    return replace(message, plain=instead)
