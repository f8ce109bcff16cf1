"""/pause and /resume."""

from __future__ import annotations

from datetime import datetime

from aiogram import Bot, Router
from aiogram.filters import Command
from aiogram.types import Message

from bot.people import change, reschedule
from bot.replies import say
from bot.translations import Translator
from bot.views.document import page
from storage.engine import Database
from storage.subscribers import Subscriber


def router() -> Router:
    router = Router(name="pause")
    router.message.register(pause, Command("pause", ignore_case=True))
    router.message.register(resume, Command("resume", ignore_case=True))
    return router


async def pause(
    message: Message, bot: Bot, database: Database, reader: Subscriber, t: Translator
) -> None:
    async with database.write_few() as connection:
        await change(connection, reader, state="paused", next_digest_at=None)
    await say(bot, reader, page(t("pause-begins")))


async def resume(
    message: Message,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    async with database.write_few() as connection:
        reader = await reschedule(connection, reader, now)
    assert reader.next_digest_at is not None
    moment = t.moment(reader.next_digest_at, reader.timezone, now)
    await say(bot, reader, page(t("pause-ends", moment=moment)))
