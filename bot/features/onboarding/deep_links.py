"""Links into the bot: to a topic, an article or a search. Nobody is kept from the usual start."""

from __future__ import annotations

from datetime import datetime

from aiogram import Bot, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import Message

from bot.features.articles.callbacks import ArticleView
from bot.features.articles.handlers import build_name_buttons, read_page
from bot.features.onboarding.start import on_start_command
from bot.features.search.presenter import SearchPresenter
from bot.features.settings.views import onboarding as views_onboarding
from bot.telegram.chats.deep_links import ArticleLink, SearchLink, TopicLink, parse_payload
from bot.telegram.responses import send_document
from bot.ui.document import build_document
from service.articles import topics as articles_topics
from service.follows.service import FollowService
from service.i18n.translations import Translator
from service.ops.stats_buffer import StatsBuffer
from service.search.service import SearchService
from service.subscribers.service import update_subscriber
from storage.archive import articles
from storage.chats import follows
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database
from storage.stats.daily_counters import DailyCounter


def router() -> Router:
    router = Router(name="deep links")
    router.message.register(on_deep_link, CommandStart(deep_link=True, ignore_case=True))
    return router


async def on_deep_link(
    message: Message,
    command: CommandObject,
    bot: Bot,
    database: Database,
    searching: SearchService,
    following: FollowService,
    tally: StatsBuffer,
    reader: Subscriber,
    is_on_record: bool,
    is_editor: bool,
    t: Translator,
    now: datetime,
) -> None:
    match parse_payload(command.args or ""):
        case TopicLink(topic) if await _is_known(database, topic):
            if reader.state != "new":
                await _add_topic(bot, database, reader, t, topic)
                return
            async with database.write() as connection:
                reader = await update_subscriber(connection, reader, topics=reader.topics | {topic})
            await on_start_command(message, bot, database, reader, True, t, now)
            return
        case ArticleLink(number):
            await _show_article(
                bot, database, following, tally, reader, t, now, number, is_editor=is_editor
            )
        case SearchLink(text):
            finder = SearchPresenter(database, searching, reader, is_editor, t, now)
            await send_document(bot, reader, await finder.build_first_page(text))
        case _:
            await send_document(bot, reader, build_document(t("link-unclear")))
            await on_start_command(message, bot, database, reader, is_on_record, t, now)
            return
    if reader.state == "new":
        await send_document(bot, reader, views_onboarding.build_link_greeting(t))


async def _is_known(database: Database, topic: str) -> bool:
    async with database.read() as connection:
        return any(one.id == topic for one in await articles_topics.list_all_topics(connection))


async def _show_article(
    bot: Bot,
    database: Database,
    following: FollowService,
    tally: StatsBuffer,
    reader: Subscriber,
    t: Translator,
    now: datetime,
    number: int,
    *,
    is_editor: bool,
) -> None:
    async with database.read_few() as connection:
        article = await articles.get(connection, number)
        known = await follows.list_for_chat(connection, reader.chat_id)
    if article is None:
        await send_document(bot, reader, build_document(t("article-gone")))
        return
    names = build_name_buttons(t, following, article, reader, known)
    opened = await read_page(
        t, article, reader, ArticleView.FULL, 0, now, names=names, for_editor=is_editor
    )
    await bot(opened.send(reader.chat_id))
    tally.count(DailyCounter.OPENED)


async def _add_topic(
    bot: Bot, database: Database, reader: Subscriber, t: Translator, topic: str
) -> None:
    """Tick a topic. Who gets the news of everything goes on to: one topic would be less, and that
    is theirs to choose in the grid that follows."""
    async with database.read() as connection:
        topics = await articles_topics.list_all_topics(connection)
    name = next(t.get_topic_name(one) for one in topics if one.id == topic)
    if topic in reader.topics:
        said = t("link-topic-known", topic=name)
    elif not reader.topics:
        said = t("link-topic-of-all", topic=name)
    else:
        async with database.write() as connection:
            reader = await update_subscriber(connection, reader, topics=reader.topics | {topic})
        said = t("link-topic-added", topic=name)
    await send_document(bot, reader, build_document(said))
    await send_document(bot, reader, views_onboarding.build_topic_picker(t, topics, reader.topics))
