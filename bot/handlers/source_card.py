"""What the buttons of one source do."""

from __future__ import annotations

from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.filters import MagicData
from aiogram.types import CallbackQuery
from aiogram.utils.callback_answer import CallbackAnswer

from bot import topics as every_topic
from bot.callbacks import SourceAct, SourceDo
from bot.jobs.ingest import Ingest, Report
from bot.replies import say_here
from bot.translations import Translator
from bot.views import sources as views
from bot.views.document import Document, page
from news.errors import SourceError
from news.model import READER_LANGUAGES
from storage import audit, pulse, sources
from storage.audit import Act, Actor
from storage.engine import Database
from storage.sources import Pause, Source
from storage.subscribers import Subscriber

_LONGEST_ANSWER = 200
"""Characters that Telegram shows over a chat."""


def router() -> Router:
    router = Router(name="source card")
    router.callback_query.filter(MagicData(F.is_editor))
    router.callback_query.register(
        fetch,
        SourceAct.filter(F.do == SourceDo.FETCH),
        flags={"callback_answer": {"pre": True}},  # reading takes longer than a button waits
    )
    router.callback_query.register(why, SourceAct.filter(F.do == SourceDo.WHY))
    router.callback_query.register(act, SourceAct.filter())
    return router


async def act(
    query: CallbackQuery,
    callback_data: SourceAct,
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
            document = page(t("sources-unknown", url=f"№ {callback_data.source}"))
        else:
            if changes := _changes(callback_data, source, now):
                source = await sources.change(connection, source.id, **changes) or source
            if callback_data.do is SourceDo.REMOVE_SURELY:
                await sources.remove(connection, source.url)
                await audit.note(connection, Act.SOURCE_REMOVED, actor, now, text=source.url)
            topics = await every_topic.every(connection)
            pulses = await pulse.pulses(connection, [source.id], now)
            match callback_data.do:
                case SourceDo.TOPICS | SourceDo.TICK | SourceDo.UNTICK:
                    document = views.topic_choice(t, source, topics)
                case SourceDo.LANGUAGE:
                    document = views.language_choice(t, source)
                case SourceDo.REMOVE:
                    document = views.removal(t, source)
                case SourceDo.REMOVE_SURELY:
                    document = page(t("sources-removed", title=source.name))
                case _:
                    document = views.card(
                        t, source, pulses[source.id], topics, reader.timezone, now
                    )
    await say_here(bot, query, document)


async def fetch(
    query: CallbackQuery,
    callback_data: SourceAct,
    bot: Bot,
    database: Database,
    ingest: Ingest,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    """Read a source at once, whatever its turn, and say what came of it."""
    async with database.read() as connection:
        source = await sources.get(connection, callback_data.source)
    if source is None:
        await say_here(bot, query, page(t("sources-unknown", url=f"№ {callback_data.source}")))
        return
    ((_, outcome),) = await ingest.fetch([source])
    said = t.error(outcome) if isinstance(outcome, SourceError) else _fetched(t, outcome)
    await say_here(bot, query, await _card(database, source, reader, t, now, said))


async def why(
    query: CallbackQuery,
    callback_data: SourceAct,
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
        else views.why(t, source, reader.timezone, now)
    )
    callback_answer.text, callback_answer.show_alert = said[:_LONGEST_ANSWER], True


def _changes(chosen: SourceAct, source: Source, now: datetime) -> dict[str, object]:
    """What a button changes of a source. Pure. A forged language changes nothing."""
    match chosen.do:
        case SourceDo.PAUSE if source.paused_reason is None:
            return {"paused_reason": Pause.EDITOR}
        case SourceDo.RESUME if source.paused_reason is not None:
            return {"paused_reason": None, "next_fetch_at": now, "told": False}
        case SourceDo.TICK:
            return {"topics": source.topics | {chosen.value}}
        case SourceDo.UNTICK:
            return {"topics": source.topics - {chosen.value}}
        case SourceDo.SPEAK if chosen.value in ("", *READER_LANGUAGES):
            return {"language": chosen.value}
        case _:
            return {}


def _fetched(t: Translator, report: Report) -> str:
    return (
        t("sources-fetched", count=report.added) if report.added else t("sources-fetched-nothing")
    )


async def _card(
    database: Database, source: Source, reader: Subscriber, t: Translator, now: datetime, said: str
) -> Document:
    """The card of a source as it is now, with a line on top."""
    async with database.read() as connection:
        known = await sources.get(connection, source.id) or source
        pulses = await pulse.pulses(connection, [known.id], now)
        topics = await every_topic.every(connection)
    shown = views.card(t, known, pulses[known.id], topics, reader.timezone, now)
    return page(said, *shown.parts, buttons=shown.buttons)
