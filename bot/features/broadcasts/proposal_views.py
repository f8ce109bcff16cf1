"""What an editor looks at before a broadcast is sent, corrected or retracted for good."""

from __future__ import annotations

from datetime import datetime

from bot.features.broadcasts.callbacks import (
    ConfirmAmendment,
    PreviewMenu,
    PreviewScreen,
    ReviewProposal,
    Verdict,
)
from bot.features.broadcasts.preview_views import MAX_NAME_CHARS, format_audience
from bot.ui.document import (
    Button,
    ButtonStyle,
    Document,
    DocumentPart,
    Quote,
    Rows,
    build_document,
    truncate,
    truncate_line,
)
from service.broadcasts.approvals import UNSEEN_VERSION, compute_version
from service.broadcasts.proposals import Decision, ProposalDetails
from service.i18n.translations import Translator, sanitize_line
from storage.messaging.progress import Reach
from storage.messaging.proposals import ProposalState, ProposedAction

MAX_TEXT_CHARS = 1_200
"""Characters of the old and the new text, each; the whole new one is shown above."""


_VERDICT_KEYS = {
    ProposalState.APPROVED: "approval-given",
    ProposalState.REJECTED: "approval-rejected",
    ProposalState.VOID: "approval-outdated",
    ProposalState.EXPIRED: "approval-expired",
}


def build_amendment_question(
    t: Translator, details: ProposalDetails, *, has_changed: bool = False
) -> Document:
    """Ask whether to correct or retract a broadcast: what it says, whom it reached, what comes.

    ``has_changed``: it is not what was shown before.
    """
    number = str(details.broadcast.id)
    parts: list[DocumentPart | str] = [t("amend-changed", id=number)] if has_changed else []
    parts += [
        t("amend-about", id=number, reach=_format_whom(t, details)),
        *_build_texts(t, details),
    ]
    if details.proposal.action is ProposedAction.CORRECT:
        parts.append(t("correct-ask"))
        confirm = Button(
            f"✏️ {t('button-correct')}", _pack(details, confirm=True), style=ButtonStyle.SUCCESS
        )
    else:
        key = "retract-ask" if details.is_sent else "retract-ask-unsent"
        parts.append(t("retract-ask-late" if details.is_too_old_to_delete else key))
        confirm = Button(
            f"🗑 {t('button-retract-surely')}",
            _pack(details, confirm=True),
            style=ButtonStyle.DANGER,
        )
    cancel = Button(f"✖️ {t('button-cancel')}", _pack(details, confirm=False))
    return build_document(*parts, buttons=((confirm, cancel),))


def build_approval_question(
    t: Translator, details: ProposalDetails, timezone: str, now: datetime
) -> Document:
    """Ask another editor to approve a proposal; the message itself is above."""
    proposal = details.proposal
    who = sanitize_line(truncate_line(proposal.proposer, MAX_NAME_CHARS))
    number = str(details.broadcast.id)
    scheduled_at = details.broadcast.scheduled_at
    moment = t.format_datetime(scheduled_at, timezone, now) if scheduled_at else ""
    key = f"approve-{proposal.action.value}"
    parts: list[DocumentPart | str] = [t(key, name=who, id=number, moment=moment)]
    if details.is_sent:
        parts += [t("amend-reach", reach=_format_whom(t, details)), *_build_texts(t, details)]
    else:
        parts.append("\n".join(_list_options(t, details)))
    return build_document(*parts, buttons=_build_verdict_buttons(t, details))


def build_waiting(t: Translator, details: ProposalDetails, *, may_override: bool) -> Document:
    """Tell the editor who proposed it that it waits for others."""
    override = Button(
        f"⚠️ {t('button-override')}",
        _pack_verdict(details, Verdict.OVERRIDE),
        style=ButtonStyle.DANGER,
    )
    parts = [t("approval-waits", id=str(details.broadcast.id), count=details.missing)]
    if details.available < details.missing:
        parts.append(t("approval-nobody"))
    return build_document(*parts, buttons=((override,),) if may_override else ())


def build_verdict(t: Translator, details: ProposalDetails, by: str) -> Document:
    """Tell the editor who proposed it that another one approved or rejected it, or could not any
    more, or that it is too late; what is not sent can be opened again."""
    who = sanitize_line(truncate_line(by, MAX_NAME_CHARS))
    key = _VERDICT_KEYS[details.proposal.state]
    # A proposal is void because the broadcast has changed: nobody showed them what it is now.
    is_void = details.proposal.state is ProposalState.VOID
    version = UNSEEN_VERSION if is_void else compute_version(details.broadcast)
    may_reopen = details.proposal.state is not ProposalState.APPROVED and not details.is_sent
    return build_document(
        t(key, id=str(details.broadcast.id), name=who),
        buttons=((_build_draft_button(t, details, version),),) if may_reopen else (),
    )


def build_expired(t: Translator, details: ProposalDetails) -> Document:
    """Tell an editor who approved or rejected it that it is too late."""
    return build_document(
        format_decision(t, Decision.EXPIRED, details),
        buttons=((_build_draft_button(t, details, UNSEEN_VERSION),),),
    )


def _build_draft_button(t: Translator, details: ProposalDetails, version: str) -> Button:
    menu = PreviewMenu(
        broadcast=details.broadcast.id, screen=PreviewScreen.QUESTION, version=version
    )
    return Button(f"📝 {t('button-to-draft')}", menu.pack())


def format_decision(t: Translator, decision: Decision, details: ProposalDetails | None) -> str:
    """Return what an editor is answered who approved, or tried to."""
    number = str(details.broadcast.id) if details else ""
    match decision:
        case Decision.DONE:
            return t("approval-done", id=number)
        case Decision.WAITING:
            return t("approval-waits", id=number, count=details.missing if details else 0)
        case Decision.CHANGED:
            return t("approval-void", id=number)
        case Decision.EXPIRED:
            return t("approval-expired", id=number)
        case Decision.OWN:
            return t("approval-own")
        case Decision.ALREADY_DECIDED:
            return t("approval-over")


def format_reach(t: Translator, reach: Reach) -> str:
    """Return how many people and how many chats have a message."""
    counts = [t("reach-people", count=reach.people)] if reach.people else []
    counts += [t("reach-chats", count=reach.chats)] if reach.chats else []
    return ", ".join(counts) or t("reach-nobody")


def _format_whom(t: Translator, details: ProposalDetails) -> str:
    return format_reach(t, details.reach) if details.is_sent else t("reach-unsent")


def _list_options(t: Translator, details: ProposalDetails) -> list[str]:
    """Return what else was chosen for a broadcast: approved is all of it."""
    broadcast = details.broadcast
    return [
        f"👥 {format_audience(t, broadcast)}. {t('audience-count', count=details.recipient_count)}",
        f"🔕 {t('button-silent')}" if broadcast.silent else f"🔔 {t('button-loud')}",
        f"⏳ {t('button-ttl', duration=t.format_duration(broadcast.ttl))}",
    ]


def _build_texts(t: Translator, details: ProposalDetails) -> list[DocumentPart | str]:
    """Return the present text and, for a correction, the one that replaces it."""
    old = Quote(truncate(str(details.message["text"]), MAX_TEXT_CHARS))
    if details.proposal.action is not ProposedAction.CORRECT or details.new_message is None:
        return [old]
    new = Quote(truncate(str(details.new_message["text"]), MAX_TEXT_CHARS))
    return [t("amend-before"), old, t("amend-after"), new]


def _build_verdict_buttons(t: Translator, details: ProposalDetails) -> Rows:
    return (
        (
            Button(
                f"✅ {t('button-approve')}",
                _pack_verdict(details, Verdict.APPROVE),
                style=ButtonStyle.SUCCESS,
            ),
            Button(
                f"⛔ {t('button-reject')}",
                _pack_verdict(details, Verdict.REJECT),
                style=ButtonStyle.DANGER,
            ),
        ),
    )


def _pack(details: ProposalDetails, *, confirm: bool) -> str:
    return ConfirmAmendment(proposal=details.proposal.id, confirm=confirm).pack()


def _pack_verdict(details: ProposalDetails, verdict: Verdict) -> str:
    return ReviewProposal(proposal=details.proposal.id, verdict=verdict).pack()
