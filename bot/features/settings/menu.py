"""/settings: one message that shows all settings and becomes the screen of each."""

from __future__ import annotations

import logging
from dataclasses import replace

from aiogram import F, Router
from aiogram.exceptions import TelegramBadRequest, TelegramNotFound
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.features.settings.callbacks import BreakingChoice, SizeChoice
from bot.features.settings.views import menu as views
from bot.telegram.context import Context
from bot.ui import rich
from bot.ui.callbacks import OpenScreen, RunCommand, ScreenName, StyleChoice
from bot.ui.document import Document
from storage.chats.subscribers import Subscriber

log = logging.getLogger(__name__)


def router() -> Router:
    router = Router(name="settings")
    router.message.register(send_settings, Command("settings", ignore_case=True))
    router.callback_query.register(send_settings, RunCommand.filter(F.command == "settings"))
    router.callback_query.register(
        show_settings_screen, OpenScreen.filter(F.name == ScreenName.MAIN)
    )
    router.callback_query.register(close_settings, OpenScreen.filter(F.name == ScreenName.CLOSED))
    router.callback_query.register(on_rich_style_chosen, StyleChoice.filter(F.rich))
    router.callback_query.register(on_plain_style_chosen, StyleChoice.filter(~F.rich))
    router.callback_query.register(on_breaking_mode_chosen, BreakingChoice.filter())
    router.callback_query.register(on_digest_size_chosen, SizeChoice.filter())
    return router


async def send_settings(event: Message | CallbackQuery, ctx: Context) -> None:
    """Send the settings menu as a new message."""
    await _send_plain(ctx, _build_settings(ctx, ctx.subscriber))


async def show_settings_screen(query: CallbackQuery, ctx: Context) -> None:
    """Return from another screen and end its prompt."""
    subscriber = await ctx.services.subscribers.clear_prompt(ctx.subscriber)
    await ctx.edit(query, _build_settings(ctx, subscriber))


async def close_settings(query: CallbackQuery, ctx: Context) -> None:
    """Replace the settings menu by a line about the next digest."""
    await ctx.edit(query, views.build_settings_closed(ctx.t, ctx.subscriber, ctx.now))


async def on_rich_style_chosen(query: CallbackQuery, ctx: Context) -> None:
    """Send a sample first: a server that rejects rich messages keeps the chat in plain style.

    Some clients show nothing although sending succeeds: `StyleOfferMiddleware` sends a way back.
    """
    sample = rich.render(views.build_rich_sample(ctx.t))
    try:
        await ctx.bot(sample.send(ctx.subscriber.chat_id))
    except (TelegramNotFound, TelegramBadRequest) as error:
        log.warning("the server rejects rich messages: %s", error)
        ctx.answer_button(ctx.t("style-impossible"), alert=True)
        return
    subscriber = await ctx.services.subscribers.set_style(ctx.subscriber, "rich")
    await ctx.edit(query, _build_settings(ctx, subscriber))


async def on_plain_style_chosen(query: CallbackQuery, ctx: Context) -> None:
    """Save the plain style and show the menu again."""
    subscriber = await ctx.services.subscribers.set_style(ctx.subscriber, "plain")
    await ctx.edit(query, _build_settings(ctx, subscriber))


async def on_breaking_mode_chosen(
    query: CallbackQuery, callback_data: BreakingChoice, ctx: Context
) -> None:
    """Save how breaking news arrives and show the menu again."""
    service = ctx.services.subscribers
    subscriber = await service.set_breaking_mode(ctx.subscriber, callback_data.mode)
    await ctx.edit(query, _build_settings(ctx, subscriber))


async def on_digest_size_chosen(
    query: CallbackQuery, callback_data: SizeChoice, ctx: Context
) -> None:
    """Save the digest size and show the menu again."""
    service = ctx.services.subscribers
    subscriber = await service.set_digest_size(ctx.subscriber, callback_data.size)
    await ctx.edit(query, _build_settings(ctx, subscriber))


def _build_settings(ctx: Context, subscriber: Subscriber) -> Document:
    services = ctx.services
    size = services.settings.digest_items
    return views.build_settings(ctx.t, subscriber, ctx.now, size, services.sending_plan)


async def _send_plain(ctx: Context, document: Document) -> None:
    await replace(ctx, subscriber=views.to_plain_style(ctx.subscriber)).send(document)
