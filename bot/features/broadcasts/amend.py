"""Decide about a broadcast that was sent: /correct, /retract; pause, resume and stop it."""

from __future__ import annotations

from aiogram import Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.features.broadcasts import draft_views, preview_views, report_views
from bot.features.broadcasts import proposal_views as views
from bot.features.broadcasts.callbacks import (
    BroadcastAction,
    ConfirmAmendment,
    ControlBroadcast,
    Offer,
    OfferAmendment,
)
from bot.features.broadcasts.renderer import BroadcastMessages
from bot.features.broadcasts.review import apply_decision, request_approval
from bot.telegram.context import Context
from bot.telegram.filters import May
from bot.telegram.message_input import list_asked, parse_numbered_args
from bot.ui import message as ui_message
from bot.ui import plain
from bot.ui.document import Button, build_document
from service.broadcasts.approvals import compute_version
from service.broadcasts.proposals import Decision, ProposalDetails
from service.broadcasts.service import AmendableBroadcast
from service.editors.rights import Right
from storage.messaging.proposals import ProposedAction


def router() -> Router:
    router = Router(name="amend")
    router.message.filter(May(Right.AMEND))
    router.callback_query.filter(May(Right.AMEND))
    router.message.register(on_correct_command, Command("correct", ignore_case=True))
    router.message.register(on_retract_command, Command("retract", ignore_case=True))
    router.message.register(on_correction_typed, find_prompt)
    router.callback_query.register(on_control_action, ControlBroadcast.filter())
    router.callback_query.register(on_amendment_decided, ConfirmAmendment.filter())
    router.callback_query.register(on_amendment_offered, OfferAmendment.filter())
    return router


async def find_prompt(message: Message) -> dict[str, int] | bool:
    """Match a reply to the question for a new text; inject the ``number`` of the broadcast. A
    command is never an answer."""
    if (message.text or message.caption or "").startswith("/"):
        return False
    for offer in list_asked(message, OfferAmendment):
        if offer.action is Offer.DROP:
            return {"number": offer.broadcast}
    return False


async def on_correct_command(message: Message, command: CommandObject, ctx: Context) -> None:
    """Handle ``/correct ID TEXT``. A broadcast that is not sent yet is previewed again."""
    args = parse_numbered_args(command)
    if args is None or not args.text:
        await ctx.send(ctx.t("correct-usage"))
        return
    await _propose_correction(ctx, message, args.number, args.words)


async def on_correction_typed(message: Message, number: int, ctx: Context) -> None:
    """Take the new text that replies to the question below a report."""
    await _propose_correction(ctx, message, number, 0)


async def on_retract_command(message: Message, command: CommandObject, ctx: Context) -> None:
    """Handle ``/retract ID``: show what it is, and ask."""
    args = parse_numbered_args(command)
    if args is None or args.text:
        await ctx.send(ctx.t("retract-usage"))
        return
    if (target := await _get_amendable(ctx, args.number)) is not None:
        await ctx.send(
            views.build_amendment_question(ctx.t, await _propose_retraction(ctx, target))
        )


async def on_amendment_offered(
    query: CallbackQuery, callback_data: OfferAmendment, ctx: Context
) -> None:
    """Ask below a report for the new text, or whether to retract; or drop the question."""
    number = callback_data.broadcast
    if callback_data.action is Offer.DROP:
        await ctx.edit(query, ctx.t("amend-dropped", id=str(number)))
        return
    if (target := await _get_amendable(ctx, number)) is None:
        return
    if callback_data.action is Offer.RETRACT:
        await ctx.send(
            views.build_amendment_question(ctx.t, await _propose_retraction(ctx, target))
        )
        return
    drop = OfferAmendment(broadcast=number, action=Offer.DROP).pack()
    buttons = ((Button(f"✖️ {ctx.t('button-cancel')}", drop),),)
    await ctx.send(build_document(ctx.t("correct-ask-text", id=str(number)), buttons=buttons))


async def on_amendment_decided(
    query: CallbackQuery, callback_data: ConfirmAmendment, ctx: Context
) -> None:
    """Do exactly what was shown, or nothing. The message with the button becomes the report."""
    service, number = ctx.services.proposals, callback_data.proposal
    if not callback_data.confirm:
        if await service.cancel(number, ctx.editor):
            await ctx.edit(query, ctx.t("amend-cancelled"))
        else:
            ctx.answer_button(ctx.t("approval-over"))
        return
    report = (query.message.chat.id, query.message.message_id) if query.message else None
    renderer = BroadcastMessages(ctx.services.translations)
    decision, details = await service.confirm(number, ctx.editor, renderer, ctx.now, report)
    if details is None or decision is Decision.ALREADY_DECIDED:
        ctx.answer_button(ctx.t("approval-over"))
    elif decision is Decision.CHANGED:
        await _show_again(query, ctx, details)
    elif decision is Decision.WAITING:
        may_override = ctx.may(Right.OVERRIDE)
        await ctx.edit(query, views.build_waiting(ctx.t, details, may_override=may_override))
        ctx.runtime.outbox.wake()
    elif details.is_sent:
        await apply_decision(ctx, details)
    else:
        await ctx.edit(query, ctx.t("breaking-cancelled", id=str(details.broadcast.id)))


async def _show_again(query: CallbackQuery, ctx: Context, details: ProposalDetails) -> None:
    """Ask again about a broadcast that has changed since it was shown."""
    target = await _get_amendable(ctx, details.broadcast.id)
    if target is None:
        return
    if details.proposal.action is ProposedAction.CORRECT and details.new_message is not None:
        new = ui_message.Message.from_json(details.new_message)
        again = await ctx.services.proposals.propose_amendment(
            target.broadcast, ProposedAction.CORRECT, new, ctx.editor, ctx.now
        )
    else:
        again = await _propose_retraction(ctx, target)
    await ctx.edit(query, views.build_amendment_question(ctx.t, again, has_changed=True))


async def _propose_correction(ctx: Context, message: Message, number: int, words: int) -> None:
    """Show the new text as readers will see it, and ask; an unsent broadcast just gets it."""
    if not message.text:
        await ctx.send(ctx.t("correct-text-only"))
        return
    target = await _get_amendable(ctx, number)
    if target is None:
        return
    old = ui_message.Message.from_json(target.message)
    new = draft_views.apply_correction(old, message, words)
    if draft_views.says_nothing(new):
        await ctx.send(ctx.t("correct-usage"))
        return
    if (new.text, new.entities) == (old.text, old.entities):
        await ctx.send(ctx.t("correct-same", id=str(number)))
        return
    try:
        await ctx.bot(draft_views.label_preview(ctx.t, new).send(ctx.subscriber.chat_id))
    except TelegramBadRequest as error:
        await ctx.send(ctx.t("breaking-refused", reason=error.message))
        return
    if not target.is_sent:
        await _rewrite_unsent(ctx, target, new)
        return
    details = await ctx.services.proposals.propose_amendment(
        target.broadcast, ProposedAction.CORRECT, new, ctx.editor, ctx.now
    )
    await ctx.send(views.build_amendment_question(ctx.t, details))


async def _rewrite_unsent(
    ctx: Context, target: AmendableBroadcast, new: ui_message.Message
) -> None:
    """Change the text of a broadcast that was not sent yet, and ask below its preview again."""
    number = target.broadcast.id
    preview = await ctx.services.broadcasts.rewrite(target, new, ctx.editor, ctx.now)
    if preview is None:
        await ctx.send(ctx.t("breaking-already", id=str(number)))
        return
    if preview.broadcast.state == "scheduled":
        version = compute_version(preview.broadcast)
        await request_approval(ctx, number, ProposedAction.SCHEDULE, version)
    zone, may_send = ctx.subscriber.timezone, ctx.may(Right.SEND)
    await ctx.send(
        preview_views.build_current_draft(ctx.t, preview, zone, ctx.now, may_send=may_send)
    )


async def _propose_retraction(ctx: Context, target: AmendableBroadcast) -> ProposalDetails:
    notice = draft_views.replace_with_notice(
        ui_message.Message.from_json(target.message),
        plain.render(report_views.build_retraction_notice(ctx.t)),
    )
    return await ctx.services.proposals.propose_amendment(
        target.broadcast, ProposedAction.RETRACT, notice, ctx.editor, ctx.now
    )


async def _get_amendable(ctx: Context, number: int) -> AmendableBroadcast | None:
    """Return a broadcast that can be changed; else answer that there is none."""
    target = await ctx.services.broadcasts.get_amendable(number)
    if target is None:
        await ctx.send(ctx.t("broadcast-unknown", id=str(number)))
    return target


async def on_control_action(
    query: CallbackQuery, callback_data: ControlBroadcast, ctx: Context
) -> None:
    """Change the broadcast. The message with the button becomes its report."""
    number, service = callback_data.broadcast, ctx.services.broadcasts
    actions = {
        BroadcastAction.PAUSE: service.pause,
        BroadcastAction.RESUME: service.resume,
        BroadcastAction.STOP: service.stop,
    }
    report = (query.message.chat.id, query.message.message_id) if query.message else None
    if not await actions[callback_data.action](number, ctx.editor, ctx.now, report):
        ctx.answer_button(ctx.t("breaking-already", id=str(number)))
        return
    if callback_data.action is BroadcastAction.RESUME:
        ctx.runtime.outbox.wake()
    else:
        ctx.runtime.outbox.cancel_waiting(number)
    await ctx.runtime.broadcast_reports.update_report(number)
