"""/add: an editor files an article by chat: words, a message replied to, or a file of articles."""

from __future__ import annotations

import asyncio
import tempfile
from datetime import datetime
from pathlib import Path

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject, MagicData
from aiogram.types import Message, MessageOriginChannel

from bot.features.sources import views
from bot.telegram.chats.channel_posts import build_post_link
from bot.telegram.filters import SyncFilter
from bot.telegram.responses import send_document
from bot.ui.document import build_document
from news.errors import UnreadableFileError
from news.model import RawArticle
from news.sources.file import read_path
from service.config import Settings
from service.i18n.translations import Translations, Translator
from service.sources.updater import ImportReport, SourceUpdater
from storage.archive import articles
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database
from storage.stats import audit_log
from storage.stats.audit_log import Actor, AuditAction

MAX_FILE_BYTES = 20 * 1024 * 1024
"""What Telegram lets a bot download."""


def router() -> Router:
    router = Router(name="filing")
    router.message.filter(MagicData(F.is_editor))
    router.message.register(on_add_command, Command("add", ignore_case=True))
    router.message.register(
        on_article_file, SyncFilter(F.document.file_name.lower().regexp(r".+\.(?:txt|jsonl)$"))
    )
    return router


async def on_add_command(
    message: Message,
    command: CommandObject,
    bot: Bot,
    database: Database,
    settings: Settings,
    translations: Translations,
    ingest: SourceUpdater,
    reader: Subscriber,
    actor: Actor,
    t: Translator,
    now: datetime,
) -> None:
    """The words after the command, or the message replied to; a forwarded post keeps its source."""
    house = translations[settings.default_language]("own-source")
    raw = build_article_from_message(message, (command.args or "").strip(), house)
    if raw is None:
        await send_document(bot, reader, build_document(t("add-usage")))
        return
    report = await _import(database, ingest, [raw], actor, now)
    if report.rejected:
        raise report.rejected[0]
    (article_id,) = report.article_ids
    async with database.read() as connection:
        article = await articles.get(connection, article_id)
    key = "add-filed" if report.added else "add-known"
    title = article.title if article is not None else ""
    await send_document(bot, reader, build_document(t(key, title=title, id=str(article_id))))


async def on_article_file(
    message: Message,
    bot: Bot,
    database: Database,
    ingest: SourceUpdater,
    reader: Subscriber,
    actor: Actor,
    t: Translator,
    now: datetime,
) -> None:
    """An article file, or JSONL: as `svodka import` takes them (docs/formats.md)."""
    assert message.document is not None
    name = Path(message.document.file_name or "articles.txt").name
    if (message.document.file_size or 0) > MAX_FILE_BYTES:
        raise UnreadableFileError(f"{name} is too large", path=name, reason="too_large")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"articles{Path(name).suffix.lower()}"
        await bot.download(message.document, destination=path)
        items = await asyncio.to_thread(lambda: list(read_path(path)))
    report = await _import(database, ingest, items, actor, now, name)
    refused = [str(error.details.get("reason", error)) for error in report.rejected]
    await send_document(
        bot, reader, views.build_import_report(t, report.added, report.already_known, refused)
    )


def build_article_from_message(message: Message, words: str, own_source: str) -> RawArticle | None:
    """What a command and the message that it replies to tell: an article, or None."""
    if words:
        return RawArticle(text=words, source=own_source)
    post = message.reply_to_message
    text = "" if post is None else post.text or post.caption or ""
    if post is None or not text.strip():
        return None
    origin = post.forward_origin
    if not isinstance(origin, MessageOriginChannel):
        return RawArticle(text=text, source=own_source)
    return RawArticle(
        text=text,
        source=origin.chat.title or own_source,
        url=build_post_link(origin),
        published=origin.date,
    )


async def _import(
    database: Database,
    ingest: SourceUpdater,
    items: list[RawArticle | UnreadableFileError],
    actor: Actor,
    now: datetime,
    name: str = "",
) -> ImportReport:
    report = await ingest.import_articles(items, allow_removed=True)
    if report.added:
        text = name or ", ".join(f"{number}" for number in report.article_ids)
        async with database.write() as connection:
            await audit_log.record(connection, AuditAction.ARTICLE_ADDED, actor, now, text=text)
    return report
