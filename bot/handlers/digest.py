"""/digest: what the next digest would hold, now. The one at the reader's hour still comes whole."""

from __future__ import annotations

from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message
from aiogram.utils.callback_answer import CallbackAnswer

from bot import digest_pages
from bot.callbacks import Ask, DigestAct, DigestDo
from bot.jobs import digests as job
from bot.people import change
from bot.replies import say, say_here, show_here
from bot.translations import Translator
from bot.views.document import page
from news.terms import Terms
from storage import digests
from storage.engine import Database
from storage.subscribers import Subscriber


def router() -> Router:
    router = Router(name="digest")
    router.message.register(digest, Command("digest", ignore_case=True))
    router.callback_query.register(digest_asked, Ask.filter(F.what == "digest"))
    router.callback_query.register(show_again, DigestAct.filter(F.do == DigestDo.SHOW))
    router.callback_query.register(show_more, DigestAct.filter(F.do == DigestDo.MORE))
    router.callback_query.register(be_quiet, Ask.filter(F.what == "quiet"))
    return router


async def digest(
    message: Message,
    bot: Bot,
    database: Database,
    terms: Terms,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    await _show(bot, database, terms, reader, t, now)


async def digest_asked(
    query: CallbackQuery,
    bot: Bot,
    database: Database,
    terms: Terms,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    await _show(bot, database, terms, reader, t, now)


async def _show(
    bot: Bot,
    database: Database,
    terms: Terms,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    async with database.read() as connection:
        composed = await digest_pages.composed(
            connection, terms, reader, job.since(reader, now), now
        )
        look = await digest_pages.look_of(connection, t, reader)
    if not composed.stories:
        await say(bot, reader, page(t("digest-empty-now")))
        return
    async with database.write_few() as connection:
        kept = await digest_pages.keep(connection, look, composed)
    message = digest_pages.render(look, kept, reader.style)
    await bot(message.send(reader.chat_id))


async def show_again(
    query: CallbackQuery,
    callback_data: DigestAct,
    callback_answer: CallbackAnswer,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
) -> None:
    """Back from an article, or from the next page: the very same digest."""
    async with database.read() as connection:
        kept = await digests.get(connection, callback_data.digest)
        look = await digest_pages.look_of(connection, t, reader)
    if kept is None:
        callback_answer.text = t("digest-gone")
        return
    await show_here(bot, query, reader, digest_pages.render(look, kept, reader.style))


async def show_more(
    query: CallbackQuery,
    callback_data: DigestAct,
    callback_answer: CallbackAnswer,
    bot: Bot,
    database: Database,
    terms: Terms,
    reader: Subscriber,
    t: Translator,
) -> None:
    """The stories that found no room."""
    async with database.read() as connection:
        shown = await digests.get(connection, callback_data.digest)
        look = await digest_pages.look_of(connection, t, reader)
        if shown is None:
            callback_answer.text = t("digest-gone")
            return
        since, until = shown.digest.since, shown.digest.until
        rest = await digest_pages.composed(
            connection, terms, reader, since, until, without=shown.told
        )
    if not rest.stories:
        callback_answer.text = t("digest-gone")
        return
    async with database.write() as connection:
        kept = await digest_pages.keep(connection, look, rest, before=shown.told, previous=shown.id)
    await show_here(bot, query, reader, digest_pages.render(look, kept, reader.style))


async def be_quiet(
    query: CallbackQuery, bot: Bot, database: Database, reader: Subscriber, t: Translator
) -> None:
    async with database.write() as connection:
        await change(connection, reader, tell_when_empty=False)
    await say_here(bot, query, page(t("digest-will-be-quiet")))
