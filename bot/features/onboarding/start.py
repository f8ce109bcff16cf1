"""/start: meeting somebody, going on where they stopped, or welcoming them back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from aiogram import Bot, Router
from aiogram.filters import CommandStart
from aiogram.types import Message

from bot.features.settings.views import onboarding as views_onboarding
from bot.features.settings.views.menu import format_next_digest
from bot.telegram.responses import send_document
from service.articles import topics as articles_topics
from service.i18n.translations import Translator
from service.subscribers.service import activate, update_subscriber
from storage.chats import subscribers
from storage.chats.subscribers import PendingPrompt, Subscriber
from storage.database.engine import Database


def router() -> Router:
    router = Router(name="start")
    router.message.register(on_start_command, CommandStart(ignore_case=True))
    return router


async def on_start_command(
    message: Message,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    is_on_record: bool,
    t: Translator,
    now: datetime,
) -> None:
    """Who chose an hour is never asked again, whatever became of them since."""
    if reader.state in ("paused", "gone"):
        async with database.write_few() as connection:
            reader = await activate(connection, reader, now)
        assert reader.next_digest_at is not None
        moment = t.format_datetime(reader.next_digest_at, reader.timezone, now)
        await send_document(
            bot, reader, views_onboarding.build_home(t, t("start-again", moment=moment))
        )
        return
    if reader.state == "active":
        await send_document(
            bot, reader, views_onboarding.build_home(t, format_next_digest(t, reader, now))
        )
        return
    asked: PendingPrompt = "hour" if reader.asked else ""
    is_as_it_was = is_on_record and reader.asked == asked
    async with database.read_few() if is_as_it_was else database.write_few() as connection:
        topics = await articles_topics.list_all_topics(connection)
        if not is_on_record:
            reader = replace(reader, asked=asked)
            await subscribers.add(connection, reader)
        elif not is_as_it_was:
            reader = await update_subscriber(connection, reader, asked=asked)
    if reader.asked:
        await send_document(
            bot, reader, views_onboarding.build_first_time_question(t, topics, reader, now)
        )
    else:
        await send_document(bot, reader, views_onboarding.build_greeting(t, topics, reader.topics))
