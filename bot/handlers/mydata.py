"""People own their data: /mydata hands it over, /stop erases it."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime

from aiogram import Bot, Router
from aiogram.filters import Command
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from bot.callbacks import Erase
from bot.replies import say, say_here
from bot.translations import Translator
from bot.views.document import Button, page
from storage import daily, outbox, searches, subscribers
from storage.daily import What
from storage.engine import Database
from storage.subscribers import Subscriber


def router() -> Router:
    router = Router(name="mydata")
    router.message.register(hand_over, Command("mydata", ignore_case=True))
    router.message.register(ask, Command("stop", ignore_case=True))
    router.callback_query.register(decide, Erase.filter())
    return router


async def hand_over(
    message: Message, bot: Bot, database: Database, reader: Subscriber, t: Translator
) -> None:
    async with database.read() as connection:
        known = await subscribers.get(connection, reader.chat_id)
        asked = await searches.of_chat(connection, reader.chat_id)
        received = await outbox.of_chat(connection, reader.chat_id)
    everything = {
        "settings": None if known is None else asdict(known),
        "searches": [{"query": query, "asked_at": at} for query, at in asked],
        "messages": received,
    }
    body = json.dumps(everything, ensure_ascii=False, indent=2, default=_as_text).encode()
    await bot.send_document(
        reader.chat_id, BufferedInputFile(body, "svodka.json"), caption=t("mydata-caption")
    )


async def ask(message: Message, bot: Bot, reader: Subscriber, t: Translator) -> None:
    buttons = (
        Button(f"🗑 {t('button-erase')}", Erase(sure=True).pack()),
        Button(f"✖️ {t('button-cancel')}", Erase(sure=False).pack()),
    )
    await say(bot, reader, page(t("stop-ask"), buttons=(buttons,)))


async def decide(
    query: CallbackQuery,
    callback_data: Erase,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    if not callback_data.sure:
        await say_here(bot, query, page(t("stop-kept")))
        return
    async with database.write() as connection:
        erased = await subscribers.erase(connection, reader.chat_id)
        if reader.state in subscribers.READING:
            await daily.add(connection, now, {What.LEFT: 1})
    await say_here(bot, query, page(t("stop-done" if erased else "stop-nothing")))


def _as_text(value: object) -> object:
    return sorted(value) if isinstance(value, frozenset) else str(value)
