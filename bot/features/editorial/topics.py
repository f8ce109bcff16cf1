"""/topic: topics of the editors' own, by words alone."""

from __future__ import annotations

from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject, MagicData
from aiogram.types import Message

from bot.features.editorial import views
from bot.telegram.responses import send_document
from bot.ui.document import build_document
from news.model import TOPIC_IDS
from service.articles import topics as articles_topics
from service.i18n.translations import Translations, Translator
from storage.archive import topics
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database


def router() -> Router:
    router = Router(name="own topics")
    router.message.filter(MagicData(F.is_editor))
    router.message.register(on_topic_command, Command("topic", ignore_case=True))
    return router


async def on_topic_command(
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
                own = await topics.list_all(connection)
            shown = [
                articles_topics.with_custom_words(one, translations, own)
                for one in articles_topics.with_custom_topics(own)
            ]
            await send_document(
                bot,
                reader,
                views.build_custom_topic_list(t, [topic for topic in shown if topic.words]),
            )
            return
    await send_document(bot, reader, build_document(answer))


async def _add(
    database: Database, translations: Translations, t: Translator, line: str, now: datetime
) -> str:
    async with database.write() as connection:
        topic, is_new = await articles_topics.save_topic(connection, translations, line, now)
    if topic.id in TOPIC_IDS:
        return t("topic-mended", topic=t.get_topic_name(topic))
    return t(
        "topic-added" if is_new else "topic-changed",
        topic=f"{topic.emoji} {t.get_topic_name(topic)}",
    )


async def _remove(database: Database, translations: Translations, t: Translator, name: str) -> str:
    async with database.write() as connection:
        own = await topics.list_all(connection)
        known = articles_topics.build_name_index(translations, own)
        removed = [
            await topics.remove(connection, topic_id)
            for topic_id in articles_topics.parse_topic_ids(name, known)
        ]
    return t("topic-removed" if any(removed) else "topic-none-of-ours", name=name)
