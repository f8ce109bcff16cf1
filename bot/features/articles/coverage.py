"""Full coverage: every other report of a story, and how the story developed."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.features.articles import coverage_views as views
from bot.telegram.context import Context, edit_or_send
from bot.ui import renderer
from bot.ui.articles import CoverageOrder, CoverageOrigin, OpenCoverage


def router() -> Router:
    router = Router(name="coverage")
    router.callback_query.register(show_coverage, OpenCoverage.filter())
    return router


async def show_coverage(query: CallbackQuery, callback_data: OpenCoverage, ctx: Context) -> None:
    """Show all reports of a story in place of what they were opened from, with a button back.

    In a group, and under the post of a channel, they are a new message: others read the list too.
    """
    is_developments = callback_data.order is CoverageOrder.DEVELOPMENTS
    page = await ctx.services.coverage.get_page(
        callback_data.article, callback_data.page, developments=is_developments
    )
    if page is None:
        ctx.answer_button(ctx.t("article-gone"), alert=True)
        return
    is_private = query.message is not None and query.message.chat.type == "private"
    is_new = callback_data.origin is CoverageOrigin.ELSEWHERE or (
        not is_private and callback_data.origin is not CoverageOrigin.ITSELF
    )
    place = callback_data
    if is_new:
        place = OpenCoverage(
            article=place.article, order=place.order, page=place.page, origin=CoverageOrigin.ITSELF
        )
    document = views.build_coverage(ctx.t, page, place, ctx.subscriber.timezone, ctx.now)
    (message,) = renderer.render(document, ctx.subscriber.style)
    if is_new:
        await ctx.bot(message.send(ctx.subscriber.chat_id))
    else:
        await edit_or_send(ctx.bot, query, message)
