"""The buttons under a preview that decide nothing yet: to whom, how loud, for how long, a try."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from aiogram import Bot, F, Router
from aiogram.filters import MagicData
from aiogram.types import CallbackQuery
from aiogram.utils.callback_answer import CallbackAnswer

from bot.features.broadcasts import preview_views
from bot.features.broadcasts.callbacks import (
    PreviewMenu,
    PreviewScreen,
    SetAudienceLanguage,
    SetSilent,
    SetTtl,
    ToggleAudienceTopic,
)
from bot.telegram.outbox.worker import OutboxWorker
from bot.telegram.responses import edit_message
from news.model import INTERFACE_LANGUAGES, TOPIC_IDS
from news.topics.scoring import FIXED_TOPICS
from service.broadcasts import drafts
from service.broadcasts.estimate import estimate_audience
from service.config import Settings
from service.i18n.translations import Translator
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database
from storage.messaging import broadcasts
from storage.messaging.broadcasts import UNSENT_STATES, Broadcast
from storage.stats.audit_log import Actor

PreviewOption = SetSilent | SetTtl | ToggleAudienceTopic | SetAudienceLanguage


def router() -> Router:
    router = Router(name="previewing")
    router.callback_query.filter(MagicData(F.is_editor))
    router.callback_query.register(
        on_test_requested, PreviewMenu.filter(F.screen == PreviewScreen.TEST)
    )
    router.callback_query.register(
        on_preview_menu, PreviewMenu.filter(F.screen != PreviewScreen.LATER)
    )
    for choice in (SetSilent, SetTtl, ToggleAudienceTopic, SetAudienceLanguage):
        router.callback_query.register(on_preview_option_chosen, choice.filter())
    return router


async def on_preview_menu(
    query: CallbackQuery,
    callback_data: PreviewMenu,
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
        standing = await broadcasts.transition(
            connection, callback_data.broadcast, from_states=UNSENT_STATES, asked_at=None
        )
    if not standing:
        callback_answer.text = t("breaking-already", id=str(callback_data.broadcast))
        return
    shows_audience = callback_data.screen is PreviewScreen.AUDIENCE
    await _refresh_preview(
        query, bot, database, settings, reader, t, now, callback_data.broadcast, shows_audience
    )


async def on_preview_option_chosen(
    query: CallbackQuery,
    callback_data: PreviewOption,
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
        chosen = broadcast is not None and await broadcasts.transition(
            connection,
            broadcast.id,
            from_states=UNSENT_STATES,
            **_build_changes(broadcast, callback_data),
        )
    if not chosen:
        callback_answer.text = t("breaking-already", id=str(callback_data.broadcast))
        return
    shows_audience = isinstance(callback_data, ToggleAudienceTopic | SetAudienceLanguage)
    await _refresh_preview(
        query, bot, database, settings, reader, t, now, callback_data.broadcast, shows_audience
    )


async def on_test_requested(
    query: CallbackQuery,
    callback_data: PreviewMenu,
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
        tried = broadcast is not None and await drafts.send_test(connection, broadcast, actor, now)
    key = "breaking-tested" if tried else "breaking-already"
    callback_answer.text = t(key, id=str(callback_data.broadcast))
    outbox_worker.wake()


def _build_changes(broadcast: Broadcast, option: PreviewOption) -> dict[str, Any]:
    """What a choice changes. A forged topic or language changes nothing."""
    match option:
        case SetSilent(on=on):
            return {"silent": on}
        case SetTtl(minutes=minutes):
            return {"valid_for": timedelta(minutes=minutes)}
        case SetAudienceLanguage(language=""):
            return {"language": None}
        case SetAudienceLanguage(language=language) if language in INTERFACE_LANGUAGES:
            return {"language": language}
        case ToggleAudienceTopic(topic=""):
            return {"topics": frozenset()}
        case ToggleAudienceTopic(topic=topic, on=on) if topic in TOPIC_IDS:
            ticked = broadcast.topics - {topic}
            return {"topics": ticked | {topic} if on else ticked}
    return {"asked_at": broadcast.asked_at}


async def _refresh_preview(
    query: CallbackQuery,
    bot: Bot,
    database: Database,
    settings: Settings,
    reader: Subscriber,
    t: Translator,
    now: datetime,
    broadcast_id: int,
    shows_audience: bool,
) -> None:
    async with database.read() as connection:
        broadcast = await broadcasts.get(connection, broadcast_id)
        assert broadcast is not None
        reached = await estimate_audience(connection, broadcast, settings)
    document = (
        preview_views.build_audience_picker(t, broadcast, FIXED_TOPICS, reached.recipient_count)
        if shows_audience
        else preview_views.build_current_draft(t, broadcast, reached, reader.timezone, now)
    )
    await edit_message(bot, query, document)
