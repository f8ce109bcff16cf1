from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.features.broadcasts import draft_views, preview_views, proposal_views, report_views
from bot.ui.document import Document
from bot.ui.message import Message
from service.broadcasts.estimate import AudienceEstimate, DeliveryEstimate, Preview
from service.broadcasts.proposals import ProposalDetails
from service.i18n.translations import Translator
from storage.messaging.broadcasts import PAUSED_BY_SERVICE, BroadcastState
from storage.messaging.progress import Progress, Reach
from storage.messaging.proposals import Proposal, ProposalState, ProposedAction
from tests.golden.registry import screen
from tests.golden.samples import NOW, ZONE, bridge, broadcast

_REACH = AudienceEstimate(1204, DeliveryEstimate(timedelta(seconds=41), 0))
_NOBODY = AudienceEstimate(0, DeliveryEstimate(timedelta(0), 0))
_SCHEDULED = broadcast(state="scheduled", scheduled_at=NOW + timedelta(hours=3))
_UNDER_WAY = Progress(sent=700, failed=4, remaining=500, unsent=500, held=20, rate=29.4)
_FAILURES = {"Forbidden: bot was blocked by the user": 3, "Bad Request: chat not found": 1}


@screen("breaking-of-an-article")
def of_article(t: Translator) -> Message:
    return draft_views.build_from_article(t, bridge(t.language))


@screen("breaking-preview")
def question(t: Translator) -> list[Document]:
    """Drafts: for all subscribers; filtered, silent and paid; without recipients; of an author, who
    submits it; submitted."""
    narrowed = broadcast(topics=frozenset({"society", "sport"}), language="ru", silent=True)
    paid = AudienceEstimate(120_000, DeliveryEstimate(timedelta(minutes=2), 11_640))
    return [
        preview_views.build_current_draft(
            t, Preview(broadcast(), _REACH), ZONE, NOW, may_send=True
        ),
        preview_views.build_current_draft(t, Preview(narrowed, paid), ZONE, NOW, may_send=True),
        preview_views.build_question(t, Preview(broadcast(), _NOBODY), may_send=True),
        preview_views.build_question(t, Preview(broadcast(), _REACH), may_send=False),
        preview_views.build_submitted(t, Preview(broadcast(), _REACH), "Борис"),
    ]


@screen("breaking-scheduled")
def scheduled(t: Translator) -> Document:
    return preview_views.build_scheduled(t, Preview(_SCHEDULED, _REACH), ZONE, NOW)


@screen("breaking-missed")
def missed(t: Translator) -> Document:
    return preview_views.build_missed(t, _SCHEDULED, ZONE, NOW + timedelta(hours=6))


@screen("breaking-held")
def held(t: Translator) -> Document:
    return preview_views.build_held(t, _SCHEDULED, ZONE, NOW + timedelta(hours=3))


@screen("breaking-audience")
def audience(t: Translator) -> Document:
    narrowed = broadcast(topics=frozenset({"sport"}), language="uk")
    reach = AudienceEstimate(310, _REACH.delivery)
    return preview_views.build_audience_picker(t, Preview(narrowed, reach))


@screen("breaking-later")
def later(t: Translator) -> Document:
    moments = [NOW + timedelta(hours=hours) for hours in (1, 3, 6, 24)]
    return preview_views.build_schedule_picker(t, broadcast(), moments, ZONE, NOW)


@screen("breaking-progress")
def running(t: Translator) -> list[Document]:
    """On its way, paused by an editor, paused by itself."""
    sending = broadcast(state="sending")
    paused = broadcast(state="sending", paused=True, paused_by=9000)
    halted = broadcast(state="sending", paused=True, paused_by=PAUSED_BY_SERVICE)
    return [
        report_views.build_report(t, one, _UNDER_WAY, _FAILURES)
        for one in (sending, paused, halted)
    ]


@screen("breaking-report")
def report(t: Translator) -> list[Document]:
    """Done, stopped, corrected, retracted."""
    done = Progress(
        sent=1200,
        failed=4,
        replaced_by_notice=2,
        sent_chats=3,
        duration=timedelta(minutes=1, seconds=10),
    )
    states = (
        broadcast(state="done"),
        broadcast(state="done", stopped=True),
        broadcast(state="correcting"),
        broadcast(state="retracting", retracted=True),
    )
    return [report_views.build_report(t, one, done, _FAILURES) for one in states]


def _details(
    action: ProposedAction, *, state: BroadcastState = "done", late: bool = False
) -> ProposalDetails:
    proposal = Proposal(5, 12, action, 7, "", ProposalState.WAITING, 9000, "Анна", NOW, None, None)
    at = NOW + timedelta(hours=3) if state == "scheduled" else None
    return ProposalDetails(
        proposal,
        broadcast(state=state, scheduled_at=at),
        {"text": "🔴 Мост закрыт до утра"},
        {"text": "🔴 Мост закрыт до вечера"},
        Reach(1200, 3),
        late,
        missing=1,
        available=1,
        recipient_count=1204,
    )


@screen("breaking-amend")
def amend(t: Translator) -> list[Document]:
    """To correct, to retract, too late to delete, not sent yet, changed meanwhile."""
    retract = ProposedAction.RETRACT
    return [
        proposal_views.build_amendment_question(t, _details(ProposedAction.CORRECT)),
        proposal_views.build_amendment_question(t, _details(retract)),
        proposal_views.build_amendment_question(t, _details(retract, late=True)),
        proposal_views.build_amendment_question(t, _details(retract, state="draft")),
        proposal_views.build_amendment_question(t, _details(retract), has_changed=True),
    ]


@screen("breaking-approval")
def approval(t: Translator) -> list[Document]:
    """What another editor is asked, for each action; who waits, also where too few may approve it,
    and the verdicts."""
    send = _details(ProposedAction.SEND, state="draft")
    approved, rejected, void, expired = (
        replace(send, proposal=replace(send.proposal, state=state))
        for state in (
            ProposalState.APPROVED,
            ProposalState.REJECTED,
            ProposalState.VOID,
            ProposalState.EXPIRED,
        )
    )
    asked = [send, _details(ProposedAction.SCHEDULE, state="scheduled")]
    asked += [_details(action) for action in (ProposedAction.CORRECT, ProposedAction.RETRACT)]
    return [
        *(proposal_views.build_approval_question(t, one, ZONE, NOW) for one in asked),
        proposal_views.build_waiting(t, send, may_override=True),
        proposal_views.build_waiting(t, replace(send, available=0), may_override=True),
        *(
            proposal_views.build_verdict(t, one, "Борис")
            for one in (approved, rejected, void, expired)
        ),
        proposal_views.build_expired(t, expired),
        preview_views.build_unapproved(t, _SCHEDULED),
    ]


@screen("breaking-labels")
def labels(t: Translator) -> list[Message]:
    message = draft_views.build_from_article(t, bridge(t.language))
    return [
        draft_views.label_preview(t, message),
        draft_views.label_test(t, message),
        draft_views.label_own(t, message),
    ]


@screen("breaking-retraction-notice")
def retraction(t: Translator) -> Document:
    return report_views.build_retraction_notice(t)
