"""Sending later: a moment is chosen from a few, or typed while being asked for it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from aiogram import Bot, F, Router
from aiogram.filters import MagicData
from aiogram.types import CallbackQuery, Message
from aiogram.utils.callback_answer import CallbackAnswer

from bot.broadcasting import drafting
from bot.broadcasting.estimate import reach
from bot.callbacks import SendAt, Show, Under
from bot.filters import Fits
from bot.moments import parse_moment
from bot.replies import say, say_here
from bot.settings import Settings
from bot.timetable import next_time
from bot.translations import Translator
from bot.views import preview as views
from bot.views.document import Document, page
from storage import broadcasts
from storage.audit import Actor
from storage.broadcasts import UNSENT, Broadcast
from storage.engine import Database
from storage.subscribers import Subscriber

ASKED_FOR = timedelta(minutes=10)
"""How long what an editor types may be the answer to when."""

FARTHEST = timedelta(days=30)
SOON = (timedelta(minutes=30), timedelta(hours=1), timedelta(hours=3))
USUAL = (time(8), time(12), time(18))


def router() -> Router:
    router = Router(name="scheduling")
    router.message.filter(MagicData(F.is_editor))
    router.callback_query.filter(MagicData(F.is_editor))
    router.callback_query.register(ask, Under.filter(F.show == Show.LATER))
    router.callback_query.register(choose, SendAt.filter())
    router.message.register(typed, Fits(F.text & ~F.text.startswith("/")), _is_asked)
    return router


async def _is_asked(
    message: Message, reader: Subscriber, database: Database, now: datetime
) -> bool | dict[str, Broadcast]:
    async with database.read() as connection:
        asking = await broadcasts.asking(connection, reader.chat_id, now - ASKED_FOR)
    return {"asking": asking} if asking is not None else False


async def ask(
    query: CallbackQuery,
    callback_data: Under,
    callback_answer: CallbackAnswer,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    async with database.write() as connection:
        await broadcasts.turn(connection, callback_data.broadcast, before=UNSENT, asked_at=now)
        broadcast = await broadcasts.get(connection, callback_data.broadcast)
    if broadcast is None or broadcast.state not in UNSENT:
        callback_answer.text = t("breaking-already", id=str(callback_data.broadcast))
        return
    moments = near_moments(now, reader.timezone)
    await say_here(bot, query, views.later(t, broadcast, moments, reader.timezone, now))


async def choose(
    query: CallbackQuery,
    callback_data: SendAt,
    callback_answer: CallbackAnswer,
    bot: Bot,
    database: Database,
    settings: Settings,
    reader: Subscriber,
    actor: Actor,
    t: Translator,
    now: datetime,
) -> None:
    at = datetime.fromtimestamp(callback_data.minute * 60, UTC)
    number = callback_data.broadcast
    refused = _refusal(t, at, now)
    if refused is not None:
        callback_answer.text = refused
        return
    scheduled = await _schedule(database, settings, reader, actor, t, number, at, now)
    if scheduled is None:
        callback_answer.text = t("breaking-already", id=str(number))
        return
    await say_here(bot, query, scheduled)


async def typed(
    message: Message,
    asking: Broadcast,
    bot: Bot,
    database: Database,
    settings: Settings,
    reader: Subscriber,
    actor: Actor,
    t: Translator,
    now: datetime,
) -> None:
    at = parse_moment(message.text or "", now, reader.timezone)
    if at is None:
        await say(bot, reader, page(t("later-unclear")))
        return
    refused = _refusal(t, at, now)
    if refused is not None:
        await say(bot, reader, page(refused))
        return
    scheduled = await _schedule(database, settings, reader, actor, t, asking.id, at, now)
    await say(bot, reader, scheduled or page(t("breaking-already", id=str(asking.id))))


def near_moments(now: datetime, timezone: str) -> list[datetime]:
    """What an editor may want, soonest first: a little later, or the next round hours."""
    soon = [now + wait for wait in SOON]
    return sorted({*soon, *(next_time(now, timezone, at) for at in USUAL)})


def _refusal(t: Translator, at: datetime, now: datetime) -> str | None:
    if at <= now:
        return t("later-past")
    return t("later-far", days=FARTHEST.days) if at - now > FARTHEST else None


async def _schedule(
    database: Database,
    settings: Settings,
    reader: Subscriber,
    actor: Actor,
    t: Translator,
    number: int,
    at: datetime,
    now: datetime,
) -> Document | None:
    """Put it on record and say so; None if it is too late for that."""
    async with database.write() as connection:
        broadcast = await broadcasts.get(connection, number)
        if broadcast is None or not await drafting.schedule(connection, broadcast, at, actor, now):
            return None
        scheduled = await broadcasts.get(connection, number)
        assert scheduled is not None
        reached = await reach(connection, scheduled, settings)
    return views.standing(t, scheduled, reached, reader.timezone, now)
