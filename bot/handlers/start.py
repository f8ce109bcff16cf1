"""/start: meeting somebody, going on where they stopped, or welcoming them back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from aiogram import Bot, Router
from aiogram.filters import CommandStart
from aiogram.types import Message

from bot import topics as every_topic
from bot.people import change, reschedule
from bot.replies import say
from bot.translations import Translator
from bot.views import meeting
from bot.views.settings import whats_next
from storage import subscribers
from storage.engine import Database
from storage.subscribers import Asked, Subscriber


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
    """Who chose an hour is never asked again, whatever became of them since."""
    if reader.state in ("paused", "gone"):
        async with database.write_few() as connection:
            reader = await reschedule(connection, reader, now)
        assert reader.next_digest_at is not None
        moment = t.moment(reader.next_digest_at, reader.timezone, now)
        await say(bot, reader, meeting.home(t, t("start-again", moment=moment)))
        return
    if reader.state == "active":
        await say(bot, reader, meeting.home(t, whats_next(t, reader, now)))
        return
    asked: Asked = "hour" if reader.asked else ""
    is_as_it_was = is_on_record and reader.asked == asked
    async with database.read_few() if is_as_it_was else database.write_few() as connection:
        topics = await every_topic.every(connection)
        if not is_on_record:
            reader = replace(reader, asked=asked)
            await subscribers.add(connection, reader)
        elif not is_as_it_was:
            reader = await change(connection, reader, asked=asked)
    if reader.asked:
        await say(bot, reader, meeting.first_hour(t, topics, reader, now))
    else:
        await say(bot, reader, meeting.greeting(t, topics, reader.topics))
