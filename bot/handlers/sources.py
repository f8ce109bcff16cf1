"""/sources: where the news comes from, for editors."""

from __future__ import annotations

from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject, MagicData
from aiogram.types import Message

from bot.replies import say
from bot.translations import Translator
from bot.views import editor as views
from bot.views.document import page
from news.sources.addresses import source_address
from storage import audit, sources
from storage.audit import Act, Actor
from storage.engine import Database
from storage.subscribers import Subscriber


def router() -> Router:
    router = Router(name="sources")
    router.message.filter(MagicData(F.is_editor))
    router.message.register(show_or_add, Command("sources", ignore_case=True))
    return router


async def show_or_add(
    message: Message,
    command: CommandObject,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    actor: Actor,
    t: Translator,
    now: datetime,
) -> None:
    verb, _, url = (command.args or "").strip().partition(" ")
    if verb.lower() == "add" and url.strip():
        url = source_address(url)
        async with database.write() as connection:
            added = await sources.add(connection, url=url, title="", now=now)
            if added:
                await audit.note(connection, Act.SOURCE_ADDED, actor, now, text=url)
        await say(bot, reader, page(t("sources-added" if added else "sources-known", url=url)))
        return
    async with database.read() as connection:
        known = await sources.every(connection)
    await say(bot, reader, views.source_list(t, known, reader.timezone, now))
