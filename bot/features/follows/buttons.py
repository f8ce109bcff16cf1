"""What is followed with one tap: a name under an article, the words of a search; and under an
alert, followed no more."""

from __future__ import annotations

from datetime import datetime

from aiogram import Bot, Router
from aiogram.types import CallbackQuery
from aiogram.utils.callback_answer import CallbackAnswer

from bot.features.follows import views
from bot.features.follows.callbacks import FollowName, FollowSearch, UnfollowTerm
from bot.telegram.responses import replace_button
from service.follows.service import FollowService, FollowSuggestion
from service.i18n.translations import Translator
from storage.archive import articles
from storage.chats import follows
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database
from storage.search import history

QUOTATION_MARKS = " \"'«»„“”"


def router() -> Router:
    router = Router(name="names")
    router.callback_query.register(toggle_followed_name, FollowName.filter())
    router.callback_query.register(on_follow_search, FollowSearch.filter())
    router.callback_query.register(on_stop_following, UnfollowTerm.filter())
    return router


async def toggle_followed_name(
    query: CallbackQuery,
    callback_data: FollowName,
    callback_answer: CallbackAnswer,
    bot: Bot,
    database: Database,
    following: FollowService,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    """A tap follows in the digest, another takes it back; neither opens anything."""
    async with database.write() as connection:
        article = await articles.get(connection, callback_data.article)
        if article is None or callback_data.entity_index >= len(article.entities):
            callback_answer.text = t("article-gone")
            return
        name = article.entities[callback_data.entity_index].name
        if callback_data.on:
            outcome = await following.follow(
                connection, reader, name, "in_digest", now, origin="article"
            )
            callback_answer.text, followed = (
                views.format_toast(t, outcome, reader),
                outcome.is_saved,
            )
        else:
            await following.unfollow(connection, reader, name)
            callback_answer.text, followed = t("toast-name-unfollowed", term=name), False
    suggestion = FollowSuggestion(callback_data.entity_index, name)
    button = views.build_name_button(t, callback_data.article, suggestion, is_followed=followed)
    await replace_button(bot, query, button)


async def on_follow_search(
    query: CallbackQuery,
    callback_data: FollowSearch,
    callback_answer: CallbackAnswer,
    database: Database,
    following: FollowService,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    """The words are followed as a phrase, at once, as by /follow; the results stay."""
    async with database.write() as connection:
        text = await history.get_query(connection, callback_data.search, reader.chat_id)
        if text is None:
            callback_answer.text = t("search-forgotten")
            return
        words = text.strip(QUOTATION_MARKS)
        outcome = await following.follow(connection, reader, words, "at_once", now, origin="search")
    callback_answer.text, callback_answer.show_alert = views.format_toast(t, outcome, reader), True


async def on_stop_following(
    query: CallbackQuery,
    callback_data: UnfollowTerm,
    callback_answer: CallbackAnswer,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
) -> None:
    """The alert stays, its button goes."""
    async with database.write() as connection:
        term = await follows.get(connection, reader.chat_id, callback_data.term_id)
        if term is not None and term.kind == "follow":
            await follows.remove(connection, reader.chat_id, callback_data.term_id)
            callback_answer.text = views.format_removed(t, term)
        else:
            callback_answer.text = t("toast-not-followed")
    await replace_button(bot, query, None)
