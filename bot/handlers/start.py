"""/start: meeting somebody, or welcoming them back."""

from __future__ import annotations

from datetime import datetime

from aiogram import Bot, Router
from aiogram.filters import CommandStart
from aiogram.types import Message

from bot import topics as every_topic
from bot.people import change, reschedule
from bot.replies import say
from bot.translations import Translator
from bot.views import meeting
from bot.views.document import page
from storage.engine import Database
from storage.subscribers import Subscriber


def router() -> Router:
    router = Router(name="start")
    router.message.register(start, CommandStart(ignore_case=True))
    return router


async def start(
    message: Message,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    is_on_record: bool,
    t: Translator,
    now: datetime,
) -> None:
    if reader.state in ("paused", "gone"):
        async with database.write_few() as connection:
            reader = await reschedule(connection, reader, now)
        assert reader.next_digest_at is not None
        moment = t.moment(reader.next_digest_at, reader.timezone, now)
        await say(bot, reader, page(t("start-again", moment=moment)))
    elif not is_on_record:
        async with database.write_few() as connection:
            reader = await change(connection, reader)
    async with database.read_few() as connection:
        topics = await every_topic.every(connection)
    await say(bot, reader, meeting.greeting(t, topics, reader.topics))
