"""Reading: a summary, or the full text page by page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from aiogram import Bot, Router
from aiogram.types import CallbackQuery

from bot.callbacks import Open, View
from bot.following import Following
from bot.replies import put_here, say
from bot.translations import Translator
from bot.views import article as views
from bot.views import style
from bot.views.document import Button, page
from bot.views.following import name_button
from bot.views.message import Message
from news.model import Article
from storage import articles, terms
from storage.engine import Database
from storage.subscribers import Subscriber
from storage.terms import Term


def router() -> Router:
    router = Router(name="read")
    router.callback_query.register(open_article, Open.filter())
    return router


async def open_article(
    query: CallbackQuery,
    callback_data: Open,
    bot: Bot,
    database: Database,
    following: Following,
    reader: Subscriber,
    is_editor: bool,
    t: Translator,
    now: datetime,
) -> None:
    async with database.read() as connection:
        article = await articles.get(connection, callback_data.article)
        known = await terms.of_chat(connection, reader.chat_id)
    if article is None:
        await say(bot, reader, page(t("article-gone")))
        return
    message = article_page(
        t,
        article,
        reader,
        callback_data.view,
        callback_data.page,
        now,
        names=_names(t, following, article, reader, known),
        for_editor=is_editor,
    )
    if callback_data.here:
        await put_here(bot, query, message)
    else:
        await bot(message.send(reader.chat_id))


def article_page(
    t: Translator,
    article: Article,
    reader: Subscriber,
    view: View,
    number: int,
    now: datetime,
    *,
    names: Iterable[Button] = (),
    for_editor: bool,
) -> Message:
    """One page of an article with the buttons to go on from there."""
    show = views.full_text if view is View.FULL else views.brief
    pages = style.render(show(t, article, reader.timezone, now), reader.style)
    number = min(max(number, 0), len(pages) - 1)
    buttons = views.buttons(
        t, article, view, number, len(pages), names=names, for_editor=for_editor
    )
    return style.with_buttons(pages[number], buttons)


def _names(
    t: Translator,
    following: Following,
    article: Article,
    reader: Subscriber,
    known: Iterable[Term],
) -> list[Button]:
    """The names that a reader may want to follow. A group's are its admins' affair."""
    if reader.kind != "private":
        return []
    words = {term.words for term in known}
    suggested = following.suggestions(article, reader.language, words)
    return [name_button(t, article.id, name, followed=False) for name in suggested]
