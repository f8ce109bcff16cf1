"""Two pairs of eyes: another editor approves or rejects what one proposed."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot.features.broadcasts import proposal_views as views
from bot.features.broadcasts.callbacks import ReviewProposal, Verdict
from bot.features.broadcasts.renderer import BroadcastMessages
from bot.telegram.context import Context
from bot.telegram.filters import May
from service.broadcasts.proposals import Decision, ProposalDetails
from service.broadcasts.transitions import ReportMessage
from service.editors.rights import Right
from storage.messaging.proposals import ProposedAction


def router() -> Router:
    router = Router(name="review")
    router.callback_query.filter(May(Right.SEND))
    router.callback_query.register(
        on_override, ReviewProposal.filter(F.verdict == Verdict.OVERRIDE), May(Right.OVERRIDE)
    )
    router.callback_query.register(on_verdict, ReviewProposal.filter(F.verdict != Verdict.OVERRIDE))
    return router


async def on_verdict(query: CallbackQuery, callback_data: ReviewProposal, ctx: Context) -> None:
    """Approve or reject what another editor proposed."""
    service, renderer = ctx.services.proposals, BroadcastMessages(ctx.services.translations)
    is_approval = callback_data.verdict is Verdict.APPROVE
    decide = service.approve if is_approval else service.reject
    decision, details = await decide(callback_data.proposal, ctx.editor, renderer, ctx.now)
    if decision is Decision.DONE and details is not None and not is_approval:
        await ctx.edit(query, ctx.t("approval-refused", id=str(details.broadcast.id)))
        ctx.runtime.outbox.wake()
        return
    await _show_decision(query, ctx, decision, details)


async def on_override(query: CallbackQuery, callback_data: ReviewProposal, ctx: Context) -> None:
    """Do what was proposed without the approval of others; only owners may."""
    decision, details = await ctx.services.proposals.override(
        callback_data.proposal, ctx.editor, BroadcastMessages(ctx.services.translations), ctx.now
    )
    await _show_decision(query, ctx, decision, details)


async def request_approval(
    ctx: Context,
    number: int,
    action: ProposedAction,
    version: str,
    report: ReportMessage | None = None,
) -> ProposalDetails | None:
    """Ask other editors to approve a version of a broadcast where that is needed; return what they
    see."""
    renderer = BroadcastMessages(ctx.services.translations)
    details = await ctx.services.proposals.request(
        number, action, ctx.editor, renderer, ctx.now, report, version
    )
    if details is not None:
        ctx.runtime.outbox.wake()
    return details


async def apply_decision(ctx: Context, details: ProposalDetails) -> None:
    """Have what was decided delivered, and its report written."""
    number = details.broadcast.id
    if details.is_sent:
        # What waits for its turn has the old text; it is leased again with the new one, or not.
        ctx.runtime.outbox.cancel_waiting(number)
    ctx.runtime.outbox.wake()
    await ctx.runtime.broadcast_reports.update_report(number)


async def _show_decision(
    query: CallbackQuery, ctx: Context, decision: Decision, details: ProposalDetails | None
) -> None:
    text = views.format_decision(ctx.t, decision, details)
    if decision is Decision.OWN:
        ctx.answer_button(text, alert=True)
        return
    if decision is Decision.ALREADY_DECIDED:
        ctx.answer_button(text)
        return
    if decision is Decision.EXPIRED and details is not None:
        await ctx.edit(query, views.build_expired(ctx.t, details))
        ctx.runtime.outbox.wake()
        return
    shows_report = (
        details is not None
        and query.message is not None
        and (
            (details.proposal.report_chat_id, details.proposal.report_message_id)
            == (query.message.chat.id, query.message.message_id)
        )
    )
    if decision is not Decision.DONE or not shows_report:
        await ctx.edit(query, text)
    if decision is Decision.DONE and details is not None:
        await apply_decision(ctx, details)
