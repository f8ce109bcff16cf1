"""/stats: numbers for editors, as a chart with a caption that says them too."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from aiogram import Bot, F, Router
from aiogram.filters import Command, MagicData
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from bot.features.editorial import stats_views
from bot.features.editorial.callbacks import ShowStats
from bot.features.editorial.charts import process
from bot.features.editorial.charts.process import ChartError
from bot.telegram.responses import edit_or_send
from bot.ui import plain
from bot.ui.message import Message as message_Message
from service.i18n.translations import Translator
from storage.chats.subscribers import Subscriber
from storage.database.engine import Database
from storage.search import history
from storage.stats import daily_counters, totals
from storage.stats.daily_counters import to_utc_date

log = logging.getLogger(__name__)

DEFAULT_DAYS = 30
"""Days that are shown at first."""

_UPLOAD_FLAGS = {"chat_action": "upload_photo"}


def router() -> Router:
    router = Router(name="stats")
    router.message.filter(MagicData(F.is_editor))
    router.callback_query.filter(MagicData(F.is_editor))
    router.message.register(
        on_stats_command, Command("stats", ignore_case=True), flags=_UPLOAD_FLAGS
    )
    router.callback_query.register(show_zero_result_queries, ShowStats.filter(F.zero_results))
    router.callback_query.register(on_period_chosen, ShowStats.filter(), flags=_UPLOAD_FLAGS)
    return router


async def on_stats_command(
    message: Message,
    bot: Bot,
    database: Database,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    words, picture = await _build_stats(database, t, now, DEFAULT_DAYS)
    if picture is None:
        await bot(words.send(reader.chat_id))
    else:
        await bot(words.send_as_caption(picture, reader.chat_id))


async def on_period_chosen(
    query: CallbackQuery,
    callback_data: ShowStats,
    bot: Bot,
    database: Database,
    t: Translator,
    now: datetime,
) -> None:
    """The figures of another span in the place of these; nothing to draw where they are there."""
    message = query.message
    if (
        not isinstance(message, Message)
        or stats_views.parse_shown_stats(_get_callback_data(message)) == callback_data
    ):
        return
    words, picture = await _build_stats(database, t, now, callback_data.days)
    if picture is None or not message.photo:
        await edit_or_send(bot, query, _to_caption(message, words))
    else:
        await bot(words.edit_as_caption(picture, message.chat.id, message.message_id))


async def show_zero_result_queries(
    query: CallbackQuery,
    callback_data: ShowStats,
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
        asked = await history.list_zero_result_queries(connection, since, stats_views.MAX_SEARCHES)
    document = stats_views.build_zero_result_queries(t, asked, callback_data.days)
    await edit_or_send(bot, query, _to_caption(query.message, plain.render(document)))


async def _build_stats(
    database: Database, t: Translator, now: datetime, day_count: int
) -> tuple[message_Message, BufferedInputFile | None]:
    """The figures in words, and as a picture where one can be drawn."""
    last = to_utc_date(now)
    async with database.read() as connection:
        numbers = await totals.collect(connection)
        states = await totals.collect_gauges(connection)
        days = await daily_counters.get_days(connection, last - timedelta(days=day_count - 1), last)
    days = {**days, last: {**days.get(last, {}), **states}}
    words = plain.render(stats_views.build_stats(t, numbers, states, days, day_count))
    if not process.is_available():
        log.info("no chart: matplotlib is not installed (pip install 'svodka[charts]')")
        return words, None
    try:
        drawn = await process.draw_chart(stats_views.build_chart(t, days, last, day_count))
    except ChartError as error:
        log.error("%s", error)
        return words, None
    return words, BufferedInputFile(drawn, "svodka.png")


def _to_caption(message: Message, words: message_Message) -> message_Message:
    """The words as what is written under a picture, if the message is one."""
    return replace(words, media="photo") if message.photo else words


def _get_callback_data(message: Message) -> list[list[str]]:
    rows = message.reply_markup.inline_keyboard if message.reply_markup else []
    return [[button.callback_data or "" for button in row] for row in rows]
