"""The buttons under a preview that set options: audience, sound, validity; and the test send."""

from __future__ import annotations

from datetime import timedelta

from aiogram import F, Router
from aiogram.filters import MagicData
from aiogram.types import CallbackQuery
from aiogram.utils.callback_answer import CallbackAnswer

from bot.features.broadcasts import preview_views
from bot.features.broadcasts.callbacks import (
    PreviewMenu,
    PreviewScreen,
    SetAudienceLanguage,
    SetSilent,
    SetTtl,
    ToggleAudienceTopic,
)
from bot.telegram.context import Context
from service.broadcasts.service import Preview

PreviewOption = SetSilent | SetTtl | ToggleAudienceTopic | SetAudienceLanguage


def router() -> Router:
    router = Router(name="previewing")
    router.callback_query.filter(MagicData(F.ctx.is_editor))
    router.callback_query.register(
        on_test_requested, PreviewMenu.filter(F.screen == PreviewScreen.TEST)
    )
    router.callback_query.register(
        on_preview_menu, PreviewMenu.filter(F.screen != PreviewScreen.LATER)
    )
    for option in (SetSilent, SetTtl, ToggleAudienceTopic, SetAudienceLanguage):
        router.callback_query.register(on_preview_option_chosen, option.filter())
    return router


async def on_preview_menu(
    query: CallbackQuery, callback_data: PreviewMenu, callback_answer: CallbackAnswer, ctx: Context
) -> None:
    """Show the audience, or the question again; a typed time is no longer expected."""
    preview = await ctx.services.broadcasts.reopen_preview(callback_data.broadcast)
    if preview is None:
        callback_answer.text = ctx.t("breaking-already", id=str(callback_data.broadcast))
    elif callback_data.screen is PreviewScreen.AUDIENCE:
        await ctx.edit(query, preview_views.build_audience_picker(ctx.t, preview))
    else:
        await ctx.edit(
            query,
            preview_views.build_current_draft(ctx.t, preview, ctx.subscriber.timezone, ctx.now),
        )


async def on_preview_option_chosen(
    query: CallbackQuery,
    callback_data: PreviewOption,
    callback_answer: CallbackAnswer,
    ctx: Context,
) -> None:
    preview = await _set_option(ctx, callback_data)
    if preview is None:
        callback_answer.text = ctx.t("breaking-already", id=str(callback_data.broadcast))
    elif isinstance(callback_data, ToggleAudienceTopic | SetAudienceLanguage):
        await ctx.edit(query, preview_views.build_audience_picker(ctx.t, preview))
    else:
        await ctx.edit(
            query,
            preview_views.build_current_draft(ctx.t, preview, ctx.subscriber.timezone, ctx.now),
        )


async def on_test_requested(
    query: CallbackQuery, callback_data: PreviewMenu, callback_answer: CallbackAnswer, ctx: Context
) -> None:
    """Send the message to the editor alone; the draft does not change."""
    number = callback_data.broadcast
    sent = await ctx.services.broadcasts.send_test(number, ctx.editor, ctx.now)
    callback_answer.text = (
        ctx.t("breaking-tested") if sent else ctx.t("breaking-already", id=str(number))
    )
    ctx.runtime.outbox.wake()


async def _set_option(ctx: Context, option: PreviewOption) -> Preview | None:
    service = ctx.services.broadcasts
    match option:
        case SetSilent(broadcast=number, on=on):
            return await service.set_silent(number, on)
        case SetTtl(broadcast=number, minutes=minutes):
            return await service.set_ttl(number, timedelta(minutes=minutes))
        case SetAudienceLanguage(broadcast=number, language=language):
            return await service.set_language(number, language)
        case ToggleAudienceTopic(broadcast=number, topic=topic, on=on):
            return await service.toggle_topic(number, topic, on)
