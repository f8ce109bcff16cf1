"""/digest: what the next digest would hold, now. The one at the reader's hour still comes whole."""

from __future__ import annotations

from datetime import UTC, datetime

from aiogram import Bot, F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.callbacks import Ask, DigestPage
from bot.jobs.digests import compose_for, since
from bot.people import change
from bot.replies import say, say_here
from bot.translations import Translator
from bot.views import digest as views
from bot.views.document import page
from news.terms import Terms
from storage.engine import Database
from storage.subscribers import Subscriber

LAST = 4_102_444_800_000
"""The year 2100, in milliseconds: what a forged button names beyond it is no time."""


def router() -> Router:
    router = Router(name="digest")
    router.message.register(digest, Command("digest", ignore_case=True))
    router.callback_query.register(digest_asked, Ask.filter(F.what == "digest"))
    router.callback_query.register(show_more, DigestPage.filter())
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
    composed = await compose_for(database, terms, reader, since(reader, now), now)
    if not composed.stories:
        await say(bot, reader, page(t("digest-empty-now")))
        return
    await say(bot, reader, views.digest(t, composed, reader.timezone))


async def show_more(
    query: CallbackQuery,
    callback_data: DigestPage,
    bot: Bot,
    database: Database,
    terms: Terms,
    reader: Subscriber,
    t: Translator,
) -> None:
    """The stories that found no room, in a message of their own."""
    opened, until = _moment(callback_data.since), _moment(callback_data.until)
    number = callback_data.page
    rest = await compose_for(database, terms, reader, opened, until, number)
    if not rest.stories:
        await say(bot, reader, page(t("digest-empty-now")))
        return
    await say(bot, reader, views.digest(t, rest, reader.timezone, number))


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(min(milliseconds, LAST) / 1000, UTC)


async def be_quiet(
    query: CallbackQuery, bot: Bot, database: Database, reader: Subscriber, t: Translator
) -> None:
    async with database.write() as connection:
        await change(connection, reader, tell_when_empty=False)
    await say_here(bot, query, page(t("digest-will-be-quiet")))
