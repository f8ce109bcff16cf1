"""New sources: the feed that an editor chooses among several, and lists of feeds as OPML."""

from __future__ import annotations

import re
from datetime import datetime
from io import BytesIO

from aiogram import Bot, F, Router
from aiogram.filters import MagicData
from aiogram.types import BufferedInputFile, CallbackQuery, InaccessibleMessage, Message

from bot.features.sources import views
from bot.features.sources.callbacks import ChooseSource
from bot.telegram.filters import SyncFilter
from bot.telegram.responses import edit_message, send_document
from bot.ui.document import build_document
from news.errors import UnreadableFileError
from news.sources.fetcher import Fetcher
from news.sources.opml import Outline, read_opml, write_opml
from service.articles.analysis_worker import AnalysisWorker
from service.i18n.translations import Translator
from service.sources import registration
from service.sources.registration import SourceCandidate, discover_sources, register_outlines
from storage.archive import sources
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database
from storage.stats.audit_log import Actor

MAX_FILE_BYTES = 2 * 1024 * 1024
_OFFERED_FEED = re.compile(r"^(?P<place>\d+)\. .*?(?P<url>https?://\S+)$", re.MULTILINE)


def router() -> Router:
    router = Router(name="source add")
    router.message.filter(MagicData(F.is_editor))
    router.callback_query.filter(MagicData(F.is_editor))
    router.message.register(
        on_opml_file, SyncFilter(F.document.file_name.lower().regexp(r".+\.(?:opml|xml)$"))
    )
    router.callback_query.register(on_feed_chosen, ChooseSource.filter())
    return router


async def add_source(
    bot: Bot,
    database: Database,
    fetcher: Fetcher,
    desk: AnalysisWorker,
    reader: Subscriber,
    actor: Actor,
    t: Translator,
    now: datetime,
    reference: str,
) -> None:
    """Add what an editor names; ask which, where a site has several feeds."""
    found = await discover_sources(reference, fetcher, desk)
    if len(found) > 1:
        await send_document(bot, reader, views.build_feed_picker(t, found))
    else:
        await send_document(
            bot, reader, build_document(await _register(database, found[0], actor, t, now))
        )


async def on_feed_chosen(
    query: CallbackQuery,
    callback_data: ChooseSource,
    bot: Bot,
    database: Database,
    actor: Actor,
    t: Translator,
    now: datetime,
) -> None:
    """The feeds stand in the message itself, so nothing has to be remembered meanwhile."""
    message = query.message
    text = "" if message is None or isinstance(message, InaccessibleMessage) else message.text or ""
    offered = {int(line["place"]): line["url"] for line in _OFFERED_FEED.finditer(text)}
    url = offered.get(callback_data.index)
    said = (
        t("stale-button")
        if url is None
        else await _register(database, SourceCandidate(url), actor, t, now)
    )
    await edit_message(bot, query, build_document(said))


async def on_opml_file(
    message: Message,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    actor: Actor,
    t: Translator,
    now: datetime,
) -> None:
    assert message.document is not None
    name = message.document.file_name or "OPML"
    if (message.document.file_size or 0) > MAX_FILE_BYTES:
        raise UnreadableFileError(f"{name} is too large", path=name, reason="too_large")
    body = BytesIO()
    await bot.download(message.document, destination=body)
    outlines, refused = read_opml(body.getvalue(), name)
    async with database.write() as connection:
        added, known, more = await register_outlines(connection, outlines, actor, now)
    await send_document(bot, reader, views.build_opml_report(t, added, known, [*refused, *more]))


async def send_opml_file(bot: Bot, database: Database, reader: Subscriber, t: Translator) -> None:
    """Every feed, as a file that other readers take."""
    async with database.read() as connection:
        known = [source for source in await sources.list_all(connection) if source.kind == "feed"]
    body = write_opml(Outline(source.title, source.url) for source in known)
    await bot.send_document(
        reader.chat_id,
        BufferedInputFile(body, "svodka.opml"),
        caption=t("sources-list", count=len(known)),
    )


async def _register(
    database: Database, found: SourceCandidate, actor: Actor, t: Translator, now: datetime
) -> str:
    async with database.write() as connection:
        added = await registration.register_source(connection, found, actor, now)
    return t("sources-added" if added else "sources-known", url=found.url)
