"""Saving an article, and /saved: the list of them."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.features.articles import saved_views as views
from bot.features.articles.api import build_opened_article
from bot.features.articles.callbacks import OpenSaved, SaveArticle, SavedList
from bot.telegram.context import Context, edit_or_send, replace_button
from bot.ui.articles import ArticleView
from bot.ui.callbacks import nest_callback
from bot.ui.document import Document
from service.articles.saved import MAX_SAVED, SaveResult
from storage.stats.daily_counters import DailyCounter


def router() -> Router:
    router = Router(name="saved")
    router.message.register(on_saved_command, Command("saved", ignore_case=True))
    router.callback_query.register(show_saved_list, SavedList.filter())
    router.callback_query.register(show_saved_article, OpenSaved.filter())
    router.callback_query.register(toggle_saved, SaveArticle.filter())
    return router


async def on_saved_command(message: Message, ctx: Context) -> None:
    """Send the first page of the saved articles."""
    await ctx.send(await _build_list(ctx, 0))


async def show_saved_list(query: CallbackQuery, callback_data: SavedList, ctx: Context) -> None:
    """Show a page of the saved articles in place."""
    await _show(query, ctx, await _build_list(ctx, callback_data.page))


async def show_saved_article(query: CallbackQuery, callback_data: OpenSaved, ctx: Context) -> None:
    """Show the article in place of the list; its saved copy if the archive no longer has it."""
    opened = await ctx.services.articles.open(callback_data.article, ctx.subscriber, ctx.now)
    if opened is not None:
        back = nest_callback(SavedList(page=callback_data.page))
        message = await build_opened_article(ctx, opened, ArticleView.BRIEF, back=back)
        await edit_or_send(ctx.bot, query, message)
        ctx.runtime.stats.count(DailyCounter.OPENED)
        return
    kept = await ctx.services.saved.get(ctx.subscriber.chat_id, callback_data.article)
    if kept is None:
        ctx.answer_button(ctx.t("article-gone"), alert=True)
        return
    copy = views.build_saved_copy(ctx.t, kept, callback_data.page, ctx.subscriber.timezone, ctx.now)
    await _show(query, ctx, copy)


async def toggle_saved(query: CallbackQuery, callback_data: SaveArticle, ctx: Context) -> None:
    """Save an article or remove it from the saved ones; the button changes, the message stays."""
    article_id, saved = callback_data.article, ctx.services.saved
    if callback_data.on:
        result = await saved.save(ctx.subscriber, article_id, ctx.now)
        if result is not SaveResult.SAVED:
            is_full = result is SaveResult.FULL
            text = ctx.t("saved-full", most=MAX_SAVED) if is_full else ctx.t("article-gone")
            ctx.answer_button(text, alert=True)
            return
        ctx.answer_button(ctx.t("toast-saved"))
    else:
        await saved.remove(ctx.subscriber.chat_id, article_id)
        ctx.answer_button(ctx.t("toast-unsaved"))
    button = views.build_save_button(ctx.t, article_id, is_saved=callback_data.on)
    await replace_button(ctx.bot, query, button)


async def _build_list(ctx: Context, number: int) -> Document:
    page = await ctx.services.saved.get_page(ctx.subscriber.chat_id, number)
    return views.build_saved_list(ctx.t, page, ctx.subscriber.timezone, ctx.now)


async def _show(query: CallbackQuery, ctx: Context, document: Document) -> None:
    await ctx.edit(query, document, ctx.subscriber.style)
