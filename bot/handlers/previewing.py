"""The buttons under a preview that decide nothing yet: to whom, how loud, for how long, a try."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from aiogram import Bot, F, Router
from aiogram.filters import MagicData
from aiogram.types import CallbackQuery
from aiogram.utils.callback_answer import CallbackAnswer

from bot.broadcasting import drafting
from bot.broadcasting.estimate import reach
from bot.callbacks import ForLanguage, ForTopic, Show, Silence, Under, Validity
from bot.delivery.worker import OutboxWorker
from bot.replies import say_here
from bot.settings import Settings
from bot.translations import Translator
from bot.views import preview as views
from news.model import READER_LANGUAGES, TOPIC_IDS
from news.topics import ALL as TOPICS
from storage import broadcasts
from storage.audit import Actor
from storage.broadcasts import UNSENT, Broadcast
from storage.engine import Database
from storage.subscribers import Subscriber

Choice = Silence | Validity | ForTopic | ForLanguage


def router() -> Router:
    router = Router(name="previewing")
    router.callback_query.filter(MagicData(F.is_editor))
    router.callback_query.register(send_test, Under.filter(F.show == Show.TEST))
    router.callback_query.register(turn_over, Under.filter(F.show != Show.LATER))
    for choice in (Silence, Validity, ForTopic, ForLanguage):
        router.callback_query.register(choose, choice.filter())
    return router


async def turn_over(
    query: CallbackQuery,
    callback_data: Under,
    callback_answer: CallbackAnswer,
    bot: Bot,
    database: Database,
    settings: Settings,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    """Show the audience instead of the question, or the question again. Nobody is asked for a time
    any more then."""
    async with database.write() as connection:
        standing = await broadcasts.turn(
            connection, callback_data.broadcast, before=UNSENT, asked_at=None
        )
    if not standing:
        callback_answer.text = t("breaking-already", id=str(callback_data.broadcast))
        return
    shows_audience = callback_data.show is Show.AUDIENCE
    await _redraw(
        query, bot, database, settings, reader, t, now, callback_data.broadcast, shows_audience
    )


async def choose(
    query: CallbackQuery,
    callback_data: Choice,
    callback_answer: CallbackAnswer,
    bot: Bot,
    database: Database,
    settings: Settings,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    async with database.write() as connection:
        broadcast = await broadcasts.get(connection, callback_data.broadcast)
        chosen = broadcast is not None and await broadcasts.turn(
            connection, broadcast.id, before=UNSENT, **_chosen(broadcast, callback_data)
        )
    if not chosen:
        callback_answer.text = t("breaking-already", id=str(callback_data.broadcast))
        return
    shows_audience = isinstance(callback_data, ForTopic | ForLanguage)
    await _redraw(
        query, bot, database, settings, reader, t, now, callback_data.broadcast, shows_audience
    )


async def send_test(
    query: CallbackQuery,
    callback_data: Under,
    callback_answer: CallbackAnswer,
    database: Database,
    outbox_worker: OutboxWorker,
    actor: Actor,
    t: Translator,
    now: datetime,
) -> None:
    """To oneself, through the outbox; the draft stays as it is."""
    async with database.write() as connection:
        broadcast = await broadcasts.get(connection, callback_data.broadcast)
        tried = broadcast is not None and await drafting.try_out(connection, broadcast, actor, now)
    key = "breaking-tested" if tried else "breaking-already"
    callback_answer.text = t(key, id=str(callback_data.broadcast))
    outbox_worker.wake()


def _chosen(broadcast: Broadcast, choice: Choice) -> dict[str, Any]:
    """What a choice changes. A forged topic or language changes nothing."""
    match choice:
        case Silence(on=on):
            return {"silent": on}
        case Validity(minutes=minutes):
            return {"valid_for": timedelta(minutes=minutes)}
        case ForLanguage(language=""):
            return {"language": None}
        case ForLanguage(language=language) if language in READER_LANGUAGES:
            return {"language": language}
        case ForTopic(topic=""):
            return {"topics": frozenset()}
        case ForTopic(topic=topic, on=on) if topic in TOPIC_IDS:
            ticked = broadcast.topics - {topic}
            return {"topics": ticked | {topic} if on else ticked}
    return {"asked_at": broadcast.asked_at}


async def _redraw(
    query: CallbackQuery,
    bot: Bot,
    database: Database,
    settings: Settings,
    reader: Subscriber,
    t: Translator,
    now: datetime,
    number: int,
    shows_audience: bool,
) -> None:
    async with database.read() as connection:
        broadcast = await broadcasts.get(connection, number)
        assert broadcast is not None
        reached = await reach(connection, broadcast, settings)
    document = (
        views.audience(t, broadcast, TOPICS, reached.head_count)
        if shows_audience
        else views.standing(t, broadcast, reached, reader.timezone, now)
    )
    await say_here(bot, query, document)
