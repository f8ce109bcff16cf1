"""What is followed with one tap: a name under an article, the words of a search; and under an
alert, followed no more."""

from __future__ import annotations

from datetime import datetime

from aiogram import Bot, Router
from aiogram.types import CallbackQuery
from aiogram.utils.callback_answer import CallbackAnswer

from bot.callbacks import FollowName, FollowSearch, StopFollowing
from bot.following import Following, Suggestion
from bot.replies import replace_button
from bot.translations import Translator
from bot.views import following as views
from storage import articles, searches
from storage import terms as stored
from storage.engine import Database
from storage.subscribers import Subscriber

QUOTATION_MARKS = " \"'«»„“”"


def router() -> Router:
    router = Router(name="names")
    router.callback_query.register(follow_name, FollowName.filter())
    router.callback_query.register(follow_search, FollowSearch.filter())
    router.callback_query.register(stop_following, StopFollowing.filter())
    return router


async def follow_name(
    query: CallbackQuery,
    callback_data: FollowName,
    callback_answer: CallbackAnswer,
    bot: Bot,
    database: Database,
    following: Following,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    """A tap follows in the digest, another takes it back; neither opens anything."""
    async with database.write() as connection:
        article = await articles.get(connection, callback_data.article)
        if article is None or callback_data.place >= len(article.entities):
            callback_answer.text = t("article-gone")
            return
        name = article.entities[callback_data.place].name
        if callback_data.on:
            outcome = await following.follow(
                connection, reader, name, "in_digest", now, made_in="article"
            )
            callback_answer.text, followed = views.toast(t, outcome, reader), outcome.stands
        else:
            await following.unfollow(connection, reader, name)
            callback_answer.text, followed = t("toast-name-unfollowed", term=name), False
    suggestion = Suggestion(callback_data.place, name)
    button = views.name_button(t, callback_data.article, suggestion, followed=followed)
    await replace_button(bot, query, button)


async def follow_search(
    query: CallbackQuery,
    callback_data: FollowSearch,
    callback_answer: CallbackAnswer,
    database: Database,
    following: Following,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    """The words are followed as a phrase, at once, as by /follow; the results stay."""
    async with database.write() as connection:
        text = await searches.query_of(connection, callback_data.search, reader.chat_id)
        if text is None:
            callback_answer.text = t("search-forgotten")
            return
        words = text.strip(QUOTATION_MARKS)
        outcome = await following.follow(
            connection, reader, words, "at_once", now, made_in="search"
        )
    callback_answer.text, callback_answer.show_alert = views.toast(t, outcome, reader), True


async def stop_following(
    query: CallbackQuery,
    callback_data: StopFollowing,
    callback_answer: CallbackAnswer,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
) -> None:
    """The alert stays, its button goes."""
    async with database.write() as connection:
        term = await stored.get(connection, reader.chat_id, callback_data.meaning)
        if term is not None and term.kind == "follow":
            await stored.remove(connection, reader.chat_id, callback_data.meaning)
            callback_answer.text = views.taken_back(t, term)
        else:
            callback_answer.text = t("toast-not-followed")
    await replace_button(bot, query, None)
