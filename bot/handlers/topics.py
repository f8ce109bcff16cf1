"""Topics: a grid of buttons that shows what is ticked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot import topics as every_topic
from bot.callbacks import (
    Ask,
    Flow,
    Screen,
    ScreenName,
    TopicChoice,
    TopicsAll,
    TopicsBack,
    TopicsDone,
)
from bot.people import change, latest
from bot.replies import say, say_here
from bot.settings import Settings
from bot.translations import Translator
from bot.views import meeting
from bot.views.settings import settings as settings_view
from news.model import Topic
from storage.engine import Database
from storage.subscribers import Subscriber


def router() -> Router:
    router = Router(name="topics")
    router.message.register(ask, Command("topics", ignore_case=True))
    router.callback_query.register(ask_again, Ask.filter(F.what == "topics"))
    router.callback_query.register(ask_here, Screen.filter(F.name == ScreenName.TOPICS))
    router.callback_query.register(tick, TopicChoice.filter())
    router.callback_query.register(tick_all, TopicsAll.filter())
    router.callback_query.register(done_first, TopicsDone.filter(F.flow == Flow.FIRST))
    router.callback_query.register(done_here, TopicsDone.filter(F.flow == Flow.SETTINGS))
    router.callback_query.register(done, TopicsDone.filter())
    router.callback_query.register(begin_again, TopicsBack.filter())
    return router


async def ask(
    message: Message, bot: Bot, database: Database, reader: Subscriber, t: Translator
) -> None:
    await _ask(bot, database, reader, t)


async def ask_again(
    query: CallbackQuery, bot: Bot, database: Database, reader: Subscriber, t: Translator
) -> None:
    await _ask(bot, database, reader, t)


async def tick(
    query: CallbackQuery,
    callback_data: TopicChoice,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
) -> None:
    """A topic that is no more, or never was, changes nothing: the grid is shown as it is now."""
    async with database.write_few() as connection:
        topics = await every_topic.every(connection)
        one = {callback_data.topic} & {topic.id for topic in topics}
        reader = await latest(connection, reader)
        ticked = reader.topics | one if callback_data.on else reader.topics - one
        reader = await change(connection, reader, topics=ticked)
    await _show(query, bot, topics, reader, t, callback_data.flow)


async def tick_all(
    query: CallbackQuery,
    callback_data: TopicsAll,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
) -> None:
    async with database.write_few() as connection:
        topics = await every_topic.every(connection)
        ticked = frozenset(topic.id for topic in topics if callback_data.on)
        reader = await change(connection, reader, topics=ticked)
    await _show(query, bot, topics, reader, t, callback_data.flow)


async def done(
    query: CallbackQuery,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
) -> None:
    async with database.read_few() as connection:
        topics = await every_topic.every(connection)
    await say_here(bot, query, meeting.topics_saved(t, topics, reader.topics))


async def done_first(
    query: CallbackQuery,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    """On to the hour; of who has one, by an old button, nothing more is asked."""
    async with database.write() as connection:
        topics = await every_topic.every(connection)
        if reader.state == "new":
            reader = await change(connection, reader, asked="hour", asked_at=now)
    if reader.state == "new":
        await say_here(bot, query, meeting.first_hour(t, topics, reader, now))
    else:
        await say_here(bot, query, meeting.topics_saved(t, topics, reader.topics))


async def done_here(
    query: CallbackQuery,
    bot: Bot,
    settings: Settings,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    await say_here(bot, query, settings_view(t, reader, now, settings.digest_items))


async def begin_again(
    query: CallbackQuery, bot: Bot, database: Database, reader: Subscriber, t: Translator
) -> None:
    """From the first hour back to the topics: until «Done» no hour is asked for."""
    async with database.write() as connection:
        topics = await every_topic.every(connection)
        reader = await change(connection, reader, asked="")
    await _show(query, bot, topics, reader, t, Flow.FIRST)


async def ask_here(
    query: CallbackQuery, bot: Bot, database: Database, reader: Subscriber, t: Translator
) -> None:
    async with database.read() as connection:
        topics = await every_topic.every(connection)
    await _show(query, bot, topics, reader, t, Flow.SETTINGS)


async def _ask(bot: Bot, database: Database, reader: Subscriber, t: Translator) -> None:
    async with database.read_few() as connection:
        topics = await every_topic.every(connection)
    await say(bot, reader, meeting.topic_choice(t, topics, reader.topics))


async def _show(
    query: CallbackQuery,
    bot: Bot,
    topics: Sequence[Topic],
    reader: Subscriber,
    t: Translator,
    flow: Flow,
) -> None:
    grid = (
        meeting.greeting(t, topics, reader.topics)
        if flow is Flow.FIRST
        else meeting.topic_choice(t, topics, reader.topics, flow)
    )
    await say_here(bot, query, grid)
