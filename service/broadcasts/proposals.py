"""Decisions about broadcasts that are shown before they take effect: to the editor who makes them,
and with ``APPROVALS`` to others, who approve them."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto
from typing import Any, Literal, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from news.model import InterfaceLanguage
from service.broadcasts import amendments, approvals, drafts
from service.broadcasts.estimate import get_breaking_rate
from service.broadcasts.transitions import ReportMessage, record_action
from service.config import Settings
from service.editors.notices import enqueue_notice, get_locale
from service.editors.rights import Right, get_role, has_right, list_with_right, require_right
from service.ops.logs import bind_log_context
from service.rendering import RenderedMessage
from storage.database.engine import Database
from storage.messaging import audience, broadcasts, outbox, progress, proposals
from storage.messaging.broadcasts import UNSENT_STATES, Broadcast
from storage.messaging.progress import Reach
from storage.messaging.proposals import Proposal, ProposalState, ProposedAction
from storage.stats.audit_log import Actor, AuditAction

log = logging.getLogger(__name__)


class Decision(Enum):
    """What came of a decision about a proposal."""

    DONE = auto()
    WAITING = auto()
    """It waits for the approval of other editors."""
    CHANGED = auto()
    """The broadcast is not what was shown: nothing was done."""
    ALREADY_DECIDED = auto()
    EXPIRED = auto()
    """The news is not valid any more: nothing was done."""
    OWN = auto()
    """The editor proposed it, and may not approve it."""


@dataclass(frozen=True, slots=True)
class ProposalDetails:
    """What an editor looks at before deciding.

    ``message``: what its chats show now, ``new_message``: what they would show; ``missing``: how
    many editors have yet to approve it, ``available``: how many still can; ``recipient_count``: how
    many get it or would get it.
    """

    proposal: Proposal
    broadcast: Broadcast
    message: dict[str, Any]
    new_message: dict[str, Any] | None
    reach: Reach
    is_too_old_to_delete: bool = False
    missing: int = 0
    available: int = 0
    recipient_count: int = 0

    @property
    def is_sent(self) -> bool:
        """Whether readers have it."""
        return self.broadcast.state not in UNSENT_STATES


class ApprovalRenderer(Protocol):
    """Renders what other editors are shown of a proposal."""

    def render_preview(
        self, message: dict[str, Any], language: InterfaceLanguage
    ) -> RenderedMessage:
        """Return a stored message as readers will see it, labelled as a preview."""

    def render_approval(
        self, details: ProposalDetails, language: InterfaceLanguage, timezone: str, now: datetime
    ) -> RenderedMessage:
        """Ask whether to approve a proposal."""

    def render_verdict(
        self, details: ProposalDetails, by: str, language: InterfaceLanguage
    ) -> RenderedMessage:
        """Tell the editor who proposed it that it was approved or rejected, or is void or too
        late."""


@dataclass(frozen=True, slots=True)
class _Stored:
    """A stored message, as `RenderedMessage`."""

    message: Mapping[str, Any]

    @property
    def text(self) -> str:
        return str(self.message["text"])

    def to_json(self) -> dict[str, Any]:
        return dict(self.message)


@dataclass(frozen=True, slots=True)
class ProposalService:
    """Use cases of proposals: nothing irreversible is done before the editor has seen and confirmed
    it, and with ``APPROVALS`` before other editors have approved it.

    Each method acts on exactly what was shown: the fingerprint of the broadcast is compared in the
    transaction of the action. All raise NotAllowedError for an actor without the right.
    """

    database: Database
    settings: Settings

    async def propose_amendment(
        self,
        broadcast: Broadcast,
        action: ProposedAction,
        message: RenderedMessage,
        actor: Actor,
        now: datetime,
    ) -> ProposalDetails:
        """Store a correction or a retraction that its editor has yet to confirm.

        ``message``: the corrected one, or the notice in place of a retracted one.
        """
        async with self.database.write() as connection:
            await require_right(connection, self.settings, actor, Right.AMEND)
            payload_id = await outbox.add_payload(connection, message.to_json(), now)
            proposal = await _add(connection, broadcast, action, actor, now, payload_id)
            return await self._load(connection, proposal, broadcast, now)

    async def request(
        self,
        broadcast_id: int,
        action: ProposedAction,
        actor: Actor,
        renderer: ApprovalRenderer,
        now: datetime,
        report_message: ReportMessage | None,
        version: str = "",
    ) -> ProposalDetails | None:
        """Ask other editors to approve that a broadcast is sent, now or at its time.

        ``version``: as `compute_version` returned it for what the editor was shown. Returns None
        where the broadcast is not that any more, or is decided, or needs no approval. An equal
        request that waits already, or has enough approvals, stays as it is.
        """
        async with self.database.write() as connection:
            await require_right(connection, self.settings, actor, Right.SEND)
            broadcast = await broadcasts.get(connection, broadcast_id)
            if broadcast is None or broadcast.state not in UNSENT_STATES:
                return None
            if not approvals.is_of_version(broadcast, version):
                return None
            if not await approvals.count_needed_to_send(connection, self.settings, broadcast):
                return None
            return await self.ask(
                connection, broadcast, action, actor, renderer, now, report_message
            )

    async def ask(
        self,
        connection: AsyncConnection,
        broadcast: Broadcast,
        action: ProposedAction,
        actor: Actor,
        renderer: ApprovalRenderer,
        now: datetime,
        report_message: ReportMessage | None = None,
    ) -> ProposalDetails:
        """Ask as `request` does, in the caller's transaction, even if no approval is needed."""
        await approvals.void_outdated(connection, broadcast, actor, now)
        needed = await approvals.count_needed_to_send(connection, self.settings, broadcast)
        for proposal in await proposals.list_open(connection, broadcast.id):
            if proposal.action is not action:
                continue
            if await approvals.is_reusable(connection, self.settings, proposal, needed):
                return await self._load(connection, proposal, broadcast, now)
            await approvals.void(connection, proposal, broadcast, actor, now)
        proposal = await _add(connection, broadcast, action, actor, now)
        return await self._wait(connection, proposal, broadcast, renderer, now, report_message)

    async def confirm(
        self,
        proposal_id: int,
        actor: Actor,
        renderer: ApprovalRenderer,
        now: datetime,
        report_message: ReportMessage | None,
    ) -> tuple[Decision, ProposalDetails | None]:
        """Do what the editor who proposed it was shown, or ask others to approve it."""
        async with self.database.write() as connection:
            await require_right(connection, self.settings, actor, Right.AMEND)
            found = await self._find(connection, proposal_id, ProposalState.SHOWN, now)
            if found is None or found.proposal.proposed_by != actor.id:
                return Decision.ALREADY_DECIDED, found
            proposal, broadcast = found.proposal, found.broadcast
            if proposal.fingerprint != approvals.compute_fingerprint(broadcast, proposal.action):
                await _set_state(connection, proposal, ProposalState.VOID)
                return Decision.CHANGED, found
            if found.is_sent and found.missing:
                details = await self._wait(
                    connection, proposal, broadcast, renderer, now, report_message
                )
                return Decision.WAITING, details
            await _set_state(connection, proposal, ProposalState.APPROVED)
            done = await self._execute(connection, found, now, report_message)
            return Decision.DONE if done else Decision.ALREADY_DECIDED, found

    async def cancel(self, proposal_id: int, actor: Actor) -> bool:
        """Drop what the actor proposed; return False if it is decided or another's."""
        async with self.database.write() as connection:
            await require_right(connection, self.settings, actor, Right.SEND)
            proposal = await proposals.get(connection, proposal_id)
            if proposal is None or proposal.proposed_by != actor.id:
                return False
            return await proposals.transition(
                connection,
                proposal_id,
                (ProposalState.SHOWN, ProposalState.WAITING),
                ProposalState.CANCELLED,
            )

    async def approve(
        self, proposal_id: int, actor: Actor, renderer: ApprovalRenderer, now: datetime
    ) -> tuple[Decision, ProposalDetails | None]:
        """Approve what another editor proposed; with enough approvals it is done."""
        async with self.database.write() as connection:
            decision, found = await self._check(connection, proposal_id, actor, renderer, now)
            if found is None or decision is not Decision.DONE:
                return decision, found
            assert actor.id is not None
            proposal, broadcast = found.proposal, found.broadcast
            await proposals.add_approval(connection, proposal.id, actor.id, now)
            await _record(connection, AuditAction.APPROVED, actor, found, now)
            found = await self._load(connection, proposal, broadcast, now)
            if found.missing:
                return Decision.WAITING, found
            return await self._finish(connection, found, actor, renderer, now), found

    async def reject(
        self, proposal_id: int, actor: Actor, renderer: ApprovalRenderer, now: datetime
    ) -> tuple[Decision, ProposalDetails | None]:
        """Reject what another editor proposed; a schedule becomes a draft again."""
        async with self.database.write() as connection:
            decision, found = await self._check(connection, proposal_id, actor, renderer, now)
            if found is None or decision is not Decision.DONE:
                return decision, found
            await _set_state(connection, found.proposal, ProposalState.REJECTED)
            if found.proposal.action is ProposedAction.SCHEDULE:
                await broadcasts.transition(
                    connection,
                    found.broadcast.id,
                    from_states=("scheduled", "held"),
                    to_state="draft",
                    scheduled_at=None,
                )
            await _record(connection, AuditAction.REJECTED, actor, found, now)
            rejected = _with_state(found, ProposalState.REJECTED)
            await self._notify_proposer(connection, rejected, actor, renderer, now)
            return Decision.DONE, rejected

    async def override(
        self, proposal_id: int, actor: Actor, renderer: ApprovalRenderer, now: datetime
    ) -> tuple[Decision, ProposalDetails | None]:
        """Do what was proposed without the approvals that it needs; only owners may."""
        async with self.database.write() as connection:
            await require_right(connection, self.settings, actor, Right.OVERRIDE)
            found = await self._find(connection, proposal_id, ProposalState.WAITING, now)
            if found is None:
                return Decision.ALREADY_DECIDED, None
            if fault := await self._void_outdated(connection, found, actor, renderer, now):
                return fault, found
            await _record(connection, AuditAction.OVERRIDDEN, actor, found, now)
            with bind_log_context(broadcast=found.broadcast.id):
                log.warning(
                    "OVERRIDDEN: %s (%s) does it without the approval of another editor",
                    actor.name,
                    actor.id,
                )
            return await self._finish(connection, found, actor, renderer, now), found

    async def _check(
        self,
        connection: AsyncConnection,
        proposal_id: int,
        actor: Actor,
        renderer: ApprovalRenderer,
        now: datetime,
    ) -> tuple[Decision, ProposalDetails | None]:
        """Return DONE with a waiting proposal that the actor may decide about, or why not."""
        await require_right(connection, self.settings, actor, Right.SEND)
        found = await self._find(connection, proposal_id, ProposalState.WAITING, now)
        if found is None:
            return Decision.ALREADY_DECIDED, None
        if actor.id in await approvals.list_own_editors(connection, found.proposal):
            return Decision.OWN, found
        fault = await self._void_outdated(connection, found, actor, renderer, now)
        return fault or Decision.DONE, found

    async def _void_outdated(
        self,
        connection: AsyncConnection,
        found: ProposalDetails,
        actor: Actor,
        renderer: ApprovalRenderer,
        now: datetime,
    ) -> Literal[Decision.CHANGED, Decision.EXPIRED] | None:
        """Void a proposal if the broadcast is not what was shown, or is not valid any more, or the
        editor who proposed it may not do it any more; return why, or None.

        A proposer who still may do it is notified.
        """
        proposal, broadcast = found.proposal, found.broadcast
        role = await get_role(connection, self.settings, proposal.proposed_by)
        may_propose = has_right(role, Right.SEND)
        fault = approvals.find_fault(proposal, broadcast, now)
        if fault is None and may_propose:
            return None
        fault = fault or ProposalState.VOID
        await approvals.void(connection, proposal, broadcast, actor, now, fault)
        if may_propose:
            void = _with_state(found, fault)
            await self._notify_proposer(connection, void, actor, renderer, now)
        return Decision.EXPIRED if fault is ProposalState.EXPIRED else Decision.CHANGED

    async def _wait(
        self,
        connection: AsyncConnection,
        proposal: Proposal,
        broadcast: Broadcast,
        renderer: ApprovalRenderer,
        now: datetime,
        report_message: ReportMessage | None,
    ) -> ProposalDetails:
        """Show a proposal to all who may approve it."""
        await proposals.transition(
            connection,
            proposal.id,
            (ProposalState.SHOWN,),
            ProposalState.WAITING,
            report_message,
        )
        waiting = await proposals.get(connection, proposal.id)
        assert waiting is not None
        details = await self._load(connection, waiting, broadcast, now)
        actor = Actor(proposal.proposed_by, proposal.proposer)
        await _record(connection, AuditAction.APPROVAL_ASKED, actor, details, now)
        shown = details.message
        if waiting.action is ProposedAction.CORRECT and details.new_message is not None:
            shown = details.new_message
        own = await approvals.list_own_editors(connection, waiting)
        for editor_id in await list_with_right(connection, self.settings, Right.SEND):
            if editor_id in own:
                continue
            language, timezone = await get_locale(connection, self.settings, editor_id)
            preview = renderer.render_preview(shown, language)
            await enqueue_notice(connection, editor_id, preview, now)
            question = renderer.render_approval(details, language, timezone, now)
            await enqueue_notice(connection, editor_id, question, now)
        return details

    async def _finish(
        self,
        connection: AsyncConnection,
        found: ProposalDetails,
        actor: Actor,
        renderer: ApprovalRenderer,
        now: datetime,
    ) -> Decision:
        """Do what is approved now, and tell the editor who proposed it."""
        await _set_state(connection, found.proposal, ProposalState.APPROVED)
        if not await self._execute(connection, found, now):
            return Decision.ALREADY_DECIDED
        approved = _with_state(found, ProposalState.APPROVED)
        await self._notify_proposer(connection, approved, actor, renderer, now)
        return Decision.DONE

    async def _execute(
        self,
        connection: AsyncConnection,
        found: ProposalDetails,
        now: datetime,
        report_message: ReportMessage | None = None,
    ) -> bool:
        proposal, broadcast = found.proposal, found.broadcast
        actor = Actor(proposal.proposed_by, proposal.proposer)
        if report_message is None and proposal.report_chat_id and proposal.report_message_id:
            report_message = proposal.report_chat_id, proposal.report_message_id
        match proposal.action:
            case ProposedAction.SCHEDULE if broadcast.state == "scheduled":
                return True
            case ProposedAction.SEND | ProposedAction.SCHEDULE:
                # One that was held until its approval is valid no longer than it would have been.
                is_held = proposal.action is ProposedAction.SCHEDULE
                return await drafts.confirm(
                    connection,
                    broadcast,
                    actor,
                    now,
                    rate=get_breaking_rate(self.settings).per_second,
                    report_message=report_message,
                    scheduled_at=broadcast.scheduled_at if is_held else None,
                )
            case ProposedAction.RETRACT if not found.is_sent:
                return await drafts.cancel(connection, broadcast, actor, now)
        amend = (
            amendments.correct if proposal.action is ProposedAction.CORRECT else amendments.retract
        )
        message = _Stored(found.new_message or {})
        return await amend(
            connection, broadcast, message, actor, now, report_message=report_message
        )

    async def _notify_proposer(
        self,
        connection: AsyncConnection,
        details: ProposalDetails,
        actor: Actor,
        renderer: ApprovalRenderer,
        now: datetime,
    ) -> None:
        editor_id = details.proposal.proposed_by
        if editor_id != actor.id:
            language, _ = await get_locale(connection, self.settings, editor_id)
            verdict = renderer.render_verdict(details, actor.name, language)
            await enqueue_notice(connection, editor_id, verdict, now)

    async def _find(
        self, connection: AsyncConnection, proposal_id: int, state: ProposalState, now: datetime
    ) -> ProposalDetails | None:
        proposal = await proposals.get(connection, proposal_id)
        if proposal is None or proposal.state is not state:
            return None
        broadcast = await broadcasts.get(connection, proposal.broadcast_id)
        if broadcast is None or not _is_open(proposal, broadcast):
            return None
        return await self._load(connection, proposal, broadcast, now)

    async def _load(
        self, connection: AsyncConnection, proposal: Proposal, broadcast: Broadcast, now: datetime
    ) -> ProposalDetails:
        new = proposal.payload_id and await outbox.get_message(connection, proposal.payload_id)
        approved = await approvals.count_approvals(connection, self.settings, proposal)
        reach = await progress.get_reach(connection, broadcast.id)
        if broadcast.state in UNSENT_STATES:
            count = await audience.count_recipients(connection, broadcast.audience)
        else:
            count = await progress.count_affected(connection, broadcast.id)
        needed = approvals.get_needed_approvals(self.settings, count)
        missing = max(0, needed - approved)
        available = missing and await self._count_available(connection, proposal)
        return ProposalDetails(
            proposal,
            broadcast,
            await broadcasts.get_message(connection, broadcast),
            new or None,
            reach,
            amendments.is_too_old_to_delete(broadcast, now),
            missing,
            available,
            count,
        )

    async def _count_available(self, connection: AsyncConnection, proposal: Proposal) -> int:
        """Count the editors who may approve a proposal and have not."""
        able = await list_with_right(connection, self.settings, Right.SEND)
        own = await approvals.list_own_editors(connection, proposal)
        have = await proposals.list_approvers(connection, proposal.id)
        return len(set(able) - own - set(have))


def _is_open(proposal: Proposal, broadcast: Broadcast) -> bool:
    """Return whether the state of a broadcast still allows what is proposed."""
    is_unsent = broadcast.state in UNSENT_STATES
    match proposal.action:
        case ProposedAction.SEND | ProposedAction.SCHEDULE:
            return is_unsent
        case ProposedAction.CORRECT:
            return amendments.is_amendable(broadcast)
        case ProposedAction.RETRACT:
            return is_unsent or amendments.is_amendable(broadcast)


async def _add(
    connection: AsyncConnection,
    broadcast: Broadcast,
    action: ProposedAction,
    actor: Actor,
    now: datetime,
    payload_id: int | None = None,
) -> Proposal:
    assert actor.id is not None, "only a person proposes"
    fingerprint = approvals.compute_fingerprint(broadcast, action)
    proposer = actor.id, actor.name
    return await proposals.add(
        connection, broadcast.id, action, fingerprint, proposer, now, payload_id
    )


async def _record(
    connection: AsyncConnection,
    action: AuditAction,
    actor: Actor,
    details: ProposalDetails,
    now: datetime,
) -> None:
    """Record a decision about a proposal, with what is proposed and the text it is about."""
    proposed, message = details.proposal.action, details.message
    if proposed is ProposedAction.CORRECT and details.new_message is not None:
        message = details.new_message
    text = f"{proposed.value}: {message['text']}"
    await record_action(connection, action, actor, details.broadcast, now, text)


async def _set_state(connection: AsyncConnection, proposal: Proposal, state: ProposalState) -> None:
    await proposals.transition(connection, proposal.id, (proposal.state,), state)


def _with_state(found: ProposalDetails, state: ProposalState) -> ProposalDetails:
    return replace(found, proposal=replace(found.proposal, state=state))
