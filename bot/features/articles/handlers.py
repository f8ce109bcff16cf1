"""Reading: a summary, or the full text page by page."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.features.articles.api import build_opened_article
from bot.features.articles.callbacks import OpenArticle
from bot.telegram.context import Context, edit_or_send
from storage.stats.daily_counters import DailyCounter


def router() -> Router:
    router = Router(name="read")
    router.callback_query.register(show_article, OpenArticle.filter())
    return router


async def show_article(query: CallbackQuery, callback_data: OpenArticle, ctx: Context) -> None:
    """Show an article in place of the list that it was opened from, with a button back.

    In a group, and under the post of a channel, it is a new message: others read the list too.
    """
    opened = await ctx.services.articles.open(callback_data.article, ctx.subscriber)
    if opened is None:
        ctx.answer_button(ctx.t("article-gone"), alert=True)
        return
    is_private = query.message is not None and query.message.chat.type == "private"
    back = callback_data.back if is_private else ""
    message = await build_opened_article(
        ctx, opened, callback_data.view, callback_data.page, back=back
    )
    if callback_data.in_place and back == callback_data.back:
        await edit_or_send(ctx.bot, query, message)
    else:
        await ctx.bot(message.send(ctx.subscriber.chat_id))
    ctx.runtime.stats.count(DailyCounter.OPENED)
