"""Links into the bot: to a topic, an article or a search. Nobody is kept from the usual start."""

from __future__ import annotations

from datetime import datetime

from aiogram import Bot, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import Message

from bot import topics as every_topic
from bot.callbacks import View
from bot.finder import Finder
from bot.following import Following
from bot.handlers.read import read_page, suggested_names
from bot.handlers.start import start
from bot.links import ToArticle, ToSearch, ToTopic, read
from bot.people import change
from bot.replies import say
from bot.searching import Searching
from bot.tally import Tally
from bot.translations import Translator
from bot.views import meeting
from bot.views.document import page
from storage import articles, terms
from storage.daily import What
from storage.engine import Database
from storage.subscribers import Subscriber


def router() -> Router:
    router = Router(name="deep links")
    router.message.register(follow_link, CommandStart(deep_link=True, ignore_case=True))
    return router


async def follow_link(
    message: Message,
    command: CommandObject,
    bot: Bot,
    database: Database,
    searching: Searching,
    following: Following,
    tally: Tally,
    reader: Subscriber,
    is_on_record: bool,
    is_editor: bool,
    t: Translator,
    now: datetime,
) -> None:
    match read(command.args or ""):
        case ToTopic(topic) if await _is_known(database, topic):
            if reader.state != "new":
                await _take_topic(bot, database, reader, t, topic)
                return
            async with database.write() as connection:
                reader = await change(connection, reader, topics=reader.topics | {topic})
            await start(message, bot, database, reader, True, t, now)
            return
        case ToArticle(number):
            await _show_article(
                bot, database, following, tally, reader, t, now, number, is_editor=is_editor
            )
        case ToSearch(text):
            finder = Finder(database, searching, reader, is_editor, t, now)
            await say(bot, reader, await finder.answer(text))
        case _:
            await say(bot, reader, page(t("link-unclear")))
            await start(message, bot, database, reader, is_on_record, t, now)
            return
    if reader.state == "new":
        await say(bot, reader, meeting.how_to_begin(t))


async def _is_known(database: Database, topic: str) -> bool:
    async with database.read() as connection:
        return any(one.id == topic for one in await every_topic.every(connection))


async def _show_article(
    bot: Bot,
    database: Database,
    following: Following,
    tally: Tally,
    reader: Subscriber,
    t: Translator,
    now: datetime,
    number: int,
    *,
    is_editor: bool,
) -> None:
    async with database.read_few() as connection:
        article = await articles.get(connection, number)
        known = await terms.of_chat(connection, reader.chat_id)
    if article is None:
        await say(bot, reader, page(t("article-gone")))
        return
    names = suggested_names(t, following, article, reader, known)
    opened = await read_page(
        t, article, reader, View.FULL, 0, now, names=names, for_editor=is_editor
    )
    await bot(opened.send(reader.chat_id))
    tally.count(What.OPENED)


async def _take_topic(
    bot: Bot, database: Database, reader: Subscriber, t: Translator, topic: str
) -> None:
    """Tick a topic. Who gets the news of everything goes on to: one topic would be less, and that
    is theirs to choose in the grid that follows."""
    async with database.read() as connection:
        topics = await every_topic.every(connection)
    name = next(t.topic(one) for one in topics if one.id == topic)
    if topic in reader.topics:
        said = t("link-topic-known", topic=name)
    elif not reader.topics:
        said = t("link-topic-of-all", topic=name)
    else:
        async with database.write() as connection:
            reader = await change(connection, reader, topics=reader.topics | {topic})
        said = t("link-topic-added", topic=name)
    await say(bot, reader, page(said))
    await say(bot, reader, meeting.topic_choice(t, topics, reader.topics))
