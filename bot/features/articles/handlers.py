"""Reading: a summary, or the full text page by page."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot.features.articles import coverage
from bot.features.articles.api import build_opened_article, build_public_article, send_article
from bot.telegram.chats.deep_links import ArticleLink, build_link
from bot.telegram.context import Context, edit_or_send
from bot.telegram.filters import SyncFilter
from bot.ui.articles import ArticleOrigin, OpenArticle
from service.articles.service import OpenedArticle
from storage.stats.daily_counters import DailyCounter


def router() -> Router:
    router = Router(name="articles")
    router.callback_query.register(show_article, OpenArticle.filter())
    return router


def channel_router() -> Router:
    """Build the router of the buttons under posts of channels, which all readers share."""
    router = Router(name="posts")
    router.callback_query.filter(SyncFilter(F.message.chat.type == "channel"))
    router.callback_query.register(show_article, OpenArticle.filter())
    router.include_routers(coverage.router(), _build_refusal_router())
    return router


def _build_refusal_router() -> Router:
    router = Router(name="private controls")
    router.callback_query.register(refuse_private_control)
    return router


async def refuse_private_control(query: CallbackQuery, ctx: Context) -> None:
    """Change nothing: older posts have buttons that belong in a private chat."""
    username = (await ctx.bot.me()).username
    ctx.answer_button(ctx.t("only-in-bot", name=f"@{username}"), alert=True)


async def show_article(query: CallbackQuery, callback_data: OpenArticle, ctx: Context) -> None:
    """Show a summary in place of the list that it was opened from, a full text below it.

    In a group and under the post of a channel only the person who pressed the button sees it.
    """
    opened = await ctx.services.articles.open(callback_data.article, ctx.subscriber, ctx.now)
    if opened is None:
        ctx.answer_button(ctx.t("article-gone"), alert=True)
        return
    ctx.runtime.stats.count(DailyCounter.OPENED)
    if callback_data.origin is ArticleOrigin.BROADCAST:
        ctx.runtime.stats.count_opened_broadcast(callback_data.article, query.from_user.id)
    if query.message is not None and query.message.chat.type != "private":
        await _show_to_one_reader(query, callback_data, opened, ctx)
        return
    message = await build_opened_article(
        ctx,
        opened,
        callback_data.view,
        callback_data.page,
        back=callback_data.back,
        buttons=callback_data.buttons,
    )
    if callback_data.in_place:
        await edit_or_send(ctx.bot, query, message)
    else:
        await send_article(ctx, opened.article, message)


async def _show_to_one_reader(
    query: CallbackQuery, data: OpenArticle, opened: OpenedArticle, ctx: Context
) -> None:
    """Show an article to a person in a group; where that is impossible, and for the post of a
    channel, open the bot at it."""
    username = (await ctx.bot.me()).username or ""
    link = build_link(username, ArticleLink(opened.article.id))
    if ctx.subscriber.kind != "private":
        message = await build_public_article(ctx, opened.article, data.view, link)
        if await ctx.runtime.ephemeral.send(ctx.bot, query, message):
            return
    ctx.answer_with_link(link)
