"""Under a digest: a longer or shorter one, and the other style, with that very digest."""

from __future__ import annotations

import logging
from dataclasses import replace

from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramBadRequest, TelegramNotFound
from aiogram.types import CallbackQuery
from aiogram.utils.callback_answer import CallbackAnswer

from bot import digest_pages
from bot.callbacks import DigestAct, DigestDo
from bot.lengths import longer, shorter
from bot.people import change
from bot.replies import say, show_here
from bot.settings import Settings
from bot.translations import Translator
from bot.views.digest_buttons import way_back
from news.terms import Terms
from storage import digests
from storage.engine import Database
from storage.subscribers import Subscriber

log = logging.getLogger(__name__)


def router() -> Router:
    router = Router(name="changes of a digest")
    lengths = F.do.in_({DigestDo.LONGER, DigestDo.SHORTER})
    router.callback_query.register(change_length, DigestAct.filter(lengths))
    router.callback_query.register(go_rich, DigestAct.filter(F.do == DigestDo.RICH))
    router.callback_query.register(go_plain, DigestAct.filter(F.do == DigestDo.PLAIN))
    return router


async def change_length(
    query: CallbackQuery,
    callback_data: DigestAct,
    callback_answer: CallbackAnswer,
    bot: Bot,
    database: Database,
    terms: Terms,
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
        step = longer if callback_data.do is DigestDo.LONGER else shorter
        items = step(kept.digest.preferences.items, settings.digest_items)
        reader = replace(reader, items=items)
        look = await digest_pages.look_of(connection, t, reader)
        anew = await digest_pages.composed(
            connection, terms, reader, kept.digest.since, kept.digest.until
        )
    async with database.write() as connection:
        await change(connection, reader, items=items)
        shown = await digest_pages.keep(connection, look, anew) if anew.stories else None
    callback_answer.text = t("digest-length-saved", count=items)
    if shown is not None:
        await show_here(bot, query, reader, digest_pages.render(look, shown, reader.style))


async def go_rich(
    query: CallbackQuery,
    callback_data: DigestAct,
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
        look = await digest_pages.look_of(connection, t, reader)
    if kept is None:
        callback_answer.text = t("digest-gone")
        return
    message = replace(digest_pages.render(look, kept, "rich"), plain=None)
    try:
        await show_here(bot, query, reader, message)
    except (TelegramNotFound, TelegramBadRequest) as error:
        log.warning("no rich messages here: %s", error)
        callback_answer.text, callback_answer.show_alert = t("style-impossible"), True
        return
    is_first = reader.style == "plain"
    async with database.write() as connection:
        await change(connection, reader, style="rich")
    if is_first:
        await say(bot, replace(reader, style="plain"), way_back(t, kept.id))


async def go_plain(
    query: CallbackQuery,
    callback_data: DigestAct,
    callback_answer: CallbackAnswer,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
) -> None:
    async with database.write() as connection:
        reader = await change(connection, reader, style="plain")
        kept = await digests.get(connection, callback_data.digest)
        look = await digest_pages.look_of(connection, t, reader)
    callback_answer.text = t("digest-plain-saved")
    if kept is not None:
        await show_here(bot, query, reader, digest_pages.render(look, kept, "plain"))
