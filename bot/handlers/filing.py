"""/add: an editor files an article by chat: words, a message replied to, or a file of articles."""

from __future__ import annotations

import asyncio
import tempfile
from datetime import datetime
from pathlib import Path

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject, MagicData
from aiogram.types import Message, MessageOriginChannel

from bot.filters import Fits
from bot.forwarded import post_link
from bot.jobs.ingest import Ingest, Report
from bot.replies import say
from bot.settings import Settings
from bot.translations import Translations, Translator
from bot.views import sources as views
from bot.views.document import page
from news.errors import UnreadableFile
from news.model import RawArticle
from news.sources.file import read_path
from storage import articles, audit
from storage.audit import Act, Actor
from storage.engine import Database
from storage.subscribers import Subscriber

MOST_BYTES = 20 * 1024 * 1024
"""What Telegram lets a bot download."""


def router() -> Router:
    router = Router(name="filing")
    router.message.filter(MagicData(F.is_editor))
    router.message.register(add, Command("add", ignore_case=True))
    router.message.register(
        add_file, Fits(F.document.file_name.lower().regexp(r".+\.(?:txt|jsonl)$"))
    )
    return router


async def add(
    message: Message,
    command: CommandObject,
    bot: Bot,
    database: Database,
    settings: Settings,
    translations: Translations,
    ingest: Ingest,
    reader: Subscriber,
    actor: Actor,
    t: Translator,
    now: datetime,
) -> None:
    """The words after the command, or the message replied to; a forwarded post keeps its source."""
    house = translations[settings.default_language]("own-source")
    raw = told(message, (command.args or "").strip(), house)
    if raw is None:
        await say(bot, reader, page(t("add-usage")))
        return
    report = await _file(database, ingest, [raw], actor, now)
    if report.refused:
        raise report.refused[0]
    (article_id,) = report.filed
    async with database.read() as connection:
        article = await articles.get(connection, article_id)
    key = "add-filed" if report.added else "add-known"
    title = article.title if article is not None else ""
    await say(bot, reader, page(t(key, title=title, id=str(article_id))))


async def add_file(
    message: Message,
    bot: Bot,
    database: Database,
    ingest: Ingest,
    reader: Subscriber,
    actor: Actor,
    t: Translator,
    now: datetime,
) -> None:
    """An article file, or JSONL: as `svodka import` takes them (docs/formats.md)."""
    assert message.document is not None
    name = Path(message.document.file_name or "articles.txt").name
    if (message.document.file_size or 0) > MOST_BYTES:
        raise UnreadableFile(f"{name} is too large", path=name, reason="too_large")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"articles{Path(name).suffix.lower()}"
        await bot.download(message.document, destination=path)
        items = await asyncio.to_thread(lambda: list(read_path(path)))
    report = await _file(database, ingest, items, actor, now, name)
    refused = [str(error.details.get("reason", error)) for error in report.refused]
    await say(bot, reader, views.articles_taken(t, report.added, report.known, refused))


def told(message: Message, words: str, house: str) -> RawArticle | None:
    """What a command and the message that it replies to tell: an article, or None."""
    if words:
        return RawArticle(text=words, source=house)
    post = message.reply_to_message
    text = "" if post is None else post.text or post.caption or ""
    if post is None or not text.strip():
        return None
    origin = post.forward_origin
    if not isinstance(origin, MessageOriginChannel):
        return RawArticle(text=text, source=house)
    return RawArticle(
        text=text,
        source=origin.chat.title or house,
        url=post_link(origin),
        published=origin.date,
    )


async def _file(
    database: Database,
    ingest: Ingest,
    items: list[RawArticle | UnreadableFile],
    actor: Actor,
    now: datetime,
    name: str = "",
) -> Report:
    report = await ingest.take(items, again=True)
    if report.added:
        text = name or ", ".join(f"{number}" for number in report.filed)
        async with database.write() as connection:
            await audit.note(connection, Act.ARTICLE_ADDED, actor, now, text=text)
    return report
