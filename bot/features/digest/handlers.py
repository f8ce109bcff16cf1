"""/digest: what the next digest would hold, now. The one at the reader's hour still comes whole."""

from __future__ import annotations

from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message
from aiogram.utils.callback_answer import CallbackAnswer

from bot.features.digest import job
from bot.features.digest import pages as digest_pages
from bot.features.digest.callbacks import DigestAction, DigestCallback
from bot.telegram.responses import edit_message, send_document, show_message
from bot.ui.callbacks import RunCommand
from bot.ui.document import build_document
from news.query.followed_terms import TermNormalizer
from service.digests import composer
from service.i18n.translations import Translator
from service.subscribers.service import update_subscriber
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database
from storage.messaging import digests


def router() -> Router:
    router = Router(name="digest")
    router.message.register(on_digest_command, Command("digest", ignore_case=True))
    router.callback_query.register(on_digest_requested, RunCommand.filter(F.command == "digest"))
    router.callback_query.register(
        show_stored_digest, DigestCallback.filter(F.action == DigestAction.SHOW)
    )
    router.callback_query.register(
        show_next_page, DigestCallback.filter(F.action == DigestAction.MORE)
    )
    router.callback_query.register(
        on_empty_notice_disabled, RunCommand.filter(F.command == "quiet")
    )
    return router


async def on_digest_command(
    message: Message,
    bot: Bot,
    database: Database,
    terms: TermNormalizer,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    await _send_digest(bot, database, terms, reader, t, now)


async def on_digest_requested(
    query: CallbackQuery,
    bot: Bot,
    database: Database,
    terms: TermNormalizer,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    await _send_digest(bot, database, terms, reader, t, now)


async def _send_digest(
    bot: Bot,
    database: Database,
    terms: TermNormalizer,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    async with database.read() as connection:
        composed = await composer.compose_digest(
            connection, terms, reader, job.get_watermark(reader, now), now
        )
        look = await digest_pages.load_view(connection, t, reader)
    if not composed.stories:
        await send_document(bot, reader, build_document(t("digest-empty-now")))
        return
    async with database.write(inline=True) as connection:
        kept = await digest_pages.save_digest(connection, look, composed)
    message = digest_pages.render(look, kept, reader.style)
    await bot(message.send(reader.chat_id))


async def show_stored_digest(
    query: CallbackQuery,
    callback_data: DigestCallback,
    callback_answer: CallbackAnswer,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
) -> None:
    """Back from an article, or from the next page: the very same digest."""
    async with database.read() as connection:
        kept = await digests.get(connection, callback_data.digest)
        look = await digest_pages.load_view(connection, t, reader)
    if kept is None:
        callback_answer.text = t("digest-gone")
        return
    await show_message(bot, query, reader, digest_pages.render(look, kept, reader.style))


async def show_next_page(
    query: CallbackQuery,
    callback_data: DigestCallback,
    callback_answer: CallbackAnswer,
    bot: Bot,
    database: Database,
    terms: TermNormalizer,
    reader: Subscriber,
    t: Translator,
) -> None:
    """The stories that found no room."""
    async with database.read() as connection:
        shown = await digests.get(connection, callback_data.digest)
        look = await digest_pages.load_view(connection, t, reader)
        if shown is None:
            callback_answer.text = t("digest-gone")
            return
        since, until = shown.digest.since, shown.digest.until
        rest = await composer.compose_digest(
            connection, terms, reader, since, until, exclude=shown.story_ids_so_far
        )
    if not rest.stories:
        callback_answer.text = t("digest-gone")
        return
    async with database.write() as connection:
        kept = await digest_pages.save_digest(
            connection, look, rest, previous_story_ids=shown.story_ids_so_far, previous_id=shown.id
        )
    await show_message(bot, query, reader, digest_pages.render(look, kept, reader.style))


async def on_empty_notice_disabled(
    query: CallbackQuery, bot: Bot, database: Database, reader: Subscriber, t: Translator
) -> None:
    async with database.write() as connection:
        await update_subscriber(connection, reader, tell_when_empty=False)
    await edit_message(bot, query, build_document(t("digest-will-be-quiet")))
