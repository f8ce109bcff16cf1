"""The card of one source and what its buttons do."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot.features.sources import views
from bot.features.sources.callbacks import SourceAction, SourceCallback
from bot.telegram.context import Context
from bot.telegram.filters import May
from bot.ui.document import Document, build_document
from news.errors import SourceError
from service.editors.rights import Right
from service.i18n.translations import Translator
from service.sources.service import SourceDetails
from service.sources.updater import FetchResult

_MAX_ALERT_CHARS = 200
"""Characters that Telegram shows over a chat."""


def router() -> Router:
    router = Router(name="source card")
    router.callback_query.filter(May(Right.SOURCES))
    router.callback_query.register(
        on_fetch_requested,
        SourceCallback.filter(F.action == SourceAction.FETCH),
        flags={"callback_answer": {"pre": True}},  # a fetch takes longer than a button may wait
    )
    router.callback_query.register(
        show_failure, SourceCallback.filter(F.action == SourceAction.WHY)
    )
    router.callback_query.register(
        on_removal_confirmed, SourceCallback.filter(F.action == SourceAction.CONFIRM_REMOVE)
    )
    router.callback_query.register(on_source_action, SourceCallback.filter())
    return router


async def on_source_action(
    query: CallbackQuery, callback_data: SourceCallback, ctx: Context
) -> None:
    """Do what a button says and show the source as it is then.

    The button holds the new state, so that a double tap changes nothing twice.
    """
    details = await _perform(callback_data, ctx)
    if details is None:
        document = build_document(_format_unknown(ctx.t, callback_data))
    else:
        document = _build_document(callback_data.action, details, ctx)
    await ctx.edit(query, document)


async def on_removal_confirmed(
    query: CallbackQuery, callback_data: SourceCallback, ctx: Context
) -> None:
    """Remove the source after the editor confirmed it."""
    removed = await ctx.services.sources.remove(callback_data.source, ctx.editor, ctx.now)
    text = (
        _format_unknown(ctx.t, callback_data)
        if removed is None
        else ctx.t("sources-removed", title=removed.name)
    )
    await ctx.edit(query, build_document(text))


async def on_fetch_requested(
    query: CallbackQuery, callback_data: SourceCallback, ctx: Context
) -> None:
    """Fetch a source now and show the result above its card."""
    fetched = await ctx.services.sources.fetch_now(callback_data.source, ctx.now)
    if fetched is None:
        document = build_document(_format_unknown(ctx.t, callback_data))
    else:
        details, result = fetched
        card = _build_card(details, ctx)
        document = build_document(_format_result(ctx.t, result), *card.parts, buttons=card.buttons)
    await ctx.edit(query, document)


async def show_failure(query: CallbackQuery, callback_data: SourceCallback, ctx: Context) -> None:
    """Show the last failure of a source as an alert."""
    source = await ctx.services.sources.get(callback_data.source)
    text = (
        _format_unknown(ctx.t, callback_data)
        if source is None
        else views.format_failure(ctx.t, source, ctx.subscriber.timezone, ctx.now)
    )
    ctx.answer_button(text[:_MAX_ALERT_CHARS], alert=True)


async def _perform(callback_data: SourceCallback, ctx: Context) -> SourceDetails | None:
    """Change the source as the button says; None if it does not exist."""
    services, source_id, value = ctx.services.sources, callback_data.source, callback_data.value
    match callback_data.action:
        case SourceAction.PAUSE:
            return await services.pause(source_id, ctx.editor, ctx.now)
        case SourceAction.RESUME:
            return await services.resume(source_id, ctx.editor, ctx.now)
        case SourceAction.TICK | SourceAction.UNTICK as action:
            is_on = action is SourceAction.TICK
            return await services.set_topic(source_id, value, ctx.editor, ctx.now, is_on=is_on)
        case SourceAction.SET_LANGUAGE:
            return await services.set_language(source_id, value, ctx.editor, ctx.now)
        case _:
            return await services.get_details(source_id, ctx.now)


def _build_document(action: SourceAction, details: SourceDetails, ctx: Context) -> Document:
    match action:
        case SourceAction.TOPICS | SourceAction.TICK | SourceAction.UNTICK:
            return views.build_topic_picker(ctx.t, details.source, details.topics)
        case SourceAction.LANGUAGE:
            return views.build_language_picker(ctx.t, details.source)
        case SourceAction.REMOVE:
            return views.build_removal_question(ctx.t, details.source)
        case _:
            return _build_card(details, ctx)


def _build_card(details: SourceDetails, ctx: Context) -> Document:
    return views.build_card(ctx.t, details, ctx.subscriber.timezone, ctx.now)


def _format_unknown(t: Translator, callback_data: SourceCallback) -> str:
    return t("sources-unknown", url=t("number", id=str(callback_data.source)))


def _format_result(t: Translator, result: FetchResult) -> str:
    if isinstance(result, SourceError):
        return t.format_error(result)
    return (
        t("sources-fetched", count=result.added) if result.added else t("sources-fetched-nothing")
    )
