"""/sources: where the news comes from, for editors."""

from __future__ import annotations

from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject, MagicData
from aiogram.types import CallbackQuery, Message

from bot import topics as every_topic
from bot.callbacks import SourcesPage
from bot.desk import DeskProcess
from bot.handlers import source_add
from bot.replies import say, say_here
from bot.translations import Translations, Translator
from bot.views import sources as views
from bot.views.document import Document, page
from news.sources.addresses import source_address
from news.sources.fetcher import Fetcher
from storage import pulse, sources, topics
from storage.audit import Actor
from storage.engine import Database
from storage.subscribers import Subscriber


def router() -> Router:
    router = Router(name="sources")
    router.message.filter(MagicData(F.is_editor))
    router.callback_query.filter(MagicData(F.is_editor))
    router.message.register(show_or_change, Command("sources", ignore_case=True))
    router.callback_query.register(turn, SourcesPage.filter())
    return router


async def show_or_change(
    message: Message,
    command: CommandObject,
    bot: Bot,
    database: Database,
    translations: Translations,
    fetcher: Fetcher,
    desk: DeskProcess,
    reader: Subscriber,
    actor: Actor,
    t: Translator,
    now: datetime,
) -> None:
    verb, url, said = (*(command.args or "").split(maxsplit=2), "", "", "")[:3]
    match verb.lower():
        case "add" if url:
            await source_add.add(bot, database, fetcher, desk, reader, actor, t, now, url)
        case "opml":
            await source_add.hand_over_list(bot, database, reader, t)
        case "topics" if url:
            answer = await _choose_topics(database, translations, t, source_address(url), said)
            await say(bot, reader, page(answer))
        case _:
            await say(bot, reader, await _list(database, reader, t, now, 0))


async def turn(
    query: CallbackQuery,
    callback_data: SourcesPage,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    await say_here(bot, query, await _list(database, reader, t, now, callback_data.page))


async def _list(
    database: Database, reader: Subscriber, t: Translator, now: datetime, number: int
) -> Document:
    """A page of the list; the last one, where there are no longer so many."""
    async with database.read() as connection:
        total = await sources.count(connection)
        number = max(0, min(number, (total - 1) // views.PAGE))
        shown = await sources.page(connection, number * views.PAGE, views.PAGE)
        return views.source_list(
            t,
            shown,
            await pulse.pulses(connection, [source.id for source in shown], now),
            await every_topic.every(connection),
            number=number,
            total=total,
            timezone=reader.timezone,
            now=now,
        )


async def _choose_topics(
    database: Database, translations: Translations, t: Translator, url: str, listed: str
) -> str:
    """Say what a source is about; nothing listed takes it back."""
    async with database.write() as connection:
        own = await topics.every(connection)
        chosen = every_topic.chosen(listed, every_topic.names(translations, own))
        if not await sources.set_topics(connection, url, chosen):
            return t("sources-unknown", url=url)
    return views.told_topics(t, chosen, every_topic.with_own(own), url)
