"""/digest: what the chat has not seen of the last day, and the way on when that is nothing."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, TelegramObject

from bot.features.articles.api import to_public_post
from bot.features.digest import views
from bot.features.digest.callbacks import DigestAction, DigestCallback
from bot.features.digest.renderer import DigestMessages
from bot.telegram.context import Context
from bot.ui.callbacks import RunCommand
from bot.ui.message import Message
from service.digests.service import NothingUnread
from service.rendering import DigestPage


def router() -> Router:
    router = Router(name="digest")
    router.message.register(on_digest_requested, Command("digest", ignore_case=True))
    router.callback_query.register(on_digest_requested, RunCommand.filter(F.command == "digest"))
    router.callback_query.register(
        on_overview_requested, RunCommand.filter(F.command == "overview")
    )
    router.callback_query.register(
        show_stored_digest, DigestCallback.filter(F.action == DigestAction.SHOW)
    )
    router.callback_query.register(
        show_next_page, DigestCallback.filter(F.action == DigestAction.MORE)
    )
    router.callback_query.register(
        on_empty_notice_disabled, RunCommand.filter(F.command == "quiet")
    )
    return router


async def on_digest_requested(event: TelegramObject, ctx: Context) -> None:
    """Send what is unread, or say when the last digest was."""
    renderer = DigestMessages(ctx.t)
    found = await ctx.services.digests.create_on_request(ctx.subscriber, ctx.now, renderer)
    if isinstance(found, NothingUnread):
        timezone = ctx.subscriber.timezone
        await ctx.send(views.build_nothing_unread(ctx.t, found, timezone, ctx.now))
        return
    message = _render(found, renderer, ctx)
    await ctx.bot(message.send(ctx.subscriber.chat_id))


async def on_overview_requested(query: CallbackQuery, ctx: Context) -> None:
    """Send the main news of the last day on all topics."""
    renderer = DigestMessages(ctx.t)
    page = await ctx.services.digests.create_overview(ctx.subscriber, ctx.now, renderer)
    if page is None:
        ctx.answer_button(ctx.t("digest-no-news"))
        return
    await ctx.bot(_render(page, renderer, ctx).send(ctx.subscriber.chat_id))


async def show_stored_digest(
    query: CallbackQuery, callback_data: DigestCallback, ctx: Context
) -> None:
    """Show the same digest again: back from an article, or from the next page."""
    page = await ctx.services.digests.get_page(ctx.subscriber, callback_data.digest)
    if page is None:
        ctx.answer_button(ctx.t("digest-gone"))
        return
    await ctx.show(query, _render(page, DigestMessages(ctx.t), ctx))


async def show_next_page(query: CallbackQuery, callback_data: DigestCallback, ctx: Context) -> None:
    """Show the stories that the pages so far had no room for."""
    renderer = DigestMessages(ctx.t)
    page = await ctx.services.digests.create_next_page(
        ctx.subscriber, callback_data.digest, ctx.now, renderer
    )
    if page is None:
        ctx.answer_button(ctx.t("digest-gone"))
        return
    await ctx.show(query, _render(page, renderer, ctx))


async def on_empty_notice_disabled(query: CallbackQuery, ctx: Context) -> None:
    """Turn off the notices that there is no news."""
    await ctx.services.digests.disable_empty_notice(ctx.subscriber)
    await ctx.edit(query, ctx.t("digest-will-be-quiet"))


def _render(page: DigestPage, renderer: DigestMessages, ctx: Context) -> Message:
    message = renderer.render(page, ctx.subscriber.style)
    return to_public_post(message) if ctx.is_public else message
