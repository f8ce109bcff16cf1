"""/breaking: an editor has something to push, in whatever form, and sees it as readers will."""

from __future__ import annotations

from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Command, CommandObject, MagicData
from aiogram.types import CallbackQuery, Message

from bot.features.broadcasts import draft_views, preview_views
from bot.features.broadcasts.callbacks import BroadcastArticle
from bot.telegram.filters import SyncFilter
from bot.telegram.responses import send_document
from bot.ui import message as ui_message
from bot.ui.document import build_document
from service.broadcasts import drafts
from service.broadcasts.estimate import estimate_audience
from service.config import Settings
from service.i18n.translations import Translator
from storage.archive import articles
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database
from storage.stats.audit_log import Actor

MAX_ID_DIGITS = 15
"""A longer number is no article."""


def router() -> Router:
    router = Router(name="breaking")
    router.message.filter(MagicData(F.is_editor))
    router.callback_query.filter(MagicData(F.is_editor))
    router.message.register(on_forwarded_post, SyncFilter(F.forward_origin))
    router.message.register(on_breaking_command, Command("breaking", ignore_case=True))
    router.callback_query.register(on_broadcast_article, BroadcastArticle.filter())
    return router


async def on_breaking_command(
    message: Message,
    command: CommandObject,
    bot: Bot,
    database: Database,
    settings: Settings,
    reader: Subscriber,
    actor: Actor,
    t: Translator,
    now: datetime,
) -> None:
    """Words after the command, a photo with it, an article's number, or the message replied to."""
    pushed: ui_message.Message | None = None
    article_id: int | None = None
    args = (command.args or "").strip()
    if message.text and args.isdecimal() and len(args) <= MAX_ID_DIGITS:
        article_id = int(args)
        pushed = await _build_article_message(database, t, article_id)
        if pushed is None:
            await send_document(bot, reader, build_document(t("breaking-no-article", id=args)))
            return
    elif args or message.caption:
        pushed = draft_views.build_from_command(message)
    elif message.reply_to_message is not None:
        pushed = draft_views.build_from_message(message.reply_to_message)
    if pushed is None:
        await send_document(bot, reader, build_document(t("breaking-usage")))
        return
    await show_preview(bot, database, settings, reader, actor, t, now, pushed, article_id)


async def on_forwarded_post(
    message: Message,
    bot: Bot,
    database: Database,
    settings: Settings,
    reader: Subscriber,
    actor: Actor,
    t: Translator,
    now: datetime,
) -> None:
    """A forwarded post. Of an album only the part that has words is one."""
    if message.media_group_id is not None and not message.caption:
        return
    pushed = draft_views.build_from_message(message)
    if pushed is None:
        await send_document(bot, reader, build_document(t("breaking-nothing")))
        return
    await show_preview(bot, database, settings, reader, actor, t, now, pushed)


async def on_broadcast_article(
    query: CallbackQuery,
    callback_data: BroadcastArticle,
    bot: Bot,
    database: Database,
    settings: Settings,
    reader: Subscriber,
    actor: Actor,
    t: Translator,
    now: datetime,
) -> None:
    pushed = await _build_article_message(database, t, callback_data.article)
    if pushed is None:
        await send_document(bot, reader, build_document(t("article-gone")))
        return
    await show_preview(
        bot, database, settings, reader, actor, t, now, pushed, callback_data.article
    )


async def show_preview(
    bot: Bot,
    database: Database,
    settings: Settings,
    reader: Subscriber,
    actor: Actor,
    t: Translator,
    now: datetime,
    content: ui_message.Message,
    article_id: int | None = None,
) -> None:
    """The preview itself, then the question. What Telegram does not take is no draft."""
    try:
        await bot(content.send(reader.chat_id))
    except TelegramBadRequest as error:
        await send_document(
            bot, reader, build_document(t("breaking-refused", reason=error.message))
        )
        return
    async with database.write() as connection:
        broadcast = await drafts.create_draft(
            connection, content, actor, reader.chat_id, now, article_id
        )
        reached = await estimate_audience(connection, broadcast, settings)
    await send_document(bot, reader, preview_views.build_question(t, broadcast, reached))


async def _build_article_message(
    database: Database, t: Translator, number: int
) -> ui_message.Message | None:
    async with database.read() as connection:
        article = await articles.get(connection, number)
    return None if article is None else draft_views.build_from_article(t, article)
