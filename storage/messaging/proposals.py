"""What editors proposed to do with a broadcast, and who approved it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.dialect import insert_new
from storage.schema.tables import approvals, proposals


class ProposedAction(StrEnum):
    """What is proposed; the values are stored."""

    SEND = "send"
    SCHEDULE = "schedule"
    CORRECT = "correct"
    RETRACT = "retract"


class ProposalState(StrEnum):
    """``SHOWN``: its editor was asked to confirm it. ``WAITING``: for other editors. ``APPROVED``:
    by enough of them; what was proposed is done, or will be at its time. ``VOID``: the broadcast
    changed, so that nobody approved what it is now. ``EXPIRED``: nobody decided while the news was
    valid."""

    SHOWN = "shown"
    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    VOID = "void"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an editor proposed. ``fingerprint``: of the broadcast as they and the others saw it.

    ``payload_id``: the corrected message, or the notice in place of a retracted one. ``report_*``:
    the editor's message about it, which becomes the report.
    """

    id: int
    broadcast_id: int
    action: ProposedAction
    payload_id: int | None
    fingerprint: str
    state: ProposalState
    proposed_by: int
    proposer: str
    created_at: datetime
    report_chat_id: int | None
    report_message_id: int | None


_COLUMNS = [proposals.c[field.name] for field in fields(Proposal)]


def _read(row: Row[Any]) -> Proposal:
    values = row._asdict()
    action, state = ProposedAction(values["action"]), ProposalState(values["state"])
    return Proposal(**{**values, "action": action, "state": state})


async def add(
    connection: AsyncConnection,
    broadcast_id: int,
    action: ProposedAction,
    fingerprint: str,
    proposer: tuple[int, str],
    now: datetime,
    payload_id: int | None = None,
) -> Proposal:
    """Store a proposal that its editor is shown. ``proposer``: their id and name."""
    result = await connection.execute(
        insert(proposals).values(
            broadcast_id=broadcast_id,
            action=action.value,
            payload_id=payload_id,
            fingerprint=fingerprint,
            state=ProposalState.SHOWN.value,
            proposed_by=proposer[0],
            proposer=proposer[1],
            created_at=now,
        )
    )
    (proposal_id,) = result.inserted_primary_key or (0,)
    stored = await get(connection, int(proposal_id))
    assert stored is not None
    return stored


async def get(connection: AsyncConnection, proposal_id: int) -> Proposal | None:
    """Return a proposal, None if it does not exist."""
    row = (
        await connection.execute(select(*_COLUMNS).where(proposals.c.id == proposal_id))
    ).one_or_none()
    return None if row is None else _read(row)


async def find_newest(
    connection: AsyncConnection, broadcast_id: int, action: ProposedAction
) -> Proposal | None:
    """Return the newest proposal of a kind for a broadcast, None without one."""
    row = (
        await connection.execute(
            select(*_COLUMNS)
            .where(proposals.c.broadcast_id == broadcast_id, proposals.c.action == action.value)
            .order_by(proposals.c.id.desc())
            .limit(1)
        )
    ).one_or_none()
    return None if row is None else _read(row)


async def list_open(connection: AsyncConnection, broadcast_id: int) -> list[Proposal]:
    """Return the proposals for a broadcast that wait, or are approved."""
    states = [ProposalState.WAITING.value, ProposalState.APPROVED.value]
    rows = await connection.execute(
        select(*_COLUMNS)
        .where(proposals.c.broadcast_id == broadcast_id, proposals.c.state.in_(states))
        .order_by(proposals.c.id)
    )
    return [_read(row) for row in rows]


async def transition(
    connection: AsyncConnection,
    proposal_id: int,
    from_states: Collection[ProposalState],
    to_state: ProposalState,
    report_message: tuple[int, int] | None = None,
) -> bool:
    """Change the state of a proposal; return False if another change came first."""
    values: dict[str, object] = {"state": to_state.value}
    if report_message is not None:
        values["report_chat_id"], values["report_message_id"] = report_message
    result = await connection.execute(
        update(proposals)
        .where(
            proposals.c.id == proposal_id,
            proposals.c.state.in_([state.value for state in from_states]),
        )
        .values(**values)
    )
    return result.rowcount == 1


async def add_approval(
    connection: AsyncConnection, proposal_id: int, editor_id: int, now: datetime
) -> None:
    """Store that an editor approved a proposal, once."""
    await connection.execute(
        insert_new(approvals).values(proposal_id=proposal_id, editor_id=editor_id, approved_at=now)
    )


async def list_approvers(connection: AsyncConnection, proposal_id: int) -> list[int]:
    """Return the ids of the editors who approved a proposal."""
    found = select(approvals.c.editor_id).where(approvals.c.proposal_id == proposal_id)
    return list((await connection.execute(found)).scalars())
