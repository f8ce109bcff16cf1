"""Topics: a grid of buttons that shows what is ticked."""

from __future__ import annotations

from aiogram import Bot, F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.callbacks import Ask, Flow, TopicChoice, TopicsAll, TopicsDone
from bot.people import change
from bot.replies import say, say_here
from bot.translations import Translator
from bot.views import meeting
from news.model import TOPIC_IDS
from news.topics import ALL as TOPICS
from storage import subscribers
from storage.engine import Database
from storage.subscribers import Subscriber


def router() -> Router:
    router = Router(name="topics")
    router.message.register(ask, Command("topics", ignore_case=True))
    router.callback_query.register(ask_again, Ask.filter(F.what == "topics"))
    router.callback_query.register(tick, TopicChoice.filter(F.topic.in_(TOPIC_IDS)))
    router.callback_query.register(tick_all, TopicsAll.filter())
    router.callback_query.register(done, TopicsDone.filter())
    return router


async def ask(message: Message, bot: Bot, reader: Subscriber, t: Translator) -> None:
    await say(bot, reader, meeting.topic_choice(t, TOPICS, reader.topics))


async def ask_again(query: CallbackQuery, bot: Bot, reader: Subscriber, t: Translator) -> None:
    await say(bot, reader, meeting.topic_choice(t, TOPICS, reader.topics))


async def tick(
    query: CallbackQuery,
    callback_data: TopicChoice,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
) -> None:
    one = frozenset({callback_data.topic})
    async with database.write() as connection:
        reader = await subscribers.get(connection, reader.chat_id) or reader
        topics = reader.topics | one if callback_data.on else reader.topics - one
        reader = await change(connection, reader, topics=topics)
    await _show(query, bot, reader, t, callback_data.flow)


async def tick_all(
    query: CallbackQuery,
    callback_data: TopicsAll,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
) -> None:
    topics = frozenset(TOPIC_IDS) if callback_data.on else frozenset[str]()
    async with database.write() as connection:
        reader = await change(connection, reader, topics=topics)
    await _show(query, bot, reader, t, callback_data.flow)


async def done(
    query: CallbackQuery,
    callback_data: TopicsDone,
    bot: Bot,
    reader: Subscriber,
    t: Translator,
) -> None:
    await say_here(bot, query, meeting.topics_saved(t, reader.topics))
    if callback_data.flow is Flow.FIRST and reader.state == "new":
        await say(bot, reader, meeting.hour_choice(t, reader.timezone, Flow.FIRST))


async def _show(
    query: CallbackQuery, bot: Bot, reader: Subscriber, t: Translator, flow: Flow
) -> None:
    grid = (
        meeting.greeting(t, TOPICS, reader.topics)
        if flow is Flow.FIRST
        else meeting.topic_choice(t, TOPICS, reader.topics)
    )
    await say_here(bot, query, grid)
