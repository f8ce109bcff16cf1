"""Reading: a summary, or the full text page by page."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial

from aiogram import Bot, Router
from aiogram.types import CallbackQuery
from aiogram.utils.callback_answer import CallbackAnswer

from bot.callbacks import Open, View
from bot.following import Following
from bot.replies import put_here
from bot.tally import Tally
from bot.translations import Translator
from bot.views import article as views
from bot.views import style
from bot.views.document import Button
from bot.views.following import name_button
from bot.views.message import Message
from news.model import Article
from storage import articles, terms
from storage.daily import What
from storage.engine import Database
from storage.subscribers import Style, Subscriber
from storage.terms import Term


def router() -> Router:
    router = Router(name="read")
    router.callback_query.register(open_article, Open.filter())
    return router


async def open_article(
    query: CallbackQuery,
    callback_data: Open,
    callback_answer: CallbackAnswer,
    bot: Bot,
    database: Database,
    following: Following,
    tally: Tally,
    reader: Subscriber,
    is_editor: bool,
    t: Translator,
    now: datetime,
) -> None:
    """In the place of the list with the way back, where it was opened from one. A group reads its
    lists together: there they stay, and the article is a message of its own; and so it is under a
    channel's post."""
    async with database.read_few() as connection:
        article = await articles.get(connection, callback_data.article)
        known = await terms.of_chat(connection, reader.chat_id)
    if article is None:
        callback_answer.text, callback_answer.show_alert = t("article-gone"), True
        return
    is_alone = query.message is not None and query.message.chat.type == "private"
    back = callback_data.back if is_alone else ""
    message = await read_page(
        t,
        article,
        reader,
        callback_data.view,
        callback_data.page,
        now,
        back=back,
        names=suggested_names(t, following, article, reader, known),
        for_editor=is_editor,
    )
    if callback_data.here and back == callback_data.back:
        await put_here(bot, query, message)
    else:
        await bot(message.send(reader.chat_id))
    tally.count(What.OPENED)


async def read_page(
    t: Translator,
    article: Article,
    reader: Subscriber,
    view: View,
    number: int,
    now: datetime,
    *,
    back: str = "",
    names: Iterable[Button] = (),
    for_editor: bool,
) -> Message:
    """Return an `article_page`; one of a long article is made outside the event loop."""
    make = partial(
        article_page,
        t,
        article,
        reader,
        view,
        number,
        now,
        back=back,
        names=names,
        for_editor=for_editor,
    )
    return await asyncio.to_thread(make) if views.is_long(article) else make()


def article_page(
    t: Translator,
    article: Article,
    reader: Subscriber,
    view: View,
    number: int,
    now: datetime,
    *,
    back: str = "",
    names: Iterable[Button] = (),
    for_editor: bool,
) -> Message:
    """One page of an article with the buttons to go on from there, and ``back`` to the list that it
    was opened from (`Open.back`)."""
    show = views.full_text if view is View.FULL else views.brief
    document = show(t, article, reader.timezone, now)
    render = style.page if views.is_long(article) else style.remembered_page
    offered = tuple(names)

    def page_in(wanted: Style, number: int) -> Message:
        message, count = render(document, wanted, number)
        number = min(max(number, 0), count - 1)
        buttons = views.buttons(
            t, article, view, number, count, back=back, names=offered, for_editor=for_editor
        )
        return style.with_buttons(message, buttons)

    message = page_in(reader.style, number)
    return replace(message, plain=page_in("plain", 0)) if message.blocks else message


def suggested_names(
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
