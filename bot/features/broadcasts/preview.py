"""The buttons under a preview: audience, sound, validity; test it, send it now, or discard it."""

from __future__ import annotations

from datetime import timedelta

from aiogram import F, Router
from aiogram.types import CallbackQuery
from aiogram.types import Message as ChatMessage

from bot.features.broadcasts import draft_views, preview_views, proposal_views
from bot.features.broadcasts.callbacks import (
    ConfirmBroadcast,
    Label,
    PreviewMenu,
    PreviewScreen,
    SetAudienceLanguage,
    SetSilent,
    SetTtl,
    ShowLabel,
    ToggleAudienceTopic,
)
from bot.features.broadcasts.renderer import BroadcastMessages
from bot.features.broadcasts.review import request_approval
from bot.telegram.context import Context
from bot.telegram.filters import May
from bot.ui.message import Message
from service.broadcasts.approvals import compute_version, is_message_of_version
from service.broadcasts.draft_service import ConfirmResult, SubmitResult
from service.broadcasts.estimate import Preview
from service.broadcasts.transitions import ReportMessage
from service.editors.rights import Right
from storage.messaging.proposals import ProposedAction

_ABOUT_LABELS = {
    Label.PREVIEW: "label-preview-about",
    Label.TEST: "label-test-about",
    Label.OWN: "label-own-about",
}

_SUBMIT_ANSWERS = {
    SubmitResult.SUBMITTED: "breaking-submitted",
    SubmitResult.ALREADY_SUBMITTED: "breaking-submitted-before",
    SubmitResult.ALREADY_DECIDED: "breaking-already",
}

PreviewOption = SetSilent | SetTtl | ToggleAudienceTopic | SetAudienceLanguage


def router() -> Router:
    router = Router(name="preview")
    router.callback_query.filter(May(Right.DRAFT))
    router.callback_query.register(
        on_test_requested, PreviewMenu.filter(F.screen == PreviewScreen.TEST)
    )
    router.callback_query.register(
        on_submitted, PreviewMenu.filter(F.screen == PreviewScreen.SUBMIT)
    )
    router.callback_query.register(
        on_preview_menu, PreviewMenu.filter(F.screen != PreviewScreen.LATER)
    )
    router.callback_query.register(on_label, ShowLabel.filter())
    router.callback_query.register(on_send_chosen, ConfirmBroadcast.filter(F.send), May(Right.SEND))
    router.callback_query.register(on_cancel_chosen, ConfirmBroadcast.filter(~F.send))
    for option in (SetSilent, SetTtl, ToggleAudienceTopic, SetAudienceLanguage):
        router.callback_query.register(on_preview_option_chosen, option.filter())
    return router


async def on_preview_menu(query: CallbackQuery, callback_data: PreviewMenu, ctx: Context) -> None:
    """Show the audience, or the question again; a typed time is no longer expected."""
    preview = await ctx.services.drafts.reopen_preview(callback_data.broadcast, ctx.editor)
    shows_audience = callback_data.screen is PreviewScreen.AUDIENCE
    await _show(query, callback_data.broadcast, preview, ctx, shows_audience=shows_audience)


async def on_preview_option_chosen(
    query: CallbackQuery, callback_data: PreviewOption, ctx: Context
) -> None:
    """Change an option of a draft and show the preview or the audience again."""
    preview = await _set_option(ctx, callback_data)
    if preview is not None and preview.broadcast.state == "scheduled":
        version = compute_version(preview.broadcast)
        await request_approval(ctx, callback_data.broadcast, ProposedAction.SCHEDULE, version)
    shows_audience = isinstance(callback_data, ToggleAudienceTopic | SetAudienceLanguage)
    await _show(query, callback_data.broadcast, preview, ctx, shows_audience=shows_audience)


async def _show(
    query: CallbackQuery,
    number: int,
    preview: Preview | None,
    ctx: Context,
    *,
    shows_audience: bool,
) -> None:
    """Show the audience or the question under a preview; None: it is decided already."""
    if preview is None:
        ctx.answer_button(ctx.t("breaking-already", id=str(number)))
    elif not is_message_of_version(preview.broadcast, get_shown_version(query)):
        await show_again(ctx, number, query)
    elif shows_audience:
        await ctx.edit(query, preview_views.build_audience_picker(ctx.t, preview))
    else:
        await ctx.edit(
            query,
            preview_views.build_current_draft(
                ctx.t,
                preview,
                ctx.subscriber.timezone,
                ctx.now,
                may_send=ctx.may(Right.SEND),
            ),
        )


async def on_test_requested(query: CallbackQuery, callback_data: PreviewMenu, ctx: Context) -> None:
    """Send the message to the editor alone; the draft does not change."""
    number = callback_data.broadcast
    sent = await ctx.services.drafts.send_test(
        number, ctx.editor, BroadcastMessages(ctx.services.translations), ctx.now
    )
    ctx.answer_button(
        ctx.t("breaking-tested") if sent else ctx.t("breaking-already", id=str(number))
    )
    ctx.runtime.outbox.wake()


async def on_submitted(query: CallbackQuery, callback_data: PreviewMenu, ctx: Context) -> None:
    """Show the draft of an author to those who may send it."""
    number, renderer = callback_data.broadcast, BroadcastMessages(ctx.services.translations)
    submitted = await ctx.services.drafts.submit(number, ctx.editor, renderer, ctx.now)
    is_with_editors = submitted is not SubmitResult.ALREADY_DECIDED
    ctx.answer_button(ctx.t(_SUBMIT_ANSWERS[submitted], id=str(number)), alert=is_with_editors)
    ctx.runtime.outbox.wake()


async def _set_option(ctx: Context, option: PreviewOption) -> Preview | None:
    service = ctx.services.drafts
    match option:
        case SetSilent(broadcast=number, on=on):
            return await service.set_silent(number, on, ctx.editor)
        case SetTtl(broadcast=number, minutes=minutes):
            return await service.set_ttl(number, timedelta(minutes=minutes), ctx.editor)
        case SetAudienceLanguage(broadcast=number, language=language):
            return await service.set_language(number, language, ctx.editor)
        case ToggleAudienceTopic(broadcast=number, topic=topic, on=on):
            return await service.toggle_topic(number, topic, on, ctx.editor)


async def on_send_chosen(
    query: CallbackQuery, callback_data: ConfirmBroadcast, ctx: Context
) -> None:
    """Enqueue the broadcast. The message with the button becomes its report."""
    number = callback_data.broadcast
    report = (query.message.chat.id, query.message.message_id) if query.message else None
    version = callback_data.version
    match await ctx.services.drafts.confirm(number, ctx.editor, ctx.now, report, version):
        case ConfirmResult.CHANGED:
            await show_again(ctx, number, query)
        case ConfirmResult.NO_RECIPIENTS:
            ctx.answer_button(ctx.t("breaking-nobody", id=str(number)))
        case ConfirmResult.ALREADY_DECIDED:
            ctx.answer_button(ctx.t("breaking-already", id=str(number)))
        case ConfirmResult.NEEDS_APPROVAL:
            await _request_approval(query, ctx, callback_data, report)
        case ConfirmResult.CONFIRMED:
            ctx.runtime.outbox.wake()
            await ctx.runtime.broadcast_reports.update_report(number)


def get_shown_version(query: CallbackQuery) -> str:
    """Return the version that the message with a pressed button is about; empty if unknown."""
    markup = query.message.reply_markup if isinstance(query.message, ChatMessage) else None
    rows = markup.inline_keyboard if markup else []
    keyboard = [one.callback_data or "" for row in rows for one in row]
    # The message of an old button may be inaccessible; the pressed button itself is known.
    return preview_views.find_version([query.data or "", *keyboard])


async def show_again(ctx: Context, number: int, query: CallbackQuery | None) -> None:
    """Show what a broadcast has become, and ask again below it. ``query``: of the pressed button,
    if one was pressed."""
    found = await ctx.services.drafts.reopen_message(number, ctx.editor)
    key = "breaking-already" if found is None else "amend-changed"
    text = ctx.t(key, id=str(number))
    if query is None:
        await ctx.send(text)
    elif found is None:
        ctx.answer_button(text)
    else:
        await ctx.edit(query, text)
    if found is None:
        return
    preview, message = found
    shown = draft_views.label_preview(ctx.t, Message.from_json(message))
    await ctx.bot(shown.send(ctx.subscriber.chat_id))
    zone, may_send = ctx.subscriber.timezone, ctx.may(Right.SEND)
    question = preview_views.build_current_draft(ctx.t, preview, zone, ctx.now, may_send=may_send)
    await ctx.send(question)


async def _request_approval(
    query: CallbackQuery, ctx: Context, pressed: ConfirmBroadcast, report: ReportMessage | None
) -> None:
    """Ask other editors instead of sending; the message with the button becomes the report."""
    details = await request_approval(
        ctx, pressed.broadcast, ProposedAction.SEND, pressed.version, report
    )
    if details is None:
        await show_again(ctx, pressed.broadcast, query)
        return
    may_override = ctx.may(Right.OVERRIDE)
    await ctx.edit(query, proposal_views.build_waiting(ctx.t, details, may_override=may_override))


async def on_label(query: CallbackQuery, callback_data: ShowLabel, ctx: Context) -> None:
    """Say who sees a labelled message."""
    ctx.answer_button(ctx.t(_ABOUT_LABELS[callback_data.label]))


async def on_cancel_chosen(
    query: CallbackQuery, callback_data: ConfirmBroadcast, ctx: Context
) -> None:
    """Cancel a draft or a scheduled broadcast."""
    number = callback_data.broadcast
    if not await ctx.services.drafts.cancel(number, ctx.editor, ctx.now):
        ctx.answer_button(ctx.t("breaking-already", id=str(number)))
        return
    await ctx.edit(query, ctx.t("breaking-cancelled", id=str(number)))
