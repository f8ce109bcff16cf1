"""Two pairs of eyes: what exactly was approved, by whom, and whether that is enough."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from service.broadcasts.transitions import record_action
from service.config import Settings
from service.editors.rights import Right, get_role, has_right
from storage.messaging import audience, proposals
from storage.messaging.broadcasts import UNSENT_STATES, Broadcast
from storage.messaging.proposals import Proposal, ProposalState, ProposedAction
from storage.stats import audit_log
from storage.stats.audit_log import Actor, AuditAction

_DIGEST_LENGTH = 12
"""Characters that fit into a button; short is enough: it detects changes, it is no secret."""

UNSEEN_VERSION = "0-"
"""The version of a button below which nothing was shown yet: no broadcast has it."""


def compute_fingerprint(broadcast: Broadcast, action: ProposedAction) -> str:
    """Return a digest of all that an editor sees of a broadcast and decides about."""
    seen: list[Any] = [broadcast.payload_id, broadcast.retracted]
    if broadcast.state in UNSENT_STATES:
        ttl = broadcast.ttl.total_seconds()
        seen += [sorted(broadcast.topics), broadcast.language, broadcast.silent, ttl]
    if action is ProposedAction.SCHEDULE:
        seen.append(str(broadcast.scheduled_at))
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


def compute_version(broadcast: Broadcast) -> str:
    """Return what the button that sends an unsent broadcast carries of it: the payload that is
    shown above the button, and a short digest of the options that are shown with it."""
    digest = compute_fingerprint(broadcast, ProposedAction.SEND)
    return f"{broadcast.payload_id:x}-{digest[:_DIGEST_LENGTH]}"


def is_message_of_version(broadcast: Broadcast, version: str) -> bool:
    """Return whether a broadcast has the message of a version. True for an empty version, which old
    buttons have."""
    payload, _, _ = version.partition("-")
    return not payload or payload == f"{broadcast.payload_id:x}"


def is_of_version(broadcast: Broadcast, version: str) -> bool:
    """Return whether a broadcast has the message and the options of a version. True for an empty
    version, which old buttons have."""
    return version in ("", compute_version(broadcast))


def get_needed_approvals(settings: Settings, recipient_count: int) -> int:
    """Return how many editors besides the one who proposes it have to approve."""
    return settings.approvals - 1 if recipient_count > settings.approval_above else 0


async def count_needed_to_send(
    connection: AsyncConnection, settings: Settings, broadcast: Broadcast
) -> int:
    """Return how many others have to approve that an unsent broadcast goes to its audience."""
    count = await audience.count_recipients(connection, broadcast.audience)
    return get_needed_approvals(settings, count)


async def list_own_editors(connection: AsyncConnection, proposal: Proposal) -> set[int | None]:
    """Return the ids of those whose own it is, who therefore cannot approve it; None is an unknown
    one.

    A broadcast to be sent is also theirs who drafted it or wrote its present text. A correction or
    a retraction is theirs alone who proposed it: the author of the news is another editor then.
    """
    if proposal.action in (ProposedAction.CORRECT, ProposedAction.RETRACT):
        return {proposal.proposed_by}
    drafted_by = await audit_log.get_last_editor(
        connection, proposal.broadcast_id, AuditAction.DRAFTED
    )
    corrected_by = await audit_log.get_last_editor(
        connection, proposal.broadcast_id, AuditAction.CORRECTED
    )
    return {proposal.proposed_by, drafted_by, corrected_by}


async def count_approvals(
    connection: AsyncConnection, settings: Settings, proposal: Proposal
) -> int:
    """Count the approvals of editors who may still approve."""
    roles = [
        await get_role(connection, settings, editor)
        for editor in await proposals.list_approvers(connection, proposal.id)
    ]
    return sum(has_right(role, Right.SEND) for role in roles)


def find_fault(
    proposal: Proposal, broadcast: Broadcast, now: datetime
) -> Literal[ProposalState.VOID, ProposalState.EXPIRED] | None:
    """Return why a proposal does not count any more; None if it does.

    The news is valid for as long after the time at which it was to go out. A correction or a
    retraction does not expire.
    """
    if proposal.fingerprint != compute_fingerprint(broadcast, proposal.action):
        return ProposalState.VOID
    if proposal.action not in (ProposedAction.SEND, ProposedAction.SCHEDULE):
        return None
    due_at = proposal.created_at
    if proposal.action is ProposedAction.SCHEDULE and broadcast.scheduled_at is not None:
        due_at = broadcast.scheduled_at
    return ProposalState.EXPIRED if now >= due_at + broadcast.ttl else None


async def is_schedule_approved(
    connection: AsyncConnection, settings: Settings, broadcast: Broadcast, needed: int
) -> bool:
    """Return whether a scheduled broadcast was approved as it is now, or an owner overrode it."""
    proposal = await proposals.find_newest(connection, broadcast.id, ProposedAction.SCHEDULE)
    if (
        proposal is None
        or proposal.state is not ProposalState.APPROVED
        or proposal.fingerprint != compute_fingerprint(broadcast, ProposedAction.SCHEDULE)
    ):
        return False
    return await _has_enough_approvals(connection, settings, proposal, needed)


async def is_reusable(
    connection: AsyncConnection, settings: Settings, proposal: Proposal, needed: int
) -> bool:
    """Return whether an open proposal is as good as a new one: its editor may still send, and it
    waits, or is a schedule that has all approvals that it needs now."""
    if not has_right(await get_role(connection, settings, proposal.proposed_by), Right.SEND):
        return False
    if proposal.state is ProposalState.WAITING:
        return True
    return (
        proposal.state is ProposalState.APPROVED
        and proposal.action is ProposedAction.SCHEDULE
        and await _has_enough_approvals(connection, settings, proposal, needed)
    )


async def _has_enough_approvals(
    connection: AsyncConnection, settings: Settings, proposal: Proposal, needed: int
) -> bool:
    if await count_approvals(connection, settings, proposal) >= needed:
        return True
    overrider = await audit_log.get_last_editor(
        connection, proposal.broadcast_id, AuditAction.OVERRIDDEN, since=proposal.created_at
    )
    return has_right(await get_role(connection, settings, overrider), Right.OVERRIDE)


async def void_outdated(
    connection: AsyncConnection, broadcast: Broadcast, actor: Actor, now: datetime
) -> None:
    """Void the proposals and approvals of what a broadcast is no longer, or that have expired."""
    for proposal in await proposals.list_open(connection, broadcast.id):
        if fault := find_fault(proposal, broadcast, now):
            await void(connection, proposal, broadcast, actor, now, fault)


async def void(
    connection: AsyncConnection,
    proposal: Proposal,
    broadcast: Broadcast,
    actor: Actor,
    now: datetime,
    fault: Literal[ProposalState.VOID, ProposalState.EXPIRED] = ProposalState.VOID,
) -> None:
    """Void a proposal and its approvals."""
    states = (ProposalState.WAITING, ProposalState.APPROVED)
    if await proposals.transition(connection, proposal.id, states, fault):
        text = f"{proposal.action.value}: {broadcast.text}"
        await record_action(connection, AuditAction.APPROVAL_VOID, actor, broadcast, now, text)
