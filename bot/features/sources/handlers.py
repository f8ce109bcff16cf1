"""/sources: where the news comes from, for editors."""

from __future__ import annotations

from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject, MagicData
from aiogram.types import CallbackQuery, Message

from bot.features.sources import add as sources_add
from bot.features.sources import views
from bot.features.sources.callbacks import SourcesPage
from bot.telegram.responses import edit_message, send_document
from bot.ui.document import Document, build_document
from news.sources.addresses import normalize_source_url
from news.sources.fetcher import Fetcher
from service.articles import topics as articles_topics
from service.articles.analysis_worker import AnalysisWorker
from service.i18n.translations import Translations, Translator
from storage.archive import sources, topics
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database
from storage.stats.audit_log import Actor


def router() -> Router:
    router = Router(name="sources")
    router.message.filter(MagicData(F.is_editor))
    router.callback_query.filter(MagicData(F.is_editor))
    router.message.register(on_sources_command, Command("sources", ignore_case=True))
    router.callback_query.register(show_sources_page, SourcesPage.filter())
    return router


async def on_sources_command(
    message: Message,
    command: CommandObject,
    bot: Bot,
    database: Database,
    translations: Translations,
    fetcher: Fetcher,
    desk: AnalysisWorker,
    reader: Subscriber,
    actor: Actor,
    t: Translator,
    now: datetime,
) -> None:
    verb, url, said = (*(command.args or "").split(maxsplit=2), "", "", "")[:3]
    match verb.lower():
        case "add" if url:
            await sources_add.add_source(bot, database, fetcher, desk, reader, actor, t, now, url)
        case "opml":
            await sources_add.send_opml_file(bot, database, reader, t)
        case "topics" if url:
            answer = await _set_topics(database, translations, t, normalize_source_url(url), said)
            await send_document(bot, reader, build_document(answer))
        case _:
            await send_document(bot, reader, await _build_list(database, reader, t, now, 0))


async def show_sources_page(
    query: CallbackQuery,
    callback_data: SourcesPage,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    await edit_message(bot, query, await _build_list(database, reader, t, now, callback_data.page))


async def _build_list(
    database: Database, reader: Subscriber, t: Translator, now: datetime, page_number: int
) -> Document:
    """A page of the list; the last one, where there are no longer so many."""
    async with database.read() as connection:
        total = await sources.count(connection)
        page_number = max(0, min(page_number, (total - 1) // views.PAGE_SIZE))
        shown = await sources.list_page(connection, page_number * views.PAGE_SIZE, views.PAGE_SIZE)
        return views.build_source_list(
            t,
            shown,
            await sources.get_activity(connection, [source.id for source in shown], now),
            await articles_topics.list_all_topics(connection),
            page_number=page_number,
            total=total,
            timezone=reader.timezone,
            now=now,
        )


async def _set_topics(
    database: Database, translations: Translations, t: Translator, url: str, listed: str
) -> str:
    """Say what a source is about; nothing listed takes it back."""
    async with database.write() as connection:
        own = await topics.list_all(connection)
        chosen = articles_topics.parse_topic_ids(
            listed, articles_topics.build_name_index(translations, own)
        )
        if not await sources.set_topics(connection, url, chosen):
            return t("sources-unknown", url=url)
    return views.format_topics_saved(t, chosen, articles_topics.with_custom_topics(own), url)
