"""What the buttons of one source do."""

from __future__ import annotations

from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.filters import MagicData
from aiogram.types import CallbackQuery
from aiogram.utils.callback_answer import CallbackAnswer

from bot.features.sources import views
from bot.features.sources.callbacks import SourceAction, SourceCallback
from bot.telegram.responses import edit_message
from bot.ui.document import Document, build_document
from news.errors import SourceError
from news.model import INTERFACE_LANGUAGES
from service.articles import topics as articles_topics
from service.i18n.translations import Translator
from service.sources.updater import ImportReport, SourceUpdater
from storage.archive import sources
from storage.archive.sources import PauseReason, Source
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database
from storage.stats import audit_log
from storage.stats.audit_log import Actor, AuditAction

_MAX_ALERT_CHARS = 200
"""Characters that Telegram shows over a chat."""


def router() -> Router:
    router = Router(name="source card")
    router.callback_query.filter(MagicData(F.is_editor))
    router.callback_query.register(
        on_fetch_requested,
        SourceCallback.filter(F.action == SourceAction.FETCH),
        flags={"callback_answer": {"pre": True}},  # reading takes longer than a button waits
    )
    router.callback_query.register(
        show_failure, SourceCallback.filter(F.action == SourceAction.WHY)
    )
    router.callback_query.register(on_source_action, SourceCallback.filter())
    return router


async def on_source_action(
    query: CallbackQuery,
    callback_data: SourceCallback,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    actor: Actor,
    t: Translator,
    now: datetime,
) -> None:
    """Do what a button says, and show the source as it is then. The wished state is in the button,
    so that a double tap changes nothing twice."""
    async with database.write() as connection:
        source = await sources.get(connection, callback_data.source)
        if source is None:
            document = build_document(t("sources-unknown", url=f"№ {callback_data.source}"))
        else:
            if changes := _build_changes(callback_data, source, now):
                source = await sources.change(connection, source.id, **changes) or source
            if callback_data.action is SourceAction.CONFIRM_REMOVE:
                await sources.remove(connection, source.url)
                await audit_log.record(
                    connection, AuditAction.SOURCE_REMOVED, actor, now, text=source.url
                )
            topics = await articles_topics.list_all_topics(connection)
            pulses = await sources.get_activity(connection, [source.id], now)
            match callback_data.action:
                case SourceAction.TOPICS | SourceAction.TICK | SourceAction.UNTICK:
                    document = views.build_topic_picker(t, source, topics)
                case SourceAction.LANGUAGE:
                    document = views.build_language_picker(t, source)
                case SourceAction.REMOVE:
                    document = views.build_removal_question(t, source)
                case SourceAction.CONFIRM_REMOVE:
                    document = build_document(t("sources-removed", title=source.name))
                case _:
                    document = views.build_card(
                        t, source, pulses[source.id], topics, reader.timezone, now
                    )
    await edit_message(bot, query, document)


async def on_fetch_requested(
    query: CallbackQuery,
    callback_data: SourceCallback,
    bot: Bot,
    database: Database,
    ingest: SourceUpdater,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    """Read a source at once, whatever its turn, and say what came of it."""
    async with database.read() as connection:
        source = await sources.get(connection, callback_data.source)
    if source is None:
        await edit_message(
            bot, query, build_document(t("sources-unknown", url=f"№ {callback_data.source}"))
        )
        return
    ((_, outcome),) = await ingest.update([source])
    said = (
        t.format_error(outcome) if isinstance(outcome, SourceError) else _format_report(t, outcome)
    )
    await edit_message(bot, query, await _build_card(database, source, reader, t, now, said))


async def show_failure(
    query: CallbackQuery,
    callback_data: SourceCallback,
    callback_answer: CallbackAnswer,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    async with database.read() as connection:
        source = await sources.get(connection, callback_data.source)
    said = (
        t("sources-unknown", url=f"№ {callback_data.source}")
        if source is None
        else views.format_failure(t, source, reader.timezone, now)
    )
    callback_answer.text, callback_answer.show_alert = said[:_MAX_ALERT_CHARS], True


def _build_changes(action: SourceCallback, source: Source, now: datetime) -> dict[str, object]:
    """What a button changes of a source. Pure. A forged language changes nothing."""
    match action.action:
        case SourceAction.PAUSE if source.paused_reason is None:
            return {"paused_reason": PauseReason.EDITOR}
        case SourceAction.RESUME if source.paused_reason is not None:
            return {"paused_reason": None, "next_fetch_at": now, "told": False}
        case SourceAction.TICK:
            return {"topics": source.topics | {action.value}}
        case SourceAction.UNTICK:
            return {"topics": source.topics - {action.value}}
        case SourceAction.SET_LANGUAGE if action.value in ("", *INTERFACE_LANGUAGES):
            return {"language": action.value}
        case _:
            return {}


def _format_report(t: Translator, report: ImportReport) -> str:
    return (
        t("sources-fetched", count=report.added) if report.added else t("sources-fetched-nothing")
    )


async def _build_card(
    database: Database, source: Source, reader: Subscriber, t: Translator, now: datetime, said: str
) -> Document:
    """The card of a source as it is now, with a line on top."""
    async with database.read() as connection:
        known = await sources.get(connection, source.id) or source
        pulses = await sources.get_activity(connection, [known.id], now)
        topics = await articles_topics.list_all_topics(connection)
    shown = views.build_card(t, known, pulses[known.id], topics, reader.timezone, now)
    return build_document(said, *shown.parts, buttons=shown.buttons)
