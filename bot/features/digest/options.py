"""Under a digest: a longer or shorter one, and the other style, with that very digest."""

from __future__ import annotations

import logging
from dataclasses import replace

from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramBadRequest, TelegramNotFound
from aiogram.types import CallbackQuery
from aiogram.utils.callback_answer import CallbackAnswer

from bot.features.digest import pages as digest_pages
from bot.features.digest.buttons import build_plain_style_offer
from bot.features.digest.callbacks import DigestAction, DigestCallback
from bot.telegram.responses import send_document, show_message
from news.query.followed_terms import TermNormalizer
from service.config import Settings
from service.digests import composer
from service.i18n.translations import Translator
from service.subscribers.digest_size import get_larger_count, get_smaller_count
from service.subscribers.service import update_subscriber
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database
from storage.messaging import digests

log = logging.getLogger(__name__)


def router() -> Router:
    router = Router(name="changes of a digest")
    lengths = F.action.in_({DigestAction.LONGER, DigestAction.SHORTER})
    router.callback_query.register(on_digest_size_chosen, DigestCallback.filter(lengths))
    router.callback_query.register(
        on_rich_style_chosen, DigestCallback.filter(F.action == DigestAction.RICH)
    )
    router.callback_query.register(
        on_plain_style_chosen, DigestCallback.filter(F.action == DigestAction.PLAIN)
    )
    return router


async def on_digest_size_chosen(
    query: CallbackQuery,
    callback_data: DigestCallback,
    callback_answer: CallbackAnswer,
    bot: Bot,
    database: Database,
    terms: TermNormalizer,
    settings: Settings,
    reader: Subscriber,
    t: Translator,
) -> None:
    """A step from the digest that is shown, so that a double tap is one step; from now on, and for
    this digest, too."""
    async with database.read() as connection:
        kept = await digests.get(connection, callback_data.digest)
        if kept is None:
            callback_answer.text = t("digest-gone")
            return
        step = (
            get_larger_count if callback_data.action is DigestAction.LONGER else get_smaller_count
        )
        items = step(kept.digest.preferences.digest_size, settings.digest_items)
        reader = replace(reader, items=items)
        look = await digest_pages.load_view(connection, t, reader)
        anew = await composer.compose_digest(
            connection, terms, reader, kept.digest.since, kept.digest.until
        )
    async with database.write() as connection:
        await update_subscriber(connection, reader, items=items)
        shown = await digest_pages.save_digest(connection, look, anew) if anew.stories else None
    callback_answer.text = t("digest-length-saved", count=items)
    if shown is not None:
        await show_message(bot, query, reader, digest_pages.render(look, shown, reader.style))


async def on_rich_style_chosen(
    query: CallbackQuery,
    callback_data: DigestCallback,
    callback_answer: CallbackAnswer,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
) -> None:
    """The digest itself is the sample: a server that does not take it keeps the reader plain. Some
    clients show nothing of it, hence the way back below the first one."""
    async with database.read() as connection:
        kept = await digests.get(connection, callback_data.digest)
        look = await digest_pages.load_view(connection, t, reader)
    if kept is None:
        callback_answer.text = t("digest-gone")
        return
    message = replace(digest_pages.render(look, kept, "rich"), plain=None)
    try:
        await show_message(bot, query, reader, message)
    except (TelegramNotFound, TelegramBadRequest) as error:
        log.warning("no rich messages here: %s", error)
        callback_answer.text, callback_answer.show_alert = t("style-impossible"), True
        return
    is_first = reader.style == "plain"
    async with database.write() as connection:
        await update_subscriber(connection, reader, style="rich")
    if is_first:
        await send_document(
            bot, replace(reader, style="plain"), build_plain_style_offer(t, kept.id)
        )


async def on_plain_style_chosen(
    query: CallbackQuery,
    callback_data: DigestCallback,
    callback_answer: CallbackAnswer,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
) -> None:
    async with database.write() as connection:
        reader = await update_subscriber(connection, reader, style="plain")
        kept = await digests.get(connection, callback_data.digest)
        look = await digest_pages.load_view(connection, t, reader)
    callback_answer.text = t("digest-plain-saved")
    if kept is not None:
        await show_message(bot, query, reader, digest_pages.render(look, kept, "plain"))
