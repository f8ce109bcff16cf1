"""/stats: figures for editors, as a chart with a caption that contains them too."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from bot.charts import process
from bot.charts.process import ChartError
from bot.features.editorial import stats_views
from bot.features.editorial.callbacks import ShowStats
from bot.features.editorial.crowd_views import build_crowd_items
from bot.telegram.context import Context, edit_or_send
from bot.telegram.filters import May
from bot.ui import plain
from bot.ui.message import Message as RenderedMessage
from service.digests.crowds import list_crowds
from service.editors.rights import Right

log = logging.getLogger(__name__)

DEFAULT_DAYS = 30
"""Days shown by the command."""

_UPLOAD_FLAGS = {"chat_action": "upload_photo"}


def router() -> Router:
    router = Router(name="stats")
    router.message.filter(May(Right.FIGURES))
    router.callback_query.filter(May(Right.FIGURES))
    router.message.register(
        on_stats_command, Command("stats", ignore_case=True), flags=_UPLOAD_FLAGS
    )
    router.callback_query.register(show_zero_result_queries, ShowStats.filter(F.zero_results))
    router.callback_query.register(on_period_chosen, ShowStats.filter(), flags=_UPLOAD_FLAGS)
    return router


async def on_stats_command(message: Message, ctx: Context) -> None:
    """Send the figures of the default period, with a chart if one can be drawn."""
    text, picture = await _build_stats(ctx, DEFAULT_DAYS)
    if picture is None:
        await ctx.bot(text.send(ctx.subscriber.chat_id))
    else:
        await ctx.bot(text.send_as_caption(picture, ctx.subscriber.chat_id))


async def on_period_chosen(query: CallbackQuery, callback_data: ShowStats, ctx: Context) -> None:
    """Replace the figures by those of another period; draw nothing if it is shown already."""
    message = query.message
    if (
        not isinstance(message, Message)
        or stats_views.parse_shown_stats(_get_callback_data(message)) == callback_data
    ):
        return
    text, picture = await _build_stats(ctx, callback_data.days)
    if picture is None or not message.photo:
        await edit_or_send(ctx.bot, query, _to_caption(message, text))
    else:
        await ctx.bot(text.edit_as_caption(picture, message.chat.id, message.message_id))


async def show_zero_result_queries(
    query: CallbackQuery, callback_data: ShowStats, ctx: Context
) -> None:
    """Show the searches without results, in the caption of the picture."""
    if not isinstance(query.message, Message):
        return
    since = ctx.now - timedelta(days=callback_data.days)
    queries = await ctx.services.stats.list_zero_result_queries(since, stats_views.MAX_SEARCHES)
    document = stats_views.build_zero_result_queries(ctx.t, queries, callback_data.days)
    await edit_or_send(ctx.bot, query, _to_caption(query.message, plain.render(document)))


async def _build_stats(
    ctx: Context, day_count: int
) -> tuple[RenderedMessage, BufferedInputFile | None]:
    """Return the figures as text, and as a picture where one can be drawn."""
    report = await ctx.services.stats.collect_report(day_count, ctx.now)
    crowds = list_crowds(ctx.services.sending_plan.windows, ctx.services.settings)
    warnings = build_crowd_items(ctx.t, crowds[:1], ctx.subscriber.timezone, ctx.now)
    text = plain.render(stats_views.build_stats(ctx.t, report, day_count, warnings))
    if not process.is_available():
        log.info("no chart: matplotlib is not installed (pip install 'svodka[charts]')")
        return text, None
    try:
        png = await process.draw_chart(stats_views.build_chart(ctx.t, report, day_count))
    except ChartError as error:
        log.error("%s", error)
        return text, None
    return text, BufferedInputFile(png, "svodka.png")


def _to_caption(message: Message, text: RenderedMessage) -> RenderedMessage:
    """Return the text as a caption if the message is a picture."""
    return replace(text, media="photo") if message.photo else text


def _get_callback_data(message: Message) -> list[list[str]]:
    rows = message.reply_markup.inline_keyboard if message.reply_markup else []
    return [[button.callback_data or "" for button in row] for row in rows]
