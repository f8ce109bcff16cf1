"""/stats: numbers for editors, as a chart with a caption that says them too."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from aiogram import Bot, F, Router
from aiogram.filters import Command, MagicData
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from bot.callbacks import Figures
from bot.charts import process
from bot.charts.process import NoChart
from bot.replies import put_here
from bot.translations import Translator
from bot.views import plain
from bot.views import statistics as views
from bot.views.message import Message as Rendered
from storage import daily, searches, statistics
from storage.daily import day_of
from storage.engine import Database
from storage.subscribers import Subscriber

log = logging.getLogger(__name__)

SPAN = 30
"""Days that are shown at first."""

_SLOW = {"chat_action": "upload_photo"}


def router() -> Router:
    router = Router(name="stats")
    router.message.filter(MagicData(F.is_editor))
    router.callback_query.filter(MagicData(F.is_editor))
    router.message.register(show, Command("stats", ignore_case=True), flags=_SLOW)
    router.callback_query.register(show_in_vain, Figures.filter(F.vain))
    router.callback_query.register(change_span, Figures.filter(), flags=_SLOW)
    return router


async def show(
    message: Message,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    words, picture = await _figures(database, t, now, SPAN)
    if picture is None:
        await bot(words.send(reader.chat_id))
    else:
        await bot(words.send_under(picture, reader.chat_id))


async def change_span(
    query: CallbackQuery,
    callback_data: Figures,
    bot: Bot,
    database: Database,
    t: Translator,
    now: datetime,
) -> None:
    """The figures of another span in the place of these; nothing to draw where they are there."""
    message = query.message
    if not isinstance(message, Message) or views.shown_in(_data(message)) == callback_data:
        return
    words, picture = await _figures(database, t, now, callback_data.days)
    if picture is None or not message.photo:
        await put_here(bot, query, _as_caption_of(message, words))
    else:
        await bot(words.put_under(picture, message.chat.id, message.message_id))


async def show_in_vain(
    query: CallbackQuery,
    callback_data: Figures,
    bot: Bot,
    database: Database,
    t: Translator,
    now: datetime,
) -> None:
    """What was searched for without a result, in the words under the picture."""
    if not isinstance(query.message, Message):
        return
    since = now - timedelta(days=callback_data.days)
    async with database.read() as connection:
        asked = await searches.in_vain(connection, since, views.MOST_SEARCHES)
    document = views.in_vain(t, asked, callback_data.days)
    await put_here(bot, query, _as_caption_of(query.message, plain.render(document)))


async def _figures(
    database: Database, t: Translator, now: datetime, span: int
) -> tuple[Rendered, BufferedInputFile | None]:
    """The figures in words, and as a picture where one can be drawn."""
    last = day_of(now)
    async with database.read() as connection:
        numbers = await statistics.collect(connection)
        states = await statistics.states(connection)
        days = await daily.between(connection, last - timedelta(days=span - 1), last)
    days = {**days, last: {**days.get(last, {}), **states}}
    words = plain.render(views.figures(t, numbers, states, days, span))
    if not process.is_possible():
        log.info("no chart: matplotlib is not installed (pip install 'svodka[charts]')")
        return words, None
    try:
        drawn = await process.picture(views.chart(t, days, last, span))
    except NoChart as error:
        log.error("%s", error)
        return words, None
    return words, BufferedInputFile(drawn, "svodka.png")


def _as_caption_of(message: Message, words: Rendered) -> Rendered:
    """The words as what is written under a picture, if the message is one."""
    return replace(words, media="photo") if message.photo else words


def _data(message: Message) -> list[list[str]]:
    rows = message.reply_markup.inline_keyboard if message.reply_markup else []
    return [[button.callback_data or "" for button in row] for row in rows]
