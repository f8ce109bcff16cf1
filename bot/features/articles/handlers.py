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

from bot.features.articles import views
from bot.features.articles.callbacks import ArticleView, OpenArticle
from bot.features.follows.views import build_name_button
from bot.telegram.responses import edit_or_send
from bot.ui import renderer
from bot.ui.document import Button
from bot.ui.message import Message
from news.model import Article
from service.follows.service import FollowService
from service.i18n.translations import Translator
from service.ops.stats_buffer import StatsBuffer
from storage.archive import articles
from storage.chats import follows as chats_follows
from storage.chats.follows import Follow
from storage.chats.subscribers import Style, Subscriber
from storage.database.engine import Database
from storage.stats.daily_counters import DailyCounter


def router() -> Router:
    router = Router(name="read")
    router.callback_query.register(show_article, OpenArticle.filter())
    return router


async def show_article(
    query: CallbackQuery,
    callback_data: OpenArticle,
    callback_answer: CallbackAnswer,
    bot: Bot,
    database: Database,
    following: FollowService,
    tally: StatsBuffer,
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
        known = await chats_follows.list_for_chat(connection, reader.chat_id)
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
        names=build_name_buttons(t, following, article, reader, known),
        for_editor=is_editor,
    )
    if callback_data.in_place and back == callback_data.back:
        await edit_or_send(bot, query, message)
    else:
        await bot(message.send(reader.chat_id))
    tally.count(DailyCounter.OPENED)


async def read_page(
    t: Translator,
    article: Article,
    reader: Subscriber,
    view: ArticleView,
    number: int,
    now: datetime,
    *,
    back: str = "",
    names: Iterable[Button] = (),
    for_editor: bool,
) -> Message:
    """Return an `article_page`; one of a long article is made outside the event loop."""
    make = partial(
        build_article_message,
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


def build_article_message(
    t: Translator,
    article: Article,
    subscriber: Subscriber,
    view: ArticleView,
    page_number: int,
    now: datetime,
    *,
    back: str = "",
    names: Iterable[Button] = (),
    for_editor: bool,
) -> Message:
    """One page of an article with the buttons to go on from there, and ``back`` to the list that it
    was opened from (`Open.back`)."""
    show = views.build_full_text if view is ArticleView.FULL else views.build_summary
    document = show(t, article, subscriber.timezone, now)
    render = renderer.page if views.is_long(article) else renderer.remembered_page
    offered = tuple(names)

    def page_in(wanted: Style, number: int) -> Message:
        message, count = render(document, wanted, number)
        number = min(max(number, 0), count - 1)
        buttons = views.build_article_buttons(
            t, article, view, number, count, back=back, names=offered, for_editor=for_editor
        )
        return renderer.with_buttons(message, buttons)

    message = page_in(subscriber.style, page_number)
    return replace(message, plain=page_in("plain", 0)) if message.blocks else message


def build_name_buttons(
    t: Translator,
    following: FollowService,
    article: Article,
    subscriber: Subscriber,
    follows: Iterable[Follow],
) -> list[Button]:
    """The names that a reader may want to follow. A group's are its admins' affair."""
    if subscriber.kind != "private":
        return []
    words = {term.words for term in follows}
    suggested = following.suggest_names(article, subscriber.language, words)
    return [build_name_button(t, article.id, name, is_followed=False) for name in suggested]
