"""Topics: a grid of buttons that shows what is ticked."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram import Bot, F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot import topics as every_topic
from bot.callbacks import Ask, Flow, TopicChoice, TopicsAll, TopicsDone
from bot.people import change
from bot.replies import say, say_here
from bot.translations import Translator
from bot.views import meeting
from news.model import Topic
from storage import subscribers
from storage.engine import Database
from storage.subscribers import Subscriber


def router() -> Router:
    router = Router(name="topics")
    router.message.register(ask, Command("topics", ignore_case=True))
    router.callback_query.register(ask_again, Ask.filter(F.what == "topics"))
    router.callback_query.register(tick, TopicChoice.filter())
    router.callback_query.register(tick_all, TopicsAll.filter())
    router.callback_query.register(done, TopicsDone.filter())
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
        reader = await subscribers.get(connection, reader.chat_id) or reader
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
    callback_data: TopicsDone,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
) -> None:
    async with database.read_few() as connection:
        topics = await every_topic.every(connection)
    await say_here(bot, query, meeting.topics_saved(t, topics, reader.topics))
    if callback_data.flow is Flow.FIRST and reader.state == "new":
        await say(bot, reader, meeting.hour_choice(t, reader.timezone, Flow.FIRST))


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
        else meeting.topic_choice(t, topics, reader.topics)
    )
    await say_here(bot, query, grid)
