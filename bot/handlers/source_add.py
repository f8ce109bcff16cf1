"""New sources: the feed that an editor chooses among several, and lists of feeds as OPML."""

from __future__ import annotations

import re
from datetime import datetime
from io import BytesIO

from aiogram import Bot, F, Router
from aiogram.filters import MagicData
from aiogram.types import BufferedInputFile, CallbackQuery, InaccessibleMessage, Message

from bot import adding
from bot.adding import Found, add_outlines, find
from bot.callbacks import SourceFound
from bot.desk import DeskProcess
from bot.filters import Fits
from bot.replies import say, say_here
from bot.translations import Translator
from bot.views import sources as views
from bot.views.document import page
from news.errors import UnreadableFile
from news.sources.fetcher import Fetcher
from news.sources.opml import Outline, read_opml, write_opml
from storage import sources
from storage.audit import Actor
from storage.engine import Database
from storage.subscribers import Subscriber

MOST_BYTES = 2 * 1024 * 1024
_OFFERED = re.compile(r"^(?P<place>\d+)\. .*?(?P<url>https?://\S+)$", re.MULTILINE)


def router() -> Router:
    router = Router(name="source add")
    router.message.filter(MagicData(F.is_editor))
    router.callback_query.filter(MagicData(F.is_editor))
    router.message.register(
        take_list, Fits(F.document.file_name.lower().regexp(r".+\.(?:opml|xml)$"))
    )
    router.callback_query.register(choose, SourceFound.filter())
    return router


async def add(
    bot: Bot,
    database: Database,
    fetcher: Fetcher,
    desk: DeskProcess,
    reader: Subscriber,
    actor: Actor,
    t: Translator,
    now: datetime,
    said: str,
) -> None:
    """Add what an editor names; ask which, where a site has several feeds."""
    found = await find(said, fetcher, desk)
    if len(found) > 1:
        await say(bot, reader, views.feed_choice(t, found))
    else:
        await say(bot, reader, page(await _add(database, found[0], actor, t, now)))


async def choose(
    query: CallbackQuery,
    callback_data: SourceFound,
    bot: Bot,
    database: Database,
    actor: Actor,
    t: Translator,
    now: datetime,
) -> None:
    """The feeds stand in the message itself, so nothing has to be remembered meanwhile."""
    message = query.message
    text = "" if message is None or isinstance(message, InaccessibleMessage) else message.text or ""
    offered = {int(line["place"]): line["url"] for line in _OFFERED.finditer(text)}
    url = offered.get(callback_data.place)
    said = t("stale-button") if url is None else await _add(database, Found(url), actor, t, now)
    await say_here(bot, query, page(said))


async def take_list(
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
    if (message.document.file_size or 0) > MOST_BYTES:
        raise UnreadableFile(f"{name} is too large", path=name, reason="too_large")
    body = BytesIO()
    await bot.download(message.document, destination=body)
    outlines, refused = read_opml(body.getvalue(), name)
    async with database.write() as connection:
        added, known, more = await add_outlines(connection, outlines, actor, now)
    await say(bot, reader, views.list_taken(t, added, known, [*refused, *more]))


async def hand_over_list(bot: Bot, database: Database, reader: Subscriber, t: Translator) -> None:
    """Every feed, as a file that other readers take."""
    async with database.read() as connection:
        known = [source for source in await sources.every(connection) if source.kind == "feed"]
    body = write_opml(Outline(source.title, source.url) for source in known)
    await bot.send_document(
        reader.chat_id,
        BufferedInputFile(body, "svodka.opml"),
        caption=t("sources-list", count=len(known)),
    )


async def _add(database: Database, found: Found, actor: Actor, t: Translator, now: datetime) -> str:
    async with database.write() as connection:
        added = await adding.add(connection, found, actor, now)
    return t("sources-added" if added else "sources-known", url=found.url)
