"""Topics: a grid of buttons that shows what is ticked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.features.settings.callbacks import TopicChoice, TopicsAll, TopicsBack, TopicsDone
from bot.features.settings.views import onboarding as views_onboarding
from bot.features.settings.views.menu import build_settings
from bot.telegram.responses import edit_message, send_document
from bot.ui.callbacks import Flow, OpenScreen, RunCommand, ScreenName
from news.model import Topic
from service.articles import topics as articles_topics
from service.config import Settings
from service.i18n.translations import Translator
from service.subscribers.service import reload, update_subscriber
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database


def router() -> Router:
    router = Router(name="topics")
    router.message.register(on_topics_command, Command("topics", ignore_case=True))
    router.callback_query.register(on_topics_requested, RunCommand.filter(F.command == "topics"))
    router.callback_query.register(
        show_topics_screen, OpenScreen.filter(F.name == ScreenName.TOPICS)
    )
    router.callback_query.register(toggle_topic, TopicChoice.filter())
    router.callback_query.register(toggle_all_topics, TopicsAll.filter())
    router.callback_query.register(on_first_topics_done, TopicsDone.filter(F.flow == Flow.FIRST))
    router.callback_query.register(
        on_topics_screen_done, TopicsDone.filter(F.flow == Flow.SETTINGS)
    )
    router.callback_query.register(on_topics_done, TopicsDone.filter())
    router.callback_query.register(on_back_to_topics, TopicsBack.filter())
    return router


async def on_topics_command(
    message: Message, bot: Bot, database: Database, reader: Subscriber, t: Translator
) -> None:
    await _send_topics(bot, database, reader, t)


async def on_topics_requested(
    query: CallbackQuery, bot: Bot, database: Database, reader: Subscriber, t: Translator
) -> None:
    await _send_topics(bot, database, reader, t)


async def toggle_topic(
    query: CallbackQuery,
    callback_data: TopicChoice,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
) -> None:
    """A topic that is no more, or never was, changes nothing: the grid is shown as it is now."""
    async with database.write_few() as connection:
        topics = await articles_topics.list_all_topics(connection)
        one = {callback_data.topic} & {topic.id for topic in topics}
        reader = await reload(connection, reader)
        ticked = reader.topics | one if callback_data.on else reader.topics - one
        reader = await update_subscriber(connection, reader, topics=ticked)
    await _edit_topics(query, bot, topics, reader, t, callback_data.flow)


async def toggle_all_topics(
    query: CallbackQuery,
    callback_data: TopicsAll,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
) -> None:
    async with database.write_few() as connection:
        topics = await articles_topics.list_all_topics(connection)
        ticked = frozenset(topic.id for topic in topics if callback_data.on)
        reader = await update_subscriber(connection, reader, topics=ticked)
    await _edit_topics(query, bot, topics, reader, t, callback_data.flow)


async def on_topics_done(
    query: CallbackQuery,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
) -> None:
    async with database.read_few() as connection:
        topics = await articles_topics.list_all_topics(connection)
    await edit_message(bot, query, views_onboarding.build_topics_saved(t, topics, reader.topics))


async def on_first_topics_done(
    query: CallbackQuery,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    """On to the hour; of who has one, by an old button, nothing more is asked."""
    async with database.write() as connection:
        topics = await articles_topics.list_all_topics(connection)
        if reader.state == "new":
            reader = await update_subscriber(connection, reader, asked="hour", asked_at=now)
    if reader.state == "new":
        await edit_message(
            bot, query, views_onboarding.build_first_time_question(t, topics, reader, now)
        )
    else:
        await edit_message(
            bot, query, views_onboarding.build_topics_saved(t, topics, reader.topics)
        )


async def on_topics_screen_done(
    query: CallbackQuery,
    bot: Bot,
    settings: Settings,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    await edit_message(bot, query, build_settings(t, reader, now, settings.digest_items))


async def on_back_to_topics(
    query: CallbackQuery, bot: Bot, database: Database, reader: Subscriber, t: Translator
) -> None:
    """From the first hour back to the topics: until «Done» no hour is asked for."""
    async with database.write() as connection:
        topics = await articles_topics.list_all_topics(connection)
        reader = await update_subscriber(connection, reader, asked="")
    await _edit_topics(query, bot, topics, reader, t, Flow.FIRST)


async def show_topics_screen(
    query: CallbackQuery, bot: Bot, database: Database, reader: Subscriber, t: Translator
) -> None:
    async with database.read() as connection:
        topics = await articles_topics.list_all_topics(connection)
    await _edit_topics(query, bot, topics, reader, t, Flow.SETTINGS)


async def _send_topics(bot: Bot, database: Database, reader: Subscriber, t: Translator) -> None:
    async with database.read_few() as connection:
        topics = await articles_topics.list_all_topics(connection)
    await send_document(bot, reader, views_onboarding.build_topic_picker(t, topics, reader.topics))


async def _edit_topics(
    query: CallbackQuery,
    bot: Bot,
    topics: Sequence[Topic],
    reader: Subscriber,
    t: Translator,
    flow: Flow,
) -> None:
    grid = (
        views_onboarding.build_greeting(t, topics, reader.topics)
        if flow is Flow.FIRST
        else views_onboarding.build_topic_picker(t, topics, reader.topics, flow)
    )
    await edit_message(bot, query, grid)
