"""/topic: topics of the editors' own, by words alone."""

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
from news.model import TOPIC_IDS
from storage import topics
from storage.engine import Database
from storage.subscribers import Subscriber


def router() -> Router:
    router = Router(name="own topics")
    router.message.filter(MagicData(F.is_editor))
    router.message.register(show_or_change, Command("topic", ignore_case=True))
    return router


async def show_or_change(
    message: Message,
    command: CommandObject,
    bot: Bot,
    database: Database,
    translations: Translations,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    verb, said = (*(command.args or "").split(maxsplit=1), "", "")[:2]
    match verb.lower():
        case "add" if said:
            answer = await _add(database, translations, t, said, now)
        case "remove" if said:
            answer = await _remove(database, translations, t, said)
        case _:
            async with database.read() as connection:
                own = await topics.every(connection)
            shown = [every_topic.shown(one, translations, own) for one in every_topic.with_own(own)]
            await say(bot, reader, views.own_topics(t, [topic for topic in shown if topic.words]))
            return
    await say(bot, reader, page(answer))


async def _add(
    database: Database, translations: Translations, t: Translator, line: str, now: datetime
) -> str:
    async with database.write() as connection:
        topic, is_new = await every_topic.add(connection, translations, line, now)
    if topic.id in TOPIC_IDS:
        return t("topic-mended", topic=t.topic(topic))
    return t("topic-added" if is_new else "topic-changed", topic=f"{topic.emoji} {t.topic(topic)}")


async def _remove(database: Database, translations: Translations, t: Translator, name: str) -> str:
    async with database.write() as connection:
        own = await topics.every(connection)
        known = every_topic.names(translations, own)
        removed = [
            await topics.remove(connection, topic_id)
            for topic_id in every_topic.chosen(name, known)
        ]
    return t("topic-removed" if any(removed) else "topic-none-of-ours", name=name)
