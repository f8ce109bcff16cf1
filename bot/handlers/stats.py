"""/stats: numbers for editors."""

from __future__ import annotations

from aiogram import Bot, F, Router
from aiogram.filters import Command, MagicData
from aiogram.types import Message

from bot.replies import say
from bot.translations import Translator
from bot.views import editor as views
from storage import statistics
from storage.engine import Database
from storage.subscribers import Subscriber


def router() -> Router:
    router = Router(name="stats")
    router.message.filter(MagicData(F.is_editor))
    router.message.register(show, Command("stats", ignore_case=True))
    return router


async def show(
    message: Message, bot: Bot, database: Database, reader: Subscriber, t: Translator
) -> None:
    async with database.read() as connection:
        numbers = await statistics.collect(connection)
    await say(bot, reader, views.statistics(t, numbers))
