"""Sending later: a moment is chosen from a few, or typed while being asked for it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from aiogram import Bot, F, Router
from aiogram.filters import MagicData
from aiogram.types import CallbackQuery, Message
from aiogram.utils.callback_answer import CallbackAnswer

from bot.features.broadcasts import preview_views
from bot.features.broadcasts.callbacks import PreviewMenu, PreviewScreen, ScheduleBroadcast
from bot.telegram.filters import SyncFilter
from bot.telegram.responses import edit_message, send_document
from bot.ui.document import Document, build_document
from service.broadcasts import drafts
from service.broadcasts.estimate import estimate_audience
from service.config import Settings
from service.i18n.datetimes import parse_datetime
from service.i18n.translations import Translator
from service.i18n.wall_clock import find_next_time
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database
from storage.messaging import broadcasts
from storage.messaging.broadcasts import UNSENT_STATES, Broadcast
from storage.stats.audit_log import Actor

PROMPT_TTL = timedelta(minutes=10)
"""How long what an editor types may be the answer to when."""

MAX_SCHEDULE_AHEAD = timedelta(days=30)
SUGGESTED_DELAYS = (timedelta(minutes=30), timedelta(hours=1), timedelta(hours=3))
SUGGESTED_TIMES = (time(8), time(12), time(18))


def router() -> Router:
    router = Router(name="scheduling")
    router.message.filter(MagicData(F.is_editor))
    router.callback_query.filter(MagicData(F.is_editor))
    router.callback_query.register(
        show_schedule_picker, PreviewMenu.filter(F.screen == PreviewScreen.LATER)
    )
    router.callback_query.register(on_time_chosen, ScheduleBroadcast.filter())
    router.message.register(
        on_time_typed, SyncFilter(F.text & ~F.text.startswith("/")), _find_prompted_broadcast
    )
    return router


async def _find_prompted_broadcast(
    message: Message, reader: Subscriber, database: Database, now: datetime
) -> bool | dict[str, Broadcast]:
    async with database.read() as connection:
        asking = await broadcasts.find_awaiting_time(connection, reader.chat_id, now - PROMPT_TTL)
    return {"asking": asking} if asking is not None else False


async def show_schedule_picker(
    query: CallbackQuery,
    callback_data: PreviewMenu,
    callback_answer: CallbackAnswer,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    async with database.write() as connection:
        await broadcasts.transition(
            connection, callback_data.broadcast, from_states=UNSENT_STATES, asked_at=now
        )
        broadcast = await broadcasts.get(connection, callback_data.broadcast)
    if broadcast is None or broadcast.state not in UNSENT_STATES:
        callback_answer.text = t("breaking-already", id=str(callback_data.broadcast))
        return
    moments = list_suggested_times(now, reader.timezone)
    await edit_message(
        bot, query, preview_views.build_schedule_picker(t, broadcast, moments, reader.timezone, now)
    )


async def on_time_chosen(
    query: CallbackQuery,
    callback_data: ScheduleBroadcast,
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
    refused = _find_refusal(t, at, now)
    if refused is not None:
        callback_answer.text = refused
        return
    scheduled = await _schedule(database, settings, reader, actor, t, number, at, now)
    if scheduled is None:
        callback_answer.text = t("breaking-already", id=str(number))
        return
    await edit_message(bot, query, scheduled)


async def on_time_typed(
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
    at = parse_datetime(message.text or "", now, reader.timezone)
    if at is None:
        await send_document(bot, reader, build_document(t("later-unclear")))
        return
    refused = _find_refusal(t, at, now)
    if refused is not None:
        await send_document(bot, reader, build_document(refused))
        return
    scheduled = await _schedule(database, settings, reader, actor, t, asking.id, at, now)
    await send_document(
        bot, reader, scheduled or build_document(t("breaking-already", id=str(asking.id)))
    )


def list_suggested_times(now: datetime, timezone: str) -> list[datetime]:
    """What an editor may want, soonest first: a little later, or the next round hours."""
    soon = [now + wait for wait in SUGGESTED_DELAYS]
    return sorted({*soon, *(find_next_time(now, timezone, at) for at in SUGGESTED_TIMES)})


def _find_refusal(t: Translator, at: datetime, now: datetime) -> str | None:
    if at <= now:
        return t("later-past")
    return t("later-far", days=MAX_SCHEDULE_AHEAD.days) if at - now > MAX_SCHEDULE_AHEAD else None


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
        if broadcast is None or not await drafts.schedule(connection, broadcast, at, actor, now):
            return None
        scheduled = await broadcasts.get(connection, number)
        assert scheduled is not None
        reached = await estimate_audience(connection, scheduled, settings)
    return preview_views.build_current_draft(t, scheduled, reached, reader.timezone, now)
