"""/breaking: an editor has something to push, in whatever form, and sees it as readers will."""

from __future__ import annotations

from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Command, CommandObject, MagicData
from aiogram.types import CallbackQuery, Message

from bot.broadcasting import drafting
from bot.broadcasting.estimate import reach
from bot.callbacks import Push
from bot.filters import Fits
from bot.replies import say
from bot.settings import Settings
from bot.translations import Translator
from bot.views import breaking as news
from bot.views import message as rendered
from bot.views import preview as views
from bot.views.document import page
from storage import articles
from storage.audit import Actor
from storage.engine import Database
from storage.subscribers import Subscriber

MOST_DIGITS = 15
"""A longer number is no article."""


def router() -> Router:
    router = Router(name="breaking")
    router.message.filter(MagicData(F.is_editor))
    router.callback_query.filter(MagicData(F.is_editor))
    router.message.register(draft_forwarded, Fits(F.forward_origin))
    router.message.register(draft, Command("breaking", ignore_case=True))
    router.callback_query.register(draft_article, Push.filter())
    return router


async def draft(
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
    pushed: rendered.Message | None = None
    article_id: int | None = None
    args = (command.args or "").strip()
    if message.text and args.isdecimal() and len(args) <= MOST_DIGITS:
        article_id = int(args)
        pushed = await _article(database, t, article_id)
        if pushed is None:
            await say(bot, reader, page(t("breaking-no-article", id=args)))
            return
    elif args or message.caption:
        pushed = news.from_command(message)
    elif message.reply_to_message is not None:
        pushed = news.from_message(message.reply_to_message)
    if pushed is None:
        await say(bot, reader, page(t("breaking-usage")))
        return
    await show(bot, database, settings, reader, actor, t, now, pushed, article_id)


async def draft_forwarded(
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
    pushed = news.from_message(message)
    if pushed is None:
        await say(bot, reader, page(t("breaking-nothing")))
        return
    await show(bot, database, settings, reader, actor, t, now, pushed)


async def draft_article(
    query: CallbackQuery,
    callback_data: Push,
    bot: Bot,
    database: Database,
    settings: Settings,
    reader: Subscriber,
    actor: Actor,
    t: Translator,
    now: datetime,
) -> None:
    pushed = await _article(database, t, callback_data.article)
    if pushed is None:
        await say(bot, reader, page(t("article-gone")))
        return
    await show(bot, database, settings, reader, actor, t, now, pushed, callback_data.article)


async def show(
    bot: Bot,
    database: Database,
    settings: Settings,
    reader: Subscriber,
    actor: Actor,
    t: Translator,
    now: datetime,
    pushed: rendered.Message,
    article_id: int | None = None,
) -> None:
    """The preview itself, then the question. What Telegram does not take is no draft."""
    try:
        await bot(pushed.send(reader.chat_id))
    except TelegramBadRequest as error:
        await say(bot, reader, page(t("breaking-refused", reason=error.message)))
        return
    async with database.write() as connection:
        broadcast = await drafting.draft(connection, pushed, actor, reader.chat_id, now, article_id)
        reached = await reach(connection, broadcast, settings)
    await say(bot, reader, views.question(t, broadcast, reached))


async def _article(database: Database, t: Translator, number: int) -> rendered.Message | None:
    async with database.read() as connection:
        article = await articles.get(connection, number)
    return None if article is None else news.from_article(t, article)
