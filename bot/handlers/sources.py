"""/sources: where the news comes from, for editors."""

from __future__ import annotations

from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject, MagicData
from aiogram.types import Message

from bot import topics as every_topic
from bot.replies import say
from bot.translations import Translations, Translator
from bot.views import editor as views
from bot.views.document import page
from news.sources.addresses import source_address
from storage import audit, sources, topics
from storage.audit import Act, Actor
from storage.engine import Database
from storage.subscribers import Subscriber


def router() -> Router:
    router = Router(name="sources")
    router.message.filter(MagicData(F.is_editor))
    router.message.register(show_or_change, Command("sources", ignore_case=True))
    return router


async def show_or_change(
    message: Message,
    command: CommandObject,
    bot: Bot,
    database: Database,
    translations: Translations,
    reader: Subscriber,
    actor: Actor,
    t: Translator,
    now: datetime,
) -> None:
    verb, url, said = (*(command.args or "").split(maxsplit=2), "", "", "")[:3]
    match verb.lower():
        case "add" if url:
            url = source_address(url)
            async with database.write() as connection:
                added = await sources.add(connection, url=url, title="", now=now)
                if added:
                    await audit.note(connection, Act.SOURCE_ADDED, actor, now, text=url)
            await say(bot, reader, page(t("sources-added" if added else "sources-known", url=url)))
        case "topics" if url:
            answer = await _choose_topics(database, translations, t, source_address(url), said)
            await say(bot, reader, page(answer))
        case _:
            async with database.read() as connection:
                known = await sources.every(connection)
                named = await every_topic.every(connection)
            await say(bot, reader, views.source_list(t, known, named, reader.timezone, now))


async def _choose_topics(
    database: Database, translations: Translations, t: Translator, url: str, listed: str
) -> str:
    """Say what a source is about; nothing listed takes it back."""
    async with database.write() as connection:
        own = await topics.every(connection)
        chosen = every_topic.chosen(listed, every_topic.names(translations, own))
        if not await sources.set_topics(connection, url, chosen):
            return t("sources-unknown", url=url)
    named = views.topic_names(t, chosen, every_topic.with_own(own))
    return t("sources-topics", url=url, topics=named) if named else t("sources-no-topics", url=url)
